package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/wirefold/frontpage"
	"github.com/wirefold/wirefold/services/wirefold/news"
	"github.com/wirefold/wirefold/services/wirefold/sample"
)

const (
	// pace lets a person follow: 75 messages go by in seven seconds.
	pace = 90 * time.Millisecond

	// patience is how long the last decision is waited for; it takes milliseconds.
	patience = 30 * time.Second

	// quiet is how long NEWS is silent after the last decision before all of it has been told.
	quiet = 400 * time.Millisecond
)

// player plays the sample wire beside the services and shows what comes of it; then it stays.
func player(url string, t terminal) app.Service {
	return app.Service{Name: "sample", Help: "Plays the sample wire.", Run: func(ctx context.Context, rt *app.Runtime) error {
		rt.Ready()
		page := frontpage.New(t.out, frontpage.Style{Colour: t.colour()})
		if err := play(ctx, rt.JS, page); err != nil {
			return fmt.Errorf("play sample: %w", err)
		}
		page.Print()
		page.Colophon(url, commandName())
		<-ctx.Done()
		return ctx.Err()
	}}
}

// commandName is how this command was called, for one who will call it again.
func commandName() string {
	if exe, err := os.Executable(); err == nil && strings.Contains(exe, "go-build") {
		return "go run ./services/wirefold"
	}
	return "wirefold"
}

// colour says whether the output may be coloured: on a terminal whose owner did not say no (no-color.org).
func (t terminal) colour() bool {
	f, ok := t.out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// play publishes the sample, message by message, and shows what comes of each.
func play(ctx context.Context, js jetstream.JetStream, page *frontpage.Page) error {
	messages, err := sample.Messages()
	if err != nil {
		return err
	}
	watch, err := watching(ctx, js)
	if err != nil {
		return err
	}
	defer watch.stop()
	page.Head("THE WIREFOLD", fmt.Sprintf("the talks of Washington and Moscow in January 2022, in %d messages from invented outlets", len(messages)))
	next := time.NewTicker(pace)
	defer next.Stop()
	var last uint64
	for sent := 0; sent < len(messages); {
		select {
		case <-next.C:
			m := messages[sent]
			receipt, err := js.PublishMsg(ctx, &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Body})
			if err != nil {
				return fmt.Errorf("publish %s: %w", m.Name, err)
			}
			last = receipt.Sequence
			sent++
		case m := <-watch.arrivals:
			watch.show(page, m)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return watch.rest(ctx, page, last)
}

// watch sees what the pipeline tells: news, dead letters and decisions.
type watch struct {
	arrivals chan jetstream.Msg
	decided  uint64
	stops    []func()
}

func watching(ctx context.Context, js jetstream.JetStream) (*watch, error) {
	w := &watch{arrivals: make(chan jetstream.Msg, 1024)}
	for _, stream := range []string{topology.News, topology.Dead, topology.Decisions} {
		consumer, err := js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{})
		if err != nil {
			w.stop()
			return nil, fmt.Errorf("follow %s: %w", stream, err)
		}
		following, err := consumer.Consume(func(m jetstream.Msg) {
			select {
			case w.arrivals <- m:
			case <-ctx.Done():
			}
		})
		if err != nil {
			w.stop()
			return nil, fmt.Errorf("follow %s: %w", stream, err)
		}
		w.stops = append(w.stops, following.Stop)
	}
	return w, nil
}

func (w *watch) stop() {
	for _, stop := range w.stops {
		stop()
	}
}

// show puts one arrival on the page.
func (w *watch) show(page *frontpage.Page, m jetstream.Msg) {
	root, _, _ := strings.Cut(m.Subject(), ".")
	switch root {
	case subject.RootNews:
		if e, err := news.Read(m.Data()); err == nil {
			page.Take(e)
		}
	case subject.RootDead:
		h := m.Headers()
		source, _ := subject.WireSource(h.Get(stage.HeaderSubject)) // none where a later stage buried it
		page.Bury(frontpage.Letter{
			WireSeq: wireSeqOf(h.Get(stage.HeaderWireSeq)), Source: source, Stage: stageOf(m.Subject()),
			Reason: h.Get(stage.HeaderReason), Because: h.Get(stage.HeaderError),
		})
	default:
		d := new(wirefoldv1.Decision)
		if proto.Unmarshal(m.Data(), d) == nil {
			w.decided = max(w.decided, d.GetWireSeq())
		}
	}
}

// rest shows what still comes until all is decided and told.
func (w *watch) rest(ctx context.Context, page *frontpage.Page, last uint64) error {
	silence := time.NewTimer(quiet)
	defer silence.Stop()
	late := time.After(patience)
	for {
		select {
		case m := <-w.arrivals:
			w.show(page, m)
			silence.Reset(quiet)
		case <-silence.C:
			page.EndTurn()
			if w.decided >= last {
				return nil
			}
			silence.Reset(quiet)
		case <-late:
			return fmt.Errorf("only %d of %d messages decided in %s: see the log with --log-level info", w.decided, last, patience)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
