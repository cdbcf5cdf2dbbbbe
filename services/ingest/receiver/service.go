package receiver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/sourcelist"
)

// askWithin bounds the questions to WIRE about its sources.
const askWithin = 10 * time.Second

// Service is ingest: any number may run.
func Service(flags *sourcelist.Flags) app.Service {
	s := stage.Stage[stage.Message, wirefoldv1.Article]{
		Name: "ingest", From: topology.IngestQueue, To: topology.SubjectArticles, Reasons: Reasons,
		Decode: func(m stage.Message) (*stage.Message, error) { return &m, nil },
		Encode: func(a *wirefoldv1.Article) ([]byte, error) { return proto.Marshal(a) },
		Stamp:  stamp,
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
			h.askInTime(ctx, rt)
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
func (h *heard) askInTime(ctx context.Context, rt *app.Runtime) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if err := h.ask(ctx, rt.JS); err != nil && ctx.Err() != context.Canceled {
		rt.Log.Warn("not known when the sources were heard last, they count as heard now", zap.Error(err))
	}
}

// stamp puts into headers what the later stages need without opening the record. An operator's decision has no article.
func stamp(a *wirefoldv1.Article, h nats.Header) {
	if id := a.GetOrigin().GetId(); id != "" {
		h.Set(stage.HeaderArticle, id)
	}
	trace := a.GetOrigin().GetTraceparent()
	if trace == "" {
		seq, _ := strconv.ParseUint(h.Get(stage.HeaderWireSeq), 10, 64) // the runner's own
		trace = Traceparent(h.Get(stage.HeaderEpoch), seq)
	}
	h.Set(stage.HeaderTraceparent, trace)
}

// Traceparent derives the trace of a message whose publisher gave none: the same in every process. It is sampled, as
// the pipeline keeps all.
func Traceparent(epoch string, seq uint64) string {
	h := sha256.Sum256([]byte(epoch + "/" + strconv.FormatUint(seq, 10)))
	return "00-" + hex.EncodeToString(h[:16]) + "-" + hex.EncodeToString(h[16:24]) + "-01"
}
