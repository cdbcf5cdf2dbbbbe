package feed

import (
	"html"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/markup"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// document is what is known of an XML feed once it is taken apart.
type document struct {
	atom  bool
	head  part
	items int  // parts that were given
	cut   int  // items after MaxItems
	large int  // items over the bounds of one
	ended bool // the root's end was there
}

// part is one item, or what the feed says of itself.
type part struct {
	xml      string // a whole document
	base     string // what relative links in it belong to, or ""
	within   string // the same of its content where xml:base says so, else ""
	link     string // the same of an RSS link
	language string // xml:lang
	about    string // rdf:about
}

// Bounds of one item: WIRE takes no larger one, and a hundredth of the children is far more than any real one has.
const (
	maxPart     = 4 << 20   // bytes
	maxHead     = 256 << 10 // bytes of what a feed says of itself
	maxChildren = 5_000
	maxNested   = 200 // within children, as in media:group
	maxDepth    = 8
	maxSpaces   = 64 // namespaces declared by the root; gofeed copies them for every element
)

// splitter writes the parts.
type splitter struct {
	markup.Scanner
	document
	root, channel tags              // what stands around each part, without a default namespace: half of those in use are wrong
	names         []string          // what is open, from the root
	spaces        map[string]string // of prefixes, as the root and the channel declare them
	part          part              // the one being written
	out           []byte
	over          bool
	children      int
	nested        int
	take          func(atom bool, item part)
}

// tags are an element's.
type tags struct{ start, end string }

// split takes a feed apart; false where it is none. Each item becomes a small feed of its own, well-formed and bounded
// whatever was sent, so that gofeed can read it, and one that cannot be read spoils no other.
func split(s, address string, take func(atom bool, item part)) (document, bool) {
	sp := &splitter{Scanner: markup.New(s), spaces: map[string]string{}, take: take}
	root, ok := sp.findRoot()
	if !ok {
		return document{}, false
	}
	var head []byte
	base := part{base: address}
	sp.root = sp.envelope(root, &base)
	if !sp.atom {
		sp.channel = tags{"<channel>", "</channel>"}
	}
	sp.names = []string{root.Name}
	if sp.ended = root.Empty; !sp.ended {
		sp.container(&base, &head)
	}
	base.xml = sp.wrap(head)
	sp.head = base
	return sp.document, true
}

// maxProlog is how many tags may stand before the root: error messages of a server's scripts.
const maxProlog = 20

func (sp *splitter) findRoot() (markup.Token, bool) {
	for range maxProlog {
		t, ok := sp.Next()
		for ok && t.Kind != markup.Open {
			t, ok = sp.Next()
		}
		if !ok {
			return markup.Token{}, false
		}
		switch _, local := markup.Parts(t.Name); local {
		case "rss", "rdf":
			return t, true
		case "feed":
			sp.atom = true
			return t, true
		case "html", "head", "body", "urlset", "sitemapindex", "opml":
			return markup.Token{}, false
		}
	}
	return markup.Token{}, false
}

// envelope gives the tag that stands around every part, and notes what it says for all of them.
func (sp *splitter) envelope(t markup.Token, p *part) tags {
	var kept []markup.Attr
	for _, a := range t.Attrs {
		if prefix, ok := strings.CutPrefix(a.Name, "xmlns:"); ok && len(sp.spaces) < maxSpaces && len(a.Value) < 256 {
			sp.spaces[prefix] = strings.TrimSpace(a.Value)
			kept = append(kept, a)
		}
	}
	p.note(t)
	return tags{string(tag(nil, t.Name, kept)), "</" + t.Name + ">"}
}

// note takes what a start tag says for all that is in it.
func (p *part) note(t markup.Token) {
	for _, a := range t.Attrs {
		value := strings.TrimSpace(html.UnescapeString(a.Value))
		switch a.Name {
		case "xml:base":
			if base := weburl.Absolute(p.base, value); base != "" {
				p.base, p.within = base, base
			}
		case "xml:lang":
			p.language = value
		case "rdf:about":
			p.about = value
		}
	}
}

// wrap makes a document of what stands in a channel.
func (sp *splitter) wrap(content []byte) string {
	var b strings.Builder
	b.Grow(len(sp.root.start) + len(sp.channel.start) + len(content) + len(sp.channel.end) + len(sp.root.end))
	for _, s := range []string{sp.root.start, sp.channel.start, string(content), sp.channel.end, sp.root.end} {
		b.WriteString(s)
	}
	return b.String()
}

// container reads what stands in the root or the channel; head gets what is no item.
func (sp *splitter) container(base *part, head *[]byte) {
	for {
		t, ok := sp.Next()
		if !ok {
			return
		}
		switch {
		case t.Kind == markup.Close && sp.leaves(t.Name):
			if strings.EqualFold(t.Name, sp.names[0]) {
				sp.ended = true
			}
			if !strings.EqualFold(t.Name, sp.names[len(sp.names)-1]) {
				sp.Back()
			}
			return
		case t.Kind != markup.Open:
		case sp.isItem(t.Name):
			for again := true; again; {
				if again = sp.item(t, base); again {
					t, _ = sp.Next()
				}
			}
		case !sp.atom && len(sp.names) == 1 && sp.isNative(t.Name, "channel"):
			inner := *base
			sp.channel = sp.envelope(t, &inner)
			if t.Empty {
				continue
			}
			sp.names = append(sp.names, t.Name)
			sp.container(&inner, head)
			sp.names = sp.names[:1]
			*base = inner
			if sp.ended {
				return
			}
		default:
			sp.begin(*base)
			if sp.element(t) && !sp.over && len(*head)+len(sp.out) <= maxHead {
				*head = append(*head, sp.out...)
			}
		}
	}
}

func (sp *splitter) begin(p part) {
	sp.part, sp.out, sp.over, sp.children, sp.nested = p, sp.out[:0], false, 0, 0
}

// item reads one. It reports that the next markup.Token begins another, which some feeds do without ending the one before.
func (sp *splitter) item(t markup.Token, base *part) (another bool) {
	p := *base
	p.about = ""
	p.note(t)
	sp.begin(p)
	var spaces []markup.Attr
	for _, a := range t.Attrs {
		if strings.HasPrefix(a.Name, "xmlns:") && len(a.Value) < 256 {
			spaces = append(spaces, a)
		}
	}
	sp.out = tag(sp.out, t.Name, spaces)
	sp.names = append(sp.names, t.Name)
	defer func() { sp.names = sp.names[:len(sp.names)-1] }()
	name := t.Name
	for whole := t.Empty; !whole; {
		t, ok := sp.Next()
		if !ok {
			return false
		}
		switch {
		case t.Kind == markup.Close && strings.EqualFold(t.Name, name):
			whole = true
		case t.Kind == markup.Close && sp.leaves(t.Name):
			sp.Back()
			whole = true
		case t.Kind == markup.Open && sp.isItem(t.Name):
			sp.Back()
			whole, another = true, true
		case t.Kind == markup.Open:
			if sp.children++; sp.children > maxChildren {
				sp.over = true
			}
			if !sp.element(t) {
				return false
			}
		}
	}
	sp.write("</" + name + ">")
	switch {
	case sp.items == MaxItems:
		sp.cut++
	case sp.over:
		sp.large++
	default:
		sp.items++
		sp.part.xml = sp.wrap(sp.out)
		sp.take(sp.atom, sp.part)
	}
	return another
}

// leaves reports that a closing tag ends something that is open.
func (sp *splitter) leaves(name string) bool {
	return slices.ContainsFunc(sp.names, func(n string) bool { return strings.EqualFold(n, name) })
}

func (sp *splitter) isItem(name string) bool {
	if sp.atom {
		return sp.isNative(name, "entry")
	}
	return sp.isNative(name, "item")
}

// own are the namespaces of the formats themselves.
var own = []string{
	"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
	"http://channel.netscape.com/rdf/simple/0.9/", "http://my.netscape.com/rdf/simple/0.9/",
}

// isNative reports an element of the format itself, by whatever prefix.
func (sp *splitter) isNative(name, want string) bool {
	prefix, local := markup.Parts(name)
	if local != want {
		return false
	}
	root, _ := markup.Parts(sp.names[0])
	return prefix == "" || prefix == root && sp.atom || !sp.atom && slices.Contains(own[2:], sp.spaces[prefix]) || !sp.atom && prefix == "rss" ||
		sp.atom && slices.Contains(own[:2], sp.spaces[prefix])
}

func (sp *splitter) write(s string) {
	if sp.over = sp.over || len(sp.out)+len(s) > maxPart; !sp.over {
		sp.out = append(sp.out, s...)
	}
}

// tag appends an opening tag.
func tag(out []byte, name string, attrs []markup.Attr) []byte {
	out = append(append(out, '<'), name...)
	for _, a := range attrs {
		out = append(append(append(out, ' '), a.Name...), `="`...)
		out = append(append(out, inAttribute.Replace(markup.References(a.Value))...), '"')
	}
	return append(out, '>')
}

var inAttribute = strings.NewReplacer("<", "&lt;", `"`, "&quot;")
