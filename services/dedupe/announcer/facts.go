package announcer

import (
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// Actions of quotes and events.
const (
	actionNew       = "new"
	actionUpdated   = "updated"
	actionDropped   = "dropped"
	actionWithdrawn = "withdrawn"
)

// facts tells the quotes and events that follow from an announcement.
func (t *telling) facts(n *wirefoldv1.Announcement) error {
	if n.GetFacts() == "" {
		return nil
	}
	c, err := t.comparison(n)
	if err != nil {
		return err
	}
	if err := tellAll(t, c, quoteTeller{t, n}); err != nil {
		return err
	}
	return tellAll(t, c, eventTeller{t, n})
}

// comparison is the records that say which facts are news.
type comparison struct {
	mode string
	// before stands announced, after is to be; either may be nil.
	before, after *record
	// elsewhere are announced under the ids of other articles.
	elsewhere []*record
	// limited to what only has too.
	limited bool
	only    *record
}

func (t *telling) comparison(n *wirefoldv1.Announcement) (comparison, error) {
	c := comparison{mode: n.GetFacts()}
	var err error
	if c.before, err = t.record(n.GetAnnouncedFactsSeq()); err != nil {
		return c, err
	}
	if c.mode != decider.FactsWithdrawn {
		if c.after, err = t.record(n.GetFactsSeq()); err != nil {
			return c, err
		}
	}
	c.limited = n.GetOnlyFactsSeq() != 0
	if c.only, err = t.record(n.GetOnlyFactsSeq()); err != nil {
		return c, err
	}
	for _, seq := range n.GetElsewhereFactsSeqs() {
		r, err := t.record(seq)
		if err != nil {
			return c, err
		}
		if r != nil {
			c.elsewhere = append(c.elsewhere, r)
		}
	}
	return c, nil
}

// fact is a quote or event with its key within the article, and its place in the record.
type fact[F proto.Message] struct {
	key   string
	index int
	value F
}

// teller knows one kind of facts.
type teller[F proto.Message] interface {
	of(r *record) []fact[F]
	// same tells that two facts of one key have the same substance: a shifted span is no change.
	same(a, b F) bool
	tell(action string, in *record, f fact[F]) error
}

// tellAll tells what is new and what changed, in the order of the text, then what is gone.
func tellAll[F proto.Message](t *telling, c comparison, k teller[F]) error {
	skip := map[string]bool{}
	for _, r := range c.elsewhere {
		for _, f := range k.of(r) {
			skip[f.key] = true
		}
	}
	wanted := map[string]bool{}
	for _, f := range k.of(c.only) {
		wanted[f.key] = true
	}
	known := map[string]fact[F]{}
	for _, f := range k.of(c.before) {
		known[f.key] = f
	}
	still := map[string]bool{}
	for _, f := range k.of(c.after) {
		still[f.key] = true
		before, was := known[f.key]
		action := actionNew
		switch {
		case skip[f.key], c.limited && !wanted[f.key], was && k.same(before.value, f.value):
			continue
		case was, c.mode == decider.FactsDiff && c.before == nil:
			// Where the record of what stands announced is gone, all that is said now may have been said.
			action = actionUpdated
		}
		if err := k.tell(action, c.after, f); err != nil {
			return err
		}
	}
	gone := actionDropped
	if c.mode == decider.FactsWithdrawn {
		gone = actionWithdrawn
	} else if c.after == nil {
		return nil // nobody knows what the revision still says
	}
	for _, f := range k.of(c.before) {
		if still[f.key] || skip[f.key] {
			continue
		}
		if err := k.tell(gone, c.before, f); err != nil {
			return err
		}
	}
	return nil
}

// revisionOf is the revision of an article that a record is: that in which the spans of its facts count.
func revisionOf(n *wirefoldv1.Announcement, action string) int32 {
	if action == actionDropped || action == actionWithdrawn {
		return n.GetAnnouncedRevision()
	}
	return n.GetRevision()
}
