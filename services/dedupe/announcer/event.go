package announcer

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

type eventTeller struct {
	*telling
	announcement *wirefoldv1.Announcement
}

func (e eventTeller) of(r *record) []fact[*wirefoldv1.Event] {
	events := r.events()
	out := make([]fact[*wirefoldv1.Event], len(events))
	for i, key := range factid.Events(events) {
		out[i] = fact[*wirefoldv1.Event]{key, i, events[i]}
	}
	return out
}

// same leaves out where the evidence stands and how sure the coder was.
func (e eventTeller) same(a, b *wirefoldv1.Event) bool {
	return a.GetMode() == b.GetMode() && a.GetTime() == b.GetTime() && a.GetModality() == b.GetModality() &&
		a.GetAttributedTo() == b.GetAttributedTo() && proto.Equal(a.GetPlace(), b.GetPlace()) &&
		slices.EqualFunc(a.GetActors(), b.GetActors(), sameParty) && slices.EqualFunc(a.GetRecipients(), b.GetRecipients(), sameParty)
}

func sameParty(a, b *wirefoldv1.Party) bool {
	return a.GetName() == b.GetName() && a.GetCountry() == b.GetCountry() && a.GetSector() == b.GetSector()
}

func (e eventTeller) tell(action string, in *record, f fact[*wirefoldv1.Event]) error {
	n, event := e.announcement, f.value
	dyad, actor, recipient := parties(event)
	s, err := subject.Event(action, subject.Token(strings.ToLower(event.GetType())), dyad, actor, recipient, n.GetTopic())
	if err != nil {
		return err
	}
	id := factid.ID("e", n.GetId(), f.key)
	out := &wirefoldv1.NewsEvent{
		Id: id, Type: event.GetType(), Mode: event.GetMode(), Actors: event.GetActors(), Recipients: event.GetRecipients(),
		Time: event.GetTime(), Place: event.GetPlace(), Modality: event.GetModality(), AttributedTo: event.GetAttributedTo(),
		Confidence: event.GetConfidence(), ArticleId: n.GetId(), Revision: revisionOf(n, action), Evidence: event.GetEvidence(),
	}
	happenings := n.GetHappenings()
	if action == actionDropped || action == actionWithdrawn {
		happenings = n.GetAnnouncedHappenings()
	}
	if f.index < len(happenings) {
		h := happenings[f.index]
		out.Happening, out.Mentions, out.Sources = h.GetId(), h.GetMentions(), h.GetSources()
	}
	return e.telling.tell(subject.KindEvent, action, id, s, "", out)
}

// parties are the tokens of who did it to whom. Of several on one side the first named counts; parties of a mutual
// event are both, by the first two countries named.
func parties(event *wirefoldv1.Event) (dyad, actor, recipient string) {
	actors, recipients := countries(event.GetActors()), countries(event.GetRecipients())
	if len(event.GetRecipients()) == 0 && len(actors) > 1 {
		return subject.Dyad(actors[0], actors[1]), subject.Both, subject.Both
	}
	actor, recipient = subject.None, subject.None
	if len(actors) > 0 {
		actor = actors[0]
	}
	if len(recipients) > 0 {
		recipient = recipients[0]
	}
	return subject.Dyad(actor, recipient), actor, recipient
}

// countries are the tokens of the countries and bodies named, each once.
func countries(ps []*wirefoldv1.Party) []string {
	var out []string
	for _, p := range ps {
		if c := subject.Country(p.GetCountry()); c != subject.None && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
