package decider

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

// maxAhead is how far ahead of the clock a time of publication is believed: the wrong side of a date line, and no more.
const maxAhead = 24 * time.Hour

// moment is when an article came, by which it belongs to stories.
func (t *transaction) moment(f *wirefoldv1.CleanArticle) story.Moment {
	m := story.Moment{Received: t.clock}
	if at, ok := publishedAt(f); ok && !at.After(t.clock.Add(maxAhead)) {
		m.Published = at
	}
	return m
}

// closeSilent closes the stories that this arrival shows to have fallen silent.
func (t *transaction) closeSilent() {
	for _, number := range t.Memory.index.Silent(t.moment(t.in.Facts.GetArticle())) {
		id := storyName(number)
		t.out.StorySteps = append(t.out.StorySteps, &wirefoldv1.StoryStep{Verb: stepClose, StoryId: id})
		s := t.editStory(id)
		s.State = storyClosed
		t.announceStory(id, "closed", s)
	}
}

// storyTakesArticle puts an article that is announced for the first time, or again after it was a copy, into its
// story: that of the groups it takes over, that of its like, or one of its own. Its copies come with it.
func (t *transaction) storyTakesArticle(a *wirefoldv1.ArticleMemory, takes []taking) error {
	f, err := t.facts(a.GetTextFactsSeq())
	if err != nil || f == nil {
		return err
	}
	before := t.rootStory(a.GetStoryId())
	if t.story(before) != nil && t.Memory.article(a.GetId()).GetJoin() == nil {
		return nil // published again after a kill: its story never lost it
	}
	step := t.addStep(f)
	id, merge := t.placeOf(step, takes)
	action := "updated"
	if id == "" {
		id = factid.ID("s", a.GetId())
		if root := t.rootStory(id); t.story(root) != nil {
			id = root // the article opened it once, and comes back to it
		} else {
			action = "opened"
		}
	}
	for _, other := range merge {
		id = t.mergeStories(id, other)
	}
	s := t.editStory(id)
	if action == "opened" {
		s.OpenedWireSeq, s.Topic = t.in.WireSeq, a.GetTopic()
		s.Story = &wirefoldv1.NewsStory{Id: id, Title: f.GetArticle().GetTitle()}
	}
	a.StoryId = id
	t.see(s, a, f)
	seeEntities(s, f)
	t.addTo(s, step)
	for _, c := range t.liveCopies(a.GetId()) {
		if _, err := t.follow(t.edit(c.GetId()), a); err != nil {
			return err
		}
	}
	if before != id || action == "opened" {
		t.announceStory(id, action, s)
	}
	return nil
}

// placeOf finds the story for an article: its id, "" for none, and the stories that it shows to be the same.
func (t *transaction) placeOf(step *wirefoldv1.StoryStep, takes []taking) (id string, merge []string) {
	for _, taken := range takes {
		s := t.rootStory(taken.original.GetStoryId())
		switch {
		case t.story(s) == nil || s == id:
		case id == "":
			id = s
		case !slices.Contains(merge, s):
			merge = append(merge, s)
		}
	}
	if id != "" {
		return id, merge
	}
	best, _, others, ok := t.Memory.index.Best(features(step))
	if !ok {
		return "", nil
	}
	for _, o := range others {
		merge = append(merge, storyName(o))
	}
	return storyName(best), merge
}

// addTo has the story index add an article to a story, which opens it where it was closed.
func (t *transaction) addTo(s *wirefoldv1.StoryMemory, step *wirefoldv1.StoryStep) {
	step.StoryId = s.GetId()
	t.out.StorySteps = append(t.out.StorySteps, step)
	s.State = storyOpen
}

// storyTakesCopy puts a copy that is told into the story of its original.
func (t *transaction) storyTakesCopy(a, original *wirefoldv1.ArticleMemory) error {
	joined, err := t.follow(a, original)
	if err != nil || !joined {
		return err
	}
	s := t.editStory(a.GetStoryId())
	if s.GetState() != storyOpen {
		t.addTo(s, t.addStep(t.in.Facts))
	}
	t.announceStory(s.GetId(), "updated", s)
	return nil
}

// follow has a copy belong to the story of its original, if that is in one, and tells whether it was not before.
func (t *transaction) follow(c, original *wirefoldv1.ArticleMemory) (joined bool, err error) {
	before := t.rootStory(c.GetStoryId())
	c.StoryId = t.rootStory(original.GetStoryId())
	if t.story(c.GetStoryId()) == nil || c.GetStoryId() == before {
		return false, nil
	}
	f, err := t.facts(c.GetFactsSeq())
	if err != nil {
		return false, err
	}
	t.see(t.editStory(c.GetStoryId()), c, f)
	return true, nil
}

// storyMoves readies the story that an original, or a copy an operator joins, moves into with its copies: where nothing
// is left of their own, the two are one. It tells whether they were two.
func (t *transaction) storyMoves(a, original *wirefoldv1.ArticleMemory) bool {
	from, to := t.rootStory(a.GetStoryId()), t.rootStory(original.GetStoryId())
	if from == to || t.story(to) == nil {
		return false
	}
	if a.GetJoin() == nil && t.story(from) != nil && len(t.story(from).GetStory().GetArticleIds()) <= 1 {
		t.mergeStories(to, from)
	}
	return true
}

// countMembers counts the articles that a decision moved in or out of stories, or made copies or originals there.
// An article that is withdrawn stays in its story.
func (t *transaction) countMembers() {
	for _, id := range t.edited {
		before, after := t.Memory.article(id), t.articles[id]
		from, to := t.rootStory(before.GetStoryId()), t.rootStory(after.GetStoryId())
		if from == to && (before.GetJoin() == nil) == (after.GetJoin() == nil) {
			continue
		}
		if t.story(from) != nil {
			s := t.editStory(from).Story
			if before.GetJoin() != nil {
				s.CopyCount--
			} else {
				s.ArticleIds = slices.DeleteFunc(s.ArticleIds, func(o string) bool { return o == id })
			}
		}
		if t.story(to) != nil {
			s := t.editStory(to).Story
			if after.GetJoin() != nil {
				s.CopyCount++
			} else if len(s.ArticleIds) < maxListed {
				s.ArticleIds = append(s.ArticleIds, id)
			}
		}
	}
}

// addStep has the features of an article for the story index.
func (t *transaction) addStep(f *wirefoldv1.Facts) *wirefoldv1.StoryStep {
	var names []string
	for _, e := range f.GetEntities() {
		names = append(names, e.GetName())
	}
	a := f.GetArticle()
	feats := story.NewFeatures(a.GetTitle(), a.GetText(), names, t.moment(a)).Coded(codes(f.GetEvents()))
	step := &wirefoldv1.StoryStep{Verb: stepAdd, Words: feats.Words, Names: feats.Names, Codes: feats.Codes, At: timestamppb.New(feats.At.Received)}
	if !feats.At.Published.IsZero() {
		step.Published = timestamppb.New(feats.At.Published)
	}
	return step
}

// codes are the events that make two articles more alike: what happened between two countries or more. What one did, or
// within one, it does every day.
func codes(events []*wirefoldv1.Event) []string {
	var keys []string
	for _, e := range events {
		countries := map[string]bool{}
		for _, p := range slices.Concat(e.GetActors(), e.GetRecipients()) {
			countries[p.GetCountry()] = true
		}
		delete(countries, "")
		if len(countries) > 1 {
			keys = append(keys, factid.Happening(e))
		}
	}
	return keys
}

// story reads a story; nil where it is not known.
func (t *transaction) story(id string) *wirefoldv1.StoryMemory {
	if s, ok := t.stories[id]; ok {
		return s
	}
	return t.knownStory(id)
}

// knownStory reads a story as it was before this decision.
func (t *transaction) knownStory(id string) *wirefoldv1.StoryMemory {
	s, read := t.knownStories[id]
	if !read {
		s = t.Memory.story(id)
		t.knownStories[id] = s
	}
	return s
}

// rootStory is the story that a story went into, or itself.
func (t *transaction) rootStory(id string) string {
	for s := t.story(id); s.GetMergedInto() != ""; s = t.story(id) {
		id = s.GetMergedInto()
	}
	return id
}

// editStory gives a story to be changed.
func (t *transaction) editStory(id string) *wirefoldv1.StoryMemory {
	if s, ok := t.stories[id]; ok {
		return s
	}
	s := t.knownStory(id)
	if s == nil {
		s = &wirefoldv1.StoryMemory{Id: id}
	} else {
		s = clone(s)
	}
	t.stories[id] = s
	t.retold = append(t.retold, id)
	return s
}

// announceStory tells a story under an id, which is its own but for the merged. It is told as it is when the decision
// is made.
func (t *transaction) announceStory(id, action string, s *wirefoldv1.StoryMemory) {
	t.storyNews = append(t.storyNews, &wirefoldv1.Announcement{
		Kind: KindStory, Action: action, Id: id, Topic: t.story(id).GetTopic(), StoryId: s.GetId(), Material: true,
	})
}

// tellStories writes the stories out in what was announced of them.
func (t *transaction) tellStories() {
	for _, n := range t.storyNews {
		id := t.rootStory(n.GetStoryId())
		s := t.editStory(id)
		s.Story.Entities = shared(s)
		n.StoryId, n.Story = id, clone(s.Story)
	}
}

// The story index knows stories by number: the 16 digits of their names.
func storyName(n uint64) string { return fmt.Sprintf("s-%016x", n) }

func storyNumber(id string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(id, "s-"), 16, 64)
	return n
}
