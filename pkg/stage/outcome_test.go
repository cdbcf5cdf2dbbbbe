package stage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestEveryOutcomeOfAStep(t *testing.T) {
	b := newBench(t)
	var tried atomic.Int32
	step := func(_ context.Context, in *word) (*word, error) {
		switch in.text {
		case "filtered":
			return nil, nil
		case "permanent":
			return nil, stage.Permanent("no_text", errors.New("the page is empty"))
		case "reason of another stage":
			return nil, fmt.Errorf("clean: %w", stage.Permanent("somewhere_else", errors.New("odd")))
		case "retry":
			if tried.Add(1) == 1 {
				return nil, stage.RetryAfter(time.Millisecond, errors.New("the host is away"))
			}
		case "unknown error":
			return nil, errors.New("no idea")
		case "panic":
			panic("boom")
		case "too large":
			return &word{strings.Repeat("x", topology.MaxPayload)}, nil
		case "long error":
			return nil, errors.New("a\r\nb\x00c \xff" + strings.Repeat("é", 2000))
		}
		return &word{in.text + "!"}, nil
	}
	rows := []struct {
		in, body, settled   string
		reason, err, before string // of the dead letter; before: what its error begins with
		attempts            string
	}{
		{in: "ok", body: "ok!"},
		{in: "retry", body: "retry!"},
		{in: "filtered", settled: "filtered"},
		{in: "permanent", settled: "no_text", reason: "no_text", err: "the page is empty"},
		{in: "reason of another stage", settled: "step_failed", reason: "step_failed", err: "clean: odd"},
		{in: "unknown error", settled: "step_failed", reason: "step_failed", err: "no idea"},
		{in: "undecodable", settled: "undecodable", reason: "undecodable", err: "no word"},
		{in: "panic", settled: "panic", reason: "panic", before: "panic: boom goroutine "},
		{in: "too large", settled: "too_large", reason: "too_large", before: "the record for wirefold.facts has 8388608 bytes"},
		{in: "long error", settled: "step_failed", reason: "step_failed", before: "a b c \uFFFDéé"},
	}
	published := map[string]nats.Header{}
	for _, row := range rows {
		header := nats.Header{"Content-Type": {"text/plain"}, jetstream.MsgIDHeader: {"test_example/" + row.in}, "X-Own": {"kept"}}
		published[row.in] = header
		if _, err := b.js.PublishMsg(natstest.Context(t), &nats.Msg{Subject: "wire.test_example", Data: []byte(row.in), Header: header}); err != nil {
			t.Fatal(err)
		}
	}
	stop := run(t, b.env, words(topology.IngestQueue, step))
	b.awaitAnswers(len(rows))
	b.awaitIdle(topology.IngestQueue)
	stop()

	letters := map[string]*jetstream.RawStreamMsg{}
	for _, letter := range natstest.Read(t, b.js, topology.Dead) {
		if letters[string(letter.Data)] != nil {
			t.Errorf("%q has two dead letters", letter.Data)
		}
		letters[string(letter.Data)] = letter
	}
	answers := b.answers()
	for i, row := range rows {
		t.Run(row.in, func(t *testing.T) {
			seq := uint64(i + 1)
			answer := answers[seq]
			if answer == nil {
				t.Fatal("it has no answer")
			}
			if got := string(answer.Data); got != row.body {
				t.Errorf("the answer's body is %q, want %q", got, row.body)
			}
			if got := answer.Header.Get(stage.HeaderSettled); got != row.settled {
				t.Errorf("it is settled %q, want %q", got, row.settled)
			}
			if got, want := answer.Header.Get(jetstream.MsgIDHeader), fmt.Sprintf("test/%s/%d", b.env.Epoch, seq); got != want {
				t.Errorf("the answer's id is %q, want %q", got, want)
			}
			letter := letters[row.in]
			if row.reason == "" {
				if letter != nil {
					t.Errorf("it is buried: %v", letter.Header)
				}
				return
			}
			if letter == nil {
				t.Fatal("it has no dead letter")
			}
			if letter.Subject != "dead.test."+row.reason {
				t.Errorf("it is buried on %s", letter.Subject)
			}
			cause := letter.Header.Get(stage.HeaderError)
			if row.err != "" && cause != row.err || !strings.HasPrefix(cause, row.before) {
				t.Errorf("the error is %q, want %q%q…", cause, row.err, row.before)
			}
			if len(cause) > 1024 || !utf8.ValidString(cause) || row.in == "long error" && len(cause) < 1020 {
				t.Errorf("the error has %d bytes, valid UTF-8: %v", len(cause), utf8.ValidString(cause))
			}
			want := nats.Header{
				"Content-Type": {"text/plain"}, "X-Own": {"kept"},
				stage.HeaderReason: {row.reason}, stage.HeaderError: {cause}, stage.HeaderSubject: {"wire.test_example"},
				stage.HeaderAttempts: {"1"}, stage.HeaderWireSeq: {fmt.Sprint(seq)},
				jetstream.MsgIDHeader: {fmt.Sprintf("test/%s/%d", b.env.Epoch, seq)},
			}
			if fmt.Sprint(letter.Header) != fmt.Sprint(want) {
				t.Errorf("the letter's headers are\n%v, want\n%v", letter.Header, want)
			}
		})
	}
	for series, want := range map[string]float64{
		"wirefold_stage_messages_total{ok,test}":       2,
		"wirefold_stage_messages_total{filtered,test}": 1,
		"wirefold_stage_messages_total{dead,test}":     7,
		"wirefold_stage_messages_total{retry,test}":    1,
		"wirefold_stage_dead_total{no_text,test}":      1,
		"wirefold_stage_dead_total{step_failed,test}":  3,
		"wirefold_stage_dead_total{panic,test}":        1,
		"wirefold_stage_dead_total{too_large,test}":    1,
		"wirefold_stage_dead_total{undecodable,test}":  1,
		"wirefold_stage_dead_total{crash_loop,test}":   0,
		"wirefold_stage_step_seconds{test}":            11,
		"wirefold_stage_inflight{test}":                0,
	} {
		if got := b.count(series); got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
	if age := b.count("wirefold_stage_age_seconds{test}"); age <= 0 || age > natstest.Patience.Seconds() {
		t.Errorf("the record settled last was %v s old", age)
	}
}

func TestBehindWireHeadersTellWhatIsAnswered(t *testing.T) {
	b := newBench(t)
	received := time.Date(2022, 1, 10, 9, 30, 0, 123456789, time.UTC)
	record := func(body string, header nats.Header) {
		t.Helper()
		if _, err := b.js.PublishMsg(natstest.Context(t), &nats.Msg{Subject: topology.SubjectClean, Data: []byte(body), Header: header}); err != nil {
			t.Fatal(err)
		}
	}
	record("", nats.Header{stage.HeaderWireSeq: {"41"}, stage.HeaderWireTime: {received.Format(time.RFC3339Nano)}, stage.HeaderSettled: {"no_text"}})
	record("stray", nats.Header{})
	record("word", nats.Header{
		stage.HeaderWireSeq: {"42"}, stage.HeaderWireTime: {received.Format(time.RFC3339Nano)},
		stage.HeaderTraceparent: {"00-trace-span-01"}, stage.HeaderArticle: {"a-0123456789abcdef"},
	})
	s := words(topology.ExtractQueue, same)
	s.Stamp = func(w *word, h nats.Header) { h.Set("X-Learnt", w.text) }
	run(t, b.env, s)
	b.awaitAnswers(2)
	b.awaitIdle(topology.ExtractQueue)
	answers := b.answers()

	settled, word := answers[41], answers[42]
	if settled == nil || len(settled.Data) != 0 || settled.Header.Get(stage.HeaderSettled) != "no_text" {
		t.Errorf("a settled record does not walk on as it came: %v", settled)
	}
	if word == nil || word.Header.Get(stage.HeaderWireTime) != "2022-01-10T09:30:00.123456789Z" ||
		word.Header.Get(stage.HeaderTraceparent) != "00-trace-span-01" || word.Header.Get(stage.HeaderArticle) != "a-0123456789abcdef" ||
		word.Header.Get("X-Learnt") != "word" {
		t.Errorf("headers are lost on the way: %v", word)
	}
	letters := natstest.Read(t, b.js, topology.Dead)
	if len(letters) != 1 || letters[0].Subject != "dead.test.undecodable" || string(letters[0].Data) != "stray" || len(letters[0].Header.Values(stage.HeaderWireSeq)) != 0 {
		t.Errorf("a record without a WIRE sequence is not buried: %v", letters)
	}
	if got := b.count("wirefold_stage_messages_total{settled,test}"); got != 1 {
		t.Errorf("%v settled records are counted, want 1", got)
	}
}
