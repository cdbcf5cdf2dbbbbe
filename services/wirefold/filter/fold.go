package filter

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topic"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// foldEpoch stands in the source of events that no WIRE stream caused.
const foldEpoch = "fold"

// published is a line that fold gives: an event, as it would be published.
type published struct {
	Subject string          `json:"subject"`
	Event   json.RawMessage `json:"event"`
}

// Fold is the whole pipeline: wire in, news out. The number of a line is its sequence in WIRE.
func Fold(in io.Reader, out io.Writer, topics []topic.Topic, deployment string) (err error) {
	d, err := newDesk(deployment)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.texts.close()) }()
	rewrite := newRewrite(topics)
	var times clock
	return chain[wired, answered[delivery]]{
		open: func(l line) wired { return openWired(l, &times) },
		work: func(w wired) answered[delivery] {
			r := answered[delivery]{id: w.id, out: delivery{seq: uint64(w.number), at: w.at}, err: w.err}
			if r.err == nil {
				r.out.facts, r.err = guard(func() (*wirefoldv1.Facts, error) { return rewrite.facts(w) })
			}
			return r
		},
		tell: d.tell,
	}.run(in, out)
}

// wired is a line that fold takes, with what stands beside the article on the wire.
type wired struct {
	line
	id     json.RawMessage
	source string
	at     time.Time
	err    error
}

func openWired(l line, times *clock) wired {
	w := wired{line: l}
	var beside struct{ Source, URL, ReceivedAt, PublishedAt string }
	if w.id, w.err = decode(l, &beside); w.err != nil {
		return w
	}
	if w.source = beside.Source; strings.TrimSpace(w.source) == "" {
		w.source = sourceOf(beside.URL)
	}
	w.at, w.err = times.at(beside.ReceivedAt, beside.PublishedAt)
	return w
}

// rewrite is what ingest, clean and extract do to one line.
type rewrite struct {
	clean   *cleaner.Cleaner
	extract *extractor.Extractor
}

func newRewrite(topics []topic.Topic) rewrite { return rewrite{cleaner.New(), extractor.New(topics)} }

func (r rewrite) facts(w wired) (*wirefoldv1.Facts, error) {
	ctx := context.Background()
	article, err := receiver.FromJSON(w.source, uint64(w.number), w.at, w.object)
	if err != nil {
		return nil, err
	}
	cleaned, err := r.clean.Step(ctx, article)
	if err != nil {
		return nil, err
	}
	return r.extract.Step(ctx, cleaned)
}

// delivery is one line as dedupe gets it.
type delivery struct {
	seq   uint64
	at    time.Time
	facts *wirefoldv1.Facts // nil for a bad line
}

// desk is dedupe: it decides and announces.
type desk struct {
	decider  *decider.Decider
	announce *announcer.Announcer
	texts    *drawer
}

func newDesk(deployment string) (*desk, error) {
	texts, err := openDrawer()
	if err != nil {
		return nil, err
	}
	return &desk{
		decider:  &decider.Decider{Memory: decider.NewMemory(decider.Params{Memory: topology.DefaultMemoryWindow}), Texts: texts.get},
		announce: &announcer.Announcer{Deployment: deployment, Epoch: foldEpoch, Facts: texts.get},
		texts:    texts,
	}, nil
}

func (d *desk) tell(r answered[delivery], a *answers) {
	events, err := guard(func() ([]announcer.Event, error) { return d.events(r.out) })
	if err = errors.Join(r.err, err); err != nil {
		a.refuse(r.id, err)
		return
	}
	for _, e := range events {
		a.put(published{e.Subject, e.Data})
	}
}

// events decides one line and tells what comes of it. A bad line is decided too: it settles its sequence.
func (d *desk) events(in delivery) ([]announcer.Event, error) {
	turn := decider.Input{WireSeq: in.seq, ReceivedAt: in.at}
	if in.facts != nil {
		if err := d.texts.put(in.seq, in.at, in.facts); err != nil {
			return nil, err
		}
		turn.FactsSeq, turn.Facts = in.seq, in.facts
		if turn.Traceparent = in.facts.GetArticle().GetOrigin().GetTraceparent(); turn.Traceparent == "" {
			turn.Traceparent = tracing.Derive(foldEpoch, in.seq)
		}
	}
	decision, err := d.decider.Decide(turn)
	if errors.Is(err, decider.ErrNoText) {
		return nil, stage.Permanent(cleaner.NoText, err)
	}
	if err != nil {
		return nil, err
	}
	d.decider.Memory.Apply(decision)
	return d.announce.Announce(decision)
}
