package roster

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"
)

// Print writes a table, a line for each source.
func (r *Roster) Print(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SOURCE\tFEEDS\tSTATE\tLAST ITEM\tEXPECTED\tNEXT POLL\tINTERVAL\tERRORS\tCOPIES\tLAST ERROR")
	for _, s := range r.Sources {
		errors, last := "-", "-"
		if worst := s.Worst(); worst != nil {
			errors, last = fmt.Sprint(worst.Errors), clip(worst.lastError(), 100)
		}
		fmt.Fprintln(w, strings.Join([]string{
			s.Name, fmt.Sprint(len(s.Feeds)), s.states(), s.silence(r.At), span(s.Every), until(s.Next(), r.At), span(s.Interval()), errors, s.copies(), last,
		}, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return r.footer(to)
}

// PrintFeeds writes each source by itself: a line of its own, and a table with a line for each of its feeds.
func (r *Roster) PrintFeeds(to io.Writer) error {
	for _, s := range r.Sources {
		fmt.Fprintf(to, "%s  %s\n\n", s.Name, s.summary(r.At))
		if len(s.Feeds) == 0 {
			fmt.Fprintln(to, "No feeds: it publishes by itself.")
			continue
		}
		w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "FEED\tSTATE\tLAST ITEM\tNEXT POLL\tINTERVAL\tWAITING\tERRORS\tLAST ERROR")
		for _, f := range s.Feeds {
			fmt.Fprintln(w, strings.Join([]string{
				f.Address, f.State, ago(f.LastItem, r.At), until(f.Next, r.At), span(f.Interval), fmt.Sprint(f.Waiting), fmt.Sprint(f.Errors), f.lastError(),
			}, "\t"))
			if f.MovedTo != "" {
				fmt.Fprintf(w, "  moved to %s\n", f.MovedTo)
			}
			if f.Note != "" {
				fmt.Fprintf(w, "  %s\n", line(f.Note))
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return r.footer(to)
}

func (r *Roster) footer(to io.Writer) error {
	if r.Since.IsZero() {
		return nil
	}
	_, err := fmt.Fprintf(to, "\nCopies are counted over what NEWS keeps, since %s.\n", r.Since.UTC().Format(time.DateTime))
	return err
}

// PrintJSON writes a JSON object a line for each source, with its feeds. What is not known is left out.
func (r *Roster) PrintJSON(to io.Writer) error {
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	for _, s := range r.Sources {
		if err := e.Encode(r.record(s)); err != nil {
			return err
		}
	}
	return nil
}

type record struct {
	Source          string       `json:"source"`
	LastItem        time.Time    `json:"lastItem,omitzero"`
	SilentSeconds   *float64     `json:"silentSeconds,omitempty"`
	ExpectedSeconds float64      `json:"expectedSeconds,omitempty"`
	Late            bool         `json:"late"`
	NextPoll        time.Time    `json:"nextPoll,omitzero"`
	IntervalSeconds float64      `json:"intervalSeconds,omitempty"`
	Articles        int          `json:"articles"`
	Copies          int          `json:"copies"`
	CopyShare       *float64     `json:"copyShare,omitempty"`
	CountedSince    time.Time    `json:"countedSince,omitzero"`
	Feeds           []feedRecord `json:"feeds"`
}

type feedRecord struct {
	Address         string    `json:"address"`
	Kind            string    `json:"kind"` // feed or sitemap
	State           string    `json:"state"`
	LastItem        time.Time `json:"lastItem,omitzero"`
	NextPoll        time.Time `json:"nextPoll,omitzero"`
	IntervalSeconds float64   `json:"intervalSeconds,omitempty"`
	Waiting         int       `json:"waiting"`
	Errors          int       `json:"errors"`
	Reason          string    `json:"reason,omitempty"`
	Error           string    `json:"error,omitempty"`
	MovedTo         string    `json:"movedTo,omitempty"`
	Note            string    `json:"note,omitempty"`
}

func (r *Roster) record(s *Source) record {
	out := record{
		Source: s.Name, LastItem: s.LastItem, ExpectedSeconds: s.Every.Seconds(), Late: s.Late(r.At), NextPoll: s.Next(),
		IntervalSeconds: s.Interval().Seconds(), Articles: s.Articles, Copies: s.Copies, CountedSince: r.Since, Feeds: []feedRecord{},
	}
	if silent, known := s.Silent(r.At); known {
		seconds := silent.Seconds()
		out.SilentSeconds = &seconds
	}
	if share, known := s.CopyShare(); known {
		out.CopyShare = &share
	}
	for _, f := range s.Feeds {
		kind := "feed"
		if f.Sitemap {
			kind = "sitemap"
		}
		out.Feeds = append(out.Feeds, feedRecord{
			Address: f.Address, Kind: kind, State: f.State, LastItem: f.LastItem, NextPoll: f.Next, IntervalSeconds: f.Interval.Seconds(),
			Waiting: f.Waiting, Errors: f.Errors, Reason: f.Reason, Error: f.Error, MovedTo: f.MovedTo, Note: f.Note,
		})
	}
	return out
}

// states tells the states of its feeds, with numbers where they differ: "2 polling, 1 gone".
func (s *Source) states() string {
	count := map[string]int{}
	for _, f := range s.Feeds {
		count[f.State]++
	}
	var words []string
	for _, state := range States {
		switch n := count[state]; {
		case n == 0:
		case n == len(s.Feeds):
			return state
		default:
			words = append(words, fmt.Sprintf("%d %s", n, state))
		}
	}
	return orDash(strings.Join(words, ", "))
}

func (s *Source) silence(now time.Time) string {
	words := ago(s.LastItem, now)
	if s.Late(now) {
		words += " (late)"
	}
	return words
}

// summary tells of the source what stands in no feed.
func (s *Source) summary(now time.Time) string {
	words := "never heard on WIRE"
	if !s.LastItem.IsZero() {
		words = "last item " + ago(s.LastItem, now)
	}
	if s.Every > 0 {
		words += ", expected every " + span(s.Every)
	}
	if s.Late(now) {
		words += ": late"
	}
	if _, known := s.CopyShare(); known {
		words += fmt.Sprintf("; articles %d, copies %d (%s)", s.Articles, s.Copies, s.copies())
	}
	return words
}

func (s *Source) copies() string {
	share, known := s.CopyShare()
	if !known {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

func (f *Feed) lastError() string {
	if f.Errors == 0 {
		return "-"
	}
	// Errors of fetch say "get <address>: <reason>: <cause>".
	if at := strings.Index(f.Error, f.Reason+": "); at >= 0 {
		return line(f.Error[at:])
	}
	return line(f.Reason + ": " + f.Error)
}

func ago(at, now time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return span(max(time.Second, now.Sub(at))) + " ago"
}

func until(at, now time.Time) string {
	switch {
	case at.IsZero():
		return "-"
	case !at.After(now):
		return "due"
	}
	return "in " + span(max(time.Second, at.Sub(now)))
}

// span tells a duration by its two largest units: 3d4h, 10m, 1m30s.
func span(d time.Duration) string {
	if d <= 0 {
		return "-"
	}
	const day = 24 * time.Hour
	switch {
	case d >= day:
		if hours := d % day / time.Hour; hours > 0 {
			return fmt.Sprintf("%dd%dh", d/day, hours)
		}
		return fmt.Sprintf("%dd", d/day)
	case d >= time.Hour:
		d = d.Truncate(time.Minute)
	case d >= time.Second:
		d = d.Truncate(time.Second)
	}
	words := d.String()
	if strings.HasSuffix(words, "m0s") {
		words = strings.TrimSuffix(words, "0s")
	}
	if strings.HasSuffix(words, "h0m") {
		words = strings.TrimSuffix(words, "0m")
	}
	return words
}

// line keeps what a server said from writing over the terminal.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

func clip(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes-1]) + "…"
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
