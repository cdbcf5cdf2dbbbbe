package filter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// Relations that the filter tells beside those of a copy.
const (
	original = "original"
	exact    = "exact"
	updated  = "updated" // by the source itself, at the same address
)

// related is a line that dedupe gives.
type related struct {
	ID         json.RawMessage `json:"id"`
	Relation   string          `json:"relation"`
	OriginalID json.RawMessage `json:"originalId"`
	GroupID    json.RawMessage `json:"groupId"`
	StoryID    string          `json:"storyId"`
	Score      float64         `json:"score"`
}

// ended is a line that dedupe gives at the end.
type ended struct {
	Final   bool            `json:"final"`
	ID      json.RawMessage `json:"id"`
	GroupID json.RawMessage `json:"groupId"`
	StoryID string          `json:"storyId"`
}

// Dedupe tells originals from copies. With final, it tells at the end where each line ended.
func Dedupe(in io.Reader, out io.Writer, final bool) (err error) {
	s, err := newSorter(final)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.texts.close()) }()
	c := chain[line, answered[delivery]]{open: same, work: readDelivery, tell: s.tell}
	if final {
		c.end = s.ledger.tellEnds
	}
	return c.run(in, out)
}

// readDelivery makes facts of title and text alone.
func readDelivery(l line) (r answered[delivery]) {
	var article struct{ Title, Text, PublishedAt, Source, URL string }
	if r.id, r.err = decode(l, &article); r.err != nil {
		return r
	}
	switch {
	case len(r.id) == 0 || r.id[0] != '"' && (r.id[0] < '0' || r.id[0] > '9') && r.id[0] != '-':
		r.err = stage.Permanent(badID, fmt.Errorf("read line %d: its id is neither string nor number", l.number))
	case strings.TrimSpace(article.Title) == "" && strings.TrimSpace(article.Text) == "":
		r.err = stage.Permanent(empty, fmt.Errorf("read line %d: no title or text", l.number))
	}
	key := articleOf(article.Source, article.URL, l.number)
	r.out = delivery{seq: uint64(l.number), facts: &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{
		Origin: &wirefoldv1.Origin{Id: key, Source: article.Source, Url: article.URL, WireSeq: uint64(l.number)},
		Title:  article.Title, Text: article.Text, PublishedAt: article.PublishedAt,
	}}}
	return r
}

// articleOf names the article that a line is a revision of: what one source has at one address, by the rules of the wire.
// Without an address each line is an article of its own.
func articleOf(source, address string, number int) string {
	if address == "" {
		return fmt.Sprintf("line %d", number)
	}
	if strings.TrimSpace(source) == "" {
		source = sourceOf(address)
	}
	known, err := receiver.FromObject(source, 0, time.Time{}, &wirefoldv1.RawArticle{Url: address, Title: address})
	if err != nil {
		return source + " " + address
	}
	return known.GetOrigin().GetId()
}

// sorter is dedupe without its announcements.
type sorter struct {
	decider *decider.Decider
	texts   *drawer
	times   clock
	ledger  *ledger
}

func newSorter(final bool) (*sorter, error) {
	texts, err := openDrawer()
	if err != nil {
		return nil, err
	}
	return &sorter{
		decider: &decider.Decider{Memory: decider.NewMemory(decider.Params{Memory: topology.DefaultMemoryWindow}), Texts: texts.get},
		texts:   texts, ledger: newLedger(final),
	}, nil
}

func (s *sorter) tell(r answered[delivery], a *answers) {
	if r.err != nil {
		a.refuse(r.id, r.err)
		return
	}
	out, err := guard(func() (related, error) { return s.relate(r.id, r.out) })
	if err != nil {
		a.refuse(r.id, err)
		return
	}
	a.put(out)
}

func (s *sorter) relate(id json.RawMessage, in delivery) (related, error) {
	article := in.facts.GetArticle()
	at, err := s.times.at("", article.GetPublishedAt())
	if err != nil {
		return related{}, err
	}
	if err := s.texts.put(in.seq, at, in.facts); err != nil {
		return related{}, err
	}
	d, err := s.decider.Decide(decider.Input{WireSeq: in.seq, FactsSeq: in.seq, ReceivedAt: at, Facts: in.facts})
	if err != nil {
		return related{}, err
	}
	s.decider.Memory.Apply(d)
	return s.ledger.enter(id, article.GetOrigin().GetId(), d, s.decider.Memory), nil
}
