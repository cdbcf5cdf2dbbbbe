// Package stage runs one step of the pipeline over a JetStream work queue.
//
// A step is a function from one record to the next. The runner does everything around it: pull, decode, time,
// publish, acknowledge, retry, bury, count, trace. It promises that every WIRE sequence that comes in leaves exactly
// one answer on the next stream, or more of the same after a crash: the step's record, or an empty *settled* record
// where the step filtered it out or a dead letter was written. Nothing is dropped in silence.
package stage

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/topology"
)

// Headers of the records between the stages and of dead letters. Look-up in NATS headers is case-sensitive.
const (
	HeaderWireSeq     = "Wirefold-Wire-Seq"  // WIRE sequence that the record answers
	HeaderWireTime    = "Wirefold-Wire-Time" // when WIRE received it, RFC 3339 with nanoseconds
	HeaderEpoch       = "Wirefold-Epoch"     // WIRE's epoch
	HeaderArticle     = "Wirefold-Article"   // article id, once known
	HeaderSettled     = "Wirefold-Settled"   // on an empty record: why there is nothing more to do
	HeaderTraceparent = "traceparent"        // W3C Trace Context: the publisher's own, or derived
	HeaderWalk        = "Wirefold-Walk"      // when each stage worked, see [Walk]

	HeaderReason   = "Wirefold-Reason"   // dead letters: closed set, per stage
	HeaderError    = "Wirefold-Error"    // dead letters: the error, at most 1 KiB
	HeaderSubject  = "Wirefold-Subject"  // dead letters: the subject it came on
	HeaderAttempts = "Wirefold-Attempts" // dead letters: how often it was tried
)

// Message is a record as it came from its stream.
type Message struct {
	Subject string
	Header  nats.Header
	Data    []byte
	Seq     uint64    // the WIRE sequence it answers
	Time    time.Time // when WIRE received it
}

// Stage is one step and where it stands in the row.
type Stage[In, Out any] struct {
	Name    string         // the label of its metrics and the token of its dead letters
	From    topology.Queue // what it works off
	To      string         // the subject its records go to
	Reasons []string       // the reasons its step may bury a record with: a closed set, they are metric labels
	Filters bool           // its step may filter records out: a label set of its metrics
	Decode  func(Message) (*In, error)
	Step    func(context.Context, *In) (*Out, error)
	Encode  func(*Out) ([]byte, error)
	Stamp   func(*Out, nats.Header) // sets headers that the record learnt in this step; may be nil

	// Traceparent reads the publisher's own from a message on WIRE, "" for none; nil for a stage behind WIRE.
	Traceparent func(Message) string
}

// Proto is a stage whose records are protobuf messages on both sides.
func Proto[In, Out any, PIn message[In], POut message[Out]](s Stage[In, Out]) Stage[In, Out] {
	s.Decode = func(m Message) (*In, error) {
		in := new(In)
		return in, proto.Unmarshal(m.Data, PIn(in))
	}
	s.Encode = func(out *Out) ([]byte, error) { return proto.Marshal(POut(out)) }
	return s
}

// message is a pointer to a generated protobuf struct.
type message[T any] interface {
	*T
	proto.Message
}

// Reasons that the runner itself buries with; every stage has them beside its own.
const (
	ReasonUndecodable = "undecodable" // the record is not what its stream holds
	ReasonStepFailed  = "step_failed" // a step failed with an error that has no reason
	ReasonPanic       = "panic"
	ReasonCrashLoop   = "crash_loop" // the process died three times with this record in hand
	ReasonTooLarge    = "too_large"  // the step's record does not fit the broker's max_payload
)

var runnerReasons = []string{ReasonUndecodable, ReasonStepFailed, ReasonPanic, ReasonCrashLoop, ReasonTooLarge}

// Permanent is the error of a record that will fail the same way every time: it is buried with the reason, which
// must be one of the stage's.
func Permanent(reason string, err error) error { return &permanent{reason, err} }

// PermanentReason gives the reason of an error made by [Permanent].
func PermanentReason(err error) (reason string, ok bool) {
	var p *permanent
	if errors.As(err, &p) {
		return p.reason, true
	}
	return "", false
}

type permanent struct {
	reason string
	err    error
}

func (p *permanent) Error() string { return p.err.Error() }
func (p *permanent) Unwrap() error { return p.err }

// RetryAfter is the error of a step that reaches outside the process and may succeed after d.
func RetryAfter(d time.Duration, err error) error { return &retry{d, err} }

type retry struct {
	after time.Duration
	err   error
}

func (r *retry) Error() string { return r.err.Error() }
func (r *retry) Unwrap() error { return r.err }
