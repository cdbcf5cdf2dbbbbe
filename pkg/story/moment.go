package story

import (
	"math"
	"time"
)

// Moment is when an article came. Like is compared with like: what tells its
// date of publication with what tells it, the rest by receipt. So copy without
// a date stands beside dated copy that came with it, be it of years ago.
type Moment struct {
	Received  time.Time
	Published time.Time // zero where unknown
}

// The clocks that a story goes by.
const (
	received = iota
	published
	clocks
)

// instant is a Moment in microseconds since 1970.
type instant [clocks]int64

// unknown is a time that is not told.
const unknown = math.MinInt64

func (m Moment) instant() instant { return instant{micros(m.Received), micros(m.Published)} }

// micros keeps times where they can be subtracted, some 140,000 years about 1970.
func micros(t time.Time) int64 {
	const most = int64(math.MaxInt64 / 2 / 1_000_000)
	if t.IsZero() {
		return unknown
	}
	return time.Unix(min(max(t.Unix(), -most), most), int64(t.Nanosecond())).UnixMicro()
}

// after is the time from o to i, at most some 290 years.
func (i instant) after(o instant) time.Duration {
	c := published
	if i[published] == unknown || o[published] == unknown {
		c = received
	}
	const most = int64(math.MaxInt64 / 1000)
	return time.Duration(min(max(i[c]-o[c], -most), most)) * time.Microsecond
}

// sooner and later take each of the two times for itself.
func (i instant) sooner(o instant) instant {
	for c := range i {
		if i[c] == unknown || o[c] != unknown && o[c] < i[c] {
			i[c] = o[c]
		}
	}
	return i
}

func (i instant) later(o instant) instant {
	for c := range i {
		i[c] = max(i[c], o[c])
	}
	return i
}
