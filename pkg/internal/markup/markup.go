// Package markup cuts the XML of feeds and sitemaps into tokens, however it is written.
//
// It promises: every byte is read once; nothing is expanded, fetched or remembered; what is no tag is text, so that a token
// that is text, a name or an attribute can be written on as XML.
package markup

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Token is a piece of markup, or of the text between.
type Token struct {
	Kind   Kind
	Source string // as it was written; of CDATA what is within
	Name   string // of tags, with its prefix
	Attrs  []Attr // of opening tags, good until the next token
	Empty  bool   // <name/>
}

// Kind of a token.
type Kind int

// The kinds.
const (
	Text  Kind = iota
	CDATA      // <![CDATA[…]]>
	Open       // <name …>
	Close      // </name>
	Other      // comment, declaration, instruction: no part of the copy
)

// Attr is an attribute, its value as it was written.
type Attr struct{ Name, Value string }

// Scanner cuts a text into tokens as browsers would: what is no tag is text, attributes may lack quotes or values.
type Scanner struct {
	s     string
	at    int
	from  int // where the last token began
	attrs []Attr
}

// New gives a scanner of s, which is UTF-8.
func New(s string) Scanner { return Scanner{s: s} }

// Next gives the next Token; false at the end, and for markup that the end cuts off.
func (sc *Scanner) Next() (Token, bool) {
	sc.from = sc.at
	if sc.at == len(sc.s) {
		return Token{}, false
	}
	rest := sc.s[sc.at:]
	if rest[0] != '<' {
		end := strings.IndexByte(rest, '<')
		if end < 0 {
			end = len(rest)
		}
		return sc.take(Token{Kind: Text}, end), true
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return sc.until(Token{Kind: Other}, "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		t, ok := sc.until(Token{Kind: CDATA}, "]]>")
		if ok {
			t.Source = t.Source[len("<![CDATA[") : len(t.Source)-len("]]>")]
		}
		return t, ok
	case strings.HasPrefix(rest, "<?"):
		return sc.until(Token{Kind: Other}, "?>")
	case strings.HasPrefix(rest, "<!"):
		return sc.declaration()
	case strings.HasPrefix(rest, "</"):
		end := 2 + nameLength(rest[2:])
		if end == 2 {
			return sc.take(Token{Kind: Text}, 2), true
		}
		t := Token{Kind: Close, Name: rest[2:end]}
		return sc.until(t, ">")
	}
	return sc.tag(rest)
}

// Back gives the last Token again.
func (sc *Scanner) Back() { sc.at = sc.from }

func (sc *Scanner) take(t Token, length int) Token {
	t.Source = sc.s[sc.at : sc.at+length]
	sc.at += length
	return t
}

func (sc *Scanner) until(t Token, end string) (Token, bool) {
	i := strings.Index(sc.s[sc.at:], end)
	if i < 0 {
		return sc.end()
	}
	return sc.take(t, i+len(end)), true
}

func (sc *Scanner) end() (Token, bool) {
	sc.at = len(sc.s)
	return Token{}, false
}

// declaration passes over <!DOCTYPE …> with the subset within; no entity of it is ever read.
func (sc *Scanner) declaration() (Token, bool) {
	depth := 0
	for i := sc.at; i < len(sc.s); i++ {
		switch sc.s[i] {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				return sc.take(Token{Kind: Other}, i+1-sc.at), true
			}
		}
	}
	return sc.end()
}

// maxAttributes and maxValue bound a tag: more attributes are left out, and longer ones (images written into the feed).
const (
	maxAttributes = 64
	maxValue      = 64 << 10
)

// tag reads an opening tag. A < that begins none, as in "a < b" or "<desk@nordlicht.example>", is text.
func (sc *Scanner) tag(rest string) (Token, bool) {
	i := 1 + nameLength(rest[1:])
	if i == 1 || i < len(rest) && !isSpace(rest[i]) && rest[i] != '>' && rest[i] != '/' && rest[i] != '<' {
		return sc.take(Token{Kind: Text}, 1), true
	}
	t := Token{Kind: Open, Name: rest[1:i]}
	sc.attrs = sc.attrs[:0]
	for i < len(rest) {
		switch c := rest[i]; {
		case c == '>':
			t.Empty, t.Attrs = rest[i-1] == '/', sc.attrs
			return sc.take(t, i+1), true
		case c == '<': // the tag was not closed
			t.Attrs = sc.attrs
			return sc.take(t, i), true
		case isSpace(c) || c == '/':
			i++
		default:
			var a Attr
			if a, i = attribute(rest, i); len(sc.attrs) < maxAttributes && len(a.Value) <= maxValue && isName(a.Name) {
				sc.attrs = append(sc.attrs, a)
			}
		}
	}
	return sc.end()
}

// attribute reads what stands at i, and gives where it ends.
func attribute(s string, i int) (Attr, int) {
	start := i
	for i < len(s) && !isSpace(s[i]) && s[i] != '=' && s[i] != '>' && s[i] != '<' && s[i] != '/' {
		i++
	}
	a := Attr{Name: s[start:i]}
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	if i == len(s) || s[i] != '=' {
		return a, i
	}
	for i++; i < len(s) && isSpace(s[i]); i++ {
	}
	if i == len(s) {
		return a, i
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(s[i+1:], quote)
		if end < 0 {
			return a, len(s)
		}
		a.Value = s[i+1 : i+1+end]
		return a, i + 2 + end
	}
	start = i
	for i < len(s) && !isSpace(s[i]) && s[i] != '>' && s[i] != '<' {
		i++
	}
	a.Value = s[start:i]
	return a, i
}

// isName reports a name that encoding/xml reads too.
func isName(s string) bool { return s != "" && nameLength(s) == len(s) }

// nameLength gives the length of the name that s begins with: ASCII, as all names of feeds are, with one colon at most.
func nameLength(s string) int {
	colons := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_':
		case i > 0 && ('0' <= c && c <= '9' || c == '-' || c == '.'):
		case i > 0 && c == ':' && colons == 0:
			colons++
		default:
			return i
		}
	}
	return len(s)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Parts gives a name's prefix and its local part in lower case.
func Parts(name string) (prefix, local string) {
	if before, after, ok := strings.Cut(name, ":"); ok {
		return before, strings.ToLower(after)
	}
	return "", strings.ToLower(name)
}

// References takes what XML cannot say from character references, which else would spoil the whole feed, and reads those
// of windows-1252 (&#146;) as browsers do.
func References(s string) string {
	if !strings.Contains(s, "&#") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "&#")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s[:min(len(s), 12)], ';')
		if end < 0 {
			b.WriteString("&amp;#")
			s = s[2:]
			continue
		}
		switch n, err := number(s[2:end]); {
		case err != nil:
			b.WriteString("&amp;#")
			s = s[2:]
			continue
		case 0x80 <= n && n < 0xA0:
			b.WriteString(html.UnescapeString(s[:end+1]))
		case n <= utf8.MaxRune && isCharacter(rune(n)):
			b.WriteString(s[:end+1])
		}
		s = s[end+1:]
	}
}

func number(s string) (uint64, error) {
	if len(s) > 0 && s[0]|0x20 == 'x' {
		return strconv.ParseUint(s[1:], 16, 32)
	}
	return strconv.ParseUint(s, 10, 32)
}

// isCharacter reports a character of XML 1.0.
func isCharacter(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}

// Characters leaves out what is no character of XML.
func Characters(s string) string {
	return strings.Map(func(r rune) rune {
		if !isCharacter(r) {
			return -1
		}
		return r
	}, s)
}
