package story

import "time"

// Moment is when an article came. Like is compared with like: what tells its
// date of publication with what tells it, the rest by receipt. So copy without
// a date stands beside dated copy that came with it, be it of years ago.
type Moment struct {
	Received  time.Time
	Published time.Time // zero where unknown
}

// Sub is the time from o to m.
func (m Moment) Sub(o Moment) time.Duration {
	if !m.Published.IsZero() && !o.Published.IsZero() {
		return m.Published.Sub(o.Published)
	}
	return m.Received.Sub(o.Received)
}

// earliest and latest take each of the two times for itself.
func (m Moment) earliest(o Moment) Moment {
	if o.Received.Before(m.Received) {
		m.Received = o.Received
	}
	if m.Published.IsZero() || !o.Published.IsZero() && o.Published.Before(m.Published) {
		m.Published = o.Published
	}
	return m
}

func (m Moment) latest(o Moment) Moment {
	if o.Received.After(m.Received) {
		m.Received = o.Received
	}
	if o.Published.After(m.Published) {
		m.Published = o.Published
	}
	return m
}
