package dedupetest

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/neardup"
	pkgstory "github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

// silence is after how many articles a story of which nothing more came is closed: 72 of the 96 hours.
const silence = Million * 72 / 96

// Decision is the decision on an article, as the decider takes it when it finds what there is to find: what a log of them
// holds, without the cost of looking.
func Decision(seq uint64) *wirefoldv1.Decision {
	f := Facts(seq)
	a := f.GetArticle()
	at := timestamppb.New(At(seq))
	m := &wirefoldv1.ArticleMemory{
		Id: ID(seq), Source: a.GetOrigin().GetSource(), Revision: 1, Status: "usable", FactsSeq: seq, TextFactsSeq: seq,
		Content: random(seq, 7).Uint64(), Substance: random(seq, 8).Uint64(), Topic: f.GetTopics()[0], Language: "en",
		LastEvent: fmt.Sprintf("%d-1", seq), FirstWireSeq: seq,
	}
	d := &wirefoldv1.Decision{
		WireSeq: seq, FactsSeq: seq, Clock: at, ReceivedAt: at, ResumeFactsSeq: seq + 1, Verdict: "new",
		Traceparent: fmt.Sprintf("00-%016x%016x-%016x-01", seq, seq, seq), Articles: []*wirefoldv1.ArticleMemory{m},
	}
	group := m.Id
	told, copied := Original(seq)
	if copied {
		group = ID(told)
		d.Verdict = "copy"
		m.Join = &wirefoldv1.Join{
			OriginalId: group, OriginalRevision: 1, Relation: "edited", Score: random(seq, 9).Float64(), Rule: "same_text",
			Coverage: &wirefoldv1.Coverage{OfCopy: random(seq, 10).Float64(), OfOriginal: random(seq, 11).Float64()},
		}
		m.Credits = []string{"northexample"}
	} else {
		told = seq
		m.Announced, m.AnnouncedFactsSeq, m.AnnouncedRevision = true, seq, 1
	}
	m.StoryId = factid.ID("s", fmt.Sprint(story(told)))
	d.Announcements = []*wirefoldv1.Announcement{announcement(m, copied)}
	sketch := neardup.NewSketch(neardup.Parse(a.GetTitle(), a.GetText(), At(seq)))
	d.Sketches = []*wirefoldv1.SketchMemory{{ArticleId: m.Id, Revision: 1, FactsSeq: seq, Group: group, Anchors: sketch.Anchors, Tokens: sketch.Tokens}}
	closeSilent(d)
	joinStory(d, f, told, copied)
	return d
}

func announcement(m *wirefoldv1.ArticleMemory, copied bool) *wirefoldv1.Announcement {
	n := &wirefoldv1.Announcement{
		Kind: "article", Action: "new", Id: m.Id, FactsSeq: m.FactsSeq, Revision: 1, Topic: m.Topic, Language: m.Language,
		Source: m.Source, Material: true, StoryId: m.StoryId, Facts: "new",
	}
	if copied {
		n.Kind, n.Action, n.Facts, n.Join = "copy", "collapsed", "", &wirefoldv1.Join{
			OriginalId: m.Join.OriginalId, OriginalRevision: 1, Relation: m.Join.Relation, Score: m.Join.Score, Rule: m.Join.Rule, Coverage: m.Join.Coverage,
		}
		for i := range int32(5) {
			n.Join.Spans = append(n.Join.Spans, &wirefoldv1.AlignedSpan{CopyStart: i * 600, CopyEnd: i*600 + 550, OriginalStart: i * 610, OriginalEnd: i*610 + 550})
		}
	}
	return n
}

// closeSilent closes the story whose turn it is, if any: those of a block go one after the other.
func closeSilent(d *wirefoldv1.Decision) {
	if d.WireSeq < silence+blockArticles {
		return
	}
	block, at := (d.WireSeq-silence)/blockArticles-1, d.WireSeq%blockArticles
	if at >= blockStories || at%4 == 0 {
		return
	}
	n := block*blockStories + at
	s := newsStory(n, d.WireSeq)
	d.StorySteps = append(d.StorySteps, &wirefoldv1.StoryStep{Verb: "close", StoryId: s.Id})
	d.Stories = append(d.Stories, &wirefoldv1.StoryMemory{Id: s.Id, State: "closed", Topic: s.Topics[0], OpenedWireSeq: members(n, d.WireSeq)[0]})
	d.Announcements = append(d.Announcements, storyAnnouncement("closed", s))
}

// joinStory puts an original into its story, which the first opens, and tells of a copy there.
func joinStory(d *wirefoldv1.Decision, f *wirefoldv1.Facts, told uint64, copied bool) {
	n := story(told)
	s := newsStory(n, d.WireSeq)
	change := &wirefoldv1.StoryMemory{
		Id: s.Id, State: "open", Topic: s.Topics[0], OpenedWireSeq: members(n, d.WireSeq)[0], Sources: []string{f.GetArticle().GetOrigin().GetSource()},
	}
	d.Stories = append(d.Stories, change)
	action := "updated"
	if copied {
		d.Announcements = append(d.Announcements, storyAnnouncement(action, s))
		return
	}
	told = uint64(len(s.ArticleIds))
	if told == 1 {
		action = "opened"
	}
	d.Announcements = append(d.Announcements, storyAnnouncement(action, s))
	var names []string
	for _, e := range f.GetEntities() {
		names = append(names, e.GetName())
		change.Entities = append(change.Entities, &wirefoldv1.EntityMemory{Entity: entity(e), Articles: int32(told)})
	}
	change.Happenings = []*wirefoldv1.HappeningMemory{{
		Id: factid.ID("h", s.Id), Key: "CONSULT|NOR+SWE|", Time: "2022-01-10", Mentions: int32(told), Sources: change.Sources,
	}}
	a := f.GetArticle()
	feats := pkgstory.NewFeatures(a.GetTitle(), a.GetText(), names, pkgstory.Moment{Received: At(d.WireSeq), Published: At(d.WireSeq).Truncate(time.Second)})
	d.StorySteps = append(d.StorySteps, &wirefoldv1.StoryStep{
		Verb: "add", StoryId: s.Id, Words: feats.Words, Names: feats.Names, At: d.Clock, Published: timestamppb.New(feats.At.Published),
	})
}

func storyAnnouncement(action string, s *wirefoldv1.NewsStory) *wirefoldv1.Announcement {
	return &wirefoldv1.Announcement{Kind: "story", Action: action, Id: s.Id, Topic: s.Topics[0], StoryId: s.Id, Material: true, Story: s}
}

// newsStory is a story as it is told at a sequence.
func newsStory(n, until uint64) *wirefoldv1.NewsStory {
	seqs := members(n, until)
	title, _, names := tell(seqs[0])
	s := &wirefoldv1.NewsStory{
		Id: factid.ID("s", fmt.Sprint(n)), Title: title, Topics: []string{fmt.Sprintf("topic-%d", n%17)}, CopyCount: 1, SourceCount: int32(len(seqs)),
		Languages: []string{"en"}, FirstPublishedAt: At(seqs[0]).Format(time.RFC3339), LastPublishedAt: At(until).Format(time.RFC3339),
	}
	for _, seq := range seqs {
		s.ArticleIds = append(s.ArticleIds, ID(seq))
	}
	if len(seqs) > 1 {
		for _, e := range entities(names) {
			s.Entities = append(s.Entities, entity(e))
		}
	}
	return s
}

func entity(e *wirefoldv1.Entity) *wirefoldv1.StoryEntity {
	return &wirefoldv1.StoryEntity{Id: e.GetId(), Name: e.GetName(), Type: e.GetType(), Country: e.GetCountry()}
}
