package timex

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/nlp"
)

// Sunday, the day before the talks.
var sunday = time.Date(2022, 1, 9, 12, 0, 0, 0, time.UTC)

func render(text string, ref time.Time) string {
	doc := nlp.Parse(text)
	var out []string
	for _, t := range Find(doc, ref) {
		out = append(out, fmt.Sprintf("%s %s %s", doc.Slice(t.Span), t.Type, t.Value))
	}
	return strings.Join(out, "; ")
}

func TestFind(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"a weekday ahead of a will lies ahead", "Envoys will meet on Monday.", "Monday DATE 2022-01-10"},
		{"the United States are no verb behind", "Russia will meet the United States on Monday.", "Monday DATE 2022-01-10"},
		{"by is a deadline right before the day only", "They spoke by telephone on Friday and must answer by Monday.", "Friday DATE 2022-01-07; Monday DATE 2022-01-10"},
		{"what is expected lies ahead", "The board expects a report in March.", "March DATE 2022-03"},
		{"a weekday under a verb of the past lies behind", "The minister flew home on Monday.", "Monday DATE 2022-01-03"},
		{"the verb of saying decides, not the one in what is said", "Troops will leave, the ministry said Friday.", "Friday DATE 2022-01-07"},
		{"the reference's own weekday is today", "The envoy said Sunday that he was tired.", "Sunday DATE 2022-01-09"},
		{"a week is a week, not a day in it", "They met last week and talk again next week.", "last week DATE 2021-W52; next week DATE 2022-W02"},
		{"last and next count calendar weeks", "He left last Friday; she comes next Tuesday.", "last Friday DATE 2021-12-31; next Tuesday DATE 2022-01-11"},
		{"today, yesterday, tomorrow", "Today is not yesterday, nor tomorrow.", "Today DATE 2022-01-09; yesterday DATE 2022-01-08; tomorrow DATE 2022-01-10"},
		{"a month and day take the nearest year", "The pact of Dec. 30 and the session of Jan 12.", "Dec. 30 DATE 2021-12-30; Jan 12 DATE 2022-01-12"},
		{"a whole date, both orders", "From January 10, 2022 to 12 January 2022.", "January 10, 2022 DATE 2022-01-10; 12 January 2022 DATE 2022-01-12"},
		{"a weekday before its date is one expression", "It opens on Monday, Jan. 10.", "Monday, Jan. 10 DATE 2022-01-10"},
		{"digits with the year first or last", "Dated 2022-01-10, filed 01/11/2022 and 25.12.2021.", "2022-01-10 DATE 2022-01-10; 01/11/2022 DATE 2022-01-11; 25.12.2021 DATE 2021-12-25"},
		{"a date the calendar does not have is none", "On February 30, 2022 nothing was signed.", "2022 DATE 2022"},
		{"years, decades, centuries", "Since 2008, through the 1990s, in the 20th century.", "2008 DATE 2008; the 1990s DATE 199; the 20th century DATE 19"},
		{"early and late belong to the expression", "In late 2021 and mid-1996.", "late 2021 DATE 2021; mid-1996 DATE 1996"},
		{"ago is as exact as its unit", "Three decades ago, two weeks ago, five years ago, three days ago.", "Three decades ago DATE 199; two weeks ago DATE 2021-W51; five years ago DATE 2017; three days ago DATE 2022-01-06"},
		{"the past years are a length", "Over the past decade and the next three months.", "the past decade DURATION P10Y; the next three months DURATION P3M"},
		{"durations", "A 10-hour session, two and a half years, several weeks, half an hour.", "10-hour DURATION PT10H; two and a half years DURATION P2Y6M; several weeks DURATION PXW; half an hour DURATION PT30M"},
		{"recurrences", "Briefings are daily, every Thursday, every two weeks, on Mondays.", "daily SET P1D; every Thursday SET XXXX-WXX-4; every two weeks SET P2W; Mondays SET XXXX-WXX-1"},
		{"clock times take the day beside them", "At 3 p.m. on Monday, and Tuesday at 10:30 am.", "3 p.m. on Monday TIME 2022-01-03T15:00; Tuesday at 10:30 am TIME 2022-01-04T10:30"},
		{"parts of the day", "Friday night, last night and this morning.", "Friday night TIME 2022-01-07TNI; last night TIME 2022-01-08TNI; this morning TIME 2022-01-09TMO"},
		{"references without a date", "It is now quiet; recently it was not; in the future it may be.", "now DATE PRESENT_REF; recently DATE PAST_REF; the future DATE FUTURE_REF"},
		{"a number of things is no year", "Some 2000 soldiers and 1950 troops.", ""},
		{"may and march are verbs, Jan a person", "He may march. Jan May said so.", ""},
		{"an age is no length of time", "A 30-year-old man.", ""},
		{"a price by the year is no length of time", "It costs $5 a year.", ""},
		{"quarters", "The fourth quarter and the second quarter of 2020.", "The fourth quarter DATE 2021-Q4; the second quarter of 2020 DATE 2020-Q2"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			if got := render(row.text, sunday); got != row.want {
				t.Errorf("%q\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}

func TestNothingIsInventedWithoutAReference(t *testing.T) {
	text := "Today, last week and three years ago are gone; on Monday, Jan. 10 they met, on Monday, in January, in 2008."
	want := "Monday, Jan. 10 DATE XXXX-01-10; Monday DATE XXXX-WXX-1; January DATE XXXX-01; 2008 DATE 2008"
	if got := render(text, time.Time{}); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "the", "On Monday at 3 p.m., Jan. 10, 2022", "99999999999 centuries ago", "mid-\xff1996 every", "nineteen ninety-", "in 2022-13-45 10:99 pm",
		"the '90s · the day before yesterday", "last", "a", "12/", "at 24:00 on"} {
		f.Add(s, int64(1641729600))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		ref := time.Time{}
		if unix > 0 && unix < 4e9 {
			ref = time.Unix(unix, 0)
		}
		doc := nlp.Parse(text)
		end, runes := 0, utf8.RuneCountInString(text)
		for _, m := range Find(doc, ref) {
			if m.Span.Start < end || m.Span.End <= m.Span.Start || m.Span.End > runes {
				t.Fatalf("span %v after %d in %d", m.Span, end, runes)
			}
			end = m.Span.End
			if m.Value == "" || m.Type != Date && m.Type != Clock && m.Type != Duration && m.Type != Set {
				t.Fatalf("%q is %q %q", doc.Slice(m.Span), m.Type, m.Value)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	doc := nlp.Parse(strings.Repeat("Envoys of both sides met for three hours on Monday, Jan. 10, 2022, and will talk again next week, the ministry said. ", 26))
	b.SetBytes(int64(len(doc.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(doc, sunday)
	}
}
