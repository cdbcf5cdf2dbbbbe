package fetch

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// sniffed is how much of a body is looked at: past a long comment before the root element.
const sniffed = 1 << 10

// hopeless tells from the declared type alone that a body is not worth reading.
func hopeless(declared string, types []string) bool {
	kind := mediaType(declared)
	if len(types) == 0 || slices.Contains(types, kind) {
		return false
	}
	for _, prefix := range []string{"image/", "audio/", "video/", "font/", "model/", "multipart/"} {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"application/pdf", "application/zip", "application/javascript", "text/css", "text/javascript"}, kind)
}

// taken is the content type by which a body is taken, "" where it is none of those wanted. A declaration that is
// wanted is believed, unless the body is plainly binary; any other is worth less than a look.
func taken(declared string, start []byte, types []string) string {
	seen := looks(start)
	if len(types) == 0 {
		if declared == "" {
			return seen
		}
		return declared
	}
	if slices.Contains(types, mediaType(declared)) && (textual(seen) || len(start) == 0) {
		return declared
	}
	for _, wanted := range types {
		if family(wanted) == seen {
			return withCharset(seen, declared)
		}
	}
	return ""
}

func mediaType(declared string) string {
	kind, _, _ := strings.Cut(declared, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

func withCharset(kind, declared string) string {
	if _, parameters, err := mime.ParseMediaType(declared); err == nil && parameters["charset"] != "" {
		return mime.FormatMediaType(kind, map[string]string{"charset": parameters["charset"]})
	}
	return kind
}

func textual(kind string) bool {
	return slices.Contains([]string{"application/xml", "application/json", "text/html", "text/plain"}, kind)
}

// family is what a body of a media type looks like.
func family(kind string) string {
	switch {
	case kind == "application/xhtml+xml":
		return "text/html"
	case strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml"):
		return "application/xml"
	case strings.HasSuffix(kind, "/json") || strings.HasSuffix(kind, "+json"):
		return "application/json"
	}
	return kind
}

// looks is what a body looks like from its start: one of the families, or a binary type.
func looks(start []byte) string {
	text := bytes.ToLower(bytes.TrimLeft(bytes.ReplaceAll(bytes.TrimLeft(start, "\xef\xbb\xbf\xff\xfe"), []byte{0}, nil), " \t\r\n"))
	if bytes.HasPrefix(text, []byte("<?xml")) || bytes.HasPrefix(text, []byte("<!--")) || bytes.HasPrefix(text, []byte("<!doctype")) {
		text = root(text)
	}
	switch {
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return "application/json"
	case bytes.HasPrefix(text, []byte("<html")), bytes.HasPrefix(text, []byte("<!doctype html")):
		return "text/html"
	case startsElement(text) && !slices.Contains(htmlStarts, elementName(text)):
		return "application/xml"
	case startsElement(text):
		return "text/html"
	}
	return family(mediaType(http.DetectContentType(start)))
}

// htmlStarts are elements with which pages begin that have no <html>.
var htmlStarts = []string{"head", "title", "meta", "link", "script", "style", "body", "div", "p", "h1", "table", "br", "a", "b", "article", "main", "section", "span"}

func startsElement(text []byte) bool {
	return len(text) > 1 && text[0] == '<' && text[1] >= 'a' && text[1] <= 'z'
}

func elementName(text []byte) string {
	text = text[1:]
	if i := bytes.IndexAny(text, " \t\r\n/>"); i >= 0 {
		text = text[:i]
	}
	return string(text)
}

// root cuts declarations and comments off, up to the root element or the doctype of HTML. One that does not end here
// is left, as XML.
func root(text []byte) []byte {
	for {
		text = bytes.TrimLeft(text, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(text, []byte("<!doctype html")):
			return text
		case bytes.HasPrefix(text, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<!doctype")):
			end = ">"
			if head, _, _ := bytes.Cut(text, []byte(end)); bytes.IndexByte(head, '[') >= 0 {
				_, text, _ = bytes.Cut(text, []byte("]")) // its own declarations end there
			}
		default:
			return text
		}
		_, rest, found := bytes.Cut(text, []byte(end))
		if !found {
			return []byte("<xml")
		}
		text = rest
	}
}
