package quantity

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/nlp"
)

func TestFind(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"a hedge belongs to the amount and makes it approximate", "An estimated 90,000 soldiers stand there.", "An estimated 90,000 soldiers = 90000 soldiers approx"},
		{"adjectives stay in the unit", "Some 5,000 Ruritanian troops left.", "Some 5,000 Ruritanian troops = 5000 Ruritanian troops approx"},
		{"number words and multipliers", "Twenty-five tanks, three million people and 1.5 million refugees.", "Twenty-five tanks = 25 tanks; three million people = 3e+06 people; 1.5 million refugees = 1.5e+06 refugees"},
		{"money is in its ISO code", "It cost $1.5 billion, or 20 million euros, more than £3.", "$1.5 billion = 1.5e+09 USD; 20 million euros = 2e+07 EUR; more than £3 = 3 GBP approx"},
		{"shares are percent", "Turnout was 60%, up 5 percent, nearly 7 per cent.", "60% = 60 percent; 5 percent = 5 percent; nearly 7 per cent = 7 percent approx"},
		{"a length of time is not counted here", "They talked for eight hours over two days.", ""},
		{"years, dates, scores and designations are none", "In 2008 sides met on 2022-01-10, won 3-1 and bought T-72 tanks.", ""},
		{"a bare number has no unit and is left out", "He scored 5. Men cheered.", ""},
		{"people have no -s", "As many as 300 people and 12 men came.", "As many as 300 people = 300 people approx; 12 men = 12 men"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			doc := nlp.Parse(row.text)
			var out []string
			for _, q := range Find(doc) {
				s := fmt.Sprintf("%s = %g %s", doc.Slice(q.Span), q.Value, q.Unit)
				if q.Approx {
					s += " approx"
				}
				out = append(out, s)
			}
			if got := strings.Join(out, "; "); got != row.want {
				t.Errorf("%q\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}

func TestNumber(t *testing.T) {
	for _, row := range []struct {
		words string
		value float64
		used  int
	}{
		{"100,000 troops", 100000, 1}, {"1,00 troops", 0, 0}, {"two hundred and five men", 205, 4}, {"twenty five", 25, 2}, {"five six", 5, 1},
		{"a hundred", 100, 2}, {"a dozen", 12, 2}, {"a man", 0, 0}, {"2 1/2 years", 2.5, 2}, {"2 1 / 2 years", 2.5, 4}, {"twenty - five", 25, 3}, {"twenty - hundred", 20, 1}, {"two and a half years", 2.5, 4}, {"1.5 million", 1.5e6, 2},
		{"hundreds", 0, 0}, {"million", 0, 0}, {"", 0, 0}, {"10th", 0, 0},
	} {
		if v, n := Number(strings.Fields(row.words)); v != row.value || n != row.used {
			t.Errorf("%q: %g of %d words, want %g of %d", row.words, v, n, row.value, row.used)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "an estimated 100,000 troops", "$", "$1", "9999999999999999999 million billion trillion tanks", "1-2/3:4 men", "up to \xff 5 %", "a dozen dozen dozen eggs"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := nlp.Parse(text)
		end, runes := 0, utf8.RuneCountInString(text)
		for _, q := range Find(doc) {
			if q.Span.Start < end || q.Span.End <= q.Span.Start || q.Span.End > runes {
				t.Fatalf("span %v after %d in %d", q.Span, end, runes)
			}
			end = q.Span.End
			if q.Unit == "" || q.Value < 0 || math.IsInf(q.Value, 0) || math.IsNaN(q.Value) {
				t.Fatalf("%q is %g %q", doc.Slice(q.Span), q.Value, q.Unit)
			}
		}
	})
}
