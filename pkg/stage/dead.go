package stage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/subject"
)

const (
	// maxErrorHeader bounds Wirefold-Error: the contract's 1 KiB.
	maxErrorHeader = 1024

	// maxHeaders is what JetStream stores of headers, in their encoded form.
	maxHeaders = 1<<16 - 1
)

// Burial is a message that cannot go on, and why.
type Burial struct {
	Stage    string // that buries it
	Epoch    string // of WIRE
	Message  Message
	Attempts int    // how often it was tried
	Reason   string // of the stage's closed set
	Cause    error
}

// Letter makes the dead letter: the message as the stage received it, on dead.<stage>.<reason>.
func (b Burial) Letter() (*nats.Msg, error) {
	on, err := subject.Dead(b.Stage, b.Reason)
	if err != nil {
		return nil, fmt.Errorf("bury %s %d: %w", b.Message.Subject, b.Message.Seq, err)
	}
	m := b.Message
	letter := &nats.Msg{Subject: on, Header: maps.Clone(m.Header), Data: m.Data}
	if letter.Header == nil {
		letter.Header = nats.Header{}
	}
	for name := range letter.Header {
		// Instructions to the stream it came from are none to DEAD.
		if strings.HasPrefix(name, "Nats-") {
			delete(letter.Header, name)
		}
	}
	letter.Header.Set(HeaderReason, b.Reason)
	letter.Header.Set(HeaderSubject, m.Subject)
	letter.Header.Set(HeaderAttempts, strconv.Itoa(b.Attempts))
	if m.Seq > 0 {
		// A stage that died between the letter and its acknowledgement writes the letter again.
		seq := strconv.FormatUint(m.Seq, 10)
		letter.Header.Set(HeaderWireSeq, seq)
		letter.Header.Set(jetstream.MsgIDHeader, b.Stage+"/"+b.Epoch+"/"+seq)
	}
	said := b.Cause.Error()
	if left := makeRoom(letter.Header, m.Header); len(left) > 0 {
		said = fmt.Sprintf("(no room for headers %.200q) %s", left, said)
	}
	letter.Header.Set(HeaderError, headerText(said))
	return letter, nil
}

// letterHeaders are those that Letter sets, whatever the publisher gave.
var letterHeaders = []string{HeaderReason, HeaderError, HeaderSubject, HeaderAttempts, HeaderWireSeq}

// makeRoom leaves out the largest of a publisher's headers where they fill what JetStream stores of headers: WIRE still
// holds them. It returns their names.
func makeRoom(h, own nats.Header) (left []string) {
	size := len("NATS/1.0\r\n\r\n") + len(HeaderError) + maxErrorHeader + len(": \r\n")
	sizes := map[string]int{}
	for name, values := range h {
		for _, v := range values {
			sizes[name] += len(name) + len(": ") + len(v) + len("\r\n")
		}
		size += sizes[name]
	}
	names := slices.SortedFunc(maps.Keys(own), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), strings.Compare(a, b))
	})
	for _, name := range names {
		if size <= maxHeaders {
			break
		}
		if slices.Contains(letterHeaders, name) {
			continue
		}
		size -= sizes[name]
		delete(h, name)
		left = append(left, name)
	}
	return left
}

// headerText makes a header value of an error: one line, valid UTF-8, bounded.
func headerText(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' || r == 0 }), " ")
	if len(s) <= maxErrorHeader {
		return s
	}
	cut := maxErrorHeader
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut]
}

// errPanic carries a panic's value and where it was.
type errPanic struct {
	value any
	stack []byte
}

func (e *errPanic) Error() string { return fmt.Sprintf("panic: %v\n%s", e.value, e.stack) }

// Guard calls f and returns its panic as an error that [Classify] knows.
func Guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &errPanic{v, debug.Stack()}
		}
	}()
	return f()
}

// Classify gives the reason to bury with, of the stage's closed set.
func (o *Observer) Classify(err error) string {
	if reason, ok := PermanentReason(err); ok && slices.Contains(o.reasons, reason) {
		return reason
	}
	if p := (*errPanic)(nil); errors.As(err, &p) {
		return ReasonPanic
	}
	return ReasonStepFailed
}

// Bury writes the dead letter, so that it is stored when Bury returns nil.
func Bury(ctx context.Context, js jetstream.JetStream, b Burial) error {
	letter, err := b.Letter()
	if err != nil {
		return err
	}
	if _, err := js.PublishMsg(ctx, letter); err != nil {
		return fmt.Errorf("bury on %s: %w", letter.Subject, err)
	}
	return nil
}
