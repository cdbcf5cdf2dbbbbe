package receiver

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
)

// promises checks what the package promises of any message, and gives the outcome in a word.
func promises(t *testing.T, in *stage.Message) string {
	t.Helper()
	a, err := New().Step(context.Background(), in)
	if err != nil {
		reason, ok := stage.PermanentReason(err)
		if !ok || !slices.Contains(Reasons, reason) || a != nil {
			t.Fatalf("%q: %v beside %v", reason, err, a)
		}
		return reason
	}
	// Marshalling refuses strings that are no UTF-8.
	if _, err := proto.Marshal(a); err != nil {
		t.Fatal(err)
	}
	o := a.GetOrigin()
	if o.GetCommand() == nil && (!subject.Legal(o.GetId()) || !subject.Legal(o.GetSource()) || o.GetSource()[0] == '_') {
		t.Fatalf("id %q of source %q", o.GetId(), o.GetSource())
	}
	if a.GetText() != "" && a.GetHtml() != nil {
		t.Fatal("both text and page")
	}
	if strings.ContainsRune(a.GetText()+o.GetTitle()+o.GetSourceId()+o.GetUrl()+o.GetNote(), 0) {
		t.Fatal("NUL in a string")
	}
	if p := o.GetPublishedAt(); p != "" {
		if _, err := time.Parse(time.RFC3339, p); err != nil {
			t.Fatal(err)
		}
	}
	return "article"
}

func FuzzStep(f *testing.F) {
	types := []string{
		"", "application/json", "application/json; charset=windows-1251", "text/html", "text/html; charset=utf-16", "text/plain", "text/plain; charset=x",
		"application/cloudevents+json", "application/x-protobuf", commandType, "image/png",
	}
	for i, body := range []string{
		`{"id":1,"title":"A","text":"B","version":"2","publishedAt":"2022-01-10T17:40:00+0300","url":"http://x.example/?utm_x=1","status":"usable"}`,
		`{"uri":"urn:x","versionCreated":"2022-01-10T17:40:00Z","bodies":[{"value":"<p>B"}]}`,
		`{"specversion":"1.0","id":"1","source":"/x","type":"t","datacontenttype":"text/html","data":"<p>B"}`,
		`{"specversion":"1.0","id":"1","source":"/x","type":"t","data_base64":"PHA+Qg=="}`,
		`<head><link rel=canonical href="http://x.example/a"><p>B`, "\xFF\xFE<\x00p\x00>\x00", "a\x00\xff", gz("B"), "\x0a\x01\x31\x2a\x01B",
		`{"verb":"detach","articles":["a-0123456789abcdef"]}`,
	} {
		f.Add("wire.x.example", byte(i), "A", []byte(body))
	}
	f.Add("wire._operator", byte(9), "", []byte(`{"verb":"join","articles":["a-0123456789abcdef","a-0123456789abcdee"]}`))
	f.Fuzz(func(t *testing.T, on string, kind byte, header string, body []byte) {
		m := &stage.Message{Subject: on, Data: body, Seq: 1, Time: received, Header: map[string][]string{
			"Wirefold-Title": {header}, "Wirefold-Url": {header}, "Wirefold-Id": {header}, "Wirefold-Version": {""}, "traceparent": {header}, "Wirefold-Published-At": {header},
			"Wirefold-Topics": {header}, "Wirefold-Clean-Remove": {header},
		}}
		if contentType := types[int(kind)%len(types)]; contentType != "" {
			m.Header["Content-Type"] = []string{contentType}
		}
		promises(t, m)
	})
}

func TestHostile(t *testing.T) {
	// fill repeats a piece up to the size of a message.
	fill := func(before, piece, after string) string {
		return before + strings.Repeat(piece, (maxBody-len(before)-len(after))/len(piece)) + after
	}
	html, plain, object, event := "Content-Type: text/html", "Content-Type: text/plain", "Content-Type: application/json", "Content-Type: application/cloudevents+json"
	envelope := `{"specversion":"1.0","id":"1","source":"/x","type":"t",`
	for _, r := range []struct {
		why  string
		in   *stage.Message
		want string
	}{
		{"4 MiB of one letter", message(fill("", "a", ""), plain), "article"},
		{"4 MiB of bad UTF-8", message(fill("", "\xff", ""), plain), "article"},
		{"4 MiB of NUL", message(fill("", "\x00", "")), "empty"},
		{"4 MiB of tags", message(fill("", "<b>", "x"), html), "article"},
		{"a million attributes", message(fill("<link ", "a=1 ", ">x"), html), "article"},
		{"a million links", message(fill("", `<link rel=canonical href="/">`, "x"), html), "article"},
		{"4 MiB of quotes", message(fill("<p ", `"`, ""), html), "article"},
		{"an entity storm", message(fill("<meta property=og:url content='", "&CounterClockwiseContourIntegral;", "'>"), html), "article"},
		{"4 MiB of braces", message(fill("", "{", ""), object), "too_deep"},
		{"4 MiB of empty objects", message(fill(`{"text":"B","x":[`, "{},", "{}]}"), object), "article"},
		{"a million keys", message(fill(`{`, `"a":1,`, `"text":"B"}`), object), "article"},
		{"4 MiB of escapes", message(fill(`{"text":"`, `\u0000`, `"}`), object), "empty"},
		{"4 MiB of surrogates", message(fill(`{"text":"x`, `\ud800`, `"}`), object), "article"},
		{"a version of 4 MiB", message(fill(`{"text":"B","version":1`, `0`, `}`), object), "bad_version"},
		{"a URL of 4 MiB", message(fill(`{"text":"B","url":"http://x.example/`, `a`, `"}`), object), "too_long"},
		{"a URL of 300 parameters", message(`{"text":"B","url":"http://x.example/?`+strings.Repeat("a&", 300)+`"}`, object), "article"},
		{"4 MiB of ninjs bodies", message(fill(`{"uri":"urn:x","bodies":[`, `{"value":"<p>a"},`, `{"value":"b"}]}`), object), "article"},
		{"a ninjs body of 4 MiB of figures", message(fill(`{"uri":"urn:x","title":"A","bodies":[{"value":"`, `<figure>`, `"}]}`), object), "article"},
		{"4 MiB in base64", message(fill(envelope+`"data_base64":"`, "YWFh", `"}`), event), "article"},
		{"a CloudEvent of strings in strings", message(fill(envelope+`"data":"`, `\"`, `"}`), event), "article"},
		{"4 MiB of protobuf", message(fill("", "\x0a\x00", ""), "Content-Type: application/x-protobuf"), "empty"},
		{"a gzip bomb", message(gz(strings.Repeat("a", 64<<20))), "too_large"},
		{"60 KiB of header", message("B", plain, "Wirefold-Title: "+strings.Repeat("\xff", 60<<10)), "too_long"},
		{"a Content-Type of 60 KiB", message("B", "Content-Type: text/plain;"+strings.Repeat("a=b;", 15<<10)), "article"},
	} {
		t.Run(r.why, func(t *testing.T) {
			start := time.Now()
			if got := promises(t, r.in); got != r.want {
				t.Errorf("gives %s, want %s", got, r.want)
			}
			// Some 0.7 s at most where it was measured; the rest is for the race detector on machines that do other things too.
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestHostileSources(t *testing.T) {
	for why, source := range map[string]string{
		"spaces": "a b c", "stars": "*", "the rest": ">", "5,000 letters": strings.Repeat("s", 5000), "5,000 dots": strings.Repeat(".", 5000), "bad UTF-8": "\xff\xfe",
		"a NUL": "a\x00b", "the operators' in disguise": "._operator", "a line break": "a\r\nb", "5,000 tokens": strings.Repeat("a.", 2500),
	} {
		m := message("B")
		m.Subject = "wire." + source
		got := promises(t, m)
		if got != "article" && got != BadSource {
			t.Errorf("%s: %s", why, got)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	text := strings.Repeat("The two delegations left the mission at dusk and said little. ", 80) // 5 kB
	for name, m := range map[string]*stage.Message{
		"json":  message(fmt.Sprintf(`{"id":"1","title":"A","text":%q,"url":"http://x.example/a?b=1"}`, text)),
		"plain": message(text, "Content-Type: text/plain"),
		"html":  message("<html><head><title>A</title></head><body><p>"+text, "Content-Type: text/html"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := New().Step(context.Background(), m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
