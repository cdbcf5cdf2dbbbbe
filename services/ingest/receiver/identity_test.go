package receiver

import (
	"regexp"
	"strings"
	"testing"
)

func id(t *testing.T, source, fields string) string {
	t.Helper()
	a, err := FromJSON(source, 1, received, []byte("{"+fields+"}"))
	if err != nil {
		t.Fatal(err)
	}
	return a.GetOrigin().GetId()
}

func TestIdentity(t *testing.T) {
	const x = "x.example"
	for _, r := range []struct {
		why, source, one, other string
		same                    bool
	}{
		{"the publisher's id is the identity, whatever else changes", x, `"id":"1","url":"http://x.example/a","text":"A"`, `"id":"1","url":"http://x.example/b","text":"B"`, true},
		{"another id is another article", x, `"id":"1","url":"http://x.example/a","text":"A"`, `"id":"2","url":"http://x.example/a","text":"A"`, false},
		{"an id is the same as a number", x, `"id":"1","text":"A"`, `"id":1,"text":"A"`, true},
		{"else the URL is", x, `"url":"http://x.example/a","text":"A"`, `"url":"http://x.example/a","text":"B"`, true},
		{"without its tracking", x, `"url":"http://x.example/a?id=1","text":"A"`, `"url":"http://x.example/a?utm_medium=m&id=1#c","text":"A"`, true},
		{"in any order of parameters", x, `"url":"http://x.example/a?b=1&a=2","text":"A"`, `"url":"http://x.example/a?a=2&b=1","text":"A"`, true},
		{"by https and with www. too", x, `"url":"http://x.example/a","text":"A"`, `"url":"https://www.x.example:443/a/","text":"A"`, true},
		{"another parameter is another article", x, `"url":"http://x.example/a?id=1","text":"A"`, `"url":"http://x.example/a?id=2","text":"A"`, false},
		{"paths have case", x, `"url":"http://x.example/a","text":"A"`, `"url":"http://x.example/A","text":"A"`, false},
		{"else the content is", x, `"title":"T","text":"A"`, `"title":"T","text":"A","note":"N"`, true},
		{"another text is another article", x, `"title":"T","text":"A"`, `"title":"T","text":"B"`, false},
		{"the revision in a NewsML URN is none of the item's", x, `"id":"urn:newsml:x.example:20220110:N12:1","text":"A"`, `"id":"urn:newsml:x.example:20220110:N12:2U","text":"B"`, true},
		{"nor in a tag made of one", x, `"id":"tag:x.example,2022:newsml_N12:1","text":"A"`, `"id":"tag:x.example,2022:newsml_N12:12","text":"B"`, true},
		{"the item in it is", x, `"id":"urn:newsml:x.example:20220110:N12:1","text":"A"`, `"id":"urn:newsml:x.example:20220110:N13:1","text":"A"`, false},
		{"a URN without a revision has none", x, `"id":"urn:newsml:x.example:20220110:1","text":"A"`, `"id":"urn:newsml:x.example:20220110:2","text":"A"`, false},
		{"an agency's item id counts before a URI with the tag of a version", x, `"title":"T","uri":"https://x.example/1?et=0a1","altids":{"itemid":"1","etag":"1_0a1"}`, `"title":"T","uri":"https://x.example/1?et=1a1","altids":{"itemid":"1","etag":"1_1a1"}`, true},
		{"also where alternative ids are a list", x, `"title":"T","uri":"https://x.example/1?et=0a1","altIds":[{"role":"itemId","value":"1"}]`, `"title":"T","uri":"https://x.example/1?et=1a1","altids":{"itemid":"1"}`, true},
		{"other alternative ids do not count", x, `"title":"T","uri":"urn:x:1","altIds":[{"role":"slug","value":"1"}]`, `"title":"T","uri":"urn:x:2","altIds":[{"role":"slug","value":"1"}]`, false},
		{"an id that looks like a URL is none", x, `"id":"http://x.example/a","text":"A"`, `"url":"http://x.example/a","text":"A"`, false},
	} {
		one, other := id(t, r.source, r.one), id(t, r.source, r.other)
		if (one == other) != r.same {
			t.Errorf("%s: %s and %s", r.why, one, other)
		}
		if !regexp.MustCompile(`^a-[0-9a-f]{16}$`).MatchString(one) {
			t.Errorf("%s is no id", one)
		}
	}
	for _, fields := range []string{`"id":"1","text":"A"`, `"url":"http://x.example/a","text":"A"`, `"text":"A"`} {
		if id(t, x, fields) == id(t, "y.example", fields) {
			t.Errorf("two sources share an id for %s", fields)
		}
	}
	if id(t, x, `"id":"1","text":"A"`) != id(t, "https://www.x.example/", `"id":"1","text":"A"`) {
		t.Error("one source, written as host and as URL, has two ids")
	}
	// Ids stand in the state of running systems: they must not change.
	if got, want := id(t, x, `"id":"1","text":"A"`), "a-148a9b2866c3f0f1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheRevisionInAnIdIsTheVersion(t *testing.T) {
	for fields, want := range map[string]int64{
		`"id":"urn:newsml:x.example:20220110:N12:3","text":"A"`:             3,
		`"id":"tag:x.example,2022:newsml_N12:2","text":"A"`:                 2,
		`"id":"urn:newsml:x.example:20220110:N12:3","version":7,"text":"A"`: 7,
		`"id":"urn:newsml:x.example:20220110:N12","text":"A"`:               0,
	} {
		a, err := FromJSON("x.example", 1, received, []byte("{"+fields+"}"))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.GetOrigin().GetVersion(); got != want || a.GetOrigin().GetSourceId() == "" {
			t.Errorf("%s: version %d, want %d", fields, got, want)
		}
	}
}

func TestOwnAddress(t *testing.T) {
	const link = `<link rel="canonical" href="https://nordlicht.example/220110/talks?utm_source=x">`
	for _, r := range []struct{ why, page, want string }{
		{"a canonical link is the address", "<html><head>" + link, "https://nordlicht.example/220110/talks"},
		{"its attributes come in any order and case", `<LINK HREF=https://nordlicht.example/a REL="Canonical nofollow">`, "https://nordlicht.example/a"},
		{"it counts before og:url", `<meta property="og:url" content="https://nordlicht.example/b">` + link, "https://nordlicht.example/220110/talks"},
		{"else og:url is", `<meta property="og:url" content="https://nordlicht.example/b">`, "https://nordlicht.example/b"},
		{"other links are not", `<link rel="amphtml" href="https://nordlicht.example/amp">`, ""},
		{"nor what stands in the body", "<head></head><body>" + link, ""},
		{"nor in a script", "<script>" + link + "</script>", ""},
		{"nor in a comment", "<!--" + link + "-->", ""},
		{"nor a relative one", `<link rel="canonical" href="/a">`, ""},
		{"nor the front page", `<link rel="canonical" href="https://nordlicht.example/">`, ""},
		{"nor one of another host", `<link rel="canonical" href="https://other.example/a">`, ""},
		{"of a subdomain it is", `<link rel="canonical" href="https://www.m.nordlicht.example/a">`, "https://www.m.nordlicht.example/a"},
		{"a page in UTF-16 is read", "\xFF\xFE" + strings.ReplaceAll(link, "", "\x00")[1:], "https://nordlicht.example/220110/talks"},
		{"a long head is searched no further", "<style>" + strings.Repeat("a", maxHead) + "</style>" + link, ""},
	} {
		o := step(t, message(r.page, "Content-Type: text/html")).GetOrigin()
		if o.GetUrl() != r.want {
			t.Errorf("%s: got %q, want %q", r.why, o.GetUrl(), r.want)
		}
	}
	page := func(rest string) string {
		return step(t, message(`<link rel="canonical" href="https://other.example/a">`+rest, "Content-Type: text/html")).GetOrigin().GetId()
	}
	if page("<p>One") != page("<p>Two") {
		t.Error("a page that names an original elsewhere loses its identity when it changes")
	}
	if o := step(t, message(link, "Content-Type: text/html", "Wirefold-Url: https://nordlicht.example/own")).GetOrigin(); o.GetUrl() != "https://nordlicht.example/own" {
		t.Errorf("the publisher's URL does not count before the page's: %s", o.GetUrl())
	}
}
