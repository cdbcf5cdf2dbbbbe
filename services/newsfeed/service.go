// Package newsfeed gives the news to feed readers: the collapsed stream, a topic a feed, as RSS 2.0 and JSON Feed 1.1.
//
// Each article is one item, with its copies told in it. An item keeps its guid over revisions, and over a change of the
// article that speaks for a group of copies, so that a reader shows each once. Withdrawn and held articles leave.
//
// What is served is a function of the last week of NEWS, wherever and whenever it is read: any number of processes serve
// the same, and a restart changes nothing. STATE would not do for that, since it tells what stands and not what a reader
// was shown before.
package newsfeed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/newsfeed/edition"
)

const (
	// quiet is how long NEWS is silent before the events of a message count as all there. They come within milliseconds.
	quiet = 250 * time.Millisecond

	// again is how long it waits before it reads NEWS anew after a failure.
	again = time.Second
)

// Service serves the feeds at the door: any number may run. The topics that the flags name have a feed from the start.
func Service(topics *extractor.Flags) app.Service {
	return app.Service{
		Name: "feeds", Help: "Serves the news as RSS and JSON Feed.", Door: true, Part: topology.Part{Needs: []string{topology.News}},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			if rt.Door == nil {
				rt.Ready()
				<-ctx.Done() // nobody comes for the feeds
				return ctx.Err()
			}
			loaded, err := topics.Load()
			if err != nil {
				return err
			}
			r := reader{js: rt.JS, log: rt.Log, desk: newDesk(rt.Door.URL())}
			for _, t := range loaded {
				r.topics = append(r.topics, t.Name)
			}
			rt.Door.Handle("GET /feed/{$}", httpdoor.Readers, r.desk.list())
			rt.Door.Handle("GET /feed/{file}", httpdoor.Readers, r.desk)
			rt.Ready() // news of a week may take some seconds; until then a feed is 503
			return r.run(ctx)
		},
	}
}

// reader folds NEWS into an edition.
type reader struct {
	js     jetstream.JetStream
	log    *zap.Logger
	topics []string
	desk   *desk
}

// run reads NEWS until the end; where that fails, anew. What is served meanwhile stays.
func (r reader) run(ctx context.Context) error {
	for {
		err := r.read(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.log.Warn("feeds stand still, they read the news anew", zap.Error(err))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(again):
		}
	}
}

// read folds the last week of NEWS, as NEWS counts it, and what comes.
func (r reader) read(ctx context.Context) error {
	stream, err := r.js.Stream(ctx, topology.News)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.News, err)
	}
	config := jetstream.OrderedConsumerConfig{FilterSubjects: []string{"news.article.>", "news.copy.>"}}
	if state := stream.CachedInfo().State; state.Msgs > 0 {
		from := state.LastTime.Add(-edition.Memory)
		config.DeliverPolicy, config.OptStartTime = jetstream.DeliverByStartTimePolicy, &from
	}
	consumer, err := stream.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("read stream %s: %w", topology.News, err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("read stream %s: %w", topology.News, err)
	}
	defer messages.Stop()
	fold := &shared{edition: edition.New(r.topics...)}
	begin := time.Now()
	if consumer.CachedInfo().NumPending == 0 {
		r.desk.serve(fold)
	}
	for count := 1; ; count++ {
		m, err := r.next(ctx, messages, fold)
		if err != nil {
			return fmt.Errorf("read stream %s: %w", topology.News, err)
		}
		r.take(fold, m)
		if meta, err := m.Metadata(); err == nil && meta.NumPending == 0 && r.desk.serve(fold) {
			r.log.Info("feeds have read the news", zap.Int("events", count), zap.Duration("took", time.Since(begin)))
		}
	}
}

// next waits for a message; when none follows, the turn that is open ends.
func (r reader) next(ctx context.Context, messages jetstream.MessagesContext, fold *shared) (jetstream.Msg, error) {
	if fold.open() {
		m, err := messages.Next(jetstream.NextMaxWait(quiet))
		if !errors.Is(err, nats.ErrTimeout) {
			return m, err
		}
		fold.endTurn()
	}
	return messages.Next(jetstream.NextContext(ctx))
}

// take folds one message. news.> is open to publishers: what somebody else put there is passed over.
func (r reader) take(fold *shared, m jetstream.Msg) {
	event, ok, err := edition.Read(m.Data())
	if err != nil {
		r.log.Warn("message passed over: no event of Wirefold's", zap.String("subject", m.Subject()), zap.Error(err))
	}
	if ok {
		fold.take(event)
	}
}
