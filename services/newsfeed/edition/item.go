package edition

import (
	"slices"
	"strings"
	"time"
)

// Item is one article with its copies, as a reader gets it. What it holds is not to be changed.
type Item struct {
	GUID      string // stays over revisions and over a change of the article that speaks; no two items share one
	ArticleID string // of the article that speaks
	StoryID   string
	Source    string // subject token
	URL       string
	Title     string
	Bylines   []string
	Language  string
	Topics    []string
	Text      string // paragraphs parted by a blank line; at most MaxText bytes of them
	Cut       bool   // Text goes on at URL
	Revision  int32
	Action    string // what was last announced of it: new, updated, corrected, released

	Published time.Time // when the publisher says it was, never after Came
	Came      time.Time // when the first of its articles was announced
	Modified  time.Time // when title or text last changed; zero: never

	Copies []Copy // those that stand, at most MaxCopies, in order of arrival
	More   int    // copies beyond them
	Quotes []Quote
	Events []Deed

	place int    // in the order of announcement
	mark  string // the last event that changed it
	kept  int    // windows that hold it
}

// Copy is one copy of an item's article.
type Copy struct{ ID, Source, URL, PublishedAt, Relation string }

// Quote is something said in an item.
type Quote struct{ Speaker, Kind, Text string }

// Deed is a coded event of an item.
type Deed struct {
	Type, Time, Modality string
	Actors, Recipients   []string // names, else countries
}

// Outlets counts the sources that had the text, the item's own among them; those of More are not counted.
func (i *Item) Outlets() int {
	seen := map[string]bool{i.Source: true}
	for _, c := range i.Copies {
		seen[c.Source] = true
	}
	return len(seen)
}

// stands says whether readers are shown it.
func (i *Item) stands() bool { return i.Action != "withdrawn" && i.Action != "held" }

// tell takes in what an article event says.
func (i *Item) tell(e Event) {
	d := e.Data
	if i.mark != "" || e.Action != "new" {
		i.Modified = e.Time
	}
	i.ArticleID, i.StoryID, i.Source, i.URL, i.Title, i.Bylines = d.ID, d.StoryID, d.Source, d.URL, d.Title, d.Byline
	i.Language, i.Topics, i.Revision, i.Action = d.Language, d.Topics, d.Revision, e.Action
	i.Text, i.Cut = shorten(d.Text)
	i.Published = published(d.PublishedAt, i.Came)
	if d.CopyCount > 0 {
		i.Copies = slices.Clone(d.Copies[:min(len(d.Copies), MaxCopies)])
		i.More = max(d.CopyCount-len(i.Copies), 0)
	}
	i.Quotes, i.Events = nil, nil
	for _, q := range d.Quotes[:min(len(d.Quotes), maxFacts)] {
		i.Quotes = append(i.Quotes, Quote{q.Speaker.Name, q.Kind, q.Text})
	}
	for _, c := range d.Events[:min(len(d.Events), maxFacts)] {
		i.Events = append(i.Events, Deed{c.Type, c.Time, c.Modality, names(c.Actors), names(c.Recipients)})
	}
}

// withdraw takes the copy away, and keeps what is needed to bring the item back.
func (i *Item) withdraw(e Event) {
	i.Action, i.Text, i.Quotes, i.Events = e.Action, "", nil, nil
}

// put adds a copy, or what is new of it, and says whether it is listed.
func (i *Item) put(c Copy) bool {
	at := slices.IndexFunc(i.Copies, func(k Copy) bool { return k.ID == c.ID })
	switch {
	case at >= 0:
		i.Copies = slices.Clone(i.Copies)
		i.Copies[at] = c
	case len(i.Copies) == MaxCopies:
		i.More++
		return false
	default:
		i.Copies = append(slices.Clip(i.Copies), c)
	}
	return true
}

// remove takes a copy away; one that is not listed is one of those beyond.
func (i *Item) remove(id string) {
	before := len(i.Copies)
	i.Copies = slices.DeleteFunc(slices.Clone(i.Copies), func(c Copy) bool { return c.ID == id })
	if len(i.Copies) == before {
		i.More = max(i.More-1, 0)
	}
}

func names(parties []struct{ Name, Country string }) []string {
	var out []string
	for _, p := range parties {
		if name := p.Name; name != "" {
			out = append(out, name)
		} else if p.Country != "" {
			out = append(out, p.Country)
		}
	}
	return out
}

// published is the publisher's time. A reader sorts by it, so one after the arrival is a mistake that would stay on top.
func published(said string, came time.Time) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, said); err == nil && !t.After(came) && t.Year() > 1900 {
			return t
		}
	}
	return came
}

// shorten keeps whole paragraphs; of a first one that alone is too long, whole characters.
func shorten(text string) (kept string, cut bool) {
	if len(text) <= MaxText {
		return text, false
	}
	kept = strings.Clone(strings.ToValidUTF8(text[:MaxText], "")) // not to keep all of it in memory
	if i := strings.LastIndex(kept, "\n\n"); i > 0 {
		kept = kept[:i]
	}
	return kept, true
}
