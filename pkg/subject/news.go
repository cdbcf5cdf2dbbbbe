package subject

import (
	"fmt"
	"strings"
)

// News is what the subject of an event on NEWS says. A facet that its kind has not is empty; one that there is nothing
// to say of is None.
type News struct {
	Kind, Action, Topic string

	Language, Source string // of an article or copy

	Story string

	Country, Speaker string // of a quote

	Type, Dyad, Actor, Recipient string // of an event
}

// ReadNews reads what Article, Copy, Story, Quote and Event build, and refuses all else.
func ReadNews(subject string) (News, error) {
	refuse := func(why string) (News, error) {
		return News{}, fmt.Errorf("read news subject %q: %s", clip(subject), why)
	}
	rest, ok := strings.CutPrefix(subject, RootNews+".")
	if !ok {
		return refuse("not under " + RootNews)
	}
	tokens := strings.Split(rest, ".")
	n := News{Kind: tokens[0]}
	facets := n.facets()
	if facets == nil {
		return refuse("no such kind of news")
	}
	if len(tokens) != 2+len(facets) {
		return refuse(fmt.Sprintf("%d tokens, a subject of this kind has %d", 1+len(tokens), 3+len(facets)))
	}
	n.Action = tokens[1]
	for i, token := range tokens[2:] {
		*facets[i] = token
	}
	if _, err := news(n.Kind, n.Action, tokens[2:]...); err != nil {
		return News{}, fmt.Errorf("read news subject %q: %w", clip(subject), err)
	}
	return n, nil
}

// facets are the places of the tokens behind the action, in their order; nil for a kind that is none.
func (n *News) facets() []*string {
	switch n.Kind {
	case KindArticle, KindCopy:
		return []*string{&n.Topic, &n.Language, &n.Source}
	case KindStory:
		return []*string{&n.Topic, &n.Story}
	case KindQuote:
		return []*string{&n.Country, &n.Speaker, &n.Topic}
	case KindEvent:
		return []*string{&n.Type, &n.Dyad, &n.Actor, &n.Recipient, &n.Topic}
	}
	return nil
}
