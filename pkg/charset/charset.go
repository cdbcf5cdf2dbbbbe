// Package charset turns the bytes of a page or a text into UTF-8.
//
// Decode never fails. Bytes that are valid UTF-8 are UTF-8, whatever a header or a <meta> claims: other charsets look
// like valid UTF-8 by accident only in pure ASCII. Otherwise a byte order mark decides, then the charset the sender
// declared, then the one the page declares, and where none of these fits the bytes, a guess by how the letters fall.
// The text returned is valid UTF-8 without NUL, without a byte order mark; what cannot be read is U+FFFD.
package charset

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

// UTF8 is the name Decode gives for text that is, or declares to be, UTF-8.
const UTF8 = "utf-8"

// Decode returns body as UTF-8 and the name of the encoding it was in, in lower case as the WHATWG and IANA spell it.
// declared is what the sender said, a Content-Type ("text/html; charset=koi8-r") or a bare label ("koi8-r"), or "".
func Decode(body []byte, declared string) (text, name string) {
	if enc, name, bom := byMark(body); enc != nil {
		return decode(enc, body[bom:]), name
	}
	// UTF-16 without a mark is half NULs for Latin copy, which is valid UTF-8 too: so it is tested first.
	if name := utf16(body); name != "" {
		enc, _ := charset.Lookup(name)
		return decode(enc, body), name
	}
	if utf8.Valid(body) && !escapes(body) {
		return tidy(string(body)), UTF8
	}
	for _, label := range []string{label(declared), inPage(body)} {
		if enc, name := charset.Lookup(label); enc != nil && name != UTF8 && name != "replacement" && fits(enc, body) {
			return decode(enc, body), name
		}
	}
	if mostlyUTF8(body) {
		return tidy(strings.ToValidUTF8(string(body), "\uFFFD")), UTF8
	}
	enc, name := guess(body)
	return decode(enc, body), name
}

func decode(enc encoding.Encoding, body []byte) string {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		out = bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return tidy(string(out))
}

func tidy(text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}

func byMark(body []byte) (enc encoding.Encoding, name string, length int) {
	for _, m := range []struct{ mark, name string }{
		{"\xEF\xBB\xBF", UTF8}, {"\xFE\xFF", "utf-16be"}, {"\xFF\xFE", "utf-16le"},
	} {
		if bytes.HasPrefix(body, []byte(m.mark)) {
			enc, name = charset.Lookup(m.name)
			return enc, name, len(m.mark)
		}
	}
	return nil, "", 0
}

// utf16 recognises unmarked UTF-16 by its NULs, which stand on one side of the pair in Latin copy.
func utf16(body []byte) string {
	head := body[:min(len(body), 1024)&^1]
	even, odd := 0, 0
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	// Four in ten pairs: enough to leave a text with a few stray NULs alone.
	switch need := len(head) * 2 / 10; {
	case len(head) < 8:
		return ""
	case odd > need && even*8 < odd:
		return "utf-16le"
	case even > need && odd*8 < even:
		return "utf-16be"
	}
	return ""
}

// escapes reports the shift sequences of ISO-2022-JP, which is seven-bit and so passes for UTF-8.
func escapes(body []byte) bool {
	return bytes.Contains(body, []byte("\x1B$B")) || bytes.Contains(body, []byte("\x1B$@"))
}

func label(declared string) string {
	if _, params, err := mime.ParseMediaType(declared); err == nil && params["charset"] != "" {
		return params["charset"]
	}
	// In lower case it may have another length: an index into one is none into the other.
	declared = strings.ToLower(declared)
	if i := strings.Index(declared, "charset="); i >= 0 {
		declared = declared[i+len("charset="):]
	}
	declared, _, _ = strings.Cut(declared, ";")
	return strings.Trim(declared, ` "'`)
}

// inPage finds the charset in a <meta> or an XML declaration, within the 1,024 bytes that HTML gives it, and a few more
// for pages that begin with scripts.
func inPage(body []byte) string {
	head := bytes.ToLower(body[:min(len(body), 4096)])
	for _, key := range []string{"charset", "encoding"} {
		rest := head
		for {
			i := bytes.Index(rest, []byte(key))
			if i < 0 {
				break
			}
			rest = rest[i+len(key):]
			value := bytes.TrimLeft(rest, " \t\r\n")
			if !bytes.HasPrefix(value, []byte("=")) {
				continue
			}
			value = bytes.TrimLeft(value[1:], " \t\r\n\"'")
			if end := bytes.IndexAny(value, " \t\r\n\"'/>;?"); end > 0 {
				return string(value[:end])
			}
		}
	}
	return ""
}

// fits reports that body can be read as enc: at most one character in a hundred beyond ASCII is unreadable.
func fits(enc encoding.Encoding, body []byte) bool {
	out, err := enc.NewDecoder().Bytes(body[:min(len(body), window)])
	if err != nil {
		return false
	}
	bad := bytes.Count(out, []byte("\uFFFD")) + controls(out)
	high := 0
	for _, b := range body[:min(len(body), window)] {
		if b >= 0x80 {
			high++
		}
	}
	return bad*100 <= high+100
}

// controls counts C1 control characters, which stand in no text: they are the sign of a wrong single-byte charset.
func controls(text []byte) int {
	n := 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] == 0xC2 && text[i+1] >= 0x80 && text[i+1] < 0xA0 && text[i+1] != 0x85 {
			n++
		}
	}
	return n
}

// mostlyUTF8 accepts UTF-8 with a few broken bytes (a text cut in the middle of a character, a stray Latin-1 quote).
func mostlyUTF8(body []byte) bool {
	good, bad, broken := 0, 0, false
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		wrong := r == utf8.RuneError && size == 1
		switch {
		case wrong && !broken:
			bad++
		case size > 1:
			good++
		}
		broken = wrong
		i += size
	}
	// Other charsets form UTF-8 sequences by accident, but less often than not.
	return good > 4*bad
}
