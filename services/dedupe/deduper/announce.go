package deduper

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/tracing"
	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/tally"
)

// Headers of the messages on NEWS that only Wirefold itself reads.
const (
	HeaderDecision = "Wirefold-Decision-Seq" // the DECISIONS record that the event announces
	HeaderState    = "Wirefold-State"        // the subject on which the event is the last of its article or story
)

// announceStage is the label and dead-letter token of the announcer.
const announceStage = "announce"

// announcing writes NEWS: the events of each decision, in order. Its position is the tail of NEWS, also in the middle of
// a decision's events.
type announcing struct {
	js        jetstream.JetStream
	life      topology.Life
	announcer *announcer.Announcer
	log       *zap.Logger
	seen      settling
	tally     *tally.Tally

	decision uint64       // the DECISIONS record that comes next, or is under way
	told     int          // how many of its events stand on NEWS
	onWay    []tally.Told // of the events on their way to NEWS
}

func (a *announcing) fencedLog() fenced.Log {
	return fenced.Log{
		Name: "announce", In: topology.Decisions, Out: topology.News,
		Load: a.load, Fold: a.fold, Position: func() uint64 { return a.decision },
		Answer: a.answer, Stored: a.stored, GivenUp: a.life.News,
	}
}

// load finds the position in the last event of this epoch.
func (a *announcing) load(ctx context.Context, tail uint64) (uint64, error) {
	a.decision, a.told, a.onWay = 1, 0, nil
	a.seen.begin()
	msg, err := lastOwn(ctx, a.js, topology.News, tail, a.log, func(h nats.Header) bool { return h.Get(HeaderDecision) != "" })
	if err != nil || msg == nil {
		return tail, err
	}
	return tail, a.fold(fenced.Record{Header: msg.Header})
}

func (a *announcing) fold(r fenced.Record) error {
	if r.Header.Get(stage.HeaderEpoch) != a.life.Epoch {
		return nil // of a WIRE before this one: all its decisions are told
	}
	decision, err := strconv.ParseUint(r.Header.Get(HeaderDecision), 10, 64)
	if err != nil {
		return fmt.Errorf("header %s: %w", HeaderDecision, err)
	}
	_, index, _ := strings.Cut(r.Header.Get(jetstream.MsgIDHeader), "-")
	told, err := strconv.Atoi(index)
	if err != nil {
		return fmt.Errorf("event id %q: %w", r.Header.Get(jetstream.MsgIDHeader), err)
	}
	a.decision, a.told = decision, told
	return nil
}

func (a *announcing) answer(ctx context.Context, r fenced.Record) ([]*nats.Msg, error) {
	if r.Header.Get(stage.HeaderEpoch) == "" {
		a.log.Warn("message on DECISIONS passed over: somebody else published it", zap.Uint64("seq", r.Seq))
		a.decision, a.told = r.Seq+1, 0
		return nil, nil
	}
	decision := new(wirefoldv1.Decision)
	if err := proto.Unmarshal(r.Data, decision); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	start := time.Now()
	var events []announcer.Event
	err := stage.Guard(func() (err error) {
		events, err = a.announcer.Announce(decision)
		return err
	})
	a.seen.Time(start)
	if err != nil && fenced.Transient(err) {
		return nil, err
	}
	u := underway{fate: stage.OK, received: receivedAt(decision), span: tracing.Span{
		Stage: announceStage, Stream: topology.Decisions, Traceparent: decision.GetTraceparent(), Epoch: a.life.Epoch, WireSeq: decision.GetWireSeq(),
		Article: articleOf(decision), Bytes: len(r.Data), Start: start, Step: time.Since(start), Verdict: decision.GetVerdict(), Events: len(events),
	}}
	if decision.GetVerdict() == string(decider.Settled) {
		u.fate = stage.Settled
	}
	if err != nil {
		u.span.Err = err
		if u.reason, err = a.bury(ctx, r, decision, err); err != nil {
			return nil, err
		}
	}
	told := 0
	if r.Seq == a.decision {
		told = a.told
	}
	a.decision, a.told = r.Seq+1, 0
	var answers []*nats.Msg
	for i, event := range events {
		if i < told {
			continue
		}
		if len(event.Data)+topology.MaxHeaders > topology.MaxPayload {
			u.span.Err = stage.Permanent(stage.ReasonTooLarge, fmt.Errorf("event %s on %s has %d bytes", event.ID, event.Subject, len(event.Data)))
			if u.reason, err = a.bury(ctx, r, decision, u.span.Err); err != nil {
				return nil, err
			}
			continue
		}
		answers = append(answers, a.message(r.Seq, decision, event))
		a.onWay = append(a.onWay, a.toldOf(decision, i))
	}
	if u.reason != "" {
		u.fate = stage.Dead
	}
	u.answers = len(answers)
	a.seen.put(u)
	a.seen.tell(0)
	return answers, nil
}

// articleOf is the article that a decision was taken on; "" where it announces none.
func articleOf(d *wirefoldv1.Decision) string {
	for _, n := range d.GetAnnouncements() {
		if n.GetFactsSeq() == d.GetFactsSeq() && (n.GetKind() == "article" || n.GetKind() == "copy") {
			return n.GetId()
		}
	}
	return ""
}

// receivedAt is when WIRE received what is decided; zero for a decision that does not tell.
func receivedAt(d *wirefoldv1.Decision) time.Time {
	if at := d.GetReceivedAt(); at != nil {
		return at.AsTime()
	}
	return time.Time{}
}

func (a *announcing) message(decisionSeq uint64, d *wirefoldv1.Decision, e announcer.Event) *nats.Msg {
	msg := &nats.Msg{Subject: e.Subject, Data: e.Data, Header: nats.Header{
		"Content-Type":        {"application/cloudevents+json"},
		jetstream.MsgIDHeader: {e.ID},
		HeaderDecision:        {strconv.FormatUint(decisionSeq, 10)},
		stage.HeaderWireSeq:   {strconv.FormatUint(d.GetWireSeq(), 10)},
		stage.HeaderEpoch:     {a.life.Epoch},
	}}
	if e.Traceparent != "" {
		msg.Header.Set(stage.HeaderTraceparent, e.Traceparent)
	}
	if e.StateSubject != "" {
		msg.Header.Set(HeaderState, e.StateSubject)
	}
	return msg
}

// bury writes the dead letter of a decision that could not be announced, or not wholly, and gives its reason.
func (a *announcing) bury(ctx context.Context, r fenced.Record, d *wirefoldv1.Decision, cause error) (reason string, err error) {
	reason = a.seen.Classify(cause)
	m := stage.Message{Subject: r.Subject, Header: r.Header, Data: r.Data, Seq: d.GetWireSeq()}
	burial := stage.Burial{Stage: announceStage, Epoch: a.life.Epoch, Message: m, Attempts: 1, Reason: reason, Cause: cause}
	if err := stage.Bury(ctx, a.js, burial); err != nil {
		return "", err
	}
	a.log.Warn("decision buried", zap.Uint64("seq", d.GetWireSeq()), zap.String("reason", reason), zap.String("trace", tracing.TraceID(d.GetTraceparent())), zap.Error(cause))
	return reason, nil
}

// stored counts an event that this writer stored: once, whatever happens before and after. What a writer stored and did not
// live to count is not counted.
func (a *announcing) stored(_ uint64, msg *nats.Msg) {
	told := a.onWay[0]
	a.onWay = a.onWay[1:]
	a.seen.stored(0)
	a.tally.Count(msg.Subject, told, time.Now())
}
