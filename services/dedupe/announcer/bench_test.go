package announcer

import (
	"fmt"
	"strings"
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// BenchmarkAnnounce tells an article of 500 words with ten quotes, and a copy of it.
func BenchmarkAnnounce(b *testing.B) {
	f := ferry()
	f.Article.Text = strings.Repeat(ferryText+" ", 28)
	f.Quotes = nil
	for i := range 10 {
		f.Quotes = append(f.Quotes, &wirefoldv1.Quote{Text: fmt.Sprintf("quote %d", i), Start: int32(i * 100), End: int32(i*100 + 8), Speaker: &wirefoldv1.Speaker{Name: "Lena Berg", EntityId: "berg"}})
	}
	a := announcing(map[uint64]*wirefoldv1.Facts{9: f})
	d := decision(says("article", "new", 9, func(n *wirefoldv1.Announcement) { n.Facts = "new" }), says("copy", "collapsed", 9, func(n *wirefoldv1.Announcement) { n.Id = "a-2" }))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Announce(d); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
}
