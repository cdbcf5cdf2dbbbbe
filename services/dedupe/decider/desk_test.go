package decider_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

var morning = time.Date(2022, 1, 10, 6, 0, 0, 0, time.UTC)

// desk plays copy to a decider and an announcer, and checks with every input what must hold for all: that a decision
// does not depend on when it is made or by which memory, and that the events of an article make sense in their order.
type desk struct {
	t         testing.TB
	params    decider.Params
	decider   *decider.Decider
	announcer *announcer.Announcer
	facts     map[uint64]*wirefoldv1.Facts
	inputs    []decider.Input
	log       [][]byte          // the decisions on them
	last      map[string]string // article → kind and action of its last event
	wireSeq   uint64
	now       time.Time
	thorough  bool // checks other memories
	unordered bool // articles are forgotten, so their events begin anew
}

func newDesk(t testing.TB) *desk { return newDeskWith(t, decider.Params{}) }

func newDeskWith(t testing.TB, p decider.Params) *desk {
	d := &desk{t: t, params: p, facts: map[uint64]*wirefoldv1.Facts{}, last: map[string]string{}, now: morning, thorough: true}
	d.decider = &decider.Decider{Memory: decider.NewMemory(d.params), Texts: d.read}
	d.announcer = &announcer.Announcer{Deployment: "local", Epoch: "e1", Facts: d.read}
	return d
}

func (d *desk) read(seq uint64) (*wirefoldv1.Facts, error) {
	if f, ok := d.facts[seq]; ok {
		return f, nil
	}
	return nil, fmt.Errorf("record %d: %w", seq, decider.ErrGone)
}

// file decides one input, applies it, and gives the decision and its events.
func (d *desk) file(f *wirefoldv1.Facts) (*wirefoldv1.Decision, []announcer.Event) {
	d.t.Helper()
	d.wireSeq++
	d.now = d.now.Add(time.Minute)
	in := decider.Input{WireSeq: d.wireSeq, ReceivedAt: d.now, Facts: f}
	if f != nil {
		// FACTS are numbered otherwise than WIRE, and out of its order.
		in.FactsSeq = d.wireSeq ^ 1 + 1000
		if o := f.GetArticle().GetOrigin(); o != nil {
			o.WireSeq = d.wireSeq
		}
		d.facts[in.FactsSeq] = f
	}
	decision, err := d.decider.Decide(in)
	if err != nil {
		d.t.Fatalf("decide %d: %v", d.wireSeq, err)
	}
	data := marshal(d.t, decision)
	if d.thorough {
		d.sameFromOtherMemories(in, data)
	}
	d.inputs, d.log = append(d.inputs, in), append(d.log, data)
	d.decider.Memory.Apply(decision)
	if d.thorough && d.wireSeq%7 == 0 {
		// A process that starts from a snapshot goes on from there.
		d.decider = &decider.Decider{Memory: d.restored(), Texts: d.read}
	}
	events, err := d.announcer.Announce(decision)
	if err != nil {
		d.t.Fatalf("announce %d: %v", d.wireSeq, err)
	}
	d.checkEvents(decision, events)
	return decision, events
}

// sameFromOtherMemories decides again: with the same memory, with one folded from the log, with one restored.
func (d *desk) sameFromOtherMemories(in decider.Input, want []byte) {
	d.t.Helper()
	folded := decider.NewMemory(d.params)
	for _, data := range d.log {
		decision := new(wirefoldv1.Decision)
		if err := proto.Unmarshal(data, decision); err != nil {
			d.t.Fatal(err)
		}
		folded.Apply(decision)
	}
	for _, again := range []struct {
		name   string
		memory *decider.Memory
	}{{"the same memory", d.decider.Memory}, {"a memory folded from the log", folded}, {"a memory restored", d.restored()}} {
		decision, err := (&decider.Decider{Memory: again.memory, Texts: d.read}).Decide(in)
		if err != nil {
			d.t.Fatal(err)
		}
		if got := marshal(d.t, decision); string(got) != string(want) {
			before := new(wirefoldv1.Decision)
			if err := proto.Unmarshal(want, before); err != nil {
				d.t.Fatal(err)
			}
			d.t.Fatalf("decision %d differs with %s:\n%v\n%v", in.WireSeq, again.name, decision, before)
		}
	}
}

// restored is the memory after it was written and read.
func (d *desk) restored() *decider.Memory {
	d.t.Helper()
	restored, err := decider.Restore(bytes.NewReader(save(d.t, d.decider.Memory)), d.params, anyHead)
	if err != nil {
		d.t.Fatal(err)
	}
	return restored
}

// save gives the file of a memory.
func save(t testing.TB, m *decider.Memory) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := m.Save(&file, &wirefoldv1.Snapshot{}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// anyHead fits every memory.
func anyHead(*wirefoldv1.Snapshot) error { return nil }

func marshal(t testing.TB, m proto.Message) []byte {
	t.Helper()
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkCountable: who counts the news finds in a decision what the subjects of its events leave unsaid.
func (d *desk) checkCountable(decision *wirefoldv1.Decision) {
	d.t.Helper()
	for _, n := range decision.GetAnnouncements() {
		switch n.GetAction() {
		case "merged":
			own := func(s *wirefoldv1.StoryMemory) bool { return s.GetId() == n.GetId() && s.GetStory() != nil }
			if !slices.ContainsFunc(decision.GetStories(), own) {
				d.t.Errorf("decision %d merges %s and does not tell what was in it", decision.GetWireSeq(), n.GetId())
			}
		case "detached":
			if reason := cmp.Or(n.GetReason(), decider.DetachedByRevision); !slices.Contains(decider.Detachments(), reason) {
				d.t.Errorf("decision %d detaches %s because %s, which is none of the reasons", decision.GetWireSeq(), n.GetId(), reason)
			}
		}
	}
}

// legal are the events that may follow one another under an article's id.
var legal = map[string][]string{
	"":                  {"article.new", "article.held", "copy.collapsed", "copy.withdrawn"},
	"article.new":       {"copy.withdrawn", "article.updated", "article.corrected", "article.withdrawn", "article.held", "copy.collapsed"},
	"article.updated":   {"copy.withdrawn", "article.updated", "article.corrected", "article.withdrawn", "article.held", "copy.collapsed"},
	"article.corrected": {"copy.withdrawn", "article.updated", "article.corrected", "article.withdrawn", "article.held", "copy.collapsed"},
	"article.held":      {"article.held", "article.released", "article.new", "article.withdrawn", "copy.collapsed", "copy.withdrawn"},
	"article.released":  {"copy.withdrawn", "article.updated", "article.corrected", "article.withdrawn", "article.held", "copy.collapsed"},
	"article.withdrawn": {"article.new", "article.held", "copy.collapsed", "copy.withdrawn"},
	"copy.collapsed":    {"copy.collapsed", "copy.superseded", "copy.withdrawn", "copy.detached", "article.new"},
	"copy.superseded":   {"copy.collapsed", "copy.superseded", "copy.withdrawn", "copy.detached", "article.new"},
	"copy.withdrawn":    {"copy.collapsed", "article.new", "copy.withdrawn", "article.held"},
	"copy.detached":     {"article.new"},
}

func (d *desk) checkEvents(decision *wirefoldv1.Decision, events []announcer.Event) {
	d.t.Helper()
	d.checkCountable(decision)
	for i, e := range events {
		if want := fmt.Sprintf("%d-%d", decision.GetWireSeq(), i+1); e.ID != want {
			d.t.Errorf("event %d has id %s, want %s", i, e.ID, want)
		}
		kind, action, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(e.Type, "wirefold."), ".v1"), ".")
		if kind != "article" && kind != "copy" {
			continue
		}
		id, now := decode(d.t, e).Subject, kind+"."+action
		if before := d.last[id]; !d.unordered && !slices.Contains(legal[before], now) {
			d.t.Errorf("wire %d: %s follows %q for %s", decision.GetWireSeq(), now, before, id)
		}
		d.last[id] = now
	}
}

type cloudEvent struct {
	ID, Type, Subject string
	Data              map[string]any
}

func decode(t testing.TB, e announcer.Event) cloudEvent {
	t.Helper()
	var c cloudEvent
	if err := json.Unmarshal(e.Data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// An option says more of a piece of copy.
type option func(*wirefoldv1.Facts)

func version(v int64) option {
	return func(f *wirefoldv1.Facts) { f.Article.Origin.Version = v }
}
func status(s string) option {
	return func(f *wirefoldv1.Facts) { f.Article.Status = s }
}
func crediting(c ...string) option {
	return func(f *wirefoldv1.Facts) { f.Article.Credits = c }
}
func published(at string) option {
	return func(f *wirefoldv1.Facts) { f.Article.PublishedAt = at }
}

// article builds the record of a piece of copy: every “…” is a quote of Lena Berg's, every meeting a mutual event.
func article(source, id, title, text string, opts ...option) *wirefoldv1.Facts {
	f := &wirefoldv1.Facts{
		Article: &wirefoldv1.CleanArticle{
			Origin: &wirefoldv1.Origin{Id: id, Source: source, Url: "https://" + strings.ReplaceAll(source, "_", ".") + "/" + id},
			Title:  title, Text: text, Status: "usable", Language: "en",
		},
		Entities: []*wirefoldv1.Entity{{Id: "berg", Name: "Lena Berg", Type: "PER", Country: "NOR"}},
	}
	for _, m := range regexp.MustCompile(`“[^”]*”`).FindAllStringIndex(text, -1) {
		start := int32(utf8.RuneCountInString(text[:m[0]]))
		f.Quotes = append(f.Quotes, &wirefoldv1.Quote{
			Text: strings.Trim(text[m[0]:m[1]], "“”"), Start: start, End: start + int32(utf8.RuneCountInString(text[m[0]:m[1]])), Kind: "direct", Cue: "said",
			Speaker: &wirefoldv1.Speaker{Name: "Lena Berg", EntityId: "berg"},
		})
	}
	if strings.Contains(text, "met in Ulvsund") {
		f.Events = append(f.Events, &wirefoldv1.Event{
			Type: "CONSULT", Time: "2022-01-10", Modality: "asserted", Confidence: .8,
			Actors: []*wirefoldv1.Party{{Name: "Norway", Country: "NOR"}, {Name: "Sweden", Country: "SWE"}},
		})
	}
	if strings.Contains(text, "Salvage crews") {
		f.Events = append(f.Events, &wirefoldv1.Event{
			Type: "AID", Time: "2022-01-10", Modality: "future", Confidence: .6,
			Actors: []*wirefoldv1.Party{{Name: "Norway", Country: "NOR"}}, Recipients: []*wirefoldv1.Party{{Name: "Sweden", Country: "SWE"}},
		})
	}
	for _, o := range opts {
		o(f)
	}
	return f
}

func command(verb string, articles ...string) *wirefoldv1.Facts {
	return &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{Origin: &wirefoldv1.Origin{
		Source: "_operator", Command: &wirefoldv1.Command{Verb: verb, Articles: articles},
	}}}
}
