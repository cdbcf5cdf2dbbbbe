// Package survey asks the broker how full the declared streams are and how far the declared durables have come, and
// shows the answers as metrics (`wirefold_jetstream_…`).
//
// It asks over the JetStream API, which works alike with the NATS inside and with one outside, and it takes only the
// answer of a stream's or a consumer's leader: a follower's numbers may be old. What is not declared in
// [topology], such as a reader's consumer that comes and goes, is never asked for.
//
// It asks in rounds of its own, every 5 seconds. A scrape gives the answers of the last round and costs the broker
// nothing, and a slow broker holds no scrape up. Nothing old is shown: the series of what did not answer in the last
// round are left out until it answers again.
//
// `wirefold_jetstream_up` is 1 when every question of the last round was answered. That a stream or a durable does not
// exist is an answer: before clean was ever started there is no CLEAN, and the broker is well. Its series are absent,
// which is what an alert on a missing part has to ask for (`absent(…{stream="CLEAN"})`); `up` at 0 sends the operator to
// the broker, and to nothing else.
package survey

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/topology"
)

const (
	// every is the time from one round to the next: a third of the usual interval of scrapes, 15 s.
	every = 5 * time.Second

	// patience bounds a round. It is shorter than the time between them, so that none runs into the next.
	patience = 4 * time.Second
)

// Survey is a collector of what the broker last told.
type Survey struct {
	js       jetstream.JetStream
	log      *zap.Logger
	streams  []string
	durables map[string][]string // of a stream
	shown    atomic.Pointer[[]prometheus.Metric]
	open     bool // whether the last round left questions open; the asking goroutine's own
}

// New makes a survey that has asked nothing yet: it shows the broker as not up.
func New(js jetstream.JetStream, log *zap.Logger) *Survey {
	s := &Survey{js: js, log: log, streams: topology.Streams(), durables: map[string][]string{}}
	for _, q := range topology.Queues() {
		s.durables[q.Stream] = append(s.durables[q.Stream], q.Durable)
	}
	s.show(nil, false)
	return s
}

// Describe names the metrics.
func (s *Survey) Describe(to chan<- *prometheus.Desc) {
	for _, d := range descs {
		to <- d
	}
}

// Collect gives the answers of the last round.
func (s *Survey) Collect(to chan<- prometheus.Metric) {
	for _, m := range *s.shown.Load() {
		to <- m
	}
}

// Start begins the rounds, the first at once. The function it returns ends them and waits for the one under way.
func (s *Survey) Start() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var asking sync.WaitGroup
	asking.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for ctx.Err() == nil {
			s.round(ctx)
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
	return func() {
		cancel()
		asking.Wait()
	}
}

// round asks about all streams at once, so that one that nobody answers for costs the others nothing.
func (s *Survey) round(ctx context.Context) {
	if !s.js.Conn().IsConnected() {
		// The client would keep the requests and send them when it is back: hours of questions that nobody waits for
		// any more. The connection logs for itself.
		s.show(nil, false)
		return
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := make([][]prometheus.Metric, len(s.streams))
	errs := make([]error, len(s.streams))
	var asking sync.WaitGroup
	for i, name := range s.streams {
		asking.Go(func() { answers[i], errs[i] = askStream(bounded, s.js, name, s.durables[name]) })
	}
	asking.Wait()
	if ctx.Err() != nil {
		return // cut short by the stop: it says nothing of the broker
	}
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	s.show(slices.Concat(answers...), len(errs) == 0)
	s.tell(errs)
}

// show replaces what scrapes are given.
func (s *Survey) show(told []prometheus.Metric, whole bool) {
	up := 0.0
	if whole {
		up = 1
	}
	all := append(told, prometheus.MustNewConstMetric(upDesc, prometheus.GaugeValue, up))
	s.shown.Store(&all)
}

// tell logs when the broker begins to leave questions open and when it answers all again, not each round.
func (s *Survey) tell(open []error) {
	switch {
	case len(open) > 0 && !s.open:
		s.log.Warn("the broker leaves questions about its streams open, their metrics are absent until it answers",
			zap.Int("open", len(open)), zap.Error(open[0]))
	case len(open) == 0 && s.open:
		s.log.Info("the broker tells of all its streams again")
	}
	s.open = len(open) > 0
}
