package feed

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// Bounds of what an item says in a line. WIRE's receiver takes titles of 4 KiB, URLs of 2 KiB and ids of 1 KiB.
const (
	maxTitle = 4000
	maxURL   = 2048
	maxID    = 1000
	maxName  = 200
	maxNames = 50
)

// htmlTag finds tags of HTML. Other things in angle brackets are somebody's text.
var htmlTag = lazyregexp.New(`(?i)</?(?:p|br|div|a|b|i|em|strong|span|img|ul|ol|li|h[1-6]|blockquote|table|figure|figcaption|iframe|t[rdh]|tbody|thead|` +
	`hr|u|su[bp]|font|center|script|style|article|section|header|footer|aside|pre|code|small|s|q|cite|time|video|audio|picture|source|svg|object|embed|` +
	`d[ltd]|del|ins|abbr|mark|html|body|head|form|input|link|meta)(?:[\s/][^<>]*)?>`)

func hasMarkup(s string) bool { return strings.IndexByte(s, '<') >= 0 && htmlTag.MatchString(s) }

// written finds tags that were escaped once too often.
var written = lazyregexp.New(`(?i)&lt;/?(?:p|br|div|a|b|i|em|strong|span|img|ul|ol|li|h[1-6]|blockquote|table|figure)(?:[\s/][^<>]*?)?&gt;`)

// reference is what a text shows that was escaped twice.
var reference = lazyregexp.New(`&(?:[a-zA-Z]{2,8}|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});`)

// title makes one line of what may be HTML, escaped once too often.
func title(s string) string {
	s = clip(s, 16*maxTitle)
	for range 3 {
		if hasMarkup(s) {
			s = visible(s)
		} else if after := unescape(s); after != s {
			s = after
		} else {
			break
		}
	}
	return clip(line(tidy(s)), maxTitle)
}

// tidy leaves out control characters but line ends and tabs, and makes s valid UTF-8.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == '\uFEFF', r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD"))
}

// clip cuts s to some bytes, at a word's end where there is one near.
func clip(s string, length int) string {
	if len(s) <= length {
		return s
	}
	for length > 0 && !utf8.RuneStart(s[length]) {
		length--
	}
	s = s[:length]
	if i := strings.LastIndexByte(s, ' '); i > length-100 {
		s = s[:i]
	}
	return s
}

// unescape reads what references an attribute or address still has.
func unescape(s string) string {
	if !strings.Contains(s, "&") || !reference.MatchString(s) {
		return s
	}
	return html.UnescapeString(s)
}

// visible gives the text of a piece of HTML, a line for each block, without scripts and styles.
func visible(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := atom.Atom(0)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == atom.Script || a == atom.Style || a == atom.Iframe || a == atom.Noscript:
				hidden = a
			case a == 0 && hidden == 0 && !bytes.ContainsAny(name, "-:"):
				// No element but somebody's text, as <unclear> or <desk@nordlicht.example>.
				b.Write(z.Raw())
			case !slices.Contains(inline, a):
				b.WriteByte('\n')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case hidden != 0:
				if a == hidden {
					hidden = 0
				}
			case !slices.Contains(inline, a):
				b.WriteByte('\n')
			}
		case html.SelfClosingTagToken:
			b.WriteByte('\n')
		}
	}
}

// inline elements part no words.
var inline = []atom.Atom{
	atom.A, atom.B, atom.I, atom.Em, atom.Strong, atom.Span, atom.U, atom.S, atom.Q, atom.Sub, atom.Sup, atom.Small, atom.Font, atom.Abbr, atom.Cite,
	atom.Code, atom.Mark, atom.Time, atom.Del, atom.Ins, atom.Wbr,
}

// plain gives the item's text without markup, its white space folded. Lines that only count, and so differ at every poll,
// are left out.
func (i Item) plain() string {
	text := i.Text
	if text == "" {
		text = visible(i.HTML)
	}
	var kept []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = folded(l); l != "" && (len(l) > 60 || !counter.MatchString(l)) {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, " ")
}

// counter is a line as "Views: 1,204", "17 comments", "3 minutes ago", "Просмотров: 12".
var counter = lazyregexp.New(`(?i)^(?:` + counted + `\s*[:(–-]?\s*\d[\d\s.,]*[km]?\)?|\d[\d\s.,]*[km]?\s*(?:` + counted + `|(?:second|minute|min|hour|day)s? ago))$`)

const counted = `(?:views?|viewed|reads?|comments?|shares?|likes?|votes?|reactions?|просмотр\p{L}*|комментари\p{L}*|aufrufe|kommentare?|vues?|commentaires?)`

// resolve makes the links of HTML absolute.
func resolve(base, markup string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			b.WriteString(raw)
			continue
		}
		t, changed := z.Token(), false
		for n, a := range t.Attr {
			if a.Key == "href" || a.Key == "src" {
				if address := weburl.Absolute(base, a.Val); address != "" && address != a.Val {
					t.Attr[n].Val, changed = address, true
				}
			}
		}
		if changed {
			raw = t.String()
		}
		b.WriteString(raw)
	}
}
