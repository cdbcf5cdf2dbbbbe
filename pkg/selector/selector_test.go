package selector

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

const page = `<html><body class="front">
<div id="story" class="text wide"><p id="p1">a</p><aside id="promo1" class="promo"><p id="p2">b</p></aside><p id="p3" data-role="lead more">c</p></div>
<aside id="promo2" class="Promo box"></aside><div id="tail"><ul id="list"><li id="l1">d</li><li id="l2">e</li></ul></div></body></html>`

func TestOutermost(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct{ says, selector, want string }{
		{"nothing matches nothing", " ", ""},
		{"a type", "aside", "promo1 promo2"},
		{"a class counts with its case", ".promo", "promo1"},
		{"an id", "#p3", "p3"},
		{"a compound", "div.text.wide#story", "story"},
		{"a list, in the order of the page", "#l2, .promo ,#p1", "p1 promo1 l2"},
		{"an element within a found one is not told", "p, #story", "story"},
		{"descendants, however deep", "body p", "p1 p2 p3"},
		{"through a further one above", "body div p", "p1 p2 p3"},
		{"but not oneself", "div div", ""},
		{"children only", "#story > p", "p1 p3"},
		{"the next element, text between or not", "#story+aside", "promo2"},
		{"but the next only", "#story + div", ""},
		{"any later one", "#story ~ div", "tail"},
		{"but no earlier one", "#tail ~ aside", ""},
		{"combinators joined", "body > div ~ div ul > li + li", "l2"},
		{"an attribute's value", `[data-role~="lead"]`, "p3"},
		{"with a comma, a bracket and a quote in it", `[id='a],b"'], #p1`, "p1"},
		{"what it is not", "p:not(#p1):not([data-role])", "p2"},
		{"nor any of several", "#story > :not(aside, #p1)", "p3"},
		{"the first and the last child", "li:first-child, li:last-child", "l1 l2"},
		{"an empty one", "aside:empty", "promo2"},
		{"an escaped name", `#\70 1`, "p1"},
	} {
		l, err := Parse(r.selector)
		if err != nil {
			t.Errorf("%s: %v", r.says, err)
			continue
		}
		var got []string
		for _, n := range l.Outermost(doc) {
			for _, a := range n.Attr {
				if a.Key == "id" {
					got = append(got, a.Val)
				}
			}
		}
		if strings.Join(got, " ") != r.want {
			t.Errorf("%s: %q finds %v, not %s", r.says, r.selector, got, r.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for says, selector := range map[string]string{
		"an empty place in a list":         "p,,a",
		"a list that ends in a comma":      "p,",
		"a combinator at the begin":        "> p",
		"a combinator at the end":          "p >",
		"two combinators":                  "p > > a",
		"a bracket that stays open":        "p[href",
		"a quote that stays open":          `p[href="a]`,
		"markup":                           "<p>",
		"a declaration":                    "p { color: red }",
		"a comment":                        "p/**/a",
		"a pseudo-element":                 "p::before",
		"a look into the element":          "p:has(a)",
		"a look at its text":               "p:contains('x')",
		"an expression over its text":      "p:matches(x)",
		"an expression over an attribute":  "p[href#=x+]",
		"a count of siblings":              "p:nth-child(2)",
		"combinators within :not":          "p:not(div a)",
		"an empty :not":                    "p:not()",
		"a backslash at the end":           `p\`,
		"more than a selector may have":    strings.Repeat("p,", MaxBytes/2) + "p",
		"more parts than a selector needs": strings.Repeat("p ", maxLinks) + "p",
	} {
		if l, err := Parse(selector); !errors.Is(err, ErrBad) {
			t.Errorf("%s: %q is taken: %v, %v", says, selector, l, err)
		}
	}
}

// What would take minutes by looking up and back from each element.
func TestOutermostIsLinear(t *testing.T) {
	deep := strings.Repeat("<div>", 250)
	for says, r := range map[string]struct{ page, selector string }{
		"many above":      {deep + strings.Repeat("<b></b>", 60_000), "i" + strings.Repeat(" *", 60)},
		"many before":     {strings.Repeat("<b></b>", 60_000), "i" + strings.Repeat(" ~ *", 60)},
		"many selectors":  {strings.Repeat("<b></b>", 60_000), strings.Repeat("b i,", 250) + "i"},
		"a long way back": {strings.Repeat("<b></b>", 60_000), "b" + strings.Repeat(" + b", 60) + " i"},
	} {
		doc, err := html.Parse(strings.NewReader(r.page))
		if err != nil {
			t.Fatal(err)
		}
		l, err := Parse(r.selector)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if found := l.Outermost(doc); len(found) != 0 {
			t.Errorf("%s: found %d", says, len(found))
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", says, took)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"article .text", ".promo, aside", `a[href^="/x,y"] > p:not(.b, [c])`, `#\31 a ~ *`, "p:first-child + b"} {
		f.Add(s)
	}
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Parse(s)
		if err != nil {
			if !errors.Is(err, ErrBad) {
				t.Fatalf("%v", err)
			}
			return
		}
		l.Outermost(doc)
		for _, c := range l.selectors {
			for _, link := range c {
				// A compound that the library reads as more than one would be as slow as the library.
				if kind := fmt.Sprintf("%T", link.compound); strings.Contains(kind, "combined") {
					t.Fatalf("%q was parted wrong: %v", s, link.compound)
				}
			}
		}
	})
}
