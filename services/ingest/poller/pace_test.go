package poller

import (
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/fetch"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

var usual = pace{least: time.Minute, most: time.Hour, seed: "a feed"}

// within says whether a wait is what is wanted, or up to a tenth more.
func within(wait, want time.Duration) bool { return wait >= want && wait <= want+want/10 }

func TestNewsShortenTheIntervalAndNoneLengthenIt(t *testing.T) {
	s, now := new(pollstate.State), noon
	for n, step := range []struct {
		news bool
		want time.Duration
	}{
		{true, 5 * time.Minute}, // the first poll says nothing of how often there are news
		{true, 150 * time.Second},
		{true, 75 * time.Second},
		{true, time.Minute},
		{true, time.Minute},
		{false, 90 * time.Second},
		{false, 135 * time.Second},
		{true, 68 * time.Second},
	} {
		usual.answered(s, step.news, 0, now)
		if !within(s.Next.Sub(now), step.want) {
			t.Errorf("poll %d: the next comes after %s, want %s", n+1, s.Next.Sub(now), step.want)
		}
		now = s.Next
	}
	for range 20 {
		usual.answered(s, false, 0, now)
	}
	if got := s.Next.Sub(now); !within(got, time.Hour) {
		t.Errorf("without news it comes after %s at last, want an hour", got)
	}
}

func TestWhatThePublisherAsksForIsTheLeast(t *testing.T) {
	for _, row := range []struct {
		why         string
		asked, want time.Duration
	}{
		{"nothing", 0, 5 * time.Minute},
		{"less than it would be anyway", time.Minute, 5 * time.Minute},
		{"more", 20 * time.Minute, 20 * time.Minute},
		{"more than the bound of the file", 24 * time.Hour, time.Hour},
	} {
		s := new(pollstate.State)
		if usual.answered(s, true, row.asked, noon); !within(s.Next.Sub(noon), row.want) {
			t.Errorf("%s: it comes after %s, want %s", row.why, s.Next.Sub(noon), row.want)
		}
	}
}

func TestAFeedThatIsPushedIsPolledSeldom(t *testing.T) {
	s := &pollstate.State{Pushed: noon.Add(time.Hour)}
	for _, step := range []struct {
		why  string
		news bool
		want time.Duration
	}{
		{"the first poll says nothing of the hub", true, time.Hour},
		{"the hub pushed all there is", false, time.Hour},
		{"the hub is silent", true, 225 * time.Second},
		{"it pushes again", false, time.Hour},
	} {
		if usual.answered(s, step.news, 0, noon); !within(s.Next.Sub(noon), step.want) {
			t.Errorf("%s: the next comes after %s, want %s", step.why, s.Next.Sub(noon), step.want)
		}
	}
}

func TestBackoff(t *testing.T) {
	day := 24 * time.Hour
	for _, row := range []struct {
		why, reason string
		errors      int // this one included
		retryAfter  time.Duration
		want        time.Duration
	}{
		{"the first trouble that passes", fetch.Timeout, 1, 0, time.Minute},
		{"it doubles", fetch.Timeout, 4, 0, 8 * time.Minute},
		{"up to an hour", fetch.Timeout, 40, 0, time.Hour},
		{"a thousand errors are no overflow", fetch.Timeout, 1000, 0, time.Hour},
		{"Retry-After is the least", fetch.Throttled, 1, 10 * time.Minute, 10 * time.Minute},
		{"but no shorter than the backoff", fetch.Throttled, 5, time.Second, 16 * time.Minute},
		{"nor longer than a day", fetch.Throttled, 1, 30 * day, day},
		{"what is not found is asked for more and more seldom", fetch.NotFound, 3, 0, time.Hour},
		{"at last once a day", fetch.NotFound, 30, 0, day},
		{"what is gone, once a week", fetch.Gone, 1, 0, 7 * day},
		{"a refusal of robots.txt stands for a day", fetch.Robots, 1, 0, day},
		{"what is no feed", pollstate.NotFeed, 1, 0, 15 * time.Minute},
	} {
		s := &pollstate.State{Errors: row.errors - 1}
		usual.failed(s, row.reason, "in words", row.retryAfter, noon)
		if !within(s.Next.Sub(noon), row.want) || s.Errors != row.errors || s.Reason != row.reason || s.Error != "in words" {
			t.Errorf("%s: %s later, want %s; %+v", row.why, s.Next.Sub(noon), row.want, s)
		}
	}
}

func TestAFeedThatMustNotWaitIsAskedAgainWithinItsUpperBound(t *testing.T) {
	busy := pace{least: 10 * time.Second, most: 2 * time.Minute}
	for reason, want := range map[string]time.Duration{
		fetch.Type: 2 * time.Minute, pollstate.NotFeed: 2 * time.Minute, fetch.NotFound: 2 * time.Minute, fetch.Robots: 24 * time.Hour, fetch.Gone: 7 * 24 * time.Hour,
	} {
		s := new(pollstate.State)
		if busy.failed(s, reason, "in words", 0, noon); !within(s.Next.Sub(noon), want) {
			t.Errorf("after the first %s it is asked again %s later, want %s", reason, s.Next.Sub(noon), want)
		}
	}
}

func TestAnAnswerEndsWhatWasWrong(t *testing.T) {
	s := new(pollstate.State)
	usual.failed(s, fetch.Gone, "it says so", 0, noon)
	usual.failed(s, fetch.Gone, "it says so", 0, noon.Add(time.Hour))
	if !s.Gone.Equal(noon) || s.Condition() != pollstate.Gone {
		t.Errorf("it is gone since %s and %s, want since the first time", s.Gone, s.Condition())
	}
	usual.answered(s, false, 0, noon)
	if s.Condition() != pollstate.OK || s.Error+s.Reason != "" || !s.Polled.Equal(noon) {
		t.Errorf("it answers again, and its state is %+v", s)
	}
}

func TestTimesAreSpreadAlike(t *testing.T) {
	seen := map[time.Duration]bool{}
	for _, seed := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		p := pace{seed: seed}
		one := p.spread(noon, noon, time.Hour).Sub(noon)
		if other := p.spread(noon, noon, time.Hour).Sub(noon); other != one {
			t.Errorf("the same feed is spread by %s and by %s", one, other)
		}
		if !within(one, time.Hour) {
			t.Errorf("an hour became %s", one)
		}
		seen[one.Round(30*time.Second)] = true
	}
	if len(seen) < 4 {
		t.Errorf("eight feeds share %d times: they are not spread", len(seen))
	}
}
