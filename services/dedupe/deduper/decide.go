package deduper

import (
	"context"
	"errors"
	"fmt"
	"strconv"
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
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// StageName is the label of dedupe's metrics and the token of its dead letters.
const StageName = "dedupe"

// deciding writes DECISIONS: one decision for each WIRE sequence, in WIRE's order.
type deciding struct {
	js       jetstream.JetStream
	life     topology.Life
	params   decider.Params
	texts    *texts
	snapshot snapshotFile
	log      *zap.Logger
	seen     settling

	decider *decider.Decider
	read    []*wirefoldv1.Decision // of the log, and not taken in yet
	order   *order
	missing time.Time // since when the due record is missing while others wait
	looked  time.Time
	lost    loss // what was found last
}

func (d *deciding) fencedLog() fenced.Log {
	return fenced.Log{
		Name: "decide", In: topology.Facts, Out: topology.Decisions,
		Load: d.load, Decode: decode, Fold: d.fold, Position: d.position,
		Answer: d.answer, Tick: d.lookForLost,
		Stored: func(uint64, *nats.Msg) { d.seen.stored(len(d.order.held)) },
		Rest:   d.rest, CheckpointEvery: snapshotEvery,
		SkipGaps: true, // FACTS that expired unread are looked for like any lost message
	}
}

func (d *deciding) load(ctx context.Context, tail uint64) (uint64, error) {
	d.missing, d.lost, d.read = time.Time{}, loss{}, nil
	d.seen.begin()
	memory, known := d.snapshot.load(ctx, d.js, d.params, tail, d.log)
	d.decider = &decider.Decider{Memory: memory, Texts: d.texts.get}
	d.order = newOrder(max(memory.WireSeq()+1, d.life.First), 1)
	if known > 0 {
		// The tail's own record says where to go on; folding it again changes nothing.
		known--
	}
	return known, nil
}

// decode gives a decision, or the error that it is none.
func decode(r fenced.Record) any {
	decision, err := decider.DecodeToApply(r.Data)
	if err != nil {
		return err
	}
	return decision
}

// readAtOnce is how many decisions of the log are taken in together, some 500 kB: the memory takes many in side by side.
const readAtOnce = 256

// takeIn lets the memory have what was read of the log. All that asks the memory calls it before.
func (d *deciding) takeIn() {
	d.decider.Memory.Apply(d.read...)
	clear(d.read)
	d.read = d.read[:0]
}

// position is where FACTS is to be read on; the memory then stands.
func (d *deciding) position() uint64 {
	d.takeIn()
	return d.order.resume()
}

func (d *deciding) fold(r fenced.Record) error {
	epoch := r.Header.Get(stage.HeaderEpoch)
	if epoch == "" {
		d.log.Warn("message on DECISIONS passed over: somebody else published it", zap.Uint64("seq", r.Seq))
		return nil
	}
	if epoch != d.life.Epoch {
		return fmt.Errorf("it belongs to epoch %q of WIRE, WIRE's is %q: %w", epoch, d.life.Epoch, fenced.ErrLost)
	}
	switch decision := r.Decoded.(type) {
	case error:
		return decision
	case *wirefoldv1.Decision:
		if d.read = append(d.read, decision); len(d.read) == readAtOnce {
			d.takeIn()
		}
		d.order = newOrder(decision.GetWireSeq()+1, decision.GetResumeFactsSeq())
	}
	return nil
}

// answer takes one FACTS record in and decides all that are due.
func (d *deciding) answer(ctx context.Context, r fenced.Record) ([]*nats.Msg, error) {
	d.takeIn()
	defer func() { d.seen.tell(len(d.order.held)) }()
	wireSeq, err := strconv.ParseUint(r.Header.Get(stage.HeaderWireSeq), 10, 64)
	if err != nil || r.Header.Get(stage.HeaderEpoch) != d.life.Epoch {
		if err := topology.StillLives(ctx, d.js, d.life.Epoch); err != nil {
			return nil, err
		}
		d.log.Warn("record on FACTS passed over: it answers no message of this WIRE", zap.Uint64("seq", r.Seq), zap.String("epoch", r.Header.Get(stage.HeaderEpoch)))
		d.order.read = max(d.order.read, r.Seq)
		return nil, nil
	}
	d.order.put(wireSeq, r)
	answers, err := d.decideDue(ctx)
	if err != nil || len(answers) > 0 {
		d.missing = time.Time{}
		return answers, err
	}
	return d.lookForLost(ctx)
}

func (d *deciding) decideDue(ctx context.Context) ([]*nats.Msg, error) {
	var answers []*nats.Msg
	for {
		h, ok := d.order.due()
		if !ok {
			return answers, nil
		}
		answer, err := d.decide(ctx, h)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
}

// reasonNoText buries copy without a text that releases nothing; beside it there are the runner's own reasons.
const reasonNoText = "no_text"

// maxDecision is the largest that the broker takes: what tells some 25,000 copies. One more that is told to all of a larger
// group is buried, where the publish that always fails would end dedupe again and again.
const maxDecision = topology.MaxPayload - topology.MaxHeaders

// decide judges one record. What cannot be judged is buried, and the sequence settled.
func (d *deciding) decide(ctx context.Context, h heldRecord) (*nats.Msg, error) {
	start := time.Now()
	m := stage.Message{Subject: h.record.Subject, Header: h.record.Header, Data: h.record.Data, Time: h.record.Time}
	stage.ReadHeaders(&m)
	in := decider.Input{WireSeq: h.wireSeq, FactsSeq: h.record.Seq, ReceivedAt: m.Time, Traceparent: m.Header.Get(stage.HeaderTraceparent)}
	var decision *wirefoldv1.Decision
	err := stage.Guard(func() (err error) {
		if m.Header.Get(stage.HeaderSettled) == "" {
			in.Facts = new(wirefoldv1.Facts)
			if err := proto.Unmarshal(m.Data, in.Facts); err != nil {
				return stage.Permanent(stage.ReasonUndecodable, err)
			}
			d.texts.put(in.FactsSeq, in.Facts)
		}
		decision, err = d.decider.Decide(in)
		if errors.Is(err, decider.ErrNoText) {
			return stage.Permanent(reasonNoText, err)
		}
		if size := proto.Size(decision); size > maxDecision {
			return stage.Permanent(stage.ReasonTooLarge, fmt.Errorf("the decision has %d bytes, of at most %d: it tells %d articles", size, maxDecision, len(decision.GetArticles())))
		}
		return err
	})
	d.seen.Time(start)
	u := underway{answers: 1, fate: stage.OK, received: m.Time, span: tracing.Span{
		Stage: StageName, Stream: topology.Facts, Traceparent: in.Traceparent, Epoch: d.life.Epoch, WireSeq: h.wireSeq,
		Article: m.Header.Get(stage.HeaderArticle), Bytes: len(m.Data), Start: h.since, Step: time.Since(start),
	}}
	if in.Facts == nil {
		u.fate = stage.Settled
	}
	if err != nil && fenced.Transient(err) {
		return nil, err
	}
	if err != nil {
		reason := d.seen.Classify(err)
		burial := stage.Burial{Stage: StageName, Epoch: d.life.Epoch, Message: m, Attempts: 1, Reason: reason, Cause: err}
		if err := stage.Bury(ctx, d.js, burial); err != nil {
			return nil, err
		}
		d.log.Warn("record buried", zap.Uint64("seq", h.wireSeq), zap.String("reason", reason), zap.String("trace", tracing.TraceID(in.Traceparent)), zap.Error(err))
		u.fate, u.reason, u.span.Err = stage.Dead, reason, err
		in.Facts = nil
		if decision, err = d.decider.Decide(in); err != nil {
			return nil, err
		}
	}
	u.span.Verdict = decision.GetVerdict()
	answer, err := d.commit(decision, u)
	if err == nil {
		answer.Header.Set(stage.HeaderWalk, stage.AppendWalk("", stage.Walk{Stage: StageName, Done: time.Now(), Took: u.span.Step}))
	}
	return answer, err
}

// commit completes a decision, lets the memory have it and makes it the log's next record.
func (d *deciding) commit(decision *wirefoldv1.Decision, u underway) (*nats.Msg, error) {
	decision.ResumeFactsSeq = d.order.resume()
	data, err := proto.Marshal(decision)
	if err != nil {
		return nil, fmt.Errorf("encode decision on WIRE %d: %w", decision.GetWireSeq(), err)
	}
	wireSeq := strconv.FormatUint(decision.GetWireSeq(), 10)
	d.decider.Memory.Apply(decision)
	u.verdict = decision.GetVerdict()
	d.seen.put(u)
	return &nats.Msg{Subject: topology.SubjectDecisions, Data: data, Header: nats.Header{
		stage.HeaderWireSeq:   {wireSeq},
		stage.HeaderEpoch:     {d.life.Epoch},
		jetstream.MsgIDHeader: {"decide/" + d.life.Epoch + "/" + wireSeq},
	}}, nil
}

// lookForLost settles what will never come, once it has been missing long enough.
func (d *deciding) lookForLost(ctx context.Context) ([]*nats.Msg, error) {
	d.takeIn()
	now := time.Now()
	if d.missing.IsZero() {
		d.missing = now
	}
	if now.Sub(d.missing) < patience {
		return nil, nil
	}
	if d.lost.upTo < d.order.next && now.Sub(d.looked) >= lookEvery {
		d.looked = now
		var err error
		if d.lost, err = findLoss(ctx, d.js, d.order.next, d.order.earliest(), d.order.read); err != nil {
			return nil, err
		}
	}
	if d.lost.upTo < d.order.next || d.order.read < d.lost.facts {
		return nil, nil
	}
	upTo := min(d.lost.upTo, d.order.earliest()-1) // some of them were on FACTS
	d.log.Warn("messages left WIRE before they were read, counting them as settled",
		zap.Uint64("seq", d.order.next), zap.Uint64("to", upTo))
	given := underway{answers: 1, expired: upTo - d.order.next + 1} // no fate: no record was answered
	decision, err := d.decider.Decide(decider.Input{WireSeq: upTo, ReceivedAt: d.decider.Memory.Clock()})
	if err != nil {
		return nil, err
	}
	d.order.next = upTo + 1
	settled, err := d.commit(decision, given)
	if err != nil {
		return nil, err
	}
	d.missing = time.Time{}
	due, err := d.decideDue(ctx)
	return append([]*nats.Msg{settled}, due...), err
}

// rest writes the snapshot.
func (d *deciding) rest(last uint64) error {
	d.takeIn()
	d.snapshot.save(context.Background(), d.js, d.decider.Memory, last, d.log)
	return nil
}
