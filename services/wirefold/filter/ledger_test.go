package filter

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/topology"
)

// desked runs lines through a sorter that forgets articles when there are more than few.
func desked(t *testing.T, final bool, few int, lines ...map[string]any) (*sorter, []related) {
	t.Helper()
	s, err := newSorter(final)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.texts.close() })
	s.ledger.few = few
	var out []related
	for i, l := range lines {
		r := readDelivery(line{number: i + 1, object: bytes.TrimSpace([]byte(object(l)))})
		if r.err != nil {
			t.Fatal(r.err)
		}
		told, err := s.relate(r.id, r.out)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, told)
	}
	return s, out
}

func dated(id string, address int, at time.Time) map[string]any {
	return map[string]any{
		"id": id, "title": fmt.Sprintf("Port %d opens its pier", address), "source": "northagency.example",
		"text": fmt.Sprintf("The board of port %d opened its pier to boats from %d islands.", address, address+7),
		"url":  fmt.Sprintf("https://northagency.example/%d", address), "publishedAt": at.Format(time.RFC3339),
	}
}

func TestLedgerForgetsWithTheMemory(t *testing.T) {
	var lines []map[string]any
	start := time.Date(2022, 3, 3, 0, 0, 0, 0, time.UTC)
	for i := range 400 {
		lines = append(lines, dated(fmt.Sprint(i), i, start.AddDate(0, 0, i)))
	}
	window := int(topology.DefaultMemoryWindow / (24 * time.Hour))
	for _, final := range []bool{false, true} {
		s, _ := desked(t, final, 0, lines...)
		// Forgotten are articles that have come to twice what was remembered.
		if n := len(s.ledger.articles); n > 2*window+4 {
			t.Errorf("final %v: %d articles known of a year, one a day", final, n)
		}
		if n := len(s.ledger.lines); final && n != len(lines) {
			t.Errorf("%d lines to tell the end of, of %d", n, len(lines))
		}
	}
}

// An article that comes back after it was forgotten is one of its own, with final as without.
func TestAddressComesBack(t *testing.T) {
	start := time.Date(2022, 3, 3, 0, 0, 0, 0, time.UTC)
	rows := []struct {
		id            string
		address, days int
		want          string
	}{
		{"first", 1, 0, "original of first"},
		{"soon", 1, 20, "exact of first"},
		{"other", 2, 90, "original of other"},
		{"late", 1, 91, "original of late"},
		{"again", 1, 92, "exact of late"},
	}
	var lines []map[string]any
	for _, r := range rows {
		lines = append(lines, dated(r.id, r.address, start.AddDate(0, 0, r.days)))
	}
	for _, final := range []bool{false, true} {
		_, out := desked(t, final, 1000, lines...)
		for i, r := range rows {
			if got := out[i].Relation + " of " + strings.Trim(string(out[i].OriginalID), `"`); got != r.want {
				t.Errorf("final %v: %s after %d days is %s, want %s", final, r.id, r.days, got, r.want)
			}
		}
	}
}
