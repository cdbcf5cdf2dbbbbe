package decider

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/neardup"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// transaction is one decision in the making: it reads the memory through what it has already changed itself.
type transaction struct {
	*Decider
	in    Input
	clock time.Time
	out   *wirefoldv1.Decision

	// What was read of the memory, each once; nil for what is not known.
	knownArticles map[string]*wirefoldv1.ArticleMemory
	knownStories  map[string]*wirefoldv1.StoryMemory

	articles map[string]*wirefoldv1.ArticleMemory
	edited   []string // ids of articles, in the order they were first edited
	stories  map[string]*wirefoldv1.StoryMemory
	retold   []string // ids of stories, likewise
	// Story events come after those of articles and copies.
	storyNews []*wirefoldv1.Announcement
	// Facts alone come last: they have no event whose number could shift others.
	factsNews []*wirefoldv1.Announcement

	input  *readText
	sample *neardup.Sketch // of the input's text, taken once
}

func (d *Decider) begin(in Input) *transaction {
	clock := d.Memory.clock
	if in.ReceivedAt.After(clock) {
		clock = in.ReceivedAt
	}
	input := &readText{facts: in.Facts}
	if in.Facts != nil && in.FactsSeq != 0 {
		input = d.keep(in.FactsSeq, in.Facts)
	}
	if in.Traceparent == "" {
		in.Traceparent = in.Facts.GetArticle().GetOrigin().GetTraceparent()
	}
	return &transaction{
		Decider: d, in: in, clock: clock, input: input,
		out: &wirefoldv1.Decision{
			WireSeq: in.WireSeq, FactsSeq: in.FactsSeq, Traceparent: in.Traceparent,
			Clock: timestamppb.New(clock), ReceivedAt: timestamppb.New(in.ReceivedAt),
		},
		knownArticles: map[string]*wirefoldv1.ArticleMemory{}, knownStories: map[string]*wirefoldv1.StoryMemory{},
		articles: map[string]*wirefoldv1.ArticleMemory{}, stories: map[string]*wirefoldv1.StoryMemory{},
	}
}

func (t *transaction) finish(v Verdict) *wirefoldv1.Decision {
	t.out.Verdict = string(v)
	t.countMembers()
	t.tellStories()
	t.out.Announcements = append(append(t.out.Announcements, t.storyNews...), t.factsNews...)
	for _, id := range t.edited {
		if a := t.articles[id]; !proto.Equal(a, t.knownArticle(id)) {
			t.out.Articles = append(t.out.Articles, a)
		}
	}
	told := toldStories(t.out)
	for _, id := range t.retold {
		before, after := t.knownStory(id), t.stories[id]
		if told[id] == nil && proto.Equal(before, after) {
			continue
		}
		t.out.Stories = append(t.out.Stories, change(before, after, told[id] != nil))
	}
	return t.out
}

// article reads an article; nil where it is not known.
func (t *transaction) article(id string) *wirefoldv1.ArticleMemory {
	if a, ok := t.articles[id]; ok {
		return a
	}
	return t.knownArticle(id)
}

// knownArticle reads an article as it was before this decision.
func (t *transaction) knownArticle(id string) *wirefoldv1.ArticleMemory {
	a, read := t.knownArticles[id]
	if !read {
		a = t.Memory.article(id)
		t.knownArticles[id] = a
	}
	return a
}

// edit gives an article to be changed.
func (t *transaction) edit(id string) *wirefoldv1.ArticleMemory {
	if a, ok := t.articles[id]; ok {
		return a
	}
	a := t.knownArticle(id)
	if a == nil {
		a = &wirefoldv1.ArticleMemory{Id: id}
	} else {
		a = clone(a)
	}
	t.articles[id] = a
	t.edited = append(t.edited, id)
	return a
}

// liveCopies are the copies of an original that have not been withdrawn or detached, in order of arrival.
func (t *transaction) liveCopies(original string) []*wirefoldv1.ArticleMemory {
	var out []*wirefoldv1.ArticleMemory
	for _, id := range t.Memory.copiesOf(original) {
		if a := t.article(id); a.GetJoin().GetOriginalId() == original && live(a) {
			out = append(out, a)
		}
	}
	for _, id := range t.edited {
		a := t.articles[id]
		if a.GetJoin().GetOriginalId() == original && live(a) && t.knownArticle(id).GetJoin().GetOriginalId() != original {
			out = append(out, a)
		}
	}
	return out
}

func live(a *wirefoldv1.ArticleMemory) bool { return a.GetStatus() == usable && !a.GetRecalled() }

// inputText is the text of the input, parsed. It stays at hand for the copy that comes next.
func (t *transaction) inputText() neardup.Text { return t.input.parse() }

// inputSketch is the sample of the input's text.
func (t *transaction) inputSketch() neardup.Sketch {
	if t.sample == nil {
		s := neardup.NewSketch(t.inputText())
		t.sample = &s
	}
	return *t.sample
}

// eventID is the CloudEvent id of the next announcement.
func (t *transaction) eventID() string {
	return fmt.Sprintf("%d-%d", t.in.WireSeq, len(t.out.Announcements)+1)
}
