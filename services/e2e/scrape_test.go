package e2e

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// scraper asks a process for its metrics.
type scraper struct{ url string }

// get asks for the metrics in a form, and says how long the answer took.
func (s scraper) get(form expfmt.FormatType) (body string, header http.Header, took time.Duration, err error) {
	request, err := http.NewRequest("GET", s.url, nil)
	if err != nil {
		return "", nil, 0, err
	}
	request.Header.Set("Accept", string(expfmt.NewFormat(form)))
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", nil, 0, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status + ": " + string(data))
	}
	return string(data), response.Header, time.Since(began), err
}

// scrape reads all metrics, asked for in a form; before the process listens it waits.
func (s scraper) scrape(t testing.TB, form expfmt.FormatType) scraped {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		body, header, _, err := s.get(form)
		if err != nil {
			if time.Now().After(deadline) {
				t.Fatalf("scrape %s: %v", s.url, err)
			}
			continue
		}
		out := scraped{}
		for d := expfmt.NewDecoder(strings.NewReader(body), expfmt.ResponseFormat(header)); ; {
			f := new(dto.MetricFamily)
			if err := d.Decode(f); errors.Is(err, io.EOF) {
				return out
			} else if err != nil {
				t.Fatalf("scrape %s: %v", s.url, err)
			}
			out[f.GetName()] = f
		}
	}
}

// scraped are metrics by name.
type scraped map[string]*dto.MetricFamily

// labels gives the labels of a series but some.
func labels(m *dto.Metric, but ...string) string {
	var out []string
	for _, l := range m.GetLabel() {
		if !slices.Contains(but, l.GetName()) {
			out = append(out, l.GetName()+"="+l.GetValue())
		}
	}
	return strings.Join(out, ",")
}

// sum adds up the counters and gauges of a name by the labels that are left.
func (s scraped) sum(name string, but ...string) map[string]float64 {
	out := map[string]float64{}
	for _, m := range s[name].GetMetric() {
		out[labels(m, but...)] += m.GetCounter().GetValue() + m.GetGauge().GetValue()
	}
	return out
}

// counters are all counted series of Wirefold, with what they count.
func (s scraped) counters() map[string]float64 {
	out := map[string]float64{}
	for name, f := range s {
		if !strings.HasPrefix(name, "wirefold_") || f.GetType() == dto.MetricType_GAUGE {
			continue
		}
		for _, m := range f.GetMetric() {
			out[name+"{"+labels(m)+"}"] = m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount()+m.GetSummary().GetSampleCount())
		}
	}
	return out
}
