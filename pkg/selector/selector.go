// Package selector finds elements of a page by CSS selectors that somebody else wrote.
//
// It takes Selectors Level 3 as far as an element can be judged by itself and its way from the root: types, classes, ids,
// attributes, :not, :first-child, :last-child, :only-child, :empty, :root, joined by the four combinators. What a hostile page
// could make quadratic, counting siblings (:nth-child) or looking into an element (:has, :contains), is refused. So finding takes
// time linear in the page, times the bytes of the selector, which are bounded by [MaxBytes].
//
// A List keeps no state and is safe for concurrent use.
package selector

import (
	"errors"
	"fmt"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// MaxBytes bounds a selector list. Those that reader modes and scrapers keep for a site rarely reach 300 bytes.
const MaxBytes = 1 << 10

// ErrBad says that a selector is none, or one that this package does not take.
var ErrBad = errors.New("bad CSS selector")

// List is a list of selectors, as parted by commas. The zero List matches nothing.
type List struct{ selectors []chain }

// chain is one selector: compounds, each with the combinator that joins it to the one before.
type chain []link

type link struct {
	combinator byte // ' ', '>', '+' or '~'; 0 for the first
	compound   cascadia.Matcher
}

// maxLinks is the bits of matched.
const maxLinks = 64

// Parse reads a selector list. It fails with an error that is [ErrBad]. Nothing but space is the empty list.
func Parse(list string) (List, error) {
	if len(list) > MaxBytes {
		return List{}, fmt.Errorf("read selector: %w: %d bytes, more than %d", ErrBad, len(list), MaxBytes)
	}
	chains, err := split(list)
	if err != nil {
		return List{}, fmt.Errorf("read selector %.100q: %w: %w", list, ErrBad, err)
	}
	var out List
	for _, parts := range chains {
		if len(parts) > maxLinks {
			return List{}, fmt.Errorf("read selector %.100q: %w: more than %d parts", list, ErrBad, maxLinks)
		}
		var c chain
		for _, p := range parts {
			compound, err := cascadia.Parse(p.compound)
			if err != nil {
				return List{}, fmt.Errorf("read selector %.100q: %w: %w", list, ErrBad, err)
			}
			c = append(c, link{p.combinator, compound})
		}
		out.selectors = append(out.selectors, c)
	}
	return out, nil
}

// Outermost gives the elements below root that match, in their order, without those that are within another of them.
func (l List) Outermost(root *html.Node) []*html.Node {
	if len(l.selectors) == 0 {
		return nil
	}
	f := finder{selectors: l.selectors}
	none := make([]matched, len(l.selectors))
	f.children(root, none, none)
	return f.found
}

// matched has bit i set where the first i+1 links of a chain match up to an element.
type matched uint64

type finder struct {
	selectors []chain
	found     []*html.Node
}

// children goes through the elements in n, of which parent and above tell what n itself and all above it match.
func (f *finder) children(n *html.Node, parent, above []matched) {
	within := make([]matched, len(f.selectors)) // n and all above it
	for i := range within {
		within[i] = parent[i] | above[i]
	}
	before, own := make([]matched, len(f.selectors)), make([]matched, len(f.selectors)) // the element before, and this one
	prior := make([]matched, len(f.selectors))                                          // all elements before
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		whole := false
		for i, s := range f.selectors {
			own[i] = s.match(c, around{parent[i], within[i], before[i], prior[i]})
			whole = whole || own[i]&(1<<(len(s)-1)) != 0
		}
		if whole {
			f.found = append(f.found, c)
		} else {
			f.children(c, own, within)
		}
		for i := range prior {
			prior[i] |= own[i]
		}
		before, own = own, before
	}
}

// around is what the elements around one match.
type around struct{ parent, within, before, prior matched }

func (s chain) match(n *html.Node, a around) matched {
	var out matched
	for i, l := range s {
		var joined matched
		switch l.combinator {
		case ' ':
			joined = a.within
		case '>':
			joined = a.parent
		case '+':
			joined = a.before
		case '~':
			joined = a.prior
		}
		if (i == 0 || joined&(1<<(i-1)) != 0) && l.compound.Match(n) {
			out |= 1 << i
		}
	}
	return out
}
