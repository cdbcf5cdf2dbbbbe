package survey_test

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/survey"
)

// BenchmarkRound tells what a round costs the process, the broker inside included.
func BenchmarkRound(b *testing.B) {
	broker := natstest.Start(b)
	js := broker.Connect()
	broker.Setup(js)
	publish(b, js, "wire.coastwire_example", 1000)
	s := survey.New(js, zap.NewNop())
	before, cpu := requests(b, broker), natstest.CPUTime()
	rounds := 0
	for b.Loop() {
		survey.Round(s, context.Background())
		rounds++
	}
	if scrape(b, s)["up"] != 1 {
		b.Fatal("the broker did not answer")
	}
	b.ReportMetric(float64(natstest.CPUTime()-cpu)/float64(time.Microsecond)/float64(rounds), "cpu-µs/round")
	b.ReportMetric(float64(requests(b, broker)-before-1)/float64(rounds), "requests/round")
}

// BenchmarkScrape tells what a scrape costs.
func BenchmarkScrape(b *testing.B) {
	broker := natstest.Start(b)
	js := broker.Connect()
	broker.Setup(js)
	s := survey.New(js, zap.NewNop())
	survey.Round(s, natstest.Context(b))
	registry := prometheus.NewRegistry()
	registry.MustRegister(s)
	for b.Loop() {
		if _, err := registry.Gather(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(scrape(b, s))), "series")
}
