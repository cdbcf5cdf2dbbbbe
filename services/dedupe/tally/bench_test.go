package tally

import (
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// BenchmarkCount is what counting costs an article of its own: with its story, two quotes and an event, five events.
func BenchmarkCount(b *testing.B) {
	tally := New(metrics.New(false), watch)
	now := time.Now()
	told := Told{Received: now.Add(-time.Second), Published: now.Add(-time.Minute), Arrival: true}
	b.ReportAllocs()
	for b.Loop() {
		tally.Count("news.article.new.us-russia-talks.en.north_example", told, now)
		tally.Count("news.story.opened.us-russia-talks.s-1e843c8d23057692", Told{}, now)
		tally.Count("news.quote.new.rus.ryabkov.us-russia-talks", Told{}, now)
		tally.Count("news.quote.new._.the-diplomat.us-russia-talks", Told{}, now)
		tally.Count("news.event.new.consult.rus-usa.both.both.us-russia-talks", Told{}, now)
	}
}
