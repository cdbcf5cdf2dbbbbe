package filter

import (
	"fmt"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
)

// clock gives lines a time of receipt: their own, else the latest time of publication so far.
type clock struct{ latest time.Time }

// Times of publication outside of these years are mistakes, and must not move the clock.
const firstYear, lastYear = 1900, 2200

func (c *clock) at(receivedAt, publishedAt string) (time.Time, error) {
	if receivedAt != "" {
		at, err := time.Parse(time.RFC3339, receivedAt)
		if err != nil {
			return at, stage.Permanent(badTime, fmt.Errorf("read receivedAt: %w", err))
		}
		return at, nil
	}
	if at, err := time.Parse(time.RFC3339, publishedAt); err == nil && at.After(c.latest) && at.Year() >= firstYear && at.Year() <= lastYear {
		c.latest = at.UTC()
	}
	if c.latest.IsZero() {
		return time.Unix(0, 0).UTC(), nil
	}
	return c.latest, nil
}
