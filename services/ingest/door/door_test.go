package door_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

var ids = regexp.MustCompile(`"articleId":"a-[0-9a-f]{16}"`)

const (
	pier = `{"id":"pier","url":"https://www.reuters.com/pier","title":"Old pier closed","text":"The council closed the old pier on Monday.","version":2}`
	page = `<html><head><title>Old pier closed</title></head><body><p>The council closed the old pier.</p></body></html>`

	trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
)

// Whatever the wire takes, it takes by the door, and ingest cannot tell: the message is the same as a publisher's own.
func TestAMessageByTheDoorIsAsAnyPublishers(t *testing.T) {
	s := start(t, httpdoor.Flags{})
	raw, err := proto.Marshal(&wirefoldv1.RawArticle{Id: "r1", Text: "The pier is old."})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		why, query, body string
		headers          []string
		subject          string
		want             nats.Header
	}{
		{"an object names its source by its address", "", pier, []string{"Content-Type", "application/json"}, "wire.reuters_com", nats.Header{"Content-Type": {"application/json"}}},
		{"an object names its source", "", `{"source":"TASS","text":"x"}`, nil, "wire.tass", nil},
		{"what is asked for goes before what is named", "?source=www.tass.com", pier, nil, "wire.tass_com", nil},
		{"a header asks, too", "", pier, []string{"Wirefold-Source", "Interfax"}, "wire.interfax", nil},
		{"both may ask for the same", "?source=reuters.com", pier, []string{"Wirefold-Source", "https://www.reuters.com"}, "wire.reuters_com", nil},
		{"a page with its facts and hints", "?source=a", page, []string{
			"Content-Type", "text/html; charset=windows-1251", "Wirefold-Id", "p1", "Wirefold-Url", "https://a.example/1", "Wirefold-Title", "Причал", "Wirefold-Published-At", "2022-01-10T10:00:00Z",
			"Wirefold-Status", "usable", "Wirefold-Version", "3", "Wirefold-Topics", "us-russia-talks", "Wirefold-Clean-Body", ".text", "Wirefold-Clean-Remove", "aside",
		}, "wire.a", nats.Header{
			"Content-Type": {"text/html; charset=windows-1251"}, "Wirefold-Id": {"p1"}, "Wirefold-Url": {"https://a.example/1"}, "Wirefold-Title": {"Причал"},
			"Wirefold-Published-At": {"2022-01-10T10:00:00Z"}, "Wirefold-Status": {"usable"}, "Wirefold-Version": {"3"}, "Wirefold-Topics": {"us-russia-talks"},
			"Wirefold-Clean-Body": {".text"}, "Wirefold-Clean-Remove": {"aside"},
		}},
		{"a page's address names its source", "", page, []string{"Content-Type", "text/html", "Wirefold-Url", "https://b.example/1"}, "wire.b_example", nats.Header{"Content-Type": {"text/html"}, "Wirefold-Url": {"https://b.example/1"}}},
		{"gzip stays packed", "", packed(pier), []string{"Content-Type", "application/json", "Content-Encoding", "gzip"}, "wire.reuters_com", nats.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}},
		{"protobuf", "?source=c", string(raw), []string{"Content-Type", "application/x-protobuf"}, "wire.c", nats.Header{"Content-Type": {"application/x-protobuf"}}},
		{"a CloudEvent", "?source=d", `{"specversion":"1.0","id":"1","source":"//desk","type":"t","data":{"text":"x"}}`, []string{"Content-Type", "application/cloudevents+json"}, "wire.d", nats.Header{"Content-Type": {"application/cloudevents+json"}}},
		{"plain text, found by looking", "?source=e", "The old pier was closed.", nil, "wire.e", nil},
		{"a trace goes on", "?source=f", "x", []string{"Content-Type", "text/plain", "Traceparent", trace}, "wire.f", nats.Header{"Content-Type": {"text/plain"}, "traceparent": {trace}}},
		{"a trace of a CloudEvent in binary mode", "?source=g", "x", []string{"Content-Type", "text/plain", "Ce-Traceparent", trace}, "wire.g", nats.Header{"Content-Type": {"text/plain"}, "traceparent": {trace}}},
		{"what the stages say of a record is nobody else's", "?source=h", "x", []string{"Content-Type", "text/plain", "Wirefold-Wire-Seq", "7", "Wirefold-Epoch", "x", "Nats-Expected-Last-Sequence", "0", "Nats-Rollup", "all", "Cookie", "x"}, "wire.h", nats.Header{"Content-Type": {"text/plain"}}},
	} {
		t.Run(row.why, func(t *testing.T) {
			a := s.post(row.query, strings.NewReader(row.body), row.headers...)
			if a.StatusCode != http.StatusCreated || a.body["stream"] != topology.Wire || a.body["duplicate"] != false || a.body["subject"] != row.subject {
				t.Fatalf("%d %s, want 201 and %s", a.StatusCode, a.text, row.subject)
			}
			stream, err := s.js.Stream(t.Context(), topology.Wire)
			if err != nil {
				t.Fatal(err)
			}
			msg, err := stream.GetMsg(t.Context(), uint64(a.body["seq"].(float64)))
			if err != nil {
				t.Fatal(err)
			}
			id := msg.Header.Get(jetstream.MsgIDHeader)
			for _, name := range []string{jetstream.MsgIDHeader, "Nats-Stream", "Nats-Subject", "Nats-Sequence", "Nats-Time-Stamp"} { // the id, and what reading adds
				msg.Header.Del(name)
			}
			if msg.Subject != row.subject || string(msg.Data) != row.body || !strings.HasPrefix(id, strings.TrimPrefix(row.subject, "wire.")+"/") {
				t.Errorf("on the wire: %s, id %s, %d bytes of %d", msg.Subject, id, len(msg.Data), len(row.body))
			}
			if fmt.Sprint(msg.Header) != fmt.Sprint(row.want) && len(msg.Header)+len(row.want) > 0 {
				t.Errorf("its headers are %v, want %v", msg.Header, row.want)
			}
			article, err := receiver.New().Step(t.Context(), &stage.Message{Subject: msg.Subject, Header: msg.Header, Data: msg.Data, Seq: msg.Sequence, Time: msg.Time})
			if err != nil || article.GetOrigin().GetId() != a.body["articleId"] {
				t.Errorf("ingest makes %s of it (%v), the receipt says %v", article.GetOrigin().GetId(), err, a.body["articleId"])
			}
		})
	}
}

func TestTheSamePostAgainIsStoredOnce(t *testing.T) {
	s := start(t, httpdoor.Flags{})
	json := []string{"Content-Type", "application/json"}
	for _, row := range []struct {
		why, body string
		headers   []string
		status    int
		seq       float64
	}{
		{"the first", pier, json, 201, 1},
		{"the same again", pier, json, 200, 1},
		{"a try with another trace is a try", pier, append(json, "Traceparent", trace), 200, 1},
		{"other text is another", strings.Replace(pier, "Monday", "Friday", 1), json, 201, 2},
		{"a key of its own is another", pier, append(json, "Idempotency-Key", "4711"), 201, 3},
		{"the key again, in quotes as the IETF has it", pier, append(json, "Idempotency-Key", `"4711"`, "Traceparent", trace), 200, 3},
		{"the same key of another source", pier, append(json, "Idempotency-Key", "4711", "Wirefold-Source", "tass"), 201, 4},
	} {
		if a := s.post("", strings.NewReader(row.body), row.headers...); a.StatusCode != row.status || a.body["seq"] != row.seq || a.body["duplicate"] != (row.status == 200) {
			t.Errorf("%s: %d %s, want %d at %v", row.why, a.StatusCode, a.text, row.status, row.seq)
		}
	}
	if a := s.post("", strings.NewReader(strings.Replace(pier, "Monday", "Sunday", 1)), append(json, "Idempotency-Key", "4711")...); a.StatusCode != 422 {
		t.Errorf("other text under a key that was given: %d %s, want 422, since it is not stored", a.StatusCode, a.text)
	}
	if last := natstest.Read(t, s.js, topology.Wire)[2]; last.Header.Get(jetstream.MsgIDHeader) != "reuters_com/4711" {
		t.Errorf("the key became %v", last.Header)
	}
}

// endless is a body that never ends, and tells how much of it was taken, by the sockets between, too.
type endless struct{ taken atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.taken.Add(int64(len(p)))
	return copy(p, bytes.Repeat([]byte("x"), len(p))), nil
}

func TestWhatIsRefusedIsNotStored(t *testing.T) {
	s := start(t, httpdoor.Flags{Tokens: tokens(t, `
- {token: reuters-0123456789abcdef, publish: [reuters.com]}
- {token: agencies-0123456789abcde, publish: [tass, Interfax]}
- {token: all-0123456789abcdefghij, publish: ["*"]}
- {token: reader-0123456789abcdefg, read: true}
`)})
	const reuters, agencies, everyone, reader = "reuters-0123456789abcdef", "agencies-0123456789abcde", "all-0123456789abcdefghij", "reader-0123456789abcdefg"
	long := strings.Repeat("x", topology.MaxBody+1)
	for _, row := range []struct {
		why, token, query string
		body              io.Reader
		headers           []string
		status            int
		reason            string
		header, value     string
	}{
		{"no source", everyone, "", strings.NewReader("x"), []string{"Content-Type", "text/plain"}, 400, "bad_source", "", ""},
		{"a source without a letter", everyone, "?source=…", strings.NewReader("x"), nil, 400, "bad_source", "", ""},
		{"two sources", everyone, "?source=a", strings.NewReader("x"), []string{"Wirefold-Source", "b"}, 400, "bad_source", "", ""},
		{"an idempotency key with a space", everyone, "?source=a", strings.NewReader("x"), []string{"Idempotency-Key", "a b"}, 400, "", "", ""},
		{"an idempotency key that is long", everyone, "?source=a", strings.NewReader("x"), []string{"Idempotency-Key", strings.Repeat("k", 201)}, 400, "", "", ""},
		{"nobody", "", "?source=a", strings.NewReader("x"), nil, 401, "", "WWW-Authenticate", `Bearer realm="wirefold"`},
		{"a token that is none", "none-0123456789abcdefghi", "?source=a", strings.NewReader("x"), nil, 401, "", "WWW-Authenticate", `Bearer realm="wirefold", error="invalid_token"`},
		{"a reader", reader, "?source=a", strings.NewReader("x"), nil, 403, "", "", ""},
		{"a source of others, before the body is read", reuters, "?source=tass", &endless{}, nil, 403, "", "", ""},
		{"a source of others in the body", agencies, "", strings.NewReader(pier), nil, 403, "", "", ""},
		{"a body without a source, of one who has two", agencies, "", strings.NewReader("x"), []string{"Content-Type", "text/plain"}, 400, "bad_source", "", ""},
		{"a body that says that it is large", everyone, "?source=a", strings.NewReader(long), nil, 413, "too_large", "", ""},
		{"a body that does not say it", everyone, "?source=a", &endless{}, nil, 413, "too_large", "", ""},
		{"a body that unpacks to more", everyone, "?source=a", strings.NewReader(packed(long)), []string{"Content-Encoding", "gzip"}, 413, "too_large", "", ""},
		{"a form of a browser", everyone, "?source=a", strings.NewReader("x=y"), []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "unknown_form", "Accept-Post", "application/json, application/cloudevents+json, text/html, text/plain, application/x-protobuf, application/x-ndjson"},
		{"a type that is none", everyone, "?source=a", strings.NewReader("x"), []string{"Content-Type", ";"}, 415, "unknown_form", "", ""},
		{"bytes of which looking finds no form", everyone, "?source=a", strings.NewReader("\x89PNG\r\n"), nil, 415, "unknown_form", "", ""},
		{"another coding", everyone, "?source=a", strings.NewReader("x"), []string{"Content-Encoding", "br"}, 415, "bad_encoding", "Accept-Encoding", "gzip"},
		{"nothing", everyone, "?source=a", strings.NewReader(" "), nil, 422, "empty", "", ""},
		{"half an object", everyone, "?source=a", strings.NewReader(`{"text":`), []string{"Content-Type", "application/json"}, 422, "bad_json", "", ""},
		{"half an object, whose source is in it", everyone, "", strings.NewReader(`{"source":"a.example","text":`), []string{"Content-Type", "application/json"}, 422, "bad_json", "", ""},
		{"gzip that is none, whose source is in it", everyone, "", strings.NewReader("x"), []string{"Content-Encoding", "gzip"}, 422, "bad_encoding", "", ""},
		{"gzip that is none", everyone, "?source=a", strings.NewReader("x"), []string{"Content-Encoding", "gzip"}, 422, "bad_encoding", "", ""},
		{"a picture", everyone, "?source=a", strings.NewReader(`{"uri":"urn:x","type":"picture","standard":{"name":"ninjs","version":"3.1"}}`), []string{"Content-Type", "application/json"}, 422, "not_text", "", ""},
		{"a status that is none", everyone, "?source=a", strings.NewReader("x"), []string{"Wirefold-Status", "dead"}, 422, "bad_status", "", ""},
		{"an address that is none", everyone, "?source=a", strings.NewReader("x"), []string{"Wirefold-Url", "ftp://a"}, 422, "bad_url", "", ""},
		{"a hint that clean could not follow", everyone, "?source=a", strings.NewReader(page), []string{"Content-Type", "text/html", "Wirefold-Clean-Body", "p["}, 422, "bad_hint", "", ""},
		{"no RawArticle", everyone, "?source=a", strings.NewReader("\xff"), []string{"Content-Type", "application/x-protobuf"}, 422, "bad_protobuf", "", ""},
		{"an operator's decision", everyone, "?source=_operator", strings.NewReader("{}"), []string{"Content-Type", "application/vnd.wirefold.command+json"}, 415, "unknown_form", "", ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			if row.token != "" {
				row.headers = append(row.headers, "Authorization", "Bearer "+row.token)
			}
			a := s.post(row.query, row.body, row.headers...)
			if a.StatusCode != row.status || row.reason != "" && a.body["reason"] != row.reason || a.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s, want %d %s", a.StatusCode, a.text, row.status, row.reason)
			}
			if a.body["status"] != float64(row.status) || a.body["detail"] == "" || a.body["title"] != http.StatusText(row.status) {
				t.Errorf("it is no problem as RFC 9457 has it: %s", a.text)
			}
			if row.header != "" && a.Header.Get(row.header) != row.value {
				t.Errorf("%s: %q, want %q", row.header, a.Header.Get(row.header), row.value)
			}
			if e, ok := row.body.(*endless); ok && e.taken.Load() > 8*topology.MaxBody {
				t.Errorf("%d bytes of an endless body were taken", e.taken.Load())
			}
		})
	}
	if stored := natstest.Read(t, s.js, topology.Wire); len(stored) > 0 {
		t.Errorf("%d messages are stored, the first is %s %.100s", len(stored), stored[0].Subject, stored[0].Data)
	}
	a := s.post("", strings.NewReader("The old pier was closed."), "Content-Type", "text/plain", "Authorization", "Bearer "+reuters)
	if a.StatusCode != 201 || a.body["subject"] != "wire.reuters_com" {
		t.Errorf("a body without a source, of one who has one: %d %s", a.StatusCode, a.text)
	}
}

func TestARateIsKept(t *testing.T) {
	s := start(t, httpdoor.Flags{Tokens: tokens(t, "- {token: slow-0123456789abcdefghi, publish: [a], rate: 0.1}\n- {token: quick-0123456789abcdefgh, publish: [a]}\n")})
	send := func(token, text string) answer {
		return s.post("?source=a", strings.NewReader(text), "Content-Type", "text/plain", "Authorization", "Bearer "+token)
	}
	if a := send("slow-0123456789abcdefghi", "1"); a.StatusCode != 201 {
		t.Fatalf("the first: %d %s", a.StatusCode, a.text)
	}
	a := send("slow-0123456789abcdefghi", "2")
	if seconds := a.Header.Get("Retry-After"); a.StatusCode != http.StatusTooManyRequests || len(seconds) == 0 || len(seconds) > 2 {
		t.Errorf("the second: %d, Retry-After %q: %s", a.StatusCode, seconds, a.text)
	}
	for i := range 50 {
		if a := send("quick-0123456789abcdefgh", fmt.Sprint("q", i)); a.StatusCode != 201 {
			t.Errorf("one without a rate: %d %s", a.StatusCode, a.text)
		}
	}
}

func TestABrokerThatIsAwayIsSaidAndNothingIsAcknowledged(t *testing.T) {
	s := start(t, httpdoor.Flags{})
	s.Down()
	natstest.Eventually(t, "the connection is lost", func() bool { return !s.js.Conn().IsConnected() })
	if a := s.post("", strings.NewReader(pier)); a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q: %s", a.StatusCode, a.Header.Get("Retry-After"), a.text)
	}
	lines := s.post("", strings.NewReader(pier+"\n"+pier), "Content-Type", "application/x-ndjson")
	if want := 2; strings.Count(lines.text, `"status":503`) != want || strings.Count(lines.text, `"retryAfter":2}`) != want {
		t.Errorf("lines: %s", lines.text)
	}
	s.Up()
	natstest.Eventually(t, "it is back", func() bool { return s.post("", strings.NewReader(pier)).StatusCode == http.StatusCreated })
	if stored := natstest.Read(t, s.js, topology.Wire); len(stored) != 1 {
		t.Errorf("%d messages are stored", len(stored))
	}
}

func TestAWireThatIsFullIsSaid(t *testing.T) {
	s := start(t, httpdoor.Flags{})
	stream, err := s.js.Stream(t.Context(), topology.Wire)
	if err != nil {
		t.Fatal(err)
	}
	config := stream.CachedInfo().Config
	config.MaxBytes = 2000
	if _, err := s.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	var full answer
	for i := 0; i < 20 && full.text == ""; i++ {
		if a := s.post("?source=a", strings.NewReader(fmt.Sprint(i, strings.Repeat("x", 400))), "Content-Type", "text/plain"); a.StatusCode != 201 {
			full = a
		}
	}
	config.MaxBytes = 6000
	if _, err := s.js.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	lines := s.post("?source=a", strings.NewReader(`{"text":"first"}`+"\n"+`{"text":"`+strings.Repeat("long ", 2000)+`"}`+"\n"+`{"text":"last"}`), "Content-Type", "application/x-ndjson")
	if strings.Count(lines.text, `"status":201`) != 1 || strings.Count(lines.text, `"status":503`) != 2 || strings.Count(lines.text, `"retryAfter":60}`) != 2 {
		t.Errorf("a line for which there is a place goes before one that has none:\n%s", lines.text)
	}
	if full.StatusCode != http.StatusServiceUnavailable || full.Header.Get("Retry-After") != "60" || !strings.Contains(full.text, "WIRE takes no more") {
		t.Errorf("%d, Retry-After %q: %s", full.StatusCode, full.Header.Get("Retry-After"), full.text)
	}
}

func TestLinesAreAnsweredALineEach(t *testing.T) {
	s := start(t, httpdoor.Flags{Tokens: tokens(t, "- {token: reuters-0123456789abcdef, publish: [reuters.com]}\n- {token: slow-0123456789abcdefghi, publish: [b], rate: 0.1}\n")})
	const ndjson = pier + "\n\n" + `{"url":"https://tass.com/1","text":"x"}` + "\r\n" + `{"text":` + "\n" + `{"text":"Another."}` + "\n" + pier + "\n"
	const want = `{"line":1,"status":201,"stream":"WIRE","seq":1,"duplicate":false,"subject":"wire.reuters_com","articleId":"ID"}
{"line":3,"status":403,"detail":"Who this token or certificate belongs to may not publish for tass_com."}
{"line":4,"status":422,"reason":"bad_json","detail":"It would become a dead letter: read JSON object: unexpected end of JSON input."}
{"line":5,"status":201,"stream":"WIRE","seq":2,"duplicate":false,"subject":"wire.reuters_com","articleId":"ID"}
{"line":6,"status":200,"stream":"WIRE","seq":1,"duplicate":true,"subject":"wire.reuters_com","articleId":"ID"}
`
	for _, row := range []struct {
		why, body string
		headers   []string
	}{
		{"as they are", ndjson, nil},
		{"packed", packed(ndjson), []string{"Content-Encoding", "gzip"}},
	} {
		a := s.post("", strings.NewReader(row.body), append(row.headers, "Content-Type", "application/x-ndjson", "Authorization", "Bearer reuters-0123456789abcdef")...)
		got := ids.ReplaceAllString(a.text, `"articleId":"ID"`)
		if row.why == "packed" { // all are there already
			got = strings.NewReplacer(`"status":200`, `"status":201`, `"duplicate":true`, `"duplicate":false`).Replace(got)
			got = strings.Replace(got, `{"line":6,"status":201,"stream":"WIRE","seq":1,"duplicate":false`, `{"line":6,"status":200,"stream":"WIRE","seq":1,"duplicate":true`, 1)
		}
		if a.StatusCode != 200 || a.Header.Get("Content-Type") != "application/x-ndjson" || got != want {
			t.Errorf("%s: %d\n%s\nwant\n%s", row.why, a.StatusCode, got, want)
		}
	}
	if stored := natstest.Read(t, s.js, topology.Wire); len(stored) != 2 || stored[0].Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d messages are stored: %v", len(stored), stored[0].Header)
	}
	a := s.post("?source=b", strings.NewReader(`{"text":"1"}`+"\n"+`{"text":"2"}`+"\n"+`{"text":"3"}`), "Content-Type", "application/x-ndjson", "Authorization", "Bearer slow-0123456789abcdefghi")
	if strings.Count(a.text, `"status":201`) != 1 || strings.Count(a.text, `"status":429`) != 2 || strings.Count(a.text, `"retryAfter":`) != 2 {
		t.Errorf("beyond the rate: %s", a.text)
	}
	a = s.post("?source=b", strings.NewReader(strings.Repeat("{}\n", 1001)), "Content-Type", "application/x-ndjson", "Authorization", "Bearer slow-0123456789abcdefghi")
	if a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("1,001 lines: %d %s", a.StatusCode, a.text)
	}
}
