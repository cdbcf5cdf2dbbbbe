package decider

import (
	"container/list"
	"errors"

	"github.com/wirefold/wirefold/pkg/neardup"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// The bounds of the parsed texts kept at hand: at 500 words, 22 kB each with their records, some 45 MB. The second holds
// off the longest copy: it is eight times what so many ordinary texts have.
const (
	maxTexts     = 2048
	maxTextBytes = 8 * maxTexts * 3 << 10
)

// texts keeps the records read last, parsed. What it holds changes no answer.
type texts struct {
	byFacts map[uint64]*list.Element // of *readText
	recent  *list.List               // most recent last
	bytes   int                      // of all texts, unparsed
}

// readText is a record, with its text parsed when that is first asked for.
type readText struct {
	factsSeq uint64
	facts    *wirefoldv1.Facts
	parsed   bool
	text     neardup.Text
}

// facts gives a FACTS record; nil without error where it is gone.
func (d *Decider) facts(factsSeq uint64) (*wirefoldv1.Facts, error) {
	r, err := d.read(factsSeq)
	if r == nil {
		return nil, err
	}
	return r.facts, err
}

// text gives the text of a FACTS record; ok is false where there is none any more.
func (d *Decider) text(factsSeq uint64) (text neardup.Text, ok bool, err error) {
	r, err := d.read(factsSeq)
	if r == nil || err != nil || r.facts.GetArticle().GetText() == "" {
		return neardup.Text{}, false, err
	}
	return r.parse(), true, nil
}

func (d *Decider) read(factsSeq uint64) (*readText, error) {
	if factsSeq == 0 {
		return nil, nil
	}
	if e, ok := d.texts.byFacts[factsSeq]; ok {
		d.texts.recent.MoveToBack(e)
		return e.Value.(*readText), nil
	}
	f, err := d.Texts(factsSeq)
	if errors.Is(err, ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return d.keep(factsSeq, f), nil
}

func (d *Decider) keep(factsSeq uint64, f *wirefoldv1.Facts) *readText {
	if d.texts.recent == nil {
		d.texts = texts{byFacts: map[uint64]*list.Element{}, recent: list.New()}
	}
	if e, ok := d.texts.byFacts[factsSeq]; ok {
		d.texts.drop(e)
	}
	r := &readText{factsSeq: factsSeq, facts: f}
	d.texts.byFacts[factsSeq] = d.texts.recent.PushBack(r)
	d.texts.bytes += r.bytes()
	for d.texts.recent.Len() > maxTexts || d.texts.bytes > maxTextBytes {
		d.texts.drop(d.texts.recent.Front())
	}
	return r
}

func (t *texts) drop(e *list.Element) {
	r := t.recent.Remove(e).(*readText)
	delete(t.byFacts, r.factsSeq)
	t.bytes -= r.bytes()
}

func (r *readText) parse() neardup.Text {
	if !r.parsed {
		a := r.facts.GetArticle()
		at, _ := publishedAt(a)
		r.text, r.parsed = neardup.Parse(a.GetTitle(), a.GetText(), at), true
	}
	return r.text
}

func (r *readText) bytes() int { return len(r.facts.GetArticle().GetText()) }
