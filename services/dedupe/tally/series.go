package tally

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// The names of the metrics.
const (
	freshness      = "wirefold_news_freshness_seconds"
	wrongClocks    = "wirefold_news_wrong_clocks_total"
	events         = "wirefold_news_events_total"
	articles       = "wirefold_news_articles_total"
	copies         = "wirefold_news_copies_total"
	joinsUndone    = "wirefold_news_joins_undone_total"
	storyCopies    = "wirefold_news_story_copies"
	codedEvents    = "wirefold_news_coded_events_total"
	acts           = "wirefold_news_acts_total"
	quotes         = "wirefold_news_quotes_total"
	sourceArticles = "wirefold_source_articles_total"
	sourceDelay    = "wirefold_source_delay_seconds"
)

// The words of labels that nobody else has.
const (
	other        = "other"
	sincePublish = "publish"
	sinceIngest  = "ingest"
	asOriginal   = "original"
	asCopy       = "copy"
)

// languages are those that have a label of their own: what a desk on the talks of Washington, Moscow, Brussels and Vienna
// reads, and the large ones beside them. The rest, and copy in no language that pkg/lang can tell, is other.
var languages = strings.Fields("en ru uk de fr es pt it nl pl cs sv tr ar zh ja ko")

type kind int

const (
	counter kind = iota
	histogram
	summary // without quantiles
)

// series is one metric with its closed label sets.
type series struct {
	name, help string
	kind       kind
	labels     []string
	buckets    []float64
	each       func(func(values ...string)) // calls for each label set there is
}

// series are all the metrics.
func (w Watch) series() []series {
	since := one(sincePublish, sinceIngest)
	return []series{
		{name: freshness, kind: histogram, labels: []string{"since"}, each: since,
			help: "Age of an article when its article.new stands on NEWS, since it was published or ingested.",
			// From a pipeline at rest (10 ms) over the five minutes that a desk expects to a day.
			buckets: []float64{.01, .05, .1, .5, 1, 5, 15, 60, 300, 900, 3600, 86400}},
		{name: wrongClocks, labels: []string{"since"}, each: since,
			help: "Ages below zero, which count as zero: somebody's clock is wrong."},
		{name: events, labels: []string{"kind", "action"}, each: eachEvent,
			help: "Events on NEWS."},
		{name: articles, labels: []string{"language"}, each: one(append(languages[:len(languages):len(languages)], other)...),
			help: "Articles that are new on NEWS, by language."},
		{name: copies, labels: []string{"relation"}, each: one(relations()...),
			help: "Copies collapsed into their original, by how they relate to it."},
		{name: joinsUndone, labels: []string{"reason"}, each: one(undone()...),
			help: "Copies that are none any more: their publisher revised them, or an operator decided."},
		{name: storyCopies, kind: histogram, each: func(call func(...string)) { call() },
			help:    "Copies in a story when it closed or went into another.",
			buckets: []float64{0, 1, 3, 10, 30, 100}},
		{name: codedEvents, labels: []string{"type", "dyad"}, each: w.eachType,
			help: "New coded events between the watched pairs, by PLOVER's type."},
		{name: acts, labels: []string{"dyad", "actor", "class"}, each: w.eachAct,
			help: "New coded events between the watched pairs, by who acted and whether in cooperation or conflict."},
		{name: quotes, labels: []string{"country", "speaker"}, each: w.eachSpeaker,
			help: "New quotes: of the watched speakers by name, of others from the countries of the watched pairs, of all others."},
		{name: sourceArticles, labels: []string{"source", "as"}, each: w.eachSource(asOriginal, asCopy),
			help: "Articles by source: new ones as original, collapsed ones as copy."},
		{name: sourceDelay, kind: summary, labels: []string{"source"}, each: w.eachSource(),
			help: "From an article's publication, as its source dates it, to its receipt on WIRE."},
	}
}

// one calls for each value of the only label.
func one(values ...string) func(func(...string)) {
	return func(call func(...string)) {
		for _, v := range values {
			call(v)
		}
	}
}

func eachEvent(call func(...string)) {
	for _, kind := range subject.Kinds() {
		for _, action := range subject.Actions(kind) {
			call(kind, action)
		}
	}
}

func relations() []string {
	return []string{string(neardup.Exact), string(neardup.Verbatim), string(neardup.Edited), string(neardup.Excerpt)}
}

// undone are the decider's reasons, and other for one that a later version of it may have.
func undone() []string { return append(decider.Detachments(), other) }

func (w Watch) eachType(call func(...string)) {
	for _, dyad := range w.Dyads {
		for _, t := range plover.Types() {
			call(strings.ToLower(t), dyad)
		}
	}
}

func (w Watch) eachAct(call func(...string)) {
	for _, dyad := range w.Dyads {
		for _, actor := range actors(dyad) {
			call(dyad, actor, plover.Cooperation)
			call(dyad, actor, plover.Conflict)
		}
	}
}

func (w Watch) eachSpeaker(call func(...string)) {
	for _, s := range w.Speakers {
		call(s.Country, s.Name)
	}
	for _, country := range w.countries() {
		call(country, other)
	}
	call(other, other)
}

// eachSource calls for each source with each of the values of a second label, if there is one.
func (w Watch) eachSource(second ...string) func(func(...string)) {
	return func(call func(...string)) {
		for _, s := range w.Sources.Labels() {
			if len(second) == 0 {
				call(s)
			}
			for _, v := range second {
				call(s, v)
			}
		}
	}
}
