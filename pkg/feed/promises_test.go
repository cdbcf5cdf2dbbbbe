package feed

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// promises are those of the package's documentation, for any bytes.
func promises(t *testing.T, body []byte, contentType, address string) (Feed, error) {
	t.Helper()
	f, err := Parse(body, contentType, address)
	if err != nil {
		if !errors.Is(err, ErrNotFeed) {
			t.Errorf("an error of another kind: %v", err)
		}
		return f, err
	}
	absolute := func(what, s string) {
		if u, err := url.Parse(s); s != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			t.Errorf("%s is %q, no absolute URL", what, s)
		}
	}
	tidy := func(what, s string, inOneLine bool) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\x08") || inOneLine && s != line(s) {
			t.Errorf("%s is %q", what, s)
		}
	}
	dated := func(what, s string) {
		if when, err := time.Parse(time.RFC3339, s); s != "" && (err != nil || when.Unix() == 0) {
			t.Errorf("%s is %q: %v", what, s, err)
		}
	}
	absolute("home", f.Home)
	absolute("self", f.Self)
	absolute("hub", f.Hub)
	tidy("title", f.Title, true)
	tidy("language", f.Language, true)
	if f.TTL != 0 && (f.TTL < minTTL || f.TTL > maxTTL) {
		t.Errorf("ttl is %s", f.TTL)
	}
	if len(f.Items) > MaxItems {
		t.Errorf("%d items", len(f.Items))
	}
	keys := map[string]bool{}
	for _, i := range f.Items {
		absolute("url", i.URL)
		dated("published", i.Published)
		dated("updated", i.Updated)
		for what, s := range map[string]string{"title": i.Title, "id": i.ID, "language": i.Language} {
			tidy(what, s, true)
		}
		tidy("html", i.HTML, false)
		tidy("text", i.Text, false)
		for _, s := range append(i.Bylines, i.Categories...) {
			if tidy("byline or category", s, true); s == "" {
				t.Error("an empty byline or category")
			}
		}
		if i.HTML != "" && i.Text != "" || i.Full && i.HTML == "" && i.Text == "" {
			t.Errorf("html %q, text %q, full %t", i.HTML, i.Text, i.Full)
		}
		if len(i.ID) > maxID || len(i.URL) > maxURL || len(i.Title) > maxTitle {
			t.Errorf("id of %d, url of %d, title of %d bytes", len(i.ID), len(i.URL), len(i.Title))
		}
		if key := i.Key(); keys[key] || len(key) != 16 || len(i.Digest()) != 16 {
			t.Errorf("key %q, digest %q: no 16 digits, or twice", key, i.Digest())
		} else {
			keys[key] = true
		}
	}
	return f, nil
}
