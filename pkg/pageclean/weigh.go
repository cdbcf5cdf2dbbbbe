package pageclean

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/textclean"
)

// headline weighs the titles a page gives. The h1 is what readers see; it counts when another title confirms it. Then
// the headline of JSON-LD, OpenGraph, and the <title> without the name of the site.
func (h *head) headline(served *url.URL) string {
	var claims []string
	for _, a := range h.ld {
		claims = append(claims, a.headline)
	}
	claims = append(claims, h.meta["og:title"]...)
	claims = append(claims, h.meta["twitter:title"]...)
	claims = append(claims, h.meta["headline"]...)
	claims = append(claims, h.title)
	site := first(h.meta["og:site_name"]...)
	for i := range claims {
		claims[i] = withoutSite(unescape(claims[i]), site, served)
	}
	for _, head := range h.heads {
		for _, c := range claims {
			if c != "" && confirms(head, c) {
				return head
			}
		}
	}
	if len(h.heads) == 1 && len(strings.Fields(h.heads[0])) >= 4 {
		return h.heads[0]
	}
	return first(claims...)
}

// confirms reports that two titles are versions of one: half of the words of the shorter are in the other.
func confirms(a, b string) bool {
	wa, wb := wordSet(a), wordSet(b)
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	shared := 0
	for w := range wa {
		if wb[w] {
			shared++
		}
	}
	return shared > 0 && shared*2 >= len(wa) && len(wa)*4 >= len(wb)
}

func wordSet(text string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		set[w] = true
	}
	return set
}

var siteJoint = regexp.MustCompile(`\s+[|·•»–—-]\s+|\s*[|»]\s*`)

// withoutSite takes the name of the site off the end of a title: what OpenGraph calls it, or a part that is its host.
func withoutSite(title, site string, served *url.URL) string {
	for {
		joints := siteJoint.FindAllStringIndex(title, -1)
		if joints == nil {
			return title
		}
		last := joints[len(joints)-1]
		tail := title[last[1]:]
		bar := strings.ContainsAny(title[last[0]:last[1]], "|»")
		if !strings.EqualFold(tail, site) && !hostNamed(tail, served) && !(bar && len(strings.Fields(tail)) <= 4) {
			return title
		}
		title = strings.TrimSpace(title[:last[0]])
	}
}

// hostNamed reports that name is the name of the host: its letters stand in it.
func hostNamed(name string, served *url.URL) bool {
	if served == nil {
		return false
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	host := strings.ReplaceAll(strings.TrimPrefix(served.Hostname(), "www."), "-", "")
	label, _, _ := strings.Cut(host, ".")
	return len(letters) >= 2 && (strings.Contains(host, letters) || len(label) >= 3 && strings.Contains(letters, label))
}

func unescape(text string) string {
	return strings.Join(strings.Fields(html.UnescapeString(html.UnescapeString(text))), " ")
}

// authors weighs the names a page gives: JSON-LD, then meta elements, then links to the author.
func (h *head) authors(served *url.URL) []string {
	site := first(h.meta["og:site_name"]...)
	for _, a := range h.ld {
		if names := cleanNames(a.authors, site, served); len(names) > 0 {
			return names
		}
	}
	for _, key := range []string{"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "og:article:author", "authors", "creator"} {
		if names := cleanNames(h.meta[key], site, served); len(names) > 0 {
			return names
		}
	}
	return cleanNames(h.rel, site, served)
}

var (
	nameJoint  = regexp.MustCompile(`\s*(?:[,;|/]|\s(?:and|und|et|og|och|&|y|и)\s)\s*`)
	nameLead   = regexp.MustCompile(`^(?i:by|von|par|por|di|av|af|door|written by|text)\s*:?\s+`)
	notName    = regexp.MustCompile(`(?i)https?:|www\.|@|\.(?:com|de|net|org|co)\b|[<>{}_#]|\d{3}`)
	nameTitled = regexp.MustCompile(`(?i)\b(?:writer|reporter|correspondent|editor|journalist|columnist|contributor|redakteur\w*|korrespondent\w*)\b`)
)

// cleanNames splits and trims names, and leaves out addresses, accounts and the site itself.
func cleanNames(raw []string, site string, served *url.URL) []string {
	var names []string
	seen := make(map[string]bool)
	for _, r := range raw {
		for _, n := range nameJoint.Split(nameLead.ReplaceAllString(unescape(r), ""), 12) {
			n = strings.Trim(n, " .,;:-–—\"'")
			k := strings.ToLower(n)
			if n == "" || seen[k] || len(n) > 80 || len(strings.Fields(n)) > 6 || notName.MatchString(n) || nameTitled.MatchString(n) {
				continue
			}
			if strings.EqualFold(n, site) || hostNamed(n, served) {
				continue
			}
			seen[k] = true
			names = append(names, n)
		}
	}
	return names
}

// date weighs the dates a page gives, the most trusted origin first.
func (h *head) date(served *url.URL) (string, Origin) {
	for _, a := range h.ld {
		if d := textclean.FindDate(a.published); d != "" {
			return d, FromJSONLD
		}
	}
	for _, key := range []string{"article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published", "publisheddate", "published_time", "originalpublicationdate", "article_date_original", "rnews:datepublished", "og:published_time", "dc.date.created", "created", "last-publish-date", "displaydate", "ptime", "timestamp", "article:post_date", "citation_publication_date"} {
		for _, v := range h.meta[key] {
			if d := textclean.FindDate(v); d != "" {
				return d, FromMeta
			}
		}
	}
	if d := textclean.FindDate(h.micro); d != "" {
		return d, FromMicrodata
	}
	for _, marked := range []bool{true, false} {
		for _, t := range h.times {
			if d := textclean.FindDate(t.value); d != "" && (t.near || !marked) {
				return d, FromTime
			}
		}
	}
	if served != nil {
		if m := inPath.FindStringSubmatch(served.Path); m != nil {
			if d := textclean.FindDate(m[1] + "-" + m[2] + "-" + m[3]); d != "" {
				return d, FromURL
			}
		}
	}
	return "", ""
}

var inPath = regexp.MustCompile(`/(\d{4})[/-]?(\d{2})[/-]?(\d{2})(?:[/_-]|$)`)
