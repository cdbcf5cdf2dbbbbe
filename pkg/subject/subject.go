// Package subject is the one place that builds and checks the subjects of the broker.
//
// A token is lower-case [a-z0-9_-], 1 to 48 bytes; "_" stands for none. Token, Source, LastName, Country and Dyad fold
// anything whatever into a legal token. The builders fold nothing: they give a legal subject, or an error where an
// action is none of its kind's or a token is not legal, so that what is published was meant.
package subject

import (
	"fmt"
	"slices"
	"strings"
)

// The roots of all subjects. What the system says to itself begins with RootInternal.
const (
	RootWire     = "wire"
	RootNews     = "news"
	RootState    = "state"
	RootDead     = "dead"
	RootInternal = "wirefold"
)

// Operator carries the decisions of operators. It stands beside the sources and is none: Source never gives it, so
// permissions on the broker can guard it.
const Operator = RootWire + "._operator"

// The kinds of news.
const (
	KindArticle = "article"
	KindCopy    = "copy"
	KindStory   = "story"
	KindQuote   = "quote"
	KindEvent   = "event"
)

// None is the token where there is nothing to say.
const None = "_"

// Both is the actor and the recipient of a mutual event.
const Both = "both"

// Kinds lists the kinds of news.
func Kinds() []string {
	return []string{KindArticle, KindCopy, KindStory, KindQuote, KindEvent}
}

// Actions lists the actions of a kind of news; nil for a kind that is none.
func Actions(kind string) []string {
	switch kind {
	case KindArticle:
		return []string{"new", "updated", "corrected", "withdrawn", "held", "released"}
	case KindCopy:
		return []string{"collapsed", "superseded", "withdrawn", "detached"}
	case KindStory:
		return []string{"opened", "updated", "merged", "closed"}
	case KindQuote, KindEvent:
		return []string{"new", "updated", "dropped", "withdrawn"}
	}
	return nil
}

// Article builds news.article.<action>.<topic>.<lang>.<source>.
func Article(action, topic, lang, source string) (string, error) {
	return news(KindArticle, action, topic, lang, source)
}

// Copy builds news.copy.<action>.<topic>.<lang>.<source>.
func Copy(action, topic, lang, source string) (string, error) {
	return news(KindCopy, action, topic, lang, source)
}

// Story builds news.story.<action>.<topic>.<story>.
func Story(action, topic, story string) (string, error) {
	return news(KindStory, action, topic, story)
}

// Quote builds news.quote.<action>.<country>.<speaker>.<topic>.
func Quote(action, country, speaker, topic string) (string, error) {
	return news(KindQuote, action, country, speaker, topic)
}

// Event builds news.event.<action>.<type>.<dyad>.<actor>.<recipient>.<topic>.
func Event(action, kind, dyad, actor, recipient, topic string) (string, error) {
	return news(KindEvent, action, kind, dyad, actor, recipient, topic)
}

// StateArticle builds state.article.<id>.
func StateArticle(id string) (string, error) { return join(RootState, KindArticle, id) }

// StateStory builds state.story.<id>.
func StateStory(id string) (string, error) { return join(RootState, KindStory, id) }

// Dead builds dead.<stage>.<reason>.
func Dead(stage, reason string) (string, error) { return join(RootDead, stage, reason) }

// Wire builds wire.<source>.
func Wire(source string) (string, error) {
	if source == None || strings.HasPrefix(source, "_") {
		return "", fmt.Errorf("build wire subject: source %q: begins with _", clip(source))
	}
	return join(RootWire, source)
}

// WireSource gives the source that a subject wire.<source> names, folded as Source folds it: wire.reuters.com is read
// as reuters_com. A subject without a letter or digit in it names no source and is an error, as is Operator.
func WireSource(subject string) (source string, err error) {
	rest, ok := strings.CutPrefix(subject, RootWire+".")
	switch {
	case !ok:
		return "", fmt.Errorf("read source of subject %q: not under %s", clip(subject), RootWire)
	case subject == Operator:
		return "", fmt.Errorf("read source of subject %q: reserved for operators", subject)
	}
	if source = Source(rest); source == None {
		return "", fmt.Errorf("read source of subject %q: no letter or digit", clip(subject))
	}
	return source, nil
}

func news(kind, action string, facets ...string) (string, error) {
	if !slices.Contains(Actions(kind), action) {
		return "", fmt.Errorf("build %s.%s subject: no action %q", RootNews, kind, clip(action))
	}
	return join(append([]string{RootNews, kind, action}, facets...)...)
}

func join(tokens ...string) (string, error) {
	for i, token := range tokens {
		if !Legal(token) {
			return "", fmt.Errorf("build %s subject: token %d: %q is not [a-z0-9_-]{1,48}", tokens[0], i+1, clip(token))
		}
	}
	return strings.Join(tokens, "."), nil
}

// clip keeps hostile input out of error messages beyond what tells it.
func clip(s string) string {
	if len(s) > 2*maxToken {
		return strings.ToValidUTF8(s[:2*maxToken], "") + "…"
	}
	return s
}
