package copydesk

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
)

var errStop = errors.New("enough")

func TestMessage(t *testing.T) {
	for _, r := range []struct {
		why, form, body string
		facts           Facts
		subject, err    string
	}{
		{"an object names its source", JSON, `{"source":"reuters.com","text":"x"}`, Facts{}, "wire.reuters_com", ""},
		{"else it is the host of its address", JSON, `{"url":"https://www.reuters.com/a","text":"x"}`, Facts{}, "wire.reuters_com", ""},
		{"what is said goes before what is named", JSON, `{"source":"reuters.com","text":"x"}`, Facts{Source: "TASS"}, "wire.tass", ""},
		{"the source of a CloudEvent is no outlet", JSON, `{"specversion":"1.0","source":"//desk/1","data":{}}`, Facts{}, "", "no source"},
		{"a ninjs item is its agency's, by its URN", JSON, `{"uri":"urn:newsml:pierwire.example.com:20220110:nP1:0","headlines":[{"value":"Pier closed"}]}`, Facts{}, "wire.example_com", ""},
		{"by its tag", JSON, `{"uri":"tag:pierwire.example,2022:1","headline":"Pier closed","versionCreated":"2022-01-10T12:00:00Z"}`, Facts{}, "wire.pierwire_example", ""},
		{"or by the domain of its address", JSON, `{"uri":"https://api.pierwire.co.uk/items/1","bodies":[]}`, Facts{}, "wire.pierwire_co_uk", ""},
		{"a ninjs item whose URI names nobody has none", JSON, `{"uri":"urn:uuid:6fa4-11","bodies":[]}`, Facts{}, "", "no source: give --source"},
		{"an object is known by its brace", Look, ` {"source":"reuters.com"}`, Facts{}, "wire.reuters_com", ""},
		{"before its brace a byte order mark may stand", Look, "\uFEFF" + `{"source":"reuters.com"}`, Facts{}, "wire.reuters_com", ""},
		{"also in a file of objects", JSON, "\uFEFF" + `{"source":"reuters.com"}`, Facts{}, "wire.reuters_com", ""},
		{"a byte order mark alone is nothing", Text, "\uFEFF\n", Facts{Source: "tass"}, "", "empty"},
		{"text has none by itself", Text, "x", Facts{}, "", "no source"},
		{"but for its address", Text, "x", Facts{URL: "https://reuters.com/a"}, "wire.reuters_com", ""},
		{"a message has its subject", Msg, "Subject: wire.tass\n\nx", Facts{}, "wire.tass", ""},
		{"a message on another subject is none", Msg, "Subject: news.tass\n\nx", Facts{}, "", "not under wire"},
		{"a message without a body part is none", Msg, "Subject: wire.tass", Facts{}, "", "no empty line"},
		{"facts of text are not given beside an object", JSON, `{"source":"tass"}`, Facts{Title: "x"}, "", "--title"},
		{"a source without a letter is none", Text, "x", Facts{Source: "…"}, "", "source"},
		{"operators have commands of their own", Msg, "Subject: wire._operator\n\nx", Facts{}, "", "reserved"},
		{"nothing is nothing", Text, " \n", Facts{Source: "tass"}, "", "empty"},
		{"half an object is none", JSON, `{"source":`, Facts{}, "", "no JSON object"},
		{"several objects are lines", Look, `{"source":"tass"}` + "\n" + `{"source":"tass"}`, Facts{}, "", "--form jsonl"},
		{"also where one line is to be one", JSON, `{"source":"tass"} {"source":"tass"}`, Facts{}, "", "more than one object"},
		{"the wire takes 4 MiB", Text, strings.Repeat("x", topology.MaxBody+1), Facts{Source: "tass"}, "", "bytes"},
	} {
		msg, err := message(r.form, r.facts, []byte(r.body))
		switch {
		case r.err != "" && (err == nil || !strings.Contains(err.Error(), r.err)):
			t.Errorf("%s: error %v", r.why, err)
		case r.err == "" && err != nil:
			t.Errorf("%s: %v", r.why, err)
		case err == nil && msg.Subject != r.subject:
			t.Errorf("%s: %s", r.why, msg.Subject)
		}
	}
}

func TestTheSameAgainHasTheSameID(t *testing.T) {
	id := func(title, body string) string {
		m, err := message(Text, Facts{Source: "tass", Title: title}, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return m.Header.Get("Nats-Msg-Id")
	}
	one, again, retitled, rewritten := id("a", "x"), id("a", "x"), id("b", "x"), id("a", "y")
	if one != again || one == retitled || one == rewritten || !strings.HasPrefix(one, "tass/") {
		t.Error(one, again, retitled, rewritten)
	}
}

func TestLines(t *testing.T) {
	const file = `{"source":"a","text":"1"}` + "\n\n" + `{"source":` + "\n" + `{"source":"b","text":"2"}`
	var got []string
	err := Read(strings.NewReader(file), Lines, Facts{}, Position{}, func(i Item, err error) error {
		if err != nil {
			got = append(got, i.Place()+" bad")
			return nil
		}
		got = append(got, i.Place()+" "+i.Message.Subject)
		return nil
	})
	if err != nil || strings.Join(got, ", ") != ":1 wire.a, :3 bad, :4 wire.b" {
		t.Error(got, err)
	}
	if err := Read(strings.NewReader(file), Lines, Facts{}, Position{}, func(Item, error) error { return errStop }); !errors.Is(err, errStop) {
		t.Error(err)
	}
}

func TestForms(t *testing.T) {
	for file, want := range map[string]string{"a.json": JSON, "a.JSONL": Lines, "a.html": HTML, "dir/a.txt": Text, "a.msg": Msg, "-": Look, "a": Look, "a.warc": Archive, "a.WARC.GZ": Archive, "a.jsonl.gz": Lines, "a.gz": Look} {
		if got := FormOf(file); got != want {
			t.Errorf("%s: %s", file, got)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(JSON, `{"source":"a","url":"https://b.example"}`, "")
	f.Add(Msg, "Subject: wire.a\nX: y\n\nbody", "")
	f.Add(Text, "x", "https://a.example/é")
	f.Fuzz(func(t *testing.T, form, body, address string) {
		msg, err := message(form, Facts{URL: address}, []byte(body))
		if err != nil {
			return
		}
		source, err := subject.WireSource(msg.Subject)
		if err != nil {
			t.Fatalf("subject %q: %v", msg.Subject, err)
		}
		if id := msg.Header.Get("Nats-Msg-Id"); form != Msg && !strings.HasPrefix(id, source+"/") {
			t.Errorf("id %q of source %s", id, source)
		}
		if form != Msg && !bytes.Equal(msg.Data, []byte(body)) {
			t.Error("the body is another")
		}
	})
}
