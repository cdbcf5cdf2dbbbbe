package survey

import (
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
)

// All are gauges: sequences too begin again when a stream is made anew, and rate() takes that for a counter's reset.
var (
	upDesc = desc("up", "1 when the broker answered the whole last round of questions.")

	streamMessages     = desc("stream_messages", "Messages that the stream holds.", "stream")
	streamBytes        = desc("stream_bytes", "Bytes that the stream holds.", "stream")
	streamMaxBytes     = desc("stream_max_bytes", "Bytes that the stream may hold; absent where it has no bound.", "stream")
	streamLastSequence = desc("stream_last_sequence", "Sequence of the stream's last message.", "stream")

	consumerPending     = desc("consumer_pending", "Messages not yet delivered.", "stream", "consumer")
	consumerAckPending  = desc("consumer_ack_pending", "Messages delivered and not yet acknowledged.", "stream", "consumer")
	consumerRedelivered = desc("consumer_redelivered", "Messages delivered more than once and not yet acknowledged; goes down again.", "stream", "consumer")
	consumerDelivered   = desc("consumer_delivered_sequence", "Stream sequence delivered last.", "stream", "consumer")
	consumerAckFloor    = desc("consumer_ack_floor_sequence", "Stream sequence up to which all is acknowledged.", "stream", "consumer")

	descs = []*prometheus.Desc{
		upDesc,
		streamMessages, streamBytes, streamMaxBytes, streamLastSequence,
		consumerPending, consumerAckPending, consumerRedelivered, consumerDelivered, consumerAckFloor,
	}
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("wirefold_jetstream_"+name, help, labels, nil)
}

func streamGauges(s *jetstream.StreamInfo) []prometheus.Metric {
	gauges := []prometheus.Metric{
		gauge(streamMessages, s.State.Msgs, s.Config.Name),
		gauge(streamBytes, s.State.Bytes, s.Config.Name),
		gauge(streamLastSequence, s.State.LastSeq, s.Config.Name),
	}
	if s.Config.MaxBytes > 0 { // -1: no bound
		gauges = append(gauges, gauge(streamMaxBytes, uint64(s.Config.MaxBytes), s.Config.Name))
	}
	return gauges
}

func consumerGauges(c *jetstream.ConsumerInfo) []prometheus.Metric {
	return []prometheus.Metric{
		gauge(consumerPending, c.NumPending, c.Stream, c.Name),
		gauge(consumerAckPending, uint64(c.NumAckPending), c.Stream, c.Name),
		gauge(consumerRedelivered, uint64(c.NumRedelivered), c.Stream, c.Name),
		gauge(consumerDelivered, c.Delivered.Stream, c.Stream, c.Name),
		gauge(consumerAckFloor, c.AckFloor.Stream, c.Stream, c.Name),
	}
}

func gauge(d *prometheus.Desc, value uint64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value), labels...)
}
