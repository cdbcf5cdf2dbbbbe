package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
)

type deadCmd struct {
	server `embed:""`

	List    deadListCmd    `cmd:"" help:"List the dead letters."`
	Show    deadShowCmd    `cmd:"" help:"Print a dead letter, headers and body."`
	Retry   deadRetryCmd   `cmd:"" help:"Publish the publisher's own bytes again, and take the letter away."`
	Discard deadDiscardCmd `cmd:"" help:"Take dead letters away for good."`
}

type deadListCmd struct{}

func (deadListCmd) Run(ctx context.Context, dead *deadCmd, t terminal) error {
	return dead.open(ctx, func(js jetstream.JetStream, letters jetstream.Stream) error {
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "SEQ\tTIME\tSTAGE\tREASON\tSOURCE\tARTICLE\tWIRE\tERROR")
		err := reading{stream: topology.Dead, headersOnly: true}.each(ctx, js, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			h := m.Headers()
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", meta.Sequence.Stream, meta.Timestamp.UTC().Format(time.DateTime), stageOf(m.Subject()),
				h.Get(stage.HeaderReason), orDash(sourceOf(h)), orDash(h.Get(stage.HeaderArticle)), orDash(h.Get(stage.HeaderWireSeq)), clip(h.Get(stage.HeaderError), 100))
			return nil
		})
		return errors.Join(err, w.Flush())
	})
}

// sourceOf is who sent what ingest buried. Behind it a letter came on a subject of ours, and its article tells.
func sourceOf(letter nats.Header) string {
	source, _ := subject.WireSource(letter.Get(stage.HeaderSubject))
	return source
}

type deadShowCmd struct {
	Seq uint64 `arg:"" help:"Its number in the list."`
}

func (d deadShowCmd) Run(ctx context.Context, dead *deadCmd, t terminal) error {
	return dead.open(ctx, func(_ jetstream.JetStream, letters jetstream.Stream) error {
		letter, err := letters.GetMsg(ctx, d.Seq)
		if err != nil {
			return noLetter(d.Seq, err)
		}
		fmt.Fprintf(t.out, "%s  %s\n", letter.Subject, letter.Time.UTC().Format(time.RFC3339))
		for _, name := range slices.Sorted(maps.Keys(letter.Header)) {
			for _, v := range letter.Header[name] {
				fmt.Fprintf(t.out, "%s: %s\n", name, v)
			}
		}
		fmt.Fprintln(t.out)
		if _, err := t.out.Write(letter.Data); err != nil {
			return err
		}
		if utf8.Valid(letter.Data) && !strings.HasSuffix(string(letter.Data), "\n") {
			fmt.Fprintln(t.out)
		}
		return nil
	})
}

// deadChoice is which letters are meant.
type deadChoice struct {
	All  bool     `help:"All of them."`
	Seqs []uint64 `arg:"" optional:"" name:"seq" help:"Their numbers in the list."`
}

// each calls f with each chosen letter; one that fails does not keep the others back.
func (c deadChoice) each(ctx context.Context, js jetstream.JetStream, t terminal, f func(seq uint64) error) error {
	switch {
	case c.All == (len(c.Seqs) > 0):
		return errors.New("name the letters by their numbers, or give --all")
	case c.All:
		err := reading{stream: topology.Dead, headersOnly: true}.each(ctx, js, func(_ jetstream.Msg, meta *jetstream.MsgMetadata) error {
			c.Seqs = append(c.Seqs, meta.Sequence.Stream)
			return nil
		})
		if err != nil {
			return err
		}
	}
	failed := 0
	for _, seq := range c.Seqs {
		if err := f(seq); err != nil {
			fmt.Fprintf(t.err, "wirefold: %v\n", err)
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d dead letters failed", failed, len(c.Seqs))
	}
	return nil
}

type deadRetryCmd struct {
	deadChoice `embed:""`
}

func (d deadRetryCmd) Run(ctx context.Context, dead *deadCmd, t terminal) error {
	return dead.open(ctx, func(js jetstream.JetStream, letters jetstream.Stream) error {
		return d.each(ctx, js, t, func(seq uint64) error { return retry(ctx, js, letters, seq, t.out) })
	})
}

func retry(ctx context.Context, js jetstream.JetStream, letters jetstream.Stream, seq uint64, out io.Writer) error {
	letter, err := letters.GetMsg(ctx, seq)
	if err != nil {
		return noLetter(seq, err)
	}
	msg, err := publishersOwn(ctx, js, letter)
	if err != nil {
		return fmt.Errorf("retry dead letter %d: %w", seq, err)
	}
	// A retry that was cut short before the letter went away does no harm when it is done again.
	if source, err := subject.WireSource(msg.Subject); err == nil {
		msg.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("%s/dead/%d/%d", source, seq, letter.Time.UnixNano()))
	}
	receipt, err := js.PublishMsg(ctx, msg)
	if err != nil {
		return fmt.Errorf("retry dead letter %d: publish on %s: %w", seq, msg.Subject, err)
	}
	if err := letters.DeleteMsg(ctx, seq); err != nil {
		return fmt.Errorf("retry dead letter %d: published as WIRE %d, but not taken away: %w", seq, receipt.Sequence, err)
	}
	fmt.Fprintf(out, "dead letter %d  →  WIRE %d  %s\n", seq, receipt.Sequence, msg.Subject)
	return nil
}

var errExpired = errors.New("WIRE has the publisher's message no more, and the letter is not it: `wirefold dead show` prints what there is")

// publishersOwn finds what the publisher sent: the message on WIRE, or the letter itself where ingest buried it.
func publishersOwn(ctx context.Context, js jetstream.JetStream, letter *jetstream.RawStreamMsg) (*nats.Msg, error) {
	wireSeq, err := strconv.ParseUint(letter.Header.Get(stage.HeaderWireSeq), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("header %s: %w", stage.HeaderWireSeq, err)
	}
	if stageOf(letter.Subject) == "ingest" {
		return original(letter.Header.Get(stage.HeaderSubject), letter.Header, letter.Data), nil
	}
	life, err := topology.ReadLife(ctx, js)
	if err != nil {
		return nil, err
	}
	// Where WIRE was made anew, its sequences began again: the message there is another.
	if wireSeq >= life.First && epochOf(letter) != life.Epoch {
		return nil, errExpired
	}
	wire, err := js.Stream(ctx, topology.Wire)
	if err != nil {
		return nil, err
	}
	m, err := wire.GetMsg(ctx, wireSeq)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, errExpired
	}
	if err != nil {
		return nil, fmt.Errorf("read WIRE %d: %w", wireSeq, err)
	}
	return original(m.Subject, m.Header, m.Data), nil
}

// epochOf is the epoch that a letter's Nats-Msg-Id, <stage>/<epoch>/<wire seq>, tells.
func epochOf(letter *jetstream.RawStreamMsg) string {
	parts := strings.Split(letter.Header.Get(jetstream.MsgIDHeader), "/")
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

// ownOfLetters are the headers that a burial adds; the publisher's own facts begin with Wirefold- too.
var ownOfLetters = []string{stage.HeaderReason, stage.HeaderError, stage.HeaderSubject, stage.HeaderAttempts, stage.HeaderWireSeq, stage.HeaderArticle}

// original is a message without what broker and burial added.
func original(subj string, header nats.Header, body []byte) *nats.Msg {
	msg := &nats.Msg{Subject: subj, Header: nats.Header{}, Data: body}
	for name, values := range header {
		if !strings.HasPrefix(name, "Nats-") && !slices.Contains(ownOfLetters, name) {
			msg.Header[name] = values
		}
	}
	return msg
}

type deadDiscardCmd struct {
	deadChoice `embed:""`
}

func (d deadDiscardCmd) Run(ctx context.Context, dead *deadCmd, t terminal) error {
	return dead.open(ctx, func(js jetstream.JetStream, letters jetstream.Stream) error {
		return d.each(ctx, js, t, func(seq uint64) error {
			if err := letters.DeleteMsg(ctx, seq); err != nil {
				return noLetter(seq, err)
			}
			fmt.Fprintf(t.out, "dead letter %d discarded\n", seq)
			return nil
		})
	})
}

func (d *deadCmd) open(ctx context.Context, f func(jetstream.JetStream, jetstream.Stream) error) error {
	js, closeConn, err := d.dial("dead")
	if err != nil {
		return err
	}
	defer closeConn()
	letters, err := js.Stream(ctx, topology.Dead)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.Dead, err)
	}
	return f(js, letters)
}

func noLetter(seq uint64, err error) error {
	var api *jetstream.APIError
	if errors.Is(err, jetstream.ErrMsgNotFound) || errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) || errors.As(err, &api) && api.Code == 404 {
		return fmt.Errorf("there is no dead letter %d", seq)
	}
	return fmt.Errorf("dead letter %d: %w", seq, err)
}

// stageOf is the stage that wrote a letter: dead.<stage>.<reason>.
func stageOf(subj string) string {
	stage, _, _ := strings.Cut(strings.TrimPrefix(subj, subject.RootDead+"."), ".")
	return stage
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func clip(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes-1]) + "…"
}
