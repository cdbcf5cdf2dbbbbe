package receiver

import (
	"context"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/sourcelist"
)

const (
	// askWithin bounds the questions to WIRE about its sources.
	askWithin = 10 * time.Second

	// askEvery is how often it is asked. Of several ingests each takes some of a source's messages, and one that stops
	// takes what it heard with it.
	askEvery = time.Minute
)

// Service is ingest: any number may run.
func Service(flags *sourcelist.Flags) app.Service {
	s := stage.Stage[stage.Message, wirefoldv1.Article]{
		Name: "ingest", From: topology.IngestQueue, To: topology.SubjectArticles, Reasons: Reasons,
		Decode: func(m stage.Message) (*stage.Message, error) { return &m, nil },
		Encode: func(a *wirefoldv1.Article) ([]byte, error) { return proto.Marshal(a) },
		Stamp:  stamp, Traceparent: traceparent,
	}
	return app.Service{
		Name: "ingest", Help: "Wirefold ingest: what publishers send becomes articles of known form. Run any number.",
		HTTP: "127.0.0.1:8081", Flags: flags, Part: topology.IngestPart,
		Checks: func() error {
			_, err := flags.Load()
			return err
		},
		Metrics: func(r *metrics.Registry) {
			s.Observer(stage.NewMetrics(r))
			list, _ := flags.Load() // checked
			newHeard(r, list)
		},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			list, err := flags.Load()
			if err != nil {
				return err
			}
			flags.Warn(rt.Log)
			h := newHeard(rt.Registry, list)
			if err := h.askInTime(ctx, rt.JS); err != nil && ctx.Err() == nil {
				rt.Log.Warn("not known when the sources were heard last, they count as heard now", zap.Error(err))
			}
			defer h.keepAsking(ctx, rt, askEvery)()
			step := New().Step
			s.Step = func(ctx context.Context, m *stage.Message) (*wirefoldv1.Article, error) {
				h.take(m)
				return step(ctx, m)
			}
			rt.Ready()
			return stage.Run(ctx, rt.Stage(), s)
		},
	}
}

// askInTime asks WIRE. Where it does not answer, the sources count as heard when the process started: work goes on.
func (h *heard) askInTime(ctx context.Context, js jetstream.JetStream) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	return h.ask(ctx, js)
}

// keepAsking asks WIRE again and again until the function that it returns is called, which waits for the question under
// way.
func (h *heard) keepAsking(ctx context.Context, rt *app.Runtime, every time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var asking sync.WaitGroup
	asking.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if !rt.JS.Conn().IsConnected() {
				continue // the client would keep the questions until it is back
			}
			if err := h.askInTime(ctx, rt.JS); err != nil {
				rt.Log.Debug("not known what others heard of the sources", zap.Error(err))
			}
		}
	})
	return func() {
		cancel()
		asking.Wait()
	}
}

// stamp puts into headers what the later stages need without opening the record. An operator's decision has no article.
// A trace that the body brought goes before the derived one.
func stamp(a *wirefoldv1.Article, h nats.Header) {
	if id := a.GetOrigin().GetId(); id != "" {
		h.Set(stage.HeaderArticle, id)
	}
	if trace := a.GetOrigin().GetTraceparent(); trace != "" {
		h.Set(stage.HeaderTraceparent, trace)
	}
}

// traceparent reads the publisher's own from a message's headers. The second is that of CloudEvents in binary mode, whose
// body is an article in one of the other forms.
func traceparent(m stage.Message) string {
	for _, name := range []string{stage.HeaderTraceparent, "ce-traceparent"} {
		if own := readTraceparent(headers(m.Header).get(name)); own != "" {
			return own
		}
	}
	return ""
}
