package receiver

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirefold/wirefold/pkg/charset"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// maxHead is how much of a page is searched for its address, in bytes: heads with inlined styles are as long.
const maxHead = 256 << 10

// ownAddress finds the address that a page gives itself, in <link rel="canonical"> or else in og:url, both within its
// head, and the key for identity. The front page is nobody's address: careless sites give it to every page.
func ownAddress(page []byte, declared string) (address, key string) {
	if len(page) == 0 {
		return "", ""
	}
	head, _ := charset.Decode(page[:min(maxHead, len(page))], declared)
	z := html.NewTokenizer(strings.NewReader(head))
	var graph string
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		name, more := z.TagName()
		tag := atom.Lookup(name)
		if tag == atom.Body && kind == html.StartTagToken || tag == atom.Head && kind == html.EndTagToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken || tag != atom.Link && tag != atom.Meta {
			continue
		}
		value := attributes(z, more)
		switch {
		case tag == atom.Link && hasWord(value["rel"], "canonical"):
			if address, key := inner(value["href"]); key != "" {
				return address, key
			}
		case tag == atom.Meta && graph == "" && (strings.EqualFold(value["property"], "og:url") || strings.EqualFold(value["name"], "og:url")):
			graph = value["content"]
		}
	}
	return inner(graph)
}

// attributes reads the few that matter; of one given twice the first counts, as in browsers.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	found := map[string]string{}
	for more {
		var name, value []byte
		name, value, more = z.TagAttr()
		switch n := string(name); n {
		case "rel", "href", "property", "name", "content":
			if _, twice := found[n]; !twice {
				found[n] = string(value)
			}
		}
	}
	return found
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// inner reads an address below a front page.
func inner(raw string) (address, key string) {
	if len(raw) > 2<<10 {
		return "", ""
	}
	address, key, err := weburl.Canonical(raw)
	if err != nil {
		return "", ""
	}
	if u, err := url.Parse(address); err != nil || u.Path == "/" && u.RawQuery == "" {
		return "", ""
	}
	return address, key
}
