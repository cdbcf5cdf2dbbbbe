package receiver

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
)

// heard tells what was heard of the sources, and when last of those that are waited for.
type heard struct {
	messages metrics.Counters
	last     map[string]*lastHeard
}

type lastHeard struct {
	gauge prometheus.Gauge
	mu    sync.Mutex // steps run side by side
	at    time.Time
}

// newHeard makes the metrics. Until WIRE was asked, a source that is waited for was heard when the process started.
func newHeard(r *metrics.Registry, list sources.List) *heard {
	last := r.GaugeVec("wirefold_source_last_timestamp_seconds",
		"Unix time of the last message of a source; the start of the process where WIRE holds none.", "source")
	expected := r.GaugeVec("wirefold_source_expected_interval_seconds",
		"The longest that a source is silent while all is well, as --sources says.", "source")
	h := &heard{
		messages: r.Counters("wirefold_source_messages_total", "Messages taken from WIRE, those that came again included.", "source", list.Labels()...),
		last:     map[string]*lastHeard{},
	}
	for _, s := range list.Named() {
		expected.WithLabelValues(s.Name).Set(s.Every.Seconds())
		h.last[s.Name] = &lastHeard{gauge: last.WithLabelValues(s.Name)}
		h.last[s.Name].gauge.SetToCurrentTime()
	}
	return h
}

// take counts one message. An operator is no source.
func (h *heard) take(m *stage.Message) {
	if m.Subject == subject.Operator {
		return
	}
	source, err := subject.WireSource(m.Subject)
	if err != nil {
		source = sources.Other
	}
	h.messages.Of(source).Inc()
	h.at(source, m.Time)
}

// at notes when a source was heard. Messages may come out of order, and again: the latest counts.
func (h *heard) at(source string, at time.Time) {
	l, ok := h.last[source]
	if !ok {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if at.After(l.at) {
		l.at = at
		l.gauge.Set(float64(at.UnixMicro()) / 1e6)
	}
}

// maxSpellings bounds the subjects that are asked for the last message of one source. Publishers have one or two.
const maxSpellings = 16

// ask reads from WIRE when the sources were heard last, so that a restart does not hide a silence, and each of several
// ingests tells what any of them took. WIRE is asked for the subjects it holds, so a source is found however its publishers
// spell it, as long as ingest reads the spelling as this source (wire.reuters.com and wire.Reuters_com beside
// wire.reuters_com). What WIRE held longer ago than it keeps messages is not known, nor what stands under a subject with a
// literal wildcard, which the broker would take for one.
func (h *heard) ask(ctx context.Context, js jetstream.JetStream) error {
	if len(h.last) == 0 {
		return nil
	}
	stream, err := js.Stream(ctx, topology.Wire)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.Wire, err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(subject.RootWire+".>"))
	if err != nil {
		return fmt.Errorf("list subjects of %s: %w", topology.Wire, err)
	}
	spellings := map[string][]string{}
	for name := range info.State.Subjects {
		source, err := subject.WireSource(name)
		if err == nil && h.last[source] != nil && !strings.ContainsAny(name, "*>") {
			spellings[source] = append(spellings[source], name)
		}
	}
	for source, subjects := range spellings {
		slices.Sort(subjects)
		for _, name := range subjects[:min(len(subjects), maxSpellings)] {
			msg, err := stream.GetLastMsgForSubject(ctx, name)
			if err != nil {
				return fmt.Errorf("read last message on %s: %w", name, err)
			}
			h.at(source, msg.Time)
		}
	}
	return nil
}
