package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/ingest/receiver"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func of1(s string) func() []byte { return func() []byte { return []byte(s) } }

// full repeats a piece until the body has the 4 MiB that a message may have.
func full(before, piece, after string) func() []byte {
	return func() []byte {
		n := (topology.MaxBody - len(before) - len(after)) / len(piece)
		return []byte(before + strings.Repeat(piece, n) + after)
	}
}

func contentType(t string) nats.Header { return nats.Header{"Content-Type": {t}} }

// deadBy makes the wanted outcomes of dead letters.
func deadBy(at string, reasons ...string) []string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = at + "." + r
	}
	return out
}

var (
	news     = []string{"article"}
	textless = deadBy("clean", cleaner.NoText)
	anyNews  = slices.Concat([]string{"article", "copy"}, deadBy("clean", cleaner.NoText, cleaner.TooLong, cleaner.BadPage))
)

const prose = "The harbour master closed the northern lock on Tuesday. Nobody knows when it will open again, he said. Two ships turned back."

func badJSON() []bad {
	in := contentType("application/json")
	row := func(why string, body func() []byte, want []string) bad {
		return bad{why: why, header: in, body: body, want: want}
	}
	ingest := func(reasons ...string) []string { return deadBy("ingest", reasons...) }
	field := func(name, value string) func() []byte {
		return of1(fmt.Sprintf(`{"title":"About %s","text":%q,%q:%s}`, name, gibberish(), name, value))
	}
	return []bad{
		row("JSON that is cut off", of1(`{"title":"a`), ingest(receiver.BadJSON)),
		row("JSON that is a list", of1(`[{"text":"a"}]`), ingest(receiver.BadJSON)),
		row("JSON that is null", of1(`null`), ingest(receiver.BadJSON)),
		row("JSON that is a number", of1(`1`), ingest(receiver.BadJSON)),
		row("JSON with something after its end", of1(`{"text":"a"} {"text":"b"}`), ingest(receiver.BadJSON)),
		row("an empty object", of1(`{}`), ingest(receiver.Empty)),
		row("0 bytes of JSON", of1(``), ingest(receiver.Empty)),
		row("JSON 100,000 deep", of1(strings.Repeat("[", 100_000)), ingest(receiver.TooDeep)),
		row("an object 100,000 deep beside a text", of1(`{"text":"a","x":`+strings.Repeat(`{"a":`, 100_000)+"1"+strings.Repeat("}", 100_000)+"}"), ingest(receiver.TooDeep)),
		row("4 MiB of braces", full("", "{", ""), ingest(receiver.TooDeep)),
		row(`4 MiB of "a":`, full("{", `"a":`, ""), ingest(receiver.BadJSON)),
		row("a million keys", full("{", `"a":1,`, `"text":"`+prose+`"}`), anyNews),
		row("4 MiB of escaped NULs", full(`{"text":"`, `\u0000`, `"}`), ingest(receiver.Empty)),
		row("4 MiB of lone surrogates", full(`{"text":"x`, `\ud800`, `"}`), anyNews),
		row("a text that is a list", of1(`{"text":["a"]}`), ingest(receiver.BadJSON)),
		row("a title that is an object", of1(`{"title":{"a":1},"text":"b"}`), ingest(receiver.BadJSON)),
		row("bad UTF-8 in a text", of1("{\"title\":\"Latin\",\"text\":\"Caf\xe9 owners \xff met. "+prose+"\"}"), anyNews),
		row("a version of 30 digits", field("version", "123456789012345678901234567890"), ingest(receiver.BadVersion)),
		row("a version of 30 digits in a string", field("version", `"123456789012345678901234567890"`), ingest(receiver.BadVersion)),
		row("a version below zero", field("version", "-1"), ingest(receiver.BadVersion)),
		row("a version with a fraction", field("version", "1.5"), ingest(receiver.BadVersion)),
		row("a version that is a list", field("version", "[1]"), ingest(receiver.BadVersion)),
		row("an id of 1 MiB", field("id", `"`+strings.Repeat("i", 1<<20)+`"`), ingest(receiver.TooLong)),
		row("a title of 1 MiB", of1(`{"text":"a","title":"`+strings.Repeat("t", 1<<20)+`"}`), ingest(receiver.TooLong)),
		row("a status that is none", field("status", `"exploded"`), ingest(receiver.BadStatus)),
		row("a URL that is none", field("url", `"javascript:alert(1)"`), ingest(receiver.BadURL)),
		row("a date in the year 9999", field("publishedAt", `"9999-12-31T23:59:59Z"`), news),
		row("a date in the year 1", field("publishedAt", `"0001-01-01T00:00:00Z"`), news),
		row("a date that is none", field("publishedAt", `"the day before"`), news),
		row("a language that is none", field("language", `"\u0000klingon!"`), news),
		row("a kill of nothing", of1(`{"id":"never-seen","status":"canceled"}`), []string{"nothing"}),
		row("an article after its kill", of1(`{"id":"never-seen","title":"Too late","text":"`+prose+`"}`), []string{"nothing"}),
		row("a hold of nothing, without text", of1(`{"id":"held-unseen","status":"withheld"}`), []string{"held", "nothing"}),
		row("a picture in ninjs", of1(`{"uri":"urn:pic","type":"picture","versioncreated":"2022-01-10T17:40:00Z","headline":"A ship","renditions":[{"name":"a","href":"http://x.example/a.jpg"}]}`), ingest(receiver.NotText)),
		row("ninjs with bodies of another type", of1(`{"uri":"urn:x","bodies":{"value":1}}`), ingest(receiver.BadJSON, receiver.Empty)),
		row("4 MiB of ninjs bodies", full(`{"uri":"urn:many","bodies":[`, `{"value":"<p>a"},`, `{"value":"b"}]}`), anyNews),
	}
}

func badPages() []bad {
	in := contentType("text/html")
	row := func(why string, body func() []byte, want []string) bad {
		return bad{why: why, header: in, body: body, want: want}
	}
	page := "<html><head><title>Lock closed</title></head><body><article>"
	return []bad{
		row("a page of nothing", of1("<html></html>"), textless),
		row("0 bytes of page", of1(""), deadBy("ingest", receiver.Empty)),
		row("a million open tags", of1(strings.Repeat("<b>", 1_000_000)+prose), anyNews),
		row("a million open blocks", full(page, "<div>", prose), anyNews),
		row("a million tables in tables", full(page, "<table><td>", prose), anyNews),
		row("a million closing tags", full(page, "</p>", prose), anyNews),
		row("a million paragraphs of one letter", full(page, "<p>a", ""), anyNews),
		row("a million attributes", full("<p ", "a=1 ", ">"+prose), anyNews),
		row("an attribute of 4 MiB", full(`<p title="`, "a", `">`+prose), anyNews),
		row("an attribute that does not end", full(`<p title="`, "a", prose), anyNews),
		row("an entity storm", full(page, "&CounterClockwiseContourIntegral;", prose), anyNews),
		row("4 MiB of ampersands", full(page, "&", prose), anyNews),
		row("4 MiB of <", full(page, "<", prose), anyNews),
		row("a comment that does not end", full(page+"<!--", "-", prose), anyNews),
		row("a script that does not end", full(page+"<script>", "a;", prose), anyNews),
		row("a million links", full(page, `<a href="/x">y</a>`, prose), anyNews),
		row("JSON-LD 100,000 deep", of1(page+`<script type="application/ld+json">`+strings.Repeat(`{"a":[`, 50_000)+"</script><p>"+prose), anyNews),
		row("a page of NULs", full("<p>", "\x00", prose), anyNews),
		row("a page in a charset that does not exist", of1(`<meta charset="x-none"><p>`+prose), anyNews),
		row("a page in UTF-16 cut in half a letter", of1("\xff\xfe<\x00p\x00>\x00a"), anyNews),
		row("an SVG within MathML within forms", full(page, "<svg><math><form><select>", prose), anyNews),
	}
}

func badTexts() []bad {
	in := contentType("text/plain")
	row := func(why string, body func() []byte, want []string) bad {
		return bad{why: why, header: in, body: body, want: want}
	}
	return []bad{
		row("0 bytes of text", of1(""), deadBy("ingest", receiver.Empty)),
		row("white space", of1(" \n\t\r\n \u00a0 \ufeff"), deadBy("ingest", receiver.Empty)),
		row("4 MiB of NULs", full("", "\x00", ""), deadBy("ingest", receiver.Empty)),
		row("4 MiB of bad UTF-8", full("", "\xff\xfe\xfd", ""), anyNews),
		row("4 MiB of one letter", full("", "a", ""), anyNews),
		row("4 MiB of one word", full("", "word ", ""), anyNews),
		row("4 MiB of one-letter lines", full("", "a\n", ""), anyNews),
		row("4 MiB of line breaks", full("a", "\n", "b"), anyNews),
		row("4 MiB of CJK", full("", "北京会谈", ""), anyNews),
		row("4 MiB of quotes", full("", `"`, ""), anyNews),
		row("4 MiB of opening quotes", full("", "“a ", ""), anyNews),
		row("4 MiB of full stops", full("", ". ", ""), anyNews),
		row("4 MiB of capitals", full("", "A. B. Minister ", ""), anyNews),
		row("4 MiB of digits", full("", "1", ""), anyNews),
		row("4 MiB of combining marks", full("a", "\u0301", ""), anyNews),
		row("4 MiB of direction marks", full("", "\u202e\u202d", prose), anyNews),
		row("1 MiB of prose, said by nobody", of1(strings.Repeat(prose+" \"We stay,\" he said. ", 6200)), anyNews),
		row("1 MiB of prose in paragraphs", of1(strings.Repeat("Russia threatened Ukraine on Monday, the minister said.\n\n", 17_000)), anyNews),
		row("1 MiB of names", of1(strings.Repeat("Foreign Minister Sergei Lavrov met Antony Blinken in Geneva. ", 16_000)), anyNews),
		row("1 MiB of dates", of1(strings.Repeat("on Monday, 10 January 2022 at 5:40 p.m. ", 25_000)), anyNews),
		row("1 MiB in one sentence", of1(strings.Repeat("and then the minister said that ", 32_000)), anyNews),
		row("a text of one word", of1("Word"), append(textless, news...)),
	}
}

func badEnvelopes() []bad {
	head := `{"specversion":"1.0","id":"1","source":"/x","type":"t"`
	event := func(why, body string, want []string) bad {
		return bad{why: why, header: contentType("application/cloudevents+json"), body: of1(body), want: want}
	}
	protobuf := func(why string, body func() []byte, want []string) bad {
		return bad{why: why, header: contentType("application/x-protobuf"), body: body, want: want}
	}
	ingest := func(reasons ...string) []string { return deadBy("ingest", reasons...) }
	inner := `"datacontenttype":"application/json","data":`
	return []bad{
		event("a CloudEvent without data", head+`}`, ingest(receiver.Empty)),
		event("a CloudEvent whose data is null", head+`,"data":null}`, ingest(receiver.Empty)),
		event("a CloudEvent of a later version", `{"specversion":"9.0","id":"1","source":"/x","type":"t","data":{"text":"a"}}`, ingest(receiver.BadCloudEvent)),
		event("a CloudEvent without id", `{"specversion":"1.0","source":"/x","type":"t","data":{"text":"a"}}`, ingest(receiver.BadCloudEvent)),
		event("a CloudEvent that is cut off", head+`,"data":{"te`, ingest(receiver.BadCloudEvent)),
		event("garbage in data_base64", head+`,"data_base64":"%%%"}`, ingest(receiver.BadCloudEvent)),
		event("binary in data_base64", head+`,"data_base64":"`+base64.StdEncoding.EncodeToString([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8})+`"}`, ingest(receiver.UnknownForm)),
		event("a CloudEvent of an unknown type", head+`,"datacontenttype":"image/png","data":"a"}`, ingest(receiver.UnknownForm)),
		event("a CloudEvent in a CloudEvent", head+`,"datacontenttype":"application/cloudevents+json","data":`+head+`,"data":{"text":"a"}}}`, ingest(receiver.BadCloudEvent)),
		event("a CloudEvent of bad JSON", head+`,`+inner+`{"version":"x","text":"a"}}`, ingest(receiver.BadVersion)),
		{why: "a CloudEvent of 4 MiB of escapes", header: contentType("application/cloudevents+json"), body: full(head+`,"data":"`, `\"`, `"}`), want: anyNews},
		protobuf("garbage in protobuf", of1("\xff\xff\xff\xffgarbage"), ingest(receiver.BadProtobuf)),
		protobuf("0 bytes of protobuf", of1(""), ingest(receiver.Empty)),
		protobuf("4 MiB of empty fields", full("", "\x0a\x00", ""), ingest(receiver.Empty)),
		protobuf("protobuf of another type", func() []byte { return marshal(&wirefoldv1.Snapshot{Stream: "x", DecisionsSeq: 1}) }, slices.Concat(textless, ingest(receiver.BadProtobuf, receiver.Empty))),
		protobuf("protobuf cut in half", func() []byte {
			whole := marshal(&wirefoldv1.RawArticle{Title: "a", Text: prose})
			return whole[:len(whole)/2]
		}, ingest(receiver.BadProtobuf)),
		protobuf("a version below zero in protobuf", func() []byte { return marshal(&wirefoldv1.RawArticle{Text: prose, Version: -1}) }, ingest(receiver.BadVersion)),
		{why: "a gzip bomb", header: nats.Header{"Content-Encoding": {"gzip"}}, body: func() []byte { return zipped(64 << 20) }, want: ingest(receiver.TooLarge)},
		{why: "a gzip bomb that says nothing", body: func() []byte { return zipped(64 << 20) }, want: ingest(receiver.TooLarge)},
		{why: "gzip that is cut off", body: func() []byte { return zipped(1000)[:20] }, want: ingest(receiver.BadEncoding)},
		{why: "gzip that is none", header: nats.Header{"Content-Encoding": {"gzip"}}, body: of1(prose), want: ingest(receiver.BadEncoding)},
		{why: "an encoding that is not taken", header: nats.Header{"Content-Encoding": {"br"}}, body: of1(prose), want: ingest(receiver.BadEncoding)},
	}
}

func badSubjects() []bad {
	long := strings.Repeat("s", 3000)
	row := func(why, source string, want ...string) bad {
		return bad{why: why, subject: "wire." + source, header: contentType("text/plain"), body: func() []byte { return []byte(gibberish()) }, want: want}
	}
	operator := func(why, body string) bad {
		return bad{why: why, subject: subject.Operator, header: contentType("application/vnd.wirefold.command+json"), body: of1(body), want: deadBy("ingest", receiver.BadCommand)}
	}
	badSource := "ingest." + receiver.BadSource
	return []bad{
		row("a source with a star in it", "a*b", "article", badSource),
		row("a source that is a star", "*", "article", badSource),
		row("a source that is the rest", ">", "article", badSource),
		row("a source of 3,000 letters", long, "article", badSource),
		row("a source of 500 tokens", strings.TrimSuffix(strings.Repeat("a.", 500), "."), "article", badSource),
		row("a source in Cyrillic", "новости", "article", badSource),
		row("a source in letters that are none", "🙂", "article", badSource),
		row("a source in bad UTF-8", "\xff\xfe", "article", badSource),
		row("a source of punctuation", "---", "article", badSource),
		row("a host in capitals", "WWW.Example.COM", "article"),
		operator("a command that is no JSON", "detach"),
		operator("a command of no verb", `{"articles":["a-0123456789abcdef"]}`),
		operator("a command on nothing", `{"verb":"detach","articles":[]}`),
		operator("a command on what is no id", `{"verb":"detach","articles":["../../etc"]}`),
		operator("a join with itself", `{"verb":"join","articles":["a-0123456789abcdef","a-0123456789abcdef"]}`),
		{why: "a command on articles that do not exist", subject: subject.Operator, header: contentType("application/vnd.wirefold.command+json"),
			body: of1(`{"verb":"join","articles":["a-0123456789abcdef","a-0123456789abcdee"]}`), want: []string{"nothing"}},
		{why: "an article on the operators' subject", subject: subject.Operator, header: contentType("text/plain"), body: of1(prose), want: deadBy("ingest", receiver.BadCommand)},
	}
}

func badHeaders() []bad {
	text := func() []byte { return []byte(gibberish()) }
	row := func(why string, h nats.Header, want ...string) bad {
		return bad{why: why, header: h, body: text, want: want}
	}
	plain := func(name, value string) nats.Header {
		return nats.Header{"Content-Type": {"text/plain"}, name: {value}}
	}
	dead := func(reason string) string { return "ingest." + reason }
	return []bad{
		row("no header at all", nil, "article"),
		row("a Content-Type that says nothing", contentType(";;;=\x01"), "article"),
		row("a Content-Type that is not taken", contentType("video/mp4"), dead(receiver.UnknownForm)),
		row("a Content-Type in other letters", nats.Header{"content-type": {"TEXT/Plain; charset=UTF-8"}}, "article"),
		row("two Content-Types", nats.Header{"Content-Type": {"text/plain", "application/json"}}, "article"),
		row("the same header in two spellings", nats.Header{"Content-Type": {"text/plain"}, "content-type": {"application/json"}}, "article"),
		row("a version that is a word", plain("Wirefold-Version", "second"), dead(receiver.BadVersion)),
		row("a status that is none", plain("Wirefold-Status", "gone"), dead(receiver.BadStatus)),
		row("a URL that is none", plain("Wirefold-Url", "not a url"), dead(receiver.BadURL)),
		row("a date that is none", plain("Wirefold-Published-At", "yesterday"), "article"),
		row("a title of bad UTF-8", plain("Wirefold-Title", "Caf\xe9 \xff"), "article"),
		row("a title of 60 KiB", plain("Wirefold-Title", strings.Repeat("t", 60<<10)), dead(receiver.TooLong)),
		row("64 KiB of headers on what is no article", plain("X-Own", strings.Repeat("x", 64<<10-100)), "article"),
		{why: "64 KiB of headers on bad JSON", header: nats.Header{"Content-Type": {"application/json"}, "X-Own": {strings.Repeat("x", 64<<10-100)}}, body: of1("{"), want: []string{dead(receiver.BadJSON)}},
		row("a thousand headers", manyHeaders(1000), "article"),
		row("another's headers of a dead letter", nats.Header{"Content-Type": {"text/plain"}, stage.HeaderReason: {"panic"}, stage.HeaderWireSeq: {"1"}, stage.HeaderSettled: {"dead"}, stage.HeaderEpoch: {"x"}}, "article"),
		row("a traceparent that is none", plain("traceparent", "00-0-0-0"), "article"),
		{why: "bytes that are no text", body: of1("\x89PNG\r\n\x1a\n\x00\x00"), want: []string{dead(receiver.UnknownForm)}},
		{why: "0 bytes and no header", body: of1(""), want: []string{dead(receiver.Empty)}},
		{why: "4 MiB with 60 KiB of headers on bad JSON", header: nats.Header{"Content-Type": {"application/json"}, "X-Own": {strings.Repeat("x", 60<<10)}},
			body: full("{", "x", ""), want: []string{dead(receiver.BadJSON)}},
	}
}

func manyHeaders(n int) nats.Header {
	h := contentType("text/plain")
	for i := range n {
		h.Set("X-Own-"+strconv.Itoa(i), "x")
	}
	return h
}

func marshal(m proto.Message) []byte {
	data, err := proto.Marshal(m)
	if err != nil {
		panic(err) // the messages are ours
	}
	return data
}

func zipped(n int) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(bytes.Repeat([]byte("a"), n))
	w.Close()
	return b.Bytes()
}
