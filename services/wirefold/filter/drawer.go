package filter

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// shelfBytes is how much goes into one file: the grain in which texts are forgotten, some 20,000 of them.
const shelfBytes = 64 << 20

// drawer keeps records in temporary files, as FACTS does for the services: copy is compared with texts of a month. A
// file goes when all in it is older, by the latest time that was put in.
type drawer struct {
	shelves []*shelf // oldest first; the last is written to
	clock   time.Time
	window  time.Duration
	grain   int // shelfBytes
}

func openDrawer() (*drawer, error) {
	d := &drawer{window: topology.DefaultMemoryWindow, grain: shelfBytes}
	return d, d.open(1)
}

func (d *drawer) open(first uint64) error {
	file, err := os.CreateTemp("", "wirefold-texts-*")
	if err != nil {
		return fmt.Errorf("open temporary file for texts: %w", err)
	}
	d.shelves = append(d.shelves, &shelf{file: file, first: first})
	return nil
}

func (d *drawer) close() error {
	var errs []error
	for _, s := range d.shelves {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// put keeps a record. Sequences ascend, times need not.
func (d *drawer) put(seq uint64, at time.Time, f *wirefoldv1.Facts) error {
	if err := d.tidy(seq, at); err != nil {
		return err
	}
	if err := d.shelves[len(d.shelves)-1].put(seq, at, f); err != nil {
		return fmt.Errorf("keep text of line %d: %w", seq, err)
	}
	return nil
}

// tidy takes a new file when the last is full, and throws away those that are out of date.
func (d *drawer) tidy(seq uint64, at time.Time) error {
	if at.After(d.clock) {
		d.clock = at
	}
	if s := d.shelves[len(d.shelves)-1]; s.end() >= d.grain {
		if err := s.write(); err != nil {
			return fmt.Errorf("keep texts before line %d: %w", seq, err)
		}
		s.pending = nil // its room
		if err := d.open(seq); err != nil {
			return err
		}
	}
	for limit := d.clock.Add(-d.window); len(d.shelves) > 1 && d.shelves[0].latest.Before(limit); d.shelves = d.shelves[1:] {
		if err := d.shelves[0].close(); err != nil {
			return fmt.Errorf("throw old texts away: %w", err)
		}
	}
	return nil
}

// get reads a record again.
func (d *drawer) get(seq uint64) (*wirefoldv1.Facts, error) {
	i, found := slices.BinarySearchFunc(d.shelves, seq, func(s *shelf, seq uint64) int { return cmp.Compare(s.first, seq) })
	if !found {
		i--
	}
	if i < 0 {
		return nil, fmt.Errorf("read text of line %d again: %w", seq, decider.ErrGone)
	}
	f, err := d.shelves[i].get(seq)
	if err != nil {
		return nil, fmt.Errorf("read text of line %d again: %w", seq, err)
	}
	return f, nil
}
