package survey

import (
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// Blank is a survey of a broker that has all streams and durables, and nothing in them. It shows every series that a
// survey may show.
func Blank() *Survey {
	s := New(nil, zap.NewNop())
	blank := *s.shown.Load()
	for _, stream := range s.streams {
		blank = append(blank, streamGauges(&jetstream.StreamInfo{Config: jetstream.StreamConfig{Name: stream, MaxBytes: 1}})...)
		for _, durable := range s.durables[stream] {
			blank = append(blank, consumerGauges(&jetstream.ConsumerInfo{Stream: stream, Name: durable})...)
		}
	}
	s.shown.Store(&blank)
	return s
}
