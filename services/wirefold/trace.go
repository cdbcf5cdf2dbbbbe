package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	return `Told are WIRE, FACTS, DECISIONS, NEWS and DEAD: ARTICLES and CLEAN keep nothing that was worked off.`
}

func (c traceCmd) Run(ctx context.Context, t terminal) error {
	js, closeConn, err := c.dial("trace")
	if err != nil {
		return err
	}
	defer closeConn()
	tr := &trace{js: js, article: c.ID, since: time.Now().Add(-c.Since), turns: map[uint64]*turn{}}
	for _, read := range []func(context.Context) error{tr.facts, tr.dead, tr.decisions, tr.news, tr.wire} {
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
	at    time.Time // when WIRE received it
	lines []traced
}

type traced struct {
	stream string
	seq    uint64
	at     time.Time
	what   string
}

func (t *trace) add(wireSeq uint64, l traced) {
	if t.turns[wireSeq] == nil {
		t.turns[wireSeq] = &turn{}
	}
	t.turns[wireSeq].lines = append(t.turns[wireSeq].lines, l)
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
		t.add(wireSeqOf(m.Header.Get(stage.HeaderWireSeq)), traced{topology.Facts, seq, m.Time, t.factsWords(m)})
	}
	return nil
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
			t.add(seq, traced{topology.Dead, meta.Sequence.Stream, meta.Timestamp,
				fmt.Sprintf("buried by %s: %s: %s", stageOf(m.Subject()), h.Get(stage.HeaderReason), clip(h.Get(stage.HeaderError), 120))})
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
		t.add(d.GetWireSeq(), traced{topology.Decisions, meta.Sequence.Stream, meta.Timestamp, words})
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
			t.add(seq, traced{topology.News, meta.Sequence.Stream, meta.Timestamp, e.ID + "  " + m.Subject()})
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
			turn.lines = slices.Insert(turn.lines, 0, traced{stream: topology.Wire, seq: seq, what: "kept no more"})
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s %d: %w", topology.Wire, seq, err)
		}
		turn.at = m.Time
		what := fmt.Sprintf("%s  %d bytes  %s", m.Subject, len(m.Data), m.Header.Get("Content-Type"))
		turn.lines = slices.Insert(turn.lines, 0, traced{topology.Wire, seq, m.Time, strings.TrimSpace(what)})
	}
	return nil
}

func (t *trace) print(to terminal) {
	fmt.Fprintf(to.out, "%s  %s\n", t.article, t.title)
	for _, seq := range slices.Sorted(maps.Keys(t.turns)) {
		turn := t.turns[seq]
		fmt.Fprintln(to.out)
		for _, l := range turn.lines {
			at := ""
			switch {
			case l.at.IsZero():
			case l.stream == topology.Wire || turn.at.IsZero():
				at = l.at.UTC().Format("2006-01-02 15:04:05.000")
			default:
				at = "+" + l.at.Sub(turn.at).Round(time.Millisecond).String()
			}
			fmt.Fprintf(to.out, "%-9s %7d  %23s  %s\n", l.stream, l.seq, at, l.what)
		}
	}
}

func wireSeqOf(header string) uint64 {
	seq, _ := strconv.ParseUint(header, 10, 64) // none: no message has sequence 0
	return seq
}
