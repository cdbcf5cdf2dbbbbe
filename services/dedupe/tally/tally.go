// Package tally counts the news.
//
// A Tally is told of each event when it stands on NEWS, once, by the process that put it there, and counts what the
// event's subject says: kinds and actions, languages, copies, who spoke, which acts between which countries, which
// sources. What a subject leaves unsaid comes beside it ([Told]). All label sets are closed, come from the code and from
// [Watch], and stand at zero from the start.
//
// What is counted for an event is a function of its subject, of what is told beside it and of the time, and of nothing
// before it. A Tally is safe for concurrent use.
package tally

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// Tally is the metrics of the news.
type Tally struct {
	watch     Watch
	counters  map[string]*prometheus.CounterVec
	observers map[string]prometheus.ObserverVec
}

// Told is what an event says and its subject does not. The zero value says nothing more.
type Told struct {
	Relation string // of a collapsed copy
	Reason   string // of a detached one
	Copies   int    // of a story that is closed or no more

	// Of an article that is new or a collapsed copy: when WIRE received the message that this tells, and when its
	// publisher says that it was published, zero where that is no time of day: a date alone tells no age.
	Received, Published time.Time
	// Arrival says that the message brought the article itself, for the first time. Else something happened to an
	// article that came before, and the two times are no measure of how quick its source is.
	Arrival bool
}

// New makes the metrics, or finds them where the registry has them already.
func New(r *metrics.Registry, w Watch) *Tally {
	t := &Tally{watch: w, counters: map[string]*prometheus.CounterVec{}, observers: map[string]prometheus.ObserverVec{}}
	for _, s := range w.series() {
		switch s.kind {
		case counter:
			vec := r.CounterVec(s.name, s.help, s.labels...)
			t.counters[s.name] = vec
			s.each(func(values ...string) { vec.WithLabelValues(values...) })
		case histogram:
			vec := r.HistogramVec(s.name, s.help, s.buckets, s.labels...)
			t.observers[s.name] = vec
			s.each(func(values ...string) { vec.WithLabelValues(values...) })
		case summary:
			vec := r.SummaryVec(s.name, s.help, s.labels...)
			t.observers[s.name] = vec
			s.each(func(values ...string) { vec.WithLabelValues(values...) })
		}
	}
	return t
}

// Count counts one event that stands on NEWS since now.
func (t *Tally) Count(subject string, told Told, now time.Time) {
	for _, i := range t.watch.increments(subject, told, now) {
		if vec, ok := t.counters[i.name]; ok {
			vec.WithLabelValues(i.labels...).Add(i.value)
			continue
		}
		t.observers[i.name].WithLabelValues(i.labels...).Observe(i.value)
	}
}
