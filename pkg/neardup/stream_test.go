package neardup

import (
	"math/rand"
	"slices"
	"time"
)

// arrival is a text of a made stream.
type arrival struct {
	id, group uint32
	sketch    Sketch
	at        time.Time
}

// stream makes sketches as texts would have them, without the texts: anchors
// that only a text has, those that it took from an earlier one, those of the
// accident, and boilerplate. Numbers have gaps and time has silences.
type stream struct {
	r       *rand.Rand
	at      time.Time
	id      uint32
	earlier []arrival
	pause   time.Duration
}

func newStream(seed int64) *stream {
	return &stream{r: rand.New(rand.NewSource(seed)), at: noon, pause: 20 * time.Second}
}

func (s *stream) next() arrival {
	s.id += uint32(1 + s.r.Intn(10)/9)
	s.at = s.at.Add(time.Duration(s.r.Int63n(int64(2 * s.pause))))
	if s.r.Intn(5000) == 0 {
		s.at = s.at.Add(time.Duration(s.r.Intn(40)) * time.Hour)
	}
	a := arrival{id: s.id, group: s.id, at: s.at.Add(-time.Duration(s.r.Intn(3)/2) * time.Minute)}
	n := maxAnchors
	if s.r.Intn(3) == 0 {
		n = 1 + s.r.Intn(maxAnchors)
	}
	anchors := make([]uint32, 0, 2*n)
	for range n {
		anchors = append(anchors, mix(s.r.Uint32())%(sampled/2))
	}
	for i := range 6 {
		if s.r.Intn(2) == 0 {
			anchors = append(anchors, uint32(sampled/64*(1+i)))
		}
	}
	if len(s.earlier) > 0 && s.r.Intn(3) == 0 {
		o := s.earlier[s.r.Intn(len(s.earlier))]
		if s.r.Intn(5) > 0 {
			a.group = o.group
		}
		for _, h := range o.sketch.Anchors {
			if s.r.Intn(4) > 0 {
				anchors = append(anchors, h)
			}
		}
	}
	slices.Sort(anchors)
	anchors = slices.Compact(anchors)
	a.sketch = Sketch{Anchors: slices.Clone(anchors[:min(n, len(anchors))]), Tokens: uint32(8 * n)}
	if len(s.earlier) < 4000 {
		s.earlier = append(s.earlier, a)
	} else {
		s.earlier[s.r.Intn(len(s.earlier))] = a
	}
	return a
}
