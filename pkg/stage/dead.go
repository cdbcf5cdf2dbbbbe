package stage

import (
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
)

// maxErrorHeader bounds Wirefold-Error: the contract's 1 KiB.
const maxErrorHeader = 1024

// Letter makes the dead letter of a message: the message as the stage received it, on dead.<stage>.<reason>.
func Letter(stage string, m Message, epoch string, attempts int, reason string, cause error) *nats.Msg {
	letter := &nats.Msg{Subject: "dead." + stage + "." + reason, Header: maps.Clone(m.Header), Data: m.Data}
	if letter.Header == nil {
		letter.Header = nats.Header{}
	}
	for name := range letter.Header {
		// Instructions to the stream it came from are none to DEAD.
		if strings.HasPrefix(name, "Nats-") {
			delete(letter.Header, name)
		}
	}
	letter.Header.Set(HeaderReason, reason)
	letter.Header.Set(HeaderError, headerText(cause.Error()))
	letter.Header.Set(HeaderSubject, m.Subject)
	letter.Header.Set(HeaderAttempts, strconv.Itoa(attempts))
	if m.Seq > 0 {
		// A stage that died between the letter and its acknowledgement writes the letter again.
		seq := strconv.FormatUint(m.Seq, 10)
		letter.Header.Set(HeaderWireSeq, seq)
		letter.Header.Set(jetstream.MsgIDHeader, stage+"/"+epoch+"/"+seq)
	}
	return letter
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

// Classify gives the reason to bury with, from the closed set.
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
func Bury(ctx context.Context, js jetstream.JetStream, letter *nats.Msg) error {
	if _, err := js.PublishMsg(ctx, letter); err != nil {
		return fmt.Errorf("bury on %s: %w", letter.Subject, err)
	}
	return nil
}
