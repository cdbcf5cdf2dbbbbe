package neardup

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// What WriteTo writes, all of it little-endian:
//
//	"neardup" and a byte for the version
//	Window, Keep (seconds), MaxCandidates, MaxGroups   uint64 each
//	latest time, lowest number not given, segments     uint64 each
//	of each segment, oldest first:
//	  slot, 1 if cold, rows, postings                  uint64 each
//	  ids, groups, times                               uint32 a row
//	  numbers of anchors                               uint8 a row
//	  postings: starts of buckets, list                uint32 each
//	CRC-32C of all that                                uint32
//
// The version changes with the format and with what a sketch is.
const magic = "neardup\x01"

var (
	// ErrParams tells that an index was written with other Params.
	ErrParams = errors.New("neardup: index of other parameters")
	// ErrDamaged tells that what was read is not what WriteTo wrote.
	ErrDamaged = errors.New("neardup: damaged index")
)

// WriteTo writes the index, some 240 bytes an article of 500 words and 95 an
// older one. It implements io.WriterTo.
func (x *Index) WriteTo(w io.Writer) (int64, error) {
	segments := x.segments
	if x.open.rows.len() > 0 {
		segments = append(segments[:len(segments):len(segments)], x.open.seal())
	}
	e := newEncoder(w)
	e.bytes([]byte(magic))
	e.uint64s(append(x.limits(), uint64(x.now), x.next, uint64(len(segments)))...)
	for _, s := range segments {
		e.segment(s)
	}
	e.sum()
	return e.written, e.err
}

// limits are the parameters that answers depend on.
func (x *Index) limits() []uint64 {
	return []uint64{uint64(x.window), uint64(x.keep), uint64(x.params.MaxCandidates), uint64(x.params.MaxGroups)}
}

func (e *encoder) segment(s *segment) {
	n := s.rows.len()
	cold := uint64(0)
	if s.cold {
		cold = 1
	}
	e.uint64s(uint64(s.slot), cold, uint64(n), uint64(len(s.postings.list)))
	e.uint32s(s.rows.ids)
	e.uint32s(s.rows.groups)
	e.uint32s(s.rows.at)
	e.bytes(s.rows.anchors)
	e.uint32s(s.postings.starts)
	e.uint32s(s.postings.list)
}

// ReadFrom replaces what the index holds by what WriteTo wrote, and reads no
// further. From then on the same calls get the same answers as from the index
// that was written. On an error the index is as it was: ErrParams if the other
// was made with other Params, ErrDamaged if it cannot be one, else what r
// returned. Memory is taken in proportion to what was read. It implements
// io.ReaderFrom.
func (x *Index) ReadFrom(r io.Reader) (int64, error) {
	d := newDecoder(r)
	y := NewIndex(x.params)
	err := y.read(d)
	if d.err != nil {
		err = d.err // what was found wrong after it is its consequence
	}
	if err == nil {
		*x = *y
	}
	return d.read, err
}

func (x *Index) read(d *decoder) error {
	if got := d.next(len(magic)); string(got) != magic {
		return fmt.Errorf("%w: begins with %q", ErrDamaged, got)
	}
	for _, want := range x.limits() {
		if d.uint64() != want {
			return ErrParams
		}
	}
	now, next, segments := d.uint64(), d.uint64(), d.uint64()
	if now > math.MaxUint32 || next > 1<<32 {
		return fmt.Errorf("%w: time %d, number %d", ErrDamaged, now, next)
	}
	x.now, x.next, x.changed = int64(now), next, true
	x.open.slot = x.now / x.slot
	for range segments {
		s, err := d.segment()
		if err == nil && d.err == nil {
			err = x.check(s)
		}
		if err != nil || d.err != nil {
			return err
		}
		x.segments = append(x.segments, s)
	}
	return d.sum()
}

func (d *decoder) segment() (*segment, error) {
	slot, cold, n, postings := d.uint64(), d.uint64(), d.uint64(), d.uint64()
	if slot > math.MaxUint32 || cold > 1 || n == 0 || n > segmentRows || postings > n*maxAnchors {
		return nil, fmt.Errorf("%w: segment of slot %d, %d rows, %d postings", ErrDamaged, slot, n, postings)
	}
	s := &segment{slot: int64(slot), cold: cold == 1}
	s.rows.ids, s.rows.groups, s.rows.at = d.uint32s(int(n)), d.uint32s(int(n)), d.uint32s(int(n))
	s.rows.anchors = d.uint8s(int(n))
	s.postings.rowBits = rowBits(int(n))
	s.postings.starts = d.uint32s(buckets(s.postings.rowBits) + 1)
	s.postings.list = d.uint32s(int(postings))
	return s, nil
}
