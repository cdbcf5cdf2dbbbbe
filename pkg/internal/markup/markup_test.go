package markup

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// spell writes tokens down: text in quotes, tags with their attributes, what is no copy as a dot.
func spell(s string) string {
	var out []string
	for sc := New(s); ; {
		t, ok := sc.Next()
		if !ok {
			return strings.Join(out, " ")
		}
		switch t.Kind {
		case Text, CDATA:
			out = append(out, fmt.Sprintf("%q", t.Source))
		case Open:
			tag := "+" + t.Name
			for _, a := range t.Attrs {
				tag += fmt.Sprintf(" %s=%q", a.Name, a.Value)
			}
			if t.Empty {
				tag += " /"
			}
			out = append(out, tag)
		case Close:
			out = append(out, "-"+t.Name)
		case Other:
			out = append(out, ".")
		}
	}
}

func TestScanner(t *testing.T) {
	for _, r := range []struct{ why, s, want string }{
		{"tags and text", `<a>b</a>`, `+a "b" -a`},
		{"attributes in either quotes, or none", `<a b="1" c='2"' d=3 e>`, `+a b="1" c="2\"" d="3" e=""`},
		{"an address needs no quotes", `<a href=https://x.example/1?a=b />`, `+a href="https://x.example/1?a=b" /`},
		{"angles in an attribute end nothing", `<a b="1>2<3">c`, `+a b="1>2<3" "c"`},
		{"a tag that is not closed ends at the next", `<a b<c>`, `+a b="" +c`},
		{"comments, instructions and declarations are no copy", `<?xml version="1.0"?><!DOCTYPE a><!-- <b> --><a>`, `. . . +a`},
		{"a declaration has others within", `<!DOCTYPE a [<!ENTITY b "<c>"> <!ENTITY d SYSTEM "e">]><a>`, `. +a`},
		{"CDATA is text", `<![CDATA[<b>&]]>c`, `"<b>&" "c"`},
		{"an angle that begins no tag is text", `1 < 2 <3 <desk@x.example> </ >`, `"1 " "<" " 2 " "<" "3 " "<" "desk@x.example> " "</" " >"`},
		{"names have one colon", `<a:b><a:b:c>`, `+a:b "<" "a:b:c>"`},
		{"names are ASCII", `<ä>`, `"<" "ä>"`},
		{"bad names of attributes are left out", `<a 1="2" b="3" ="4">`, `+a b="3"`},
		{"what the end cuts off is nothing", `<a>b<c d="`, `+a "b"`},
		{"nor is half a comment", `a<!-- b`, `"a"`},
		{"nor half of CDATA", `a<![CDATA[b]]`, `"a"`},
		{"a closing tag may have white space", `</a >b`, `-a "b"`},
	} {
		if got := spell(r.s); got != r.want {
			t.Errorf("%s: %s gives\n%s, want\n%s", r.why, r.s, got, r.want)
		}
	}
}

func TestBackGivesTheLastTokenAgain(t *testing.T) {
	sc := New("<a>b")
	first, _ := sc.Next()
	sc.Back()
	if again, _ := sc.Next(); again.Name != first.Name || again.Kind != first.Kind {
		t.Errorf("got %+v, want %+v", again, first)
	}
}

func TestReferences(t *testing.T) {
	for _, r := range []struct{ why, s, want string }{
		{"those of characters stay", "&#65;&#x42;&amp;&nbsp;", "&#65;&#x42;&amp;&nbsp;"},
		{"those of no characters go", "a&#0;b&#x1F;c&#xFFFF;d&#55357;e&#1114112;", "abcde"},
		{"those of windows-1252 are read as it", "&#147;no&#x94;", "“no”"},
		{"what is none stays as text", "a&#b; &# &#65 c", "a&amp;#b; &amp;# &amp;#65 c"},
	} {
		if got := References(r.s); got != r.want {
			t.Errorf("%s: %q gives %q, want %q", r.why, r.s, got, r.want)
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, s := range []string{`<a b="1">c</a>`, `<![CDATA[x]]><!-- y --><?z?><!DOCTYPE q [<!ENTITY a "b">]>`, `<a b='`, `</`, `&#xFFFF;&#147;`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = Characters(strings.ToValidUTF8(s, "\uFFFD"))
		read := 0
		for sc := New(s); ; {
			token, ok := sc.Next()
			if !ok {
				break
			}
			if read += len(token.Source); read > len(s) {
				t.Fatal("read more than there is")
			}
			if token.Kind != Text || !utf8.ValidString(token.Source) {
				continue
			}
			// Text can be written on as XML, once its angles are escaped.
			d := xml.NewDecoder(strings.NewReader("<x>" + strings.NewReplacer("<", "&lt;", "]]>", "]]&gt;").Replace(References(token.Source)) + "</x>"))
			d.Strict = false
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%q is no XML: %v", token.Source, err)
				}
			}
		}
	})
}
