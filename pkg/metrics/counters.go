package metrics

import "github.com/prometheus/client_golang/prometheus"

// Counters are the counters of a closed set of values of one label.
type Counters struct {
	known map[string]prometheus.Counter
	last  prometheus.Counter
}

// Counters makes a counter for each value of the label, all at zero. There is at least one value.
func (r *Registry) Counters(name, help, label string, values ...string) Counters {
	vec := r.CounterVec(name, help, label)
	c := Counters{known: map[string]prometheus.Counter{}}
	for _, v := range values {
		c.last = vec.WithLabelValues(v)
		c.known[v] = c.last
	}
	return c
}

// Of is the counter of a value. A value outside the set counts as the last one of the set, so `other` is given last.
func (c Counters) Of(value string) prometheus.Counter {
	if counter, ok := c.known[value]; ok {
		return counter
	}
	return c.last
}
