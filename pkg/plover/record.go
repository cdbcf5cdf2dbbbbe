package plover

import (
	"slices"
	"sort"
	"strings"

	"github.com/wirefold/wirefold/pkg/timex"
)

// record adds an event, or its evidence to the record of the same event: same type, same actors, recipients that do not
// disagree, and no other occasion. Mention says that it is only spoken of ("the talks between …"), which makes it
// evidence of talks announced before; earlier, that the text sets it apart from what it tells ("had already met").
func (c *coder) record(e Event, mention, earlier bool) {
	for k := range c.events {
		old := &c.events[k]
		if (len(old.Recipients) == 0) != (len(e.Recipients) == 0) && (e.Type == "AGREE" || utterances[e.Type]) && !c.together(*old, e) {
			continue // what is agreed with one is not what is agreed at large
		}
		if old.Type != e.Type || !sameSide(old.Actors, e.Actors) || len(old.Recipients) > 0 && len(e.Recipients) > 0 && !meet(old.Recipients, e.Recipients) {
			continue
		}
		if e.Time != "" && old.Time != e.Time && (old.Time != "" || earlier || utterances[e.Type]) || e.Type == "THREATEN" && old.Mode != e.Mode && !c.together(*old, e) {
			continue
		}
		old.Evidence = append(old.Evidence, e.Evidence...)
		old.Confidence = max(old.Confidence, e.Confidence)
		if len(old.Recipients) == 0 {
			old.Recipients = e.Recipients
		}
		if old.Time == "" {
			old.Time = e.Time
		}
		if old.Mode == "" {
			old.Mode = e.Mode
		}
		if old.Place == (Place{}) {
			old.Place = e.Place
		}
		return
	}
	if e.Type == "CONSULT" && mention && c.toCome(e) {
		return
	}
	// 200 records: an article has a handful; the bound keeps a hostile text linear.
	if len(c.events) >= 200 {
		return
	}
	c.events = append(c.events, e)
	if e.Type == "CONSULT" {
		c.talks = len(c.events)
	}
}

// together says that the last evidence of two events stands in one sentence.
func (c *coder) together(a, b Event) bool {
	return c.doc.SentenceAt(a.Evidence[len(a.Evidence)-1].Start) == c.doc.SentenceAt(b.Evidence[0].Start)
}

// utterances are deeds done by words: said on another occasion, they are done again.
var utterances = words("ACCUSE REQUEST REJECT THREATEN")

// toCome says that talks are those that the text has announced: then they are evidence of that.
func (c *coder) toCome(e Event) bool {
	for k := range c.events {
		if old := &c.events[k]; old.Type == "AGREE" && old.Modality == Future && sameSide(old.Actors, e.Actors) {
			old.Evidence = append(old.Evidence, e.Evidence...)
			return true
		}
	}
	return false
}

// sameSide says that two lists hold the same parties.
func sameSide(a, b []Party) bool {
	return codes(a) == codes(b)
}

func codes(list []Party) string {
	var out []string
	for _, p := range list {
		out = append(out, key(p))
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// key is what a party is compared by.
func key(p Party) string {
	if p.Country != "" {
		return p.Country
	}
	return p.Name
}

func meet(a, b []Party) bool {
	for _, p := range a {
		for _, q := range b {
			if key(p) == key(q) {
				return true
			}
		}
	}
	return false
}

// settle gives the events with their evidence in order and without repetition.
func (c *coder) settle() []Event {
	for k := range c.events {
		ev := c.events[k].Evidence
		sort.Slice(ev, func(i, j int) bool {
			return ev[i].Start < ev[j].Start || ev[i].Start == ev[j].Start && ev[i].End > ev[j].End
		})
		kept := ev[:0]
		for _, s := range ev {
			if n := len(kept); n == 0 || !kept[n-1].Contains(s) {
				kept = append(kept, s)
			}
		}
		c.events[k].Evidence = kept
	}
	sort.SliceStable(c.events, func(i, j int) bool { return c.events[i].Evidence[0].Start < c.events[j].Evidence[0].Start })
	return c.events
}

// parted gives the actors of an event back as parties, for a sentence that speaks of "both".
func (c *coder) parted(e Event) []party {
	var out []party
	for _, p := range e.Actors {
		for _, q := range c.parties {
			if q.Party == p {
				out = append(out, q)
				break
			}
		}
	}
	return out
}

// when is the time told nearest to the trigger, at most 25 tokens off in its sentence. A year that is not the
// reference's makes the event history.
func (c *coder) when(t trigger, s, end int, modality string) (value, mood string) {
	sentence := c.doc.Sentences[s]
	k := sort.Search(len(c.times), func(k int) bool { return c.times[k].Span.Start >= sentence.Span.Start })
	best := 26
	for ; k < len(c.times) && c.times[k].Span.End <= sentence.Span.End; k++ {
		x := c.times[k]
		i := c.doc.TokenAt(x.Span.Start)
		if x.Type != timex.Date && x.Type != timex.Clock || i >= end || strings.HasPrefix(x.Value, "X") {
			continue
		}
		if d := distance(i, t); d < best {
			best, value = d, x.Value
		}
	}
	if len(value) > 10 && value[10] == 'T' {
		value = value[:10]
	}
	if !c.reference.IsZero() && len(value) >= 4 && value[0] <= '2' && value[:4] < c.reference.AddDate(-1, 0, 0).Format("2006") && modality == Asserted {
		return value, Historical
	}
	return value, modality
}

func distance(i int, t trigger) int {
	if i < t.first {
		return t.first - i
	}
	return max(i-t.last, 0)
}

// relative says that a clause of its own opens among tokens [first, last).
func (c *coder) relative(first, last int) bool {
	for i := first; i < last; i++ {
		if separates[c.low[i]] {
			return true
		}
	}
	return false
}

// where is the first place after "in", "at" or "near", at most 15 tokens after the trigger.
func (c *coder) where(t trigger, end int) Place {
	a, b := c.between(t.last, min(end, t.last+15))
	for k := a; k < b; k++ {
		if c.relative(t.last, c.parties[k].first) {
			break
		}
		if p := c.parties[k]; p.place && c.at1(p.first-1, "in", "into", "at", "near") {
			return Place{Name: p.Name, Country: p.Country}
		}
	}
	return Place{}
}
