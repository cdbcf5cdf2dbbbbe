package deduper

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/tally"
)

func TestWhatIsToldBesideASubject(t *testing.T) {
	received, published := time.Date(2022, 1, 10, 8, 0, 0, 0, time.UTC), time.Date(2022, 1, 10, 7, 0, 0, 0, time.UTC)
	facts := map[uint64]string{7: "2022-01-10T10:00:00+03:00", 8: "2022-01-10"}
	a := &announcing{announcer: &announcer.Announcer{Facts: func(seq uint64) (*wirefoldv1.Facts, error) {
		if at, ok := facts[seq]; ok {
			return &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{PublishedAt: at}}, nil
		}
		return nil, fmt.Errorf("read FACTS %d: %w", seq, decider.ErrGone)
	}}}
	for _, row := range []struct {
		why     string
		arrived uint64 // the FACTS record that was judged
		n       *wirefoldv1.Announcement
		stories []*wirefoldv1.StoryMemory
		want    tally.Told
	}{
		{why: "a new article", arrived: 7, n: &wirefoldv1.Announcement{Kind: "article", Action: "new", FactsSeq: 7, Revision: 1},
			want: tally.Told{Received: received, Published: published, Arrival: true}},
		{why: "one that tells the day alone", arrived: 8, n: &wirefoldv1.Announcement{Kind: "article", Action: "new", FactsSeq: 8, Revision: 1},
			want: tally.Told{Received: received, Arrival: true}},
		{why: "one that came before and speaks now", arrived: 9, n: &wirefoldv1.Announcement{Kind: "article", Action: "new", FactsSeq: 7, Revision: 1},
			want: tally.Told{Received: received, Published: published}},
		{why: "one released in a later revision", arrived: 7, n: &wirefoldv1.Announcement{Kind: "article", Action: "new", FactsSeq: 7, Revision: 2},
			want: tally.Told{Received: received, Published: published}},
		{why: "one whose record has aged out", arrived: 9, n: &wirefoldv1.Announcement{Kind: "article", Action: "new", FactsSeq: 5, Revision: 1},
			want: tally.Told{Received: received}},
		{why: "a copy", arrived: 7, n: &wirefoldv1.Announcement{Kind: "copy", Action: "collapsed", FactsSeq: 7, Revision: 1, Join: &wirefoldv1.Join{Relation: "excerpt"}},
			want: tally.Told{Relation: "excerpt", Received: received, Published: published, Arrival: true}},
		{why: "a former original", arrived: 8, n: &wirefoldv1.Announcement{Kind: "copy", Action: "collapsed", FactsSeq: 7, Revision: 1, Join: &wirefoldv1.Join{Relation: "edited"}},
			want: tally.Told{Relation: "edited", Received: received}},
		{why: "a copy that is none any more", n: &wirefoldv1.Announcement{Kind: "copy", Action: "detached", Reason: "operator"}, want: tally.Told{Reason: "operator"}},
		{why: "a story that closes", n: &wirefoldv1.Announcement{Kind: "story", Action: "closed", Id: "s-1", Story: &wirefoldv1.NewsStory{CopyCount: 4}}, want: tally.Told{Copies: 4}},
		{why: "a story that goes into another: its own copies, not those of both", want: tally.Told{Copies: 2},
			n:       &wirefoldv1.Announcement{Kind: "story", Action: "merged", Id: "s-1", Story: &wirefoldv1.NewsStory{Id: "s-2", CopyCount: 9}},
			stories: []*wirefoldv1.StoryMemory{{Id: "s-2"}, {Id: "s-1", Story: &wirefoldv1.NewsStory{CopyCount: 2}}}},
		{why: "a revision", arrived: 7, n: &wirefoldv1.Announcement{Kind: "article", Action: "updated", FactsSeq: 7, Revision: 2}},
		{why: "facts, which have no event of their own", arrived: 7, n: &wirefoldv1.Announcement{Kind: "facts", FactsSeq: 7}},
	} {
		t.Run(row.why, func(t *testing.T) {
			d := &wirefoldv1.Decision{ReceivedAt: timestamppb.New(received), FactsSeq: row.arrived, Announcements: []*wirefoldv1.Announcement{row.n}, Stories: row.stories}
			got := a.toldOf(d, 0)
			if got.Published.Equal(row.want.Published) {
				got.Published = row.want.Published // the same in another zone
			}
			if got != row.want {
				t.Errorf("it is told %+v, want %+v", got, row.want)
			}
			if got := a.toldOf(d, 1); got != (tally.Told{}) {
				t.Errorf("a quote behind it is told %+v", got)
			}
		})
	}
}
