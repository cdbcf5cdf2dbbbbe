package receiver

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/stage"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

var received = time.Date(2022, 1, 10, 18, 0, 0, 0, time.UTC)

// message makes one from header lines and a body.
func message(body string, header ...string) *stage.Message {
	m := &stage.Message{Subject: "wire.nordlicht.example", Header: map[string][]string{}, Data: []byte(body), Seq: 7, Time: received}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		m.Header[name] = []string{value}
	}
	return m
}

func step(t *testing.T, m *stage.Message) *wirefoldv1.Article {
	t.Helper()
	a, err := New().Step(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func raw(r *wirefoldv1.RawArticle) string {
	b, err := proto.Marshal(r)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestForms(t *testing.T) {
	const (
		asJSON = "Content-Type: application/json"
		asHTML = "Content-Type: text/html"
		asText = "Content-Type: text/plain"
		event  = `{"specversion":"1.0","id":"1","source":"/x","type":"t",`
	)
	for _, r := range []struct {
		why              string
		in               *stage.Message
		title, text, pag string
	}{
		{"an article object is read", message(`{"title":"A","text":"B"}`, asJSON), "A", "B", ""},
		{"its html is a page", message(`{"title":"A","html":"<p>B"}`, asJSON), "A", "", "<p>B"},
		{"of text and html the text is the copy", message(`{"text":"B","html":"<p>C"}`, asJSON), "", "B", ""},
		{"a blank text is none", message(`{"text":" \n","html":"<p>C"}`, asJSON), "", "", "<p>C"},
		{"brackets in a string nest nothing", message(`{"text":"\"`+strings.Repeat("[", 99)+`"}`, asJSON), "", `"` + strings.Repeat("[", 99), ""},
		{"NUL in a page of JSON falls away", message(`{"html":"<p>\u0000B"}`, asJSON), "", "", "<p>B"},
		{"NUL in a string falls away", message(`{"text":"a\u0000b"}`, asJSON), "", "ab", ""},
		{"a lone surrogate is unreadable", message(`{"text":"a\ud800b"}`, asJSON), "", "a\uFFFDb", ""},
		{"fields it does not know are left alone", message(`{"text":"B","desk":{"x":[1]}}`, asJSON), "", "B", ""},
		{"JSON in a declared charset is decoded", message("{\"text\":\"\xd0\xff\xe1\xea\xee\xe2\"}", "Content-Type: application/json; charset=windows-1251"), "", "Рябков", ""},
		{"a byte order mark is none of JSON's", message("\xEF\xBB\xBF{\"text\":\"B\"}", asJSON), "", "B", ""},
		{"ninjs is known by its keys", message(`{"uri":"urn:x","headlines":[{"value":"A"}],"bodies":[{"value":"B"}]}`, asJSON), "A", "B", ""},
		{"a page stays as it came", message("<p>\xff\x00", asHTML), "", "", "<p>\xff\x00"},
		{"its title rides in a header", message("<p>B", asHTML, "Wirefold-Title: A"), "A", "", "<p>B"},
		{"header names are taken in any case", message("<p>B", "content-type: text/html", "wirefold-title: A"), "A", "", "<p>B"},
		{"plain text is text", message("<p>B", asText), "", "<p>B", ""},
		{"in a declared charset too", message("\xd0\xff\xe1\xea\xee\xe2", "Content-Type: text/plain; charset=windows-1251"), "", "Рябков", ""},
		{"a kill needs no text", message("", asText, "Wirefold-Id: 1", "Wirefold-Status: canceled"), "", "", ""},
		{"a CloudEvent carries an object", message(event+`"data":{"title":"A","text":"B"}}`, "Content-Type: application/cloudevents+json"), "A", "B", ""},
		{"or ninjs", message(event+`"data":{"uri":"urn:x","headlines":[{"value":"A"}],"bodies":[{"value":"B"}]}}`, "Content-Type: application/cloudevents+json; charset=utf-8"), "A", "B", ""},
		{"or a page", message(event+`"datacontenttype":"text/html","data":"<p>B"}`, "Content-Type: application/cloudevents+json"), "", "", "<p>B"},
		{"or text, with its facts in headers", message(event+`"datacontenttype":"text/plain","data":"B"}`, "Content-Type: application/cloudevents+json", "Wirefold-Title: A"), "A", "B", ""},
		{"or bytes", message(event+`"datacontenttype":"text/plain; charset=windows-1251","data_base64":"`+base64.StdEncoding.EncodeToString([]byte("\xd0\xff\xe1\xea\xee\xe2"))+`"}`, "Content-Type: application/cloudevents+json"), "", "Рябков", ""},
		{"or JSON written into a string", message(event+`"datacontenttype":"application/json","data":"{\"text\":\"B\"}"}`, "Content-Type: application/cloudevents+json"), "", "B", ""},
		{"or protobuf", message(event+`"datacontenttype":"application/x-protobuf","data_base64":"`+base64.StdEncoding.EncodeToString([]byte(raw(&wirefoldv1.RawArticle{Text: "B"})))+`"}`, "Content-Type: application/cloudevents+json"), "", "B", ""},
		{"an envelope is opened under application/json too", message(event+`"data":{"text":"B"}}`, asJSON), "", "B", ""},
		{"an envelope's own fields are none of the object's", message(event + `"url":1,"version":[],"byline":{},"data":{"text":"B"}}`), "", "B", ""},
		{"nor are those of ninjs", message(`{"uri":"urn:x","url":1,"note":{},"headlines":[{"value":"A"}],"bodies":[{"value":"B"}]}`), "A", "B", ""},
		{"protobuf is read", message(raw(&wirefoldv1.RawArticle{Title: "A", Text: "B"}), "Content-Type: application/x-protobuf"), "A", "B", ""},
		{"gzip is unpacked", message(gz(`{"text":"B"}`), asJSON, "Content-Encoding: gzip"), "", "B", ""},
		{"also when nobody said so", message(gz("B"), asText), "", "B", ""},
		{"undeclared, an object is JSON", message(` {"text":"B"}`), "", "B", ""},
		{"an envelope is one too", message(event + `"data":{"text":"B"}}`), "", "B", ""},
		{"a doctype begins a page", message("\n<!DOCTYPE html><p>B"), "", "", "\n<!DOCTYPE html><p>B"},
		{"any tag does", message("<div>B</div>"), "", "", "<div>B</div>"},
		{"a page may begin with junk", message("junk <html><p>B"), "", "", "junk <html><p>B"},
		{"a page may be UTF-16", message("\xFF\xFE<\x00p\x00>\x00B\x00"), "", "", "\xFF\xFE<\x00p\x00>\x00B\x00"},
		{"all else is text", message("Talks <b>end</b> in Geneva"), "", "Talks <b>end</b> in Geneva", ""},
		{"a brace alone makes no JSON", message("{{ byline }} Talks end"), "", "{{ byline }} Talks end", ""},
		{"dirty text is text", message("Talks\x00 end\x01 in Geneva"), "", "Talks end\x01 in Geneva", ""},
		{"a stream of octets is looked at", message(`{"text":"B"}`, "Content-Type: application/octet-stream"), "", "B", ""},
	} {
		t.Run(r.why, func(t *testing.T) {
			a := step(t, r.in)
			if o := a.GetOrigin(); o.GetTitle() != r.title || a.GetText() != r.text || string(a.GetHtml()) != r.pag {
				t.Errorf("got %q, %q, %q", o.GetTitle(), a.GetText(), a.GetHtml())
			}
		})
	}
}

func TestFacts(t *testing.T) {
	for _, r := range []struct{ why, fields, want string }{
		{"all facts are kept", `"id":"77","url":"https://nordlicht.example/1","title":"A","byline":"Ida Holm","publishedAt":"2022-01-10T17:40:00+03:00","language":"en-GB","version":2,"status":"usable","note":"Correction: B"`,
			`{"sourceId":"77","url":"https://nordlicht.example/1","title":"A","byline":["Ida Holm"],"publishedAt":"2022-01-10T17:40:00+03:00","language":"en","version":"2","status":"usable","note":"Correction: B"}`},
		{"an id may be a number", `"id":77`, `{"sourceId":"77"}`},
		{"a null is nothing", `"id":null,"version":null,"byline":null,"url":null,"publishedAt":null`, `{}`},
		{"a version may be a string", `"version":"12"`, `{"version":"12"}`},
		{"bylines may be a list", `"byline":["Ida Holm","Per Lund"]`, `{"byline":["Ida Holm, Per Lund"]}`},
		{"titles are one line", `"title":" A\n B\u0000 "`, `{"title":"A  B"}`},
		{"a status is taken in any case", `"status":"Withheld"`, `{"status":"withheld"}`},
		{"and in British spelling", `"status":"cancelled"`, `{"status":"canceled"}`},
		{"a date keeps its offset and fraction", `"publishedAt":"2022-01-10t17:40:00.250-00:30"`, `{"publishedAt":"2022-01-10T17:40:00.250-00:30"}`},
		{"a basic offset becomes RFC 3339", `"publishedAt":"2022-01-10T17:40:00+0300"`, `{"publishedAt":"2022-01-10T17:40:00+03:00"}`},
		{"year 9999 is left out", `"publishedAt":"9999-12-31T23:59:59Z"`, `{}`},
		{"so is year 1", `"publishedAt":"0001-01-01T00:00:00Z"`, `{}`},
		{"and a date two days ahead", `"publishedAt":"2022-01-12T18:00:00Z"`, `{}`},
		{"and a 31 February", `"publishedAt":"2022-02-31T18:00:00Z"`, `{}`},
		{"and a date in words", `"publishedAt":"Monday"`, `{}`},
		{"a language in words is left out", `"language":"English"`, `{}`},
		{"an undetermined one too", `"language":"und"`, `{}`},
		{"of a URL the tracking is left out", `"url":"HTTPS://User:pw@Nordlicht.Example:443/a?utm_source=x&b=2&fbclid=y&a=1#top"`, `{"url":"https://nordlicht.example/a?a=1&b=2"}`},
		{"an IDN is punycode", `"url":"http://пример.рф"`, `{"url":"http://xn--e1afmkfd.xn--p1ai/"}`},
	} {
		t.Run(r.why, func(t *testing.T) {
			a, err := FromJSON("nordlicht.example", 7, received, []byte(`{"text":"T",`+r.fields+`}`))
			if err != nil {
				t.Fatal(err)
			}
			got := a.GetOrigin()
			if got.GetSource() != "nordlicht_example" || got.GetWireSeq() != 7 || !got.GetReceivedAt().AsTime().Equal(received) {
				t.Errorf("source, sequence or time: %v", got)
			}
			got.Id, got.Source, got.WireSeq, got.ReceivedAt = "", "", 0, nil
			want := &wirefoldv1.Origin{}
			if err := protojson.Unmarshal([]byte(r.want), want); err != nil {
				t.Fatal(err)
			}
			if !proto.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestHeaderFacts(t *testing.T) {
	o := step(t, message("B", "Content-Type: text/plain", "Wirefold-Id: 77", "Wirefold-Url: https://nordlicht.example/1", "Wirefold-Title: A",
		"Wirefold-Published-At: 2022-01-10T17:40:00Z", "Wirefold-Status: withheld", "Wirefold-Version: 3")).GetOrigin()
	if o.GetSourceId() != "77" || o.GetUrl() != "https://nordlicht.example/1" || o.GetTitle() != "A" ||
		o.GetPublishedAt() != "2022-01-10T17:40:00Z" || o.GetStatus() != "withheld" || o.GetVersion() != 3 {
		t.Error(o)
	}
}

func TestNinjs(t *testing.T) {
	for _, r := range []struct {
		why, fields string
		got         func(*wirefoldv1.Origin) string
		want        string
	}{
		{"the URI is the id", `"version":"2"`, (*wirefoldv1.Origin).GetSourceId, "urn:x"},
		{"an embargo to come withholds", `"embargoed":"2022-01-10T19:00:00Z"`, (*wirefoldv1.Origin).GetStatus, "withheld"},
		{"a past one does not", `"embargoedUntil":"2022-01-10T17:00:00Z","pubStatus":"usable"`, (*wirefoldv1.Origin).GetStatus, "usable"},
		{"a kill is a kill before any embargo", `"embargoedUntil":"2022-01-10T19:00:00Z","pubStatus":"canceled"`, (*wirefoldv1.Origin).GetStatus, "canceled"},
		{"a mark in the slug comes into the note", `"slugline":"KILL KILL KILL","edNote":"Sent in error"`, (*wirefoldv1.Origin).GetNote, "KILL KILL KILL Sent in error"},
		{"a slug without one does not", `"slugline":"GVA-TALKS","edNote":"Sent in haste"`, (*wirefoldv1.Origin).GetNote, "Sent in haste"},
		{"a version that is no number counts as none", `"version":"2b"`, func(o *wirefoldv1.Origin) string { return strings.Repeat("1", int(o.GetVersion())) }, ""},
	} {
		a, err := FromJSON("x.example", 1, received, []byte(`{"uri":"urn:x","headlines":[{"value":"A"}],`+r.fields+`}`))
		if err != nil {
			t.Errorf("%s: %v", r.why, err)
		} else if got := r.got(a.GetOrigin()); got != r.want {
			t.Errorf("%s: got %q, want %q", r.why, got, r.want)
		}
	}
}

func TestRefused(t *testing.T) {
	const event = `{"specversion":"1.0","id":"1","source":"/x","type":"t",`
	from := func(subject string) *stage.Message {
		m := message("B")
		m.Subject = subject
		return m
	}
	object := func(fields string) *stage.Message {
		return message(`{"text":"B",`+fields+`}`, "Content-Type: application/json")
	}
	var seen []string
	for _, r := range []struct {
		why    string
		in     *stage.Message
		reason string
	}{
		{"no bytes", message(""), Empty},
		{"white space", message(" \n\t", "Content-Type: text/html"), Empty},
		{"no bytes of JSON", message("", "Content-Type: application/json"), Empty},
		{"an object that says nothing", message(`{}`), Empty},
		{"an id alone", message(`{"id":"1"}`), Empty},
		{"an empty RawArticle", message("", "Content-Type: application/x-protobuf"), Empty},
		{"a CloudEvent without data", message(event+`"data":null}`, "Content-Type: application/cloudevents+json"), Empty},
		{"a form that the wire does not take", message("%PDF", "Content-Type: application/pdf"), UnknownForm},
		{"a Content-Type of noise", message("B", "Content-Type: \xff;;;"), UnknownForm},
		{"an undeclared picture", message("\x89PNG\r\n\x1a\n"), UnknownForm},
		{"undeclared noise", message(strings.Repeat("\x01\x02a", 300)), UnknownForm},
		{"an operator's decision from a source", message(`{"verb":"detach"}`, "Content-Type: "+commandType), UnknownForm},
		{"a source of stars", from("wire.*.>"), BadSource},
		{"a source of nothing", from("wire."), BadSource},
		{"broken JSON", message(`{"text":"B"`, "Content-Type: application/json"), BadJSON},
		{"undeclared broken JSON", message(`{"text":"B"`), BadJSON},
		{"a list", message(`[{"text":"B"}]`, "Content-Type: application/json"), BadJSON},
		{"a null", message(`null`, "Content-Type: application/json"), BadJSON},
		{"a field of another type", object(`"title":{}`), BadJSON},
		{"an id that is a list", object(`"id":[1]`), BadJSON},
		{"a byline that is an object", object(`"byline":{}`), BadJSON},
		{"a version that is a list", object(`"version":[1]`), BadVersion},
		{"JSON nested 65 deep", object(`"x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64)), TooDeep},
		{"JSON nested without end", message(strings.Repeat(`{"a":`, 1<<19)), TooDeep},
		{"broken protobuf", message("\x0a\xff\xff", "Content-Type: application/x-protobuf"), BadProtobuf},
		{"protobuf without UTF-8", message("\x0a\x01\xff", "Content-Type: application/x-protobuf"), BadProtobuf},
		{"a CloudEvent of another version", message(strings.Replace(event, "1.0", "0.3", 1)+`"data":{}}`, "Content-Type: application/cloudevents+json"), BadCloudEvent},
		{"a CloudEvent without type", message(`{"specversion":"1.0","id":"1","source":"/x","data":{}}`, "Content-Type: application/cloudevents+json"), BadCloudEvent},
		{"a CloudEvent with bad base64", message(event+`"data_base64":"?"}`, "Content-Type: application/cloudevents+json"), BadCloudEvent},
		{"a CloudEvent in another", message(event+`"datacontenttype":"application/cloudevents+json","data":`+event+`"data":{}}}`, "Content-Type: application/cloudevents+json"), BadCloudEvent},
		{"a page in a CloudEvent that is an object", message(event+`"datacontenttype":"text/html","data":{}}`, "Content-Type: application/cloudevents+json"), BadCloudEvent},
		{"an encoding other than gzip", message("B", "Content-Encoding: br"), BadEncoding},
		{"gzip that is none", message("B", "Content-Encoding: gzip"), BadEncoding},
		{"gzip cut short", message(gz(strings.Repeat("Talks. ", 99))[:20]), BadEncoding},
		{"gzip in gzip", message(gz(gz("B"))), BadEncoding},
		{"gzip that unpacks to more than a message", message(gz(strings.Repeat("a", maxBody+1))), TooLarge},
		{"a ninjs picture", message(`{"uri":"urn:x","type":"picture","headlines":[{"value":"A"}]}`), NotText},
		{"a relative URL", object(`"url":"/a"`), BadURL},
		{"a script for a URL", object(`"url":"javascript:alert(1)"`), BadURL},
		{"a URL with a NUL escaped in its host", object(`"url":"http://a%00b/"`), BadURL},
		{"a status of its own", object(`"status":"live"`), BadStatus},
		{"a version in words", object(`"version":"two"`), BadVersion},
		{"a negative version", object(`"version":-1`), BadVersion},
		{"a negative version in protobuf", message(raw(&wirefoldv1.RawArticle{Text: "B", Version: -1}), "Content-Type: application/x-protobuf"), BadVersion},
		{"a version in tenths", object(`"version":1.5`), BadVersion},
		{"a title of 5,000 letters", object(`"title":"` + strings.Repeat("a", 5000) + `"`), TooLong},
		{"an id of 5,000 letters", object(`"id":"` + strings.Repeat("a", 5000) + `"`), TooLong},
		{"topics of 5,000 letters", message("B", "Wirefold-Topics: "+strings.Repeat("a", 5000)), TooLong},
		{"a body hint that is no selector", message("<p>B", "Wirefold-Clean-Body: article >"), BadHint},
		{"a hint that would take too long to follow", message("<p>B", "Wirefold-Clean-Remove: aside, p:has(a)"), BadHint},
		{"a hint of 5,000 letters", message("<p>B", "Wirefold-Clean-Remove: "+strings.Repeat("a", 5000)), BadHint},
		{"a bad hint beside copy that is no page", message(`{"text":"B"}`, "Wirefold-Clean-Body: <p>"), BadHint},
		{"copy on the operators' subject", from("wire._operator"), BadCommand},
	} {
		t.Run(r.why, func(t *testing.T) {
			a, err := New().Step(context.Background(), r.in)
			reason, _ := stage.PermanentReason(err)
			if a != nil || reason != r.reason {
				t.Errorf("got %v, %q, %v, want %q", a, reason, err, r.reason)
			}
		})
		seen = append(seen, r.reason)
	}
	for _, reason := range Reasons {
		if !slices.Contains(seen, reason) {
			t.Errorf("no row for %s", reason)
		}
	}
}

func TestFromObject(t *testing.T) {
	a, err := FromObject("РИА Новости", 3, time.Time{}, &wirefoldv1.RawArticle{Title: "A\xff", Text: "B\xff\x00", PublishedAt: "2022-01-10T17:40:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	if o := a.GetOrigin(); o.GetSource() != "ria-novosti" || o.GetTitle() != "A\uFFFD" || a.GetText() != "B\uFFFD" || o.GetPublishedAt() == "" || o.GetReceivedAt() != nil {
		t.Error(a)
	}
	_, err = FromObject("*", 3, received, &wirefoldv1.RawArticle{Text: "B"})
	if reason, _ := stage.PermanentReason(err); reason != BadSource {
		t.Error(err)
	}
}

func TestTraceparent(t *testing.T) {
	const own, other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
	event := `{"specversion":"1.0","id":"1","source":"/x","type":"t","traceparent":"` + other + `","data":{"text":"B"}}`
	for _, r := range []struct {
		why  string
		in   *stage.Message
		want string
	}{
		{"the header's counts", message("B", "traceparent: "+own), own},
		{"before the CloudEvent's", message(event, "traceparent: "+own), own},
		{"else the CloudEvent's", message(event), other},
		{"also that of binary mode", message("B", "ce-traceparent: "+own), own},
		{"a broken header's does not count", message(event, "traceparent: 00-x"), other},
		{"nor one of zeros", message("B", "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01"), ""},
		{"nor one of the version that never will be", message("B", "traceparent: ff"+own[2:]), ""},
		{"a later version's is read as far as it is known", message("B", "traceparent: 01"+own[2:]+"-more"), own},
		{"none is none", message("B"), ""},
	} {
		if got := step(t, r.in).GetOrigin().GetTraceparent(); got != r.want {
			t.Errorf("%s: got %q, want %q", r.why, got, r.want)
		}
	}
}
