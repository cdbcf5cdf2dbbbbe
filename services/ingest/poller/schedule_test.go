package poller

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// noon is when the tests begin.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// jobs makes a job of each "name@host", all due now.
func jobs(s *schedule, now time.Time, names ...string) map[string]*job {
	all := map[string]*job{}
	for n, name := range names {
		_, host, _ := strings.Cut(name, "@")
		all[name] = &job{feed: &target{address: name}, host: host, due: now.Add(time.Duration(n) * time.Nanosecond)}
		s.add(all[name])
	}
	return all
}

// ready takes all jobs that may run.
func ready(s *schedule, now time.Time) string {
	var names []string
	for {
		j, _ := s.next(now)
		if j == nil {
			return strings.Join(names, " ")
		}
		names = append(names, j.feed.address)
	}
}

func TestOneFeedAHostIsVisitedAtATime(t *testing.T) {
	s, now := newSchedule(), noon.Add(time.Second)
	j := jobs(s, noon, "a1@a", "a2@a", "a3@a", "b1@b", "c1@c")
	for _, step := range []struct{ done, want string }{
		{"", "a1@a b1@b c1@c"},
		{"b1@b", ""},
		{"a1@a", "a2@a"},
		{"a2@a", "a3@a"},
		{"a3@a", ""},
	} {
		if step.done != "" {
			s.done(j[step.done], now.Add(time.Hour), j[step.done].host, now)
		}
		if got := ready(s, now); got != step.want {
			t.Errorf("after %q may run %q, want %q", step.done, got, step.want)
		}
	}
}

func TestFeedsOfABusyHostHoldNobodyUp(t *testing.T) {
	s := newSchedule()
	var names []string
	for n := range 1000 {
		names = append(names, fmt.Sprintf("busy%d@busy", n))
	}
	jobs(s, noon, append(names, "other@other")...)
	if got := ready(s, noon.Add(time.Second)); got != "busy0@busy other@other" {
		t.Errorf("beside a host with a thousand feeds may run %q", got)
	}
}

func TestAFeedMayAskAnotherHostTheNextTime(t *testing.T) {
	s := newSchedule()
	j := jobs(s, noon, "a@a", "b@b")
	ready(s, noon.Add(time.Second))
	s.done(j["a@a"], noon, "b", noon.Add(time.Second))
	if got := ready(s, noon.Add(time.Second)); got != "" {
		t.Errorf("while b is busy may run %q", got)
	}
	s.done(j["b@b"], noon.Add(time.Hour), "b", noon.Add(time.Second))
	if got := ready(s, noon.Add(time.Second)); got != "a@a" {
		t.Errorf("may run %q, want a's feed", got)
	}
}

func TestAHostThatIsHeldIsLeftAlone(t *testing.T) {
	s, now := newSchedule(), noon.Add(time.Second)
	j := jobs(s, noon, "a1@a", "a2@a", "a3@a")
	ready(s, now)
	s.hold("a", now.Add(time.Minute))
	s.done(j["a1@a"], now, "a", now)
	if got, wait := s.next(now); got != nil || wait != time.Minute {
		t.Errorf("held for a minute: %v may run, or in %s", got, wait)
	}
	now = now.Add(time.Minute)
	if got := ready(s, now); len(strings.Fields(got)) != 1 {
		t.Errorf("then %q may run, want one", got)
	}
	s.hold("never seen", now)
	s.sweep(now.Add(time.Second))
	if len(s.hosts) != 1 {
		t.Errorf("hosts that nobody wants are kept: %v", s.hosts)
	}
}

func TestARemovedFeedIsVisitedNoMore(t *testing.T) {
	for _, row := range []struct {
		why  string
		when func(s *schedule, j *job)
	}{
		{"before it is due", func(s *schedule, j *job) { s.remove(j) }},
		{"while it waits for its host", func(s *schedule, j *job) {
			ready(s, noon.Add(time.Second))
			s.remove(j)
		}},
		{"when it has its host", func(s *schedule, j *job) {
			first, _ := s.next(noon.Add(time.Second))
			s.done(first, noon.Add(time.Hour), "a", noon.Add(time.Second)) // the host goes to j
			s.remove(j)
		}},
		{"while it is visited", func(s *schedule, j *job) {
			first, _ := s.next(noon.Add(time.Second))
			s.done(first, noon.Add(time.Hour), "a", noon.Add(time.Second))
			second, _ := s.next(noon.Add(time.Second))
			s.remove(j)
			s.done(second, noon.Add(time.Hour), "a", noon.Add(time.Second))
		}},
	} {
		s := newSchedule()
		all := jobs(s, noon, "a1@a", "a2@a", "a3@a")
		row.when(s, all["a2@a"])
		// Everybody leaves the host, again and again: a3 has its turn, a2 never.
		var got []string
		for now := noon.Add(2 * time.Second); now.Before(noon.Add(5 * time.Hour)); now = now.Add(time.Hour) {
			if s.hosts["a"] != nil && s.hosts["a"].busy && len(s.ready) == 0 {
				s.done(all["a1@a"], now, "a", now)
			}
			for j, _ := s.next(now); j != nil; j, _ = s.next(now) {
				got = append(got, j.feed.address)
				s.done(j, now.Add(time.Hour), "a", now)
			}
		}
		if names := strings.Join(got, " "); strings.Contains(names, "a2@a") || !strings.Contains(names, "a3@a") {
			t.Errorf("removed %s: visited are %s", row.why, names)
		}
	}
}
