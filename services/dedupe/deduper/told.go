package deduper

import (
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/tally"
)

// toldOf is what the subject of a decision's i-th event leaves unsaid to who counts it. Announcements come first, an
// event each; quotes and coded events behind them say all in their subjects.
func (a *announcing) toldOf(d *wirefoldv1.Decision, i int) tally.Told {
	if i >= len(d.GetAnnouncements()) {
		return tally.Told{}
	}
	n := d.GetAnnouncements()[i]
	switch n.GetKind() + "." + n.GetAction() {
	case "article.new":
		return a.timesOf(d, n)
	case "copy.collapsed":
		told := a.timesOf(d, n)
		told.Relation = n.GetJoin().GetRelation()
		return told
	case "copy.detached":
		return tally.Told{Reason: n.GetReason()}
	case "story.closed":
		return tally.Told{Copies: int(n.GetStory().GetCopyCount())}
	case "story.merged":
		return tally.Told{Copies: copiesMerged(d, n.GetId())}
	}
	return tally.Told{}
}

// timesOf reads when an article was published and received. A record that has aged out tells no publication.
func (a *announcing) timesOf(d *wirefoldv1.Decision, n *wirefoldv1.Announcement) tally.Told {
	told := tally.Told{Received: receivedAt(d), Arrival: n.GetFactsSeq() == d.GetFactsSeq() && n.GetRevision() == 1}
	if n.GetKind() == decider.KindCopy && !told.Arrival {
		return told // nothing is measured of it
	}
	if f, err := a.announcer.Facts(n.GetFactsSeq()); err == nil {
		told.Published, _ = time.Parse(time.RFC3339, f.GetArticle().GetPublishedAt()) // zero for a date without a time of day
	}
	return told
}

// copiesMerged is how many copies a story had that went into another: its own last state tells, the announcement that of
// the story that stays.
func copiesMerged(d *wirefoldv1.Decision, id string) int {
	for _, s := range d.GetStories() {
		if s.GetId() == id {
			return int(s.GetStory().GetCopyCount())
		}
	}
	return 0
}
