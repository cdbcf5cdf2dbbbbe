package textclean

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// repair undoes what carriage did to the characters. Line breaks stay.
func repair(text string) string {
	text = strings.ToValidUTF8(text, "")
	for range 3 { // "&amp;amp;#8217;" was escaped three times
		if !strings.Contains(text, "&") {
			break
		}
		text = html.UnescapeString(text)
	}
	text = demojibake(text)
	text = stripTags(text)
	return strings.Map(character, lineBreaks.Replace(text))
}

// repair1 repairs what must be one line.
func repair1(text string) string {
	return fold(repair(text))
}

// fold makes all white space single spaces.
func fold(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u0085", "\n", "\v", "\n", "\f", "\n\n")

// character drops what has no width and turns every space into a plain one.
func character(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == utf8.RuneError:
		return -1
	case r >= '\u200e' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		return -1
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.IsControl(r):
		return -1
	}
	return r
}

// The signature of UTF-8 read as Windows-1252: no language writes these pairs.
var mojibake = lazyregexp.New(`Ã[\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\x{A0}-\x{BF}]|â€|ã[\x{80}-\x{BF}€‚ƒ„…†‡]|[ÐÑ][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]`)

// demojibake reads runs of Windows-1252 characters as the UTF-8 that they were, wherever the signature stands.
func demojibake(text string) string {
	if !strings.ContainsAny(text, "ÃÂâãÐÑ") || !mojibake.MatchString(text) {
		return text
	}
	var out strings.Builder
	var run []byte
	start := 0
	flush := func(end int) {
		if len(run) > 1 && utf8.Valid(run) && utf8.RuneCount(run) < len(run) {
			out.Write(run)
		} else {
			out.WriteString(text[start:end])
		}
		run = run[:0]
	}
	for i, r := range text {
		b, ok := western(r)
		if ok && r >= utf8.RuneSelf {
			// A new sequence begins: the one before it is judged by itself.
			if b >= 0xC2 && len(run) > 0 {
				flush(i)
			}
			if len(run) == 0 {
				start = i
			}
			run = append(run, b)
			continue
		}
		if len(run) > 0 {
			flush(i)
		}
		// "à" is C3 A0; its no-break space was folded to a plain one on the way.
		out.WriteRune(r)
	}
	if len(run) > 0 {
		flush(len(text))
	}
	return strings.ReplaceAll(out.String(), "Ã ", "à ")
}

// western is the byte of r in Windows-1252, with the five bytes undefined there as the control characters they are.
func western(r rune) (byte, bool) {
	if r >= 0x80 && r < 0xA0 {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

var (
	scripts    = lazyregexp.New(`(?is)<(?:script|style)\b[^>]*>.*?</(?:script|style)\s*>|<!--.*?-->`)
	blockTags  = lazyregexp.New(`(?i)</?(?:p|div|h[1-6]|li|ul|ol|blockquote|tr|table|section|article|header|footer|figure|figcaption)\b[^<>]{0,1000}>`)
	breakTags  = lazyregexp.New(`(?i)<br\b[^<>]{0,100}>`)
	inlineTags = lazyregexp.New(`(?i)</?(?:a|b|i|u|em|strong|span|font|small|sup|sub|img|mark|q|cite|abbr|time|td|th|hr|iframe|video|audio|source|picture|center|html|body|head|meta|link|input|button|label|form)\b[^<>]{0,1000}>`)
)

// stripTags takes leftovers of markup out of text; other uses of "<" stay.
func stripTags(text string) string {
	if !strings.Contains(text, "<") || !strings.Contains(text, ">") {
		return text
	}
	text = scripts.ReplaceAllString(text, " ")
	text = blockTags.ReplaceAllString(text, "\n\n")
	text = breakTags.ReplaceAllString(text, "\n")
	return inlineTags.ReplaceAllString(text, "")
}
