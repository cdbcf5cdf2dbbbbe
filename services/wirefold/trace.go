package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/news"
)

type traceCmd struct {
	server `embed:""`
	Since  time.Duration `default:"168h" help:"How far back to look. WIRE keeps a week."`
	ID     string        `arg:"" help:"Id of the article, a- and 16 hex digits."`
}

func (traceCmd) Help() string {
	return `A line for each stage: how long after WIRE's receipt its answer was stored, and how long the work took. ingest and clean
write into what they pass on when it was ready: their streams keep nothing that was worked off.`
}

func (c traceCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := c.dial("trace")
	if err != nil {
		return err
	}
	defer closeConn()
	tr := &trace{js: js, article: c.ID, since: time.Now().Add(-c.Since), turns: map[uint64]*turn{}}
	for _, read := range []func(context.Context) error{tr.waiting, tr.facts, tr.dead, tr.decisions, tr.news, tr.wire} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	if len(tr.turns) == 0 {
		return fmt.Errorf("nothing is known of article %s in the last %s", c.ID, c.Since)
	}
	tr.print(t)
	return nil
}

// trace gathers what the streams hold of one article.
type trace struct {
	js      jetstream.JetStream
	article string
	since   time.Time
	turns   map[uint64]*turn // by the WIRE sequence that caused them
	title   string
}

// turn is what one message on WIRE meant for the article, a line for each stage.
type turn struct {
	at     time.Time // when WIRE received it
	walked bool      // the stages before FACTS have their lines
	lines  []traced
}

// traced is one thing that a stage did.
type traced struct {
	stage  string
	at     time.Time     // when it was stored; where no stream keeps it, when it was ready
	took   time.Duration // the work; 0: not known
	stream string        // that keeps it; empty: none does
	seq    uint64
	what   string
}

// turn gives the turn of a WIRE sequence.
func (t *trace) turn(wireSeq uint64) *turn {
	if t.turns[wireSeq] == nil {
		t.turns[wireSeq] = &turn{}
	}
	return t.turns[wireSeq]
}

func (u *turn) add(l traced) { u.lines = append(u.lines, l) }

// bury adds a dead letter to what is known of its stage's work.
func (u *turn) bury(letter traced) {
	for i, l := range u.lines {
		if l.stage == letter.stage && l.stream == "" {
			letter.took = l.took
			u.lines[i] = letter
			return
		}
	}
	u.add(letter)
}

// maxLooked bounds the waiting records that are looked at, oldest first: a queue can only be read one by one.
const maxLooked = 2000

// waiting finds the article in the work queues, where a stage has not done with it.
func (t *trace) waiting(ctx context.Context) error {
	for _, queue := range []topology.Queue{topology.CleanQueue, topology.ExtractQueue} {
		s, err := t.js.Stream(ctx, queue.Stream)
		if err != nil {
			return fmt.Errorf("look up stream %s: %w", queue.Stream, err)
		}
		state := s.CachedInfo().State
		for seq, looked := state.FirstSeq, 0; state.Msgs > 0 && seq <= state.LastSeq && looked < maxLooked; seq, looked = seq+1, looked+1 {
			m, err := s.GetMsg(ctx, seq)
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				continue // worked off
			}
			if err != nil {
				return fmt.Errorf("read %s %d: %w", queue.Stream, seq, err)
			}
			if m.Header.Get(stage.HeaderArticle) == t.article && m.Time.After(t.since) {
				t.walked(traced{stage: queue.Durable, stream: queue.Stream, seq: seq, what: "waits since " + m.Time.UTC().Format("15:04:05.000")}, m)
			}
		}
	}
	return nil
}

func (t *trace) facts(ctx context.Context) error {
	stream, err := t.js.Stream(ctx, topology.Facts)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.Facts, err)
	}
	var seqs []uint64
	err = reading{stream: topology.Facts, since: t.since, headersOnly: true}.each(ctx, t.js, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if m.Headers().Get(stage.HeaderArticle) == t.article {
			seqs = append(seqs, meta.Sequence.Stream)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		m, err := stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s %d: %w", topology.Facts, seq, err)
		}
		t.walked(traced{stage: "extract", at: m.Time, stream: topology.Facts, seq: seq, what: t.factsWords(m)}, m)
	}
	return nil
}

// walked adds the line of a record, and those of the stages that made it what it is: they wrote into its header when they
// worked. The line of a record that waits tells nothing of its stage's work yet.
func (t *trace) walked(last traced, m *jetstream.RawStreamMsg) {
	record := stage.Message{Header: m.Header}
	stage.ReadHeaders(&record)
	u := t.turn(record.Seq)
	u.at = record.Time
	for _, w := range stage.ReadWalk(m.Header.Get(stage.HeaderWalk)) {
		switch {
		case w.Stage == last.stage:
			last.took = w.Took
		case !u.walked: // else a stage before FACTS died, and the record was made twice
			u.add(traced{stage: w.Stage, at: w.Done, took: w.Took})
		}
	}
	u.walked = true
	u.add(last)
}

func (t *trace) factsWords(m *jetstream.RawStreamMsg) string {
	if settled := m.Header.Get(stage.HeaderSettled); settled != "" {
		return "settled: " + settled
	}
	f := new(wirefoldv1.Facts)
	if err := proto.Unmarshal(m.Data, f); err != nil {
		return "cannot be read: " + err.Error()
	}
	a := f.GetArticle()
	t.title = a.GetTitle()
	words := fmt.Sprintf("%s, %d characters, %d pieces removed; %d entities, %d quotes, %d times, %d quantities, %d events",
		orDash(a.GetLanguage()), len([]rune(a.GetText())), len(a.GetRemoved()),
		len(f.GetEntities()), len(f.GetQuotes()), len(f.GetTimes()), len(f.GetQuantities()), len(f.GetEvents()))
	if len(f.GetTopics()) > 0 {
		words += "; topics " + strings.Join(f.GetTopics(), " ")
	}
	if a.GetStatus() != "usable" {
		words = a.GetStatus() + "; " + words
	}
	return words
}

func (t *trace) dead(ctx context.Context) error {
	return reading{stream: topology.Dead, since: t.since, headersOnly: true}.each(ctx, t.js, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		h := m.Headers()
		seq := wireSeqOf(h.Get(stage.HeaderWireSeq))
		if h.Get(stage.HeaderArticle) == t.article || t.turns[seq] != nil {
			t.turn(seq).bury(traced{stage: stageOf(m.Subject()), at: meta.Timestamp, stream: topology.Dead, seq: meta.Sequence.Stream,
				what: fmt.Sprintf("buried: %s: %s", h.Get(stage.HeaderReason), clip(h.Get(stage.HeaderError), 120))})
		}
		return nil
	})
}

func (t *trace) decisions(ctx context.Context) error {
	return reading{stream: topology.Decisions, since: t.since}.each(ctx, t.js, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		d := new(wirefoldv1.Decision)
		if proto.Unmarshal(m.Data(), d) != nil {
			return nil // somebody else's message
		}
		var state *wirefoldv1.ArticleMemory
		for _, a := range d.GetArticles() {
			if a.GetId() == t.article {
				state = a
			}
		}
		own := t.turns[d.GetWireSeq()] != nil
		if !own && state == nil {
			return nil
		}
		words := d.GetVerdict()
		if !own {
			words += ", about another article"
		}
		if j := state.GetJoin(); j.GetOriginalId() != "" {
			words += fmt.Sprintf("; %s of %s revision %d, score %.2f, rule %s", j.GetRelation(), j.GetOriginalId(), j.GetOriginalRevision(), j.GetScore(), j.GetRule())
		}
		if state.GetStoryId() != "" {
			words += "; story " + state.GetStoryId()
		}
		l := traced{stage: "dedupe", at: meta.Timestamp, stream: topology.Decisions, seq: meta.Sequence.Stream, what: words}
		if walk := stage.ReadWalk(m.Headers().Get(stage.HeaderWalk)); len(walk) > 0 {
			l.took = walk[0].Took
		}
		u := t.turn(d.GetWireSeq())
		if at := d.GetReceivedAt(); at != nil {
			u.at = at.AsTime()
		}
		u.add(l)
		return nil
	})
}

func (t *trace) news(ctx context.Context) error {
	return reading{stream: topology.News, since: t.since}.each(ctx, t.js, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		seq := wireSeqOf(m.Headers().Get(stage.HeaderWireSeq))
		if t.turns[seq] == nil {
			return nil
		}
		e, err := news.Read(m.Data())
		if err != nil {
			return nil // somebody else's message
		}
		if e.Of == t.article || e.Quote.GetArticleId() == t.article || e.Coded.GetArticleId() == t.article ||
			slices.Contains(e.Story.GetArticleIds(), t.article) {
			t.turn(seq).add(traced{stage: "announce", at: meta.Timestamp, stream: topology.News, seq: meta.Sequence.Stream, what: e.ID + "  " + m.Subject()})
		}
		return nil
	})
}

// wire reads the messages that caused it all.
func (t *trace) wire(ctx context.Context) error {
	stream, err := t.js.Stream(ctx, topology.Wire)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.Wire, err)
	}
	for seq, turn := range t.turns {
		m, err := stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			turn.add(traced{stage: onWire, at: turn.at, stream: topology.Wire, seq: seq, what: "kept no more"})
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s %d: %w", topology.Wire, seq, err)
		}
		turn.at = m.Time
		what := fmt.Sprintf("%s  %d bytes  %s", m.Subject, len(m.Data), m.Header.Get("Content-Type"))
		turn.add(traced{stage: onWire, at: m.Time, stream: topology.Wire, seq: seq, what: strings.TrimSpace(what)})
	}
	return nil
}

func wireSeqOf(header string) uint64 {
	seq, _ := strconv.ParseUint(header, 10, 64) // none: no message has sequence 0
	return seq
}
