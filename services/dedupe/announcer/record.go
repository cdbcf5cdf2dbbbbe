package announcer

import (
	"cmp"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/nlp"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// record is a FACTS record that is read for its facts. A nil record has none.
type record struct {
	*wirefoldv1.Facts
	document *nlp.Document
}

// clean is an article with its title settled.
type clean struct{ *wirefoldv1.CleanArticle }

func (r *record) GetArticle() clean { return clean{r.Facts.GetArticle()} }

// title is the clean title, or, where there was nothing to clean as in a kill, the publisher's.
func (c clean) title() string {
	if c.GetTitle() != "" {
		return c.GetTitle()
	}
	return c.GetOrigin().GetTitle()
}

// described is the article of a record. A kill or a hold that came without copy leaves most of it unsaid: that is as the
// record before said it.
func (r *record) described(before *record) clean {
	a := r.GetArticle()
	if before == nil || a.GetText() != "" {
		return a
	}
	was := before.GetArticle()
	out := proto.CloneOf(a.CleanArticle)
	out.Origin.Url = cmp.Or(a.GetOrigin().GetUrl(), was.GetOrigin().GetUrl())
	out.Title = cmp.Or(a.GetTitle(), was.title())
	out.Dateline, out.Credit, out.Language = cmp.Or(a.GetDateline(), was.GetDateline()), cmp.Or(a.GetCredit(), was.GetCredit()), cmp.Or(a.GetLanguage(), was.GetLanguage())
	if len(a.GetByline()) == 0 {
		out.Byline = was.GetByline()
	}
	if a.GetPublishedAt() == "" {
		out.PublishedAt, out.PublishedAtOrigin = was.GetPublishedAt(), was.GetPublishedAtOrigin()
	}
	return clean{out}
}

// topics are those of the text that described speaks of.
func (r *record) topics(before *record) []string {
	if before != nil && r.GetArticle().GetText() == "" {
		return before.GetTopics()
	}
	return r.GetTopics()
}

func (r *record) quotes() []*wirefoldv1.Quote {
	if r == nil {
		return nil
	}
	return r.GetQuotes()
}

func (r *record) events() []*wirefoldv1.Event {
	if r == nil {
		return nil
	}
	return r.Facts.GetEvents()
}

// entity finds a name by its id; nil where there is none.
func (r *record) entity(id string) *wirefoldv1.Entity {
	for _, e := range r.GetEntities() {
		if id != "" && e.GetId() == id {
			return e
		}
	}
	return nil
}

// sentence is the sentences that a range of code points stands in.
func (r *record) sentence(start, end int) string {
	if r.document == nil {
		r.document = nlp.Parse(r.GetArticle().GetText())
	}
	d := r.document
	if len(d.Sentences) == 0 {
		return ""
	}
	last := len(d.Sentences) - 1
	from, to := d.SentenceAt(start), d.SentenceAt(max(start, end-1))
	from, to = min(max(from, 0), last), min(max(to, 0), last)
	return d.Slice(nlp.Span{Start: d.Sentences[from].Span.Start, End: d.Sentences[to].Span.End})
}
