package main

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/quotes"
	"github.com/wirefold/wirefold/pkg/textclean"
	"github.com/wirefold/wirefold/pkg/timex"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// Patterns of what fields and subjects hold.
const (
	token       = `^[a-z0-9_-]{1,48}$`
	wireToken   = `^[a-z0-9-][a-z0-9_-]{0,47}$` // none, and what begins as it, names no source
	articleID   = `^a-[0-9a-f]{16}$`
	storyID     = `^s-[0-9a-f]{16}$`
	quoteID     = `^q-[0-9a-f]{16}$`
	eventID     = `^e-[0-9a-f]{16}$`
	happeningID = `^h-[0-9a-f]{16}$`
	messageID   = `^[0-9]+-[0-9]+$`
	traceparent = `^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`
	sequence    = `^[0-9]+$`

	// RFC 3339, or the day alone.
	date     = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?$`
	language = `^[a-z]{2,3}$`
	country  = `^([A-Z]{3}|NATO|UN|OSCE|EU|IGO(-[A-Z]+)?)$`
	mode     = `^[a-z-]+$`
)

func pattern(p string) object { return object{{"pattern", p}} }

// orNone lets a pattern's field be empty too.
func orNone(p string) object {
	return pattern("^(" + strings.TrimSuffix(strings.TrimPrefix(p, "^"), "$") + ")?$")
}

func enum[S ~string](words ...S) object { return object{{"enum", words}} }

// orEmpty are words, or none.
func orEmpty[S ~string](words []S) object { return enum(append([]S{""}, words...)...) }

var (
	relations  = []neardup.Relation{neardup.Exact, neardup.Verbatim, neardup.Edited, neardup.Excerpt}
	entities   = []string{ner.Person, ner.Organisation, ner.Location, ner.Geopolitical, ner.Group, ner.Other}
	modalities = []string{plover.Asserted, plover.Future, "conditional", "negated", plover.Historical}
	share      = object{{"minimum", 0}, {"maximum", 1}}
	count      = object{{"minimum", 0}}
	counted    = object{{"minimum", 1}}
)

// closed says more of a field than its type does: the words of a closed set, a pattern, bounds.
var closed = map[string]object{
	"NewsArticle.id": pattern(articleID), "NewsArticle.source": pattern(token), "NewsArticle.published_at": orNone(date),
	"NewsArticle.published_at_origin": orEmpty(cleaner.DateOrigins()), "NewsArticle.language": orNone(language), "NewsArticle.topics": pattern(token),
	"NewsArticle.story_id": orNone(storyID), "NewsArticle.reason": orEmpty(decider.Reasons()), "NewsArticle.supersedes": orNone(messageID),
	"NewsArticle.revision": counted,

	"CopyOf.id": pattern(articleID), "CopyOf.source": pattern(token), "CopyOf.published_at": orNone(date), "CopyOf.relation": enum(relations...),

	"NewsCopy.id": pattern(articleID), "NewsCopy.source": pattern(token), "NewsCopy.published_at": orNone(date), "NewsCopy.language": orNone(language),
	"NewsCopy.original_id": orNone(articleID), "NewsCopy.relation": orEmpty(relations), "NewsCopy.score": share, "NewsCopy.reason": orEmpty(decider.Reasons()),
	"NewsCopy.story_id": orNone(storyID), "NewsCopy.revision": counted, "Coverage.of_copy": share, "Coverage.of_original": share,

	"NewsStory.id": pattern(storyID), "NewsStory.topics": pattern(token), "NewsStory.article_ids": pattern(articleID), "NewsStory.languages": orNone(language),
	"NewsStory.first_published_at": orNone(date), "NewsStory.last_published_at": orNone(date), "NewsStory.merged_from": pattern(storyID),
	"StoryEntity.type": enum(entities...), "StoryEntity.country": orNone(country),

	"NewsQuote.id": pattern(quoteID), "NewsQuote.kind": enum(quotes.Direct, quotes.Mixed, quotes.Indirect), "NewsQuote.article_id": pattern(articleID),
	"NewsQuote.revision": counted, "QuoteSpeaker.country": orNone(country),

	"NewsEvent.id": pattern(eventID), "NewsEvent.type": enum(plover.Types()...), "NewsEvent.mode": orNone(mode), "NewsEvent.modality": enum(modalities...),
	"NewsEvent.confidence": share, "NewsEvent.article_id": pattern(articleID), "NewsEvent.revision": counted, "NewsEvent.happening": orNone(happeningID),

	"Removed.reason": enum(textclean.Reasons()...),
	"Entity.type":    enum(entities...), "Entity.country": orNone(country),
	"Quote.kind":          enum(quotes.Direct, quotes.Mixed, quotes.Indirect),
	"TimeExpression.type": enum(timex.Date, timex.Clock, timex.Duration, timex.Set),
	"Quantity.value":      count,
	"Party.country":       orNone(country),
	"Place.country":       orNone(country),
	"Event.type":          enum(plover.Types()...), "Event.mode": orNone(mode), "Event.modality": enum(modalities...), "Event.confidence": share,
}

// facets gives what is closed of a field; offsets and counts are never negative.
func facets(field string) object {
	if f, ok := closed[field]; ok {
		return f
	}
	_, name, _ := strings.Cut(field, ".")
	for _, ending := range []string{"start", "end", "count", "revision", "mentions", "sources"} {
		if strings.HasSuffix(name, ending) {
			return count
		}
	}
	return nil
}
