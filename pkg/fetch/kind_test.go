package fetch

import "testing"

func TestWhatABodyIsTakenFor(t *testing.T) {
	feeds := []string{"application/rss+xml", "application/atom+xml", "text/xml", "application/feed+json"}
	pages := []string{"text/html", "application/xhtml+xml"}
	for _, row := range []struct {
		what, declared, start string
		types                 []string
		want                  string // "" for refused
	}{
		{"declared as wanted: verbatim", "application/rss+xml; charset=KOI8-R", "<rss>", feeds, "application/rss+xml; charset=KOI8-R"},
		{"in capitals", "Application/RSS+XML", "<rss>", feeds, "Application/RSS+XML"},
		{"no type: looked at", "", "<?xml version='1.0'?><rss>", feeds, "application/xml"},
		{"rubbish for a type", ";;;", "<rss>", feeds, "application/xml"},
		{"bytes for a type", "application/octet-stream", "<feed xmlns='x'>", feeds, "application/xml"},
		{"a feed as text/html keeps the charset", "text/html; charset=windows-1251", "<rss>", feeds, "application/xml; charset=windows-1251"},
		{"a feed as text/plain", "text/plain", "\ufeff\n<?xml version='1.0'?>\n<!-- made by -->\n<rss>", feeds, "application/xml"},
		{"a feed in UTF-16", "text/plain", "\xff\xfe<\x00?\x00x\x00m\x00l\x00 \x00?\x00>\x00<\x00r\x00s\x00s\x00", feeds, "application/xml"},
		{"a feed behind a long comment", "text/html", "<?xml version='1.0'?><!-- " + pad, feeds, "application/xml"},
		{"a JSON feed as JSON", "application/json", ` {"version":"https://jsonfeed.org/version/1.1"}`, feeds, "application/json"},
		{"a feed with a document type of its own", "text/xml", "<!DOCTYPE rss [ <!ENTITY a 'b'> <!ENTITY c '>'> ]>\n<rss>", feeds, "text/xml"},
		{"a document type that does not end here", "text/plain", "<?xml version='1.0'?><!DOCTYPE rss [ <!ENTITY a 'b'>", feeds, "application/xml"},
		{"a page for a feed", "text/html", "<!DOCTYPE html><html>", feeds, ""},
		{"a page without html, for a feed", "text/html", "\n<head><title>", feeds, ""},
		{"XHTML with its declaration, for a feed", "text/html", "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C'><html>", feeds, ""},
		{"text for a feed", "text/plain", "Not found", feeds, ""},
		{"a picture declared as a feed", "text/xml", "\x89PNG\r\n\x1a\n", feeds, ""},
		{"an archive declared as a page", "text/html", "PK\x03\x04", pages, ""},
		{"a PDF declared as a page", "text/html", "%PDF-1.7", pages, ""},
		{"a page", "text/html; charset=utf-8", "<!doctype html>", pages, "text/html; charset=utf-8"},
		{"a page that begins in the middle", "text/html", "Pier closed", pages, "text/html"},
		{"a page as plain text", "text/plain", "<html lang=en>", pages, "text/html"},
		{"a feed for a page", "application/rss+xml", "<rss>", pages, ""},
		{"an empty body of the type wanted", "text/html", "", pages, "text/html"},
		{"an empty body of none", "", "", pages, ""},
		{"all are wanted: as declared", "image/png", "\x89PNG\r\n\x1a\n", nil, "image/png"},
		{"all are wanted and none is declared", "", "\x89PNG\r\n\x1a\n", nil, "image/png"},
	} {
		if got := taken(row.declared, []byte(row.start), row.types); got != row.want {
			t.Errorf("%s: %q", row.what, got)
		}
	}
}

const pad = "a licence of more than what is looked at ....................................................................."

func FuzzLooks(f *testing.F) {
	f.Add([]byte("<?xml version='1.0'?><!-- x --><rss>"))
	f.Add([]byte("<!doctype html>"))
	f.Add([]byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, start []byte) {
		if looks(start) == "" {
			t.Error("looks like nothing")
		}
	})
}
