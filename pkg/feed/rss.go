package feed

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
	"github.com/wirefold/wirefold/pkg/internal/webdate"
	"github.com/wirefold/wirefold/pkg/weburl"
)

// readRSS reads a part as RSS or RDF; false where it has no item.
func readRSS(p part) (Item, bool) {
	parsed, err := (&rss.Parser{}).Parse(strings.NewReader(p.xml))
	if err != nil || len(parsed.Items) == 0 {
		return Item{}, false
	}
	r := parsed.Items[0]
	dc, terms, atom := r.Extensions["dc"], r.Extensions["dcterms"], r.Extensions["atom"]
	i := Item{
		URL: rssAddress(p, r), Title: title(cmp.Or(r.Title, first(r.Extensions["media"], "title"), first(dc, "title"))),
		Published:  firstDate(r.PubDate, first(dc, "date"), first(dc, "created"), first(terms, "issued"), first(terms, "created"), first(atom, "published"), r.Custom["published"]),
		Updated:    firstDate(first(atom, "updated"), first(terms, "modified"), first(dc, "modified"), r.Custom["updated"], r.Custom["lastBuildDate"]),
		Language:   cmp.Or(first(dc, "language"), p.language),
		Bylines:    bylines(append(append([]string{r.Author}, all(dc, "creator")...), all(dc, "author")...)...),
		Categories: lines(all(dc, "subject")...),
	}
	if r.GUID != nil {
		i.ID = line(r.GUID.Value)
	}
	if len(i.Bylines) == 0 {
		for _, a := range atom["author"] {
			i.Bylines = append(i.Bylines, bylines(children(a, "name")...)...)
		}
	}
	if len(i.Bylines) == 0 {
		i.Bylines = bylines(all(r.Extensions["itunes"], "author")...)
	}
	categories := make([]string, 0, len(r.Categories))
	for _, c := range r.Categories {
		categories = append(categories, c.Value)
	}
	i.Categories = lines(append(categories, i.Categories...)...)
	whole := []string{r.Content, r.Custom[fullText], r.Custom["encoded"], first(atom, "content")}
	teaser := []string{r.Description, first(dc, "description"), first(atom, "summary"), first(r.Extensions["itunes"], "summary"), media(r.Extensions["media"])}
	i.fill(p.within, whole, teaser)
	return i, true
}

// rssAddress prefers the page over those that lead to it, and what says that it is a link over a guid that may be one.
func rssAddress(p part, r *rss.Item) string {
	candidates := []string{first(r.Extensions["feedburner"], "origLink")}
	for _, l := range r.Extensions["atom"]["link"] {
		if rel := strings.ToLower(l.Attrs["rel"]); rel == "canonical" || (rel == "" || rel == "alternate") && len(r.Links) == 0 {
			candidates = append(candidates, l.Attrs["href"])
		}
	}
	candidates = append(candidates, r.Links...)
	if r.GUID != nil && !strings.EqualFold(strings.TrimSpace(r.GUID.IsPermalink), "false") && isWeb(r.GUID.Value) {
		candidates = append(candidates, r.GUID.Value)
	}
	return firstAddress(cmp.Or(p.link, p.base), append(candidates, p.about)...)
}

func isWeb(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// firstAddress gives the first that can be made absolute.
func firstAddress(base string, refs ...string) string {
	for _, ref := range refs {
		if address := weburl.Absolute(base, unescape(ref)); address != "" {
			return address
		}
	}
	return ""
}

// firstDate gives the first that is a date and a time with its offset.
func firstDate(raw ...string) string {
	for _, s := range raw {
		if d := webdate.Parse(s); d != "" {
			return d
		}
	}
	return ""
}

// headRSS reads what a channel says of itself, if anything.
func headRSS(p part) Feed {
	r, err := (&rss.Parser{}).Parse(strings.NewReader(p.xml))
	if err != nil {
		return Feed{}
	}
	f := Feed{Title: title(r.Title), Language: line(cmp.Or(r.Language, first(r.Extensions["dc"], "language"), p.language))}
	f.Home = firstAddress(p.base, r.Links...)
	for _, l := range append(r.Extensions["atom"]["link"], r.Extensions["atom10"]["link"]...) {
		f.link(p.base, l.Attrs["rel"], l.Attrs["href"])
	}
	f.TTL = ttl(r.TTL, r.Extensions["sy"])
	return f
}

// link takes one of those that a feed has for itself; the first of each kind counts.
func (f *Feed) link(base, rel, href string) {
	for rel := range strings.FieldsSeq(strings.ToLower(rel)) {
		var target *string
		switch rel {
		case "self":
			target = &f.Self
		case "hub":
			target = &f.Hub
		case "alternate":
			target = &f.Home
		default:
			continue
		}
		*target = cmp.Or(*target, weburl.Absolute(base, href))
	}
}

// Bounds of what a feed may ask for. Less than a minute is a mistake of units; more than a week would silence a source.
const (
	minTTL = time.Minute
	maxTTL = 7 * 24 * time.Hour
)

var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// ttl reads RSS's ttl, in minutes, else the syndication module's period and how often in it the feed changes.
func ttl(minutes string, sy map[string][]ext.Extension) time.Duration {
	d := time.Duration(0)
	if n, err := strconv.ParseFloat(strings.TrimSpace(minutes), 64); err == nil && n > 0 && n < 1e6 {
		d = time.Duration(n * float64(time.Minute))
	} else if period := periods[strings.ToLower(line(first(sy, "updatePeriod")))]; period > 0 {
		n, err := strconv.Atoi(line(first(sy, "updateFrequency")))
		if err != nil || n < 1 {
			n = 1
		}
		d = period / time.Duration(n)
	}
	if d <= 0 {
		return 0
	}
	return min(max(d, minTTL), maxTTL)
}

// first gives the first value of an extension's element that has one.
func first(e map[string][]ext.Extension, name string) string {
	return cmp.Or(all(e, name)...)
}

func all(e map[string][]ext.Extension, name string) []string {
	values := make([]string, 0, len(e[name]))
	for _, v := range e[name] {
		values = append(values, v.Value)
	}
	return values
}

func children(e ext.Extension, name string) []string { return all(e.Children, name) }

// media finds a description in what Media RSS says of the item, its group or its pictures.
func media(e map[string][]ext.Extension) string {
	if s := first(e, "description"); s != "" {
		return s
	}
	for _, name := range []string{"group", "content"} {
		for _, inner := range e[name] {
			if s := media(inner.Children); s != "" {
				return s
			}
		}
	}
	return ""
}

// byMail are the forms of RSS's author: "desk@nordlicht.example (Mara Lindqvist)", "Mara Lindqvist <desk@…>".
var byMail = lazyregexp.New(`^\S+@\S+\s*\((.+)\)$|^(.+?)\s*[(<]\s*\S+@\S+\s*[)>]$`)

// bylines gives the names in what feeds write for authors, each once. An address without a name is none.
func bylines(raw ...string) []string {
	var names []string
	for _, s := range raw {
		if len(names) == maxNames {
			break
		}
		s = clip(title(s), 4*maxName)
		if m := byMail.FindStringSubmatch(s); m != nil {
			s = line(m[1] + m[2])
		}
		if s = strings.Trim(s, " ,;"); s != "" && !(strings.Contains(s, "@") && !strings.Contains(s, " ")) && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	return names
}

// lines gives what is not empty, each once, as lines of text.
func lines(raw ...string) []string {
	var kept []string
	for _, s := range raw {
		if len(kept) == maxNames {
			break
		}
		if s = clip(title(s), maxName); s != "" && !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}
