package announcer

import (
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

type quoteTeller struct {
	*telling
	announcement *wirefoldv1.Announcement
}

// of gives the quotes of a record; of several with the same words the first stands for all.
func (q quoteTeller) of(r *record) []fact[*wirefoldv1.Quote] {
	var out []fact[*wirefoldv1.Quote]
	seen := map[string]bool{}
	quotes := r.quotes()
	for i, key := range factid.Quotes(quotes) {
		if !seen[key] {
			seen[key] = true
			out = append(out, fact[*wirefoldv1.Quote]{key, i, quotes[i]})
		}
	}
	return out
}

func (q quoteTeller) same(a, b *wirefoldv1.Quote) bool {
	return a.GetText() == b.GetText() && a.GetKind() == b.GetKind() && a.GetCue() == b.GetCue() &&
		a.GetSpeaker().GetName() == b.GetSpeaker().GetName()
}

func (q quoteTeller) tell(action string, in *record, f fact[*wirefoldv1.Quote]) error {
	n, quote := q.announcement, f.value
	speaker, who := &wirefoldv1.QuoteSpeaker{Name: quote.GetSpeaker().GetName(), EntityId: quote.GetSpeaker().GetEntityId()}, subject.None
	entity := in.entity(quote.GetSpeaker().GetEntityId())
	if entity != nil {
		speaker.Roles, speaker.Country = entity.GetRoles(), entity.GetCountry()
		if speaker.Name == "" {
			speaker.Name = entity.GetName()
		}
	}
	switch {
	case speaker.Name == "":
	case entity.GetType() == "PER":
		who = subject.LastName(speaker.Name)
	default:
		who = subject.Token(speaker.Name)
	}
	s, err := subject.Quote(action, subject.Country(speaker.Country), who, n.GetTopic())
	if err != nil {
		return err
	}
	id := factid.ID("q", n.GetId(), f.key)
	return q.telling.tell(subject.KindQuote, action, id, s, "", &wirefoldv1.NewsQuote{
		Id: id, Text: quote.GetText(), Kind: quote.GetKind(), Speaker: speaker, Cue: quote.GetCue(), ArticleId: n.GetId(),
		Revision: revisionOf(n, action), Span: &wirefoldv1.Span{Start: quote.GetStart(), End: quote.GetEnd()},
		Sentence: in.sentence(int(quote.GetStart()), int(quote.GetEnd())),
	})
}
