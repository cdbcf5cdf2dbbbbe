package monitoring

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Server asks a running Prometheus.
type Server struct {
	URL string
}

// Point is a sample of an answer, the newest of its series.
type Point struct {
	Labels map[string]string
	Value  float64
}

// Now answers an expression for the present. A scalar is one point without labels.
func (s Server) Now(ctx context.Context, expr string) ([]Point, error) {
	return s.points(ctx, "query", url.Values{"query": {expr}})
}

// Over answers an expression for the time since a moment, in steps of a second: of each series the newest sample that is
// a number.
func (s Server) Over(ctx context.Context, expr string, since time.Time) ([]Point, error) {
	return s.points(ctx, "query_range", url.Values{
		"query": {expr}, "step": {"1"}, "start": {seconds(since)}, "end": {seconds(time.Now())},
	})
}

func seconds(t time.Time) string { return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64) }

func (s Server) points(ctx context.Context, path string, ask url.Values) ([]Point, error) {
	var answer struct {
		ResultType string
		Result     json.RawMessage
	}
	if err := s.get(ctx, path, ask, &answer); err != nil {
		return nil, err
	}
	if answer.ResultType == "scalar" {
		var one sample
		if err := json.Unmarshal(answer.Result, &one); err != nil {
			return nil, fmt.Errorf("read answer to %s: %w", ask.Get("query"), err)
		}
		return []Point{{Value: float64(one)}}, nil
	}
	var series []struct {
		Metric map[string]string
		Value  *sample
		Values []sample
	}
	if err := json.Unmarshal(answer.Result, &series); err != nil {
		return nil, fmt.Errorf("read answer to %s: %w", ask.Get("query"), err)
	}
	var points []Point
	for _, one := range series {
		if one.Value != nil {
			one.Values = []sample{*one.Value}
		}
		p := Point{Labels: one.Metric, Value: math.NaN()}
		for _, v := range one.Values {
			if !math.IsNaN(float64(v)) {
				p.Value = float64(v)
			}
		}
		points = append(points, p)
	}
	return points, nil
}

// sample is the value of a pair [time, "value"].
type sample float64

// UnmarshalJSON reads the pair.
func (s *sample) UnmarshalJSON(text []byte) error {
	var pair [2]any
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	value, err := strconv.ParseFloat(fmt.Sprint(pair[1]), 64)
	*s = sample(value)
	return err
}

// Series are the label sets of the series that match any of the selectors.
func (s Server) Series(ctx context.Context, selectors ...string) ([]map[string]string, error) {
	var series []map[string]string
	err := s.get(ctx, "series", url.Values{"match[]": selectors}, &series)
	return series, err
}

// Up are the alerts that are pending or firing.
func (s Server) Up(ctx context.Context) ([]string, error) {
	var answer struct {
		Alerts []struct {
			Labels map[string]string
			State  string
		}
	}
	if err := s.get(ctx, "alerts", nil, &answer); err != nil {
		return nil, err
	}
	var up []string
	for _, a := range answer.Alerts {
		up = append(up, fmt.Sprintf("%s %s %v", a.Labels["alertname"], a.State, a.Labels))
	}
	return up, nil
}

func (s Server) get(ctx context.Context, path string, ask url.Values, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/api/v1/"+path+"?"+ask.Encode(), nil)
	if err != nil {
		return fmt.Errorf("ask prometheus: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask prometheus: %w", err)
	}
	defer response.Body.Close()
	var answer struct {
		Status string
		Error  string
		Data   json.RawMessage
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("read answer of prometheus to %s: %w", path, err)
	}
	if answer.Status != "success" {
		return fmt.Errorf("prometheus answers %s: %s", strings.TrimSpace(ask.Get("query")), answer.Error)
	}
	return json.Unmarshal(answer.Data, into)
}
