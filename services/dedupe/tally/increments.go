package tally

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// maxAge is where ages end: what is older is an archive, and would drown the sums of all that is news.
const maxAge = 30 * 24 * time.Hour

// increment is one step of one series: added to a counter, observed by a histogram or summary.
type increment struct {
	name   string
	labels []string
	value  float64
}

// increments is what is counted for one event. A subject that is none of the news counts for nothing.
func (w Watch) increments(subj string, told Told, now time.Time) []increment {
	n, err := subject.ReadNews(subj)
	if err != nil {
		return nil
	}
	t := tallying{watch: w, steps: []increment{{events, []string{n.Kind, n.Action}, 1}}}
	switch n.Kind + "." + n.Action {
	case "article.new":
		t.count(articles, language(n.Language))
		t.source(n.Source, asOriginal, told)
		t.age(sinceIngest, told.Received, now)
		t.age(sincePublish, told.Published, now)
	case "copy.collapsed":
		if slices.Contains(relations(), told.Relation) {
			t.count(copies, told.Relation)
		}
		t.source(n.Source, asCopy, told)
	case "copy.detached":
		t.count(joinsUndone, within(undone(), cmp.Or(told.Reason, decider.DetachedByRevision)))
	case "story.closed", "story.merged":
		t.observe(storyCopies, float64(told.Copies))
	case "quote.new":
		t.count(quotes, w.speaker(n.Country, n.Speaker)...)
	case "event.new":
		t.act(n)
	}
	return t.steps
}

// tallying is one event being counted.
type tallying struct {
	watch Watch
	steps []increment
}

func (t *tallying) count(name string, labels ...string) {
	t.steps = append(t.steps, increment{name, labels, 1})
}

func (t *tallying) observe(name string, value float64, labels ...string) {
	t.steps = append(t.steps, increment{name, labels, value})
}

// age observes how old an article is that began at a time; the zero time tells no age.
func (t *tallying) age(since string, began, now time.Time) {
	if began.IsZero() {
		return
	}
	age := now.Sub(began)
	if age < 0 {
		t.count(wrongClocks, since)
	}
	t.observe(freshness, clamped(age).Seconds(), since)
}

func clamped(age time.Duration) time.Duration { return min(max(age, 0), maxAge) }

// source counts an article of a source, and how quick the source was, where this tells of its arrival.
func (t *tallying) source(name, as string, told Told) {
	name = t.watch.Sources.Label(name)
	t.count(sourceArticles, name, as)
	if told.Arrival && !told.Published.IsZero() {
		t.observe(sourceDelay, clamped(told.Received.Sub(told.Published)).Seconds(), name)
	}
}

// act counts a coded event between a watched pair.
func (t *tallying) act(n subject.News) {
	class := plover.Class(strings.ToUpper(n.Type))
	if class == "" || !slices.Contains(t.watch.Dyads, n.Dyad) {
		return
	}
	t.count(codedEvents, n.Type, n.Dyad)
	if slices.Contains(actors(n.Dyad), n.Actor) {
		t.count(acts, n.Dyad, n.Actor, class)
	}
}

// actors are who may act between two: either, or both.
func actors(dyad string) []string { return append(strings.Split(dyad, "-"), subject.Both) }

// language is the label of a language: of a tag the primary part counts.
func language(token string) string {
	primary, _, _ := strings.Cut(token, "-")
	return within(languages, primary)
}

// within is the value, or other where the set has it not.
func within(set []string, value string) string {
	if slices.Contains(set, value) {
		return value
	}
	return other
}
