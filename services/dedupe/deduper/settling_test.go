package deduper

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
)

// lines are the stage metrics that are not zero, without their stage; buckets and times left out.
func lines(t *testing.T, r *metrics.Registry) string {
	t.Helper()
	families, err := r.Gather()
	must(t, err)
	var text strings.Builder
	for _, f := range families {
		_, err := expfmt.MetricFamilyToText(&text, f)
		must(t, err)
	}
	var out []string
	for line := range strings.Lines(text.String()) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(name, "wirefold_stage_") && value != "0" && !strings.Contains(name, "_seconds") {
			out = append(out, strings.NewReplacer("wirefold_stage_", "", `{stage="dedupe"}`, "", `,stage="dedupe"`, "").Replace(name)+" "+value)
		}
	}
	return strings.Join(out, "; ")
}

func TestARecordIsCountedOnceAllItsAnswersAreStored(t *testing.T) {
	received := time.Now().Add(-time.Minute)
	put := func(answers int, fate stage.Outcome, reason string) func(*settling) {
		return func(s *settling) {
			s.put(underway{answers: answers, fate: fate, reason: reason, received: received})
			s.tell(0)
		}
	}
	stored := func(s *settling) { s.stored(0) }
	for _, row := range []struct {
		when string
		do   []func(*settling)
		want string
	}{
		{"nothing came", nil, ""},
		{"its answer is on its way", []func(*settling){put(1, stage.OK, "")}, `inflight 1`},
		{"its answer is stored", []func(*settling){put(1, stage.OK, ""), stored}, `messages_total{outcome="ok"} 1`},
		{"one of its two answers is stored", []func(*settling){put(2, stage.OK, ""), stored}, `inflight 1`},
		{"it has no answer", []func(*settling){put(0, stage.Settled, "")}, `messages_total{outcome="settled"} 1`},
		{"it has no answer, but stands behind one that has", []func(*settling){put(1, stage.OK, ""), put(0, stage.Settled, "")}, `inflight 2`},
		{"the one before it is stored", []func(*settling){put(1, stage.OK, ""), put(0, stage.Settled, ""), stored}, `messages_total{outcome="ok"} 1; messages_total{outcome="settled"} 1`},
		{"it was buried", []func(*settling){put(1, stage.Dead, reasonNoText), stored}, `dead_total{reason="no_text"} 1; messages_total{outcome="dead"} 1`},
		{"the answer is to no record", []func(*settling){put(1, "", ""), stored}, ``},
		{"others are held back", []func(*settling){func(s *settling) { s.tell(7) }}, `inflight 7`},
		{"the log was refused", []func(*settling){put(1, stage.OK, ""), (*settling).begin}, ``},
	} {
		t.Run(row.when, func(t *testing.T) {
			r := metrics.New(false)
			s := &settling{Observer: stage.NewMetrics(r).For(StageName, decideFates)}
			for _, do := range row.do {
				do(s)
			}
			if got := lines(t, r); got != row.want {
				t.Errorf("the metrics are %s, want %s", got, row.want)
			}
		})
	}
}

func TestTheAgeIsThatOfTheRecordSettledLast(t *testing.T) {
	one := func(received time.Time) func(*settling) {
		return func(s *settling) { s.put(underway{fate: stage.OK, received: received}) }
	}
	age := func(then func(*settling)) float64 {
		r := metrics.New(false)
		s := &settling{Observer: stage.NewMetrics(r).For(StageName, decideFates)}
		one(time.Now().Add(-time.Hour))(s)
		then(s)
		families, err := r.Gather()
		must(t, err)
		for _, f := range families {
			if f.GetName() == "wirefold_stage_age_seconds" {
				return f.GetMetric()[0].GetGauge().GetValue()
			}
		}
		return -1
	}
	for _, row := range []struct {
		says     string
		then     func(*settling)
		from, to float64
	}{
		{"one of a minute", one(time.Now().Add(-time.Minute)), 60, 70},
		{"one from a broker whose clock runs ahead has no age", one(time.Now().Add(time.Minute)), 0, 0},
		{"one that tells no time leaves the age as it is", one(time.Time{}), 3600, 3610},
		{"a writer that stands by shows no age of what it settled before", (*settling).begin, 0, 0},
	} {
		if got := age(row.then); got < row.from || got > row.to {
			t.Errorf("%s: %s", row.says, fmt.Sprint(got))
		}
	}
}
