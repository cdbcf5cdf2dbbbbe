package pageclean

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/textclean"
)

// Weights of the titles a page gives. They are votes: versions that differ only in case and punctuation add up, so that
// two sources which agree overrule one that stands first. Tuned on 146 news pages: no single source gives the headline
// of more than three in four, agreement that of six in seven.
const (
	votesLD      = 2.5
	votesH1      = 2.0
	votesOG      = 1.5
	votesTwitter = 0.5
	votesTitle   = 0.3
)

// headline weighs the titles a page gives and returns the one with most votes, in the words of its best source.
func (h *head) headline(served *url.URL) string {
	site := first(h.meta["og:site_name"]...)
	var claims []claim
	add := func(votes float64, titles ...string) {
		heard := make(map[string]bool) // a source that says the same twice has one vote
		for _, t := range titles {
			t = withoutSite(unescape(t), site, served)
			k := strings.Join(wordsOf(t), " ")
			if t == "" || k == "" || heard[k] || len(t) > maxTitle {
				continue
			}
			heard[k] = true
			for i := range claims {
				if claims[i].key == k {
					claims[i].votes += votes
					return
				}
			}
			claims = append(claims, claim{t, k, votes})
		}
	}
	for _, a := range h.ld {
		add(votesLD, a.headline)
		break
	}
	add(votesH1, h.heads...)
	add(votesOG, h.meta["og:title"]...)
	add(votesTwitter, h.meta["twitter:title"]...)
	add(votesTitle, h.title)
	best := claim{}
	for _, c := range claims {
		if c.votes > best.votes {
			best = c
		}
	}
	return best.title
}

// maxTitle bounds a title, in bytes: longer ones are whole paragraphs set as headings.
const maxTitle = 600

type claim struct {
	title string
	key   string // its words, by which versions are compared
	votes float64
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
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

// authors weighs the names a page gives: JSON-LD, then meta elements, then links to the author. Only JSON-LD may name
// the outlet itself: there it is said on purpose, elsewhere it is the template's.
func (h *head) authors(served *url.URL) []string {
	for _, a := range h.ld {
		if names := cleanNames(a.authors, nil); len(names) > 0 {
			return names
		}
	}
	site := first(h.meta["og:site_name"]...)
	isSite := func(name string) bool { return strings.EqualFold(name, site) || hostNamed(name, served) }
	for _, key := range authorKeys {
		if names := cleanNames(h.meta[key], isSite); len(names) > 0 {
			return names
		}
	}
	return cleanNames(h.rel, isSite)
}

var authorKeys = []string{
	"author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
	"cxenseparse:author", "og:article:author", "authors", "creator", "citation_author",
}

var (
	nameJoint = regexp.MustCompile(`\s*(?:[,;|/]|\s(?:and|und|et|og|och|&|y|и)\s)\s*`)
	nameLead  = regexp.MustCompile(`^(?i:by|von|par|por|di|av|af|door|written by|text)\s*:?\s+`)
	aside     = regexp.MustCompile(`\s*[(\[][^)\]]*[)\]]?`)
	notName   = regexp.MustCompile(`(?i)https?:|www\.|@|[<>{}_#=]|\d{3}|^(?:no author|admin(?:istrator)?|unknown|none|null|undefined|anonymous|guest|view (?:my|all)\b.*|about .*|profile|posts? by.*|redaktion|editor|webmaster)$`)
	notPerson = regexp.MustCompile(`(?i)\b(?:writer|reporter|correspondent|editor|journalist|columnist|contributor|redakteur\w*|korrespondent\w*|images?|photos?|getty)\b`)
	hostName  = regexp.MustCompile(`(?i)^[\w-]+\.(?:com|de|net|org|co|fr|es|it|at|ch)$`)
)

// cleanNames splits and trims names, and leaves out addresses, accounts, roles and what reject knows.
func cleanNames(raw []string, reject func(string) bool) []string {
	var names []string
	seen := make(map[string]bool)
	for _, r := range raw {
		if strings.Contains(r, "://") || strings.HasPrefix(r, "/") {
			continue
		}
		r = aside.ReplaceAllString(nameLead.ReplaceAllString(unescape(r), ""), "")
		parts := nameJoint.Split(r, 12)
		if len(parts) > 1 && hostName.MatchString(parts[0]) {
			continue // "harbour.example, Old Town, Norway" is an address
		}
		for _, n := range parts {
			n = strings.Trim(n, " .,;:-–—\"'")
			k := strings.ToLower(n)
			if n == "" || seen[k] || len(n) > 80 || len(strings.Fields(n)) > 6 || notName.MatchString(n) || notPerson.MatchString(n) {
				continue
			}
			if reject != nil && reject(n) {
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
