package neardup

import (
	"slices"
	"strings"
	"testing"
)

func TestCoverage(t *testing.T) {
	reversed := strings.Fields(article(4, 14))
	slices.Reverse(reversed)
	rows := []struct {
		says           string
		copy, original string
		low, high      float64 // bounds of the share of the copy that is covered
	}{
		{"words in quotation marks count a tenth", article(5, 40) + speech, article(6, 40) + speech, 0, 0.3},
		{"the same words unquoted count whole", article(5, 40) + strings.Trim(speech, `"`), article(6, 40) + strings.Trim(speech, `"`), 0.4, 0.7},
		{"page furniture counts next to nothing", article(5, 40) + ".\n\n" + signUp, article(6, 40) + ".\n\n" + signUp, 0, 0.45},
		{"a sentence turned round between two that were kept is covered", article(1, 40) + article(4, 14) + article(2, 40), article(1, 40) + strings.Join(reversed, " ") + " " + article(2, 40), 0.97, 1},
		{"a sentence replaced between two that were kept is not", article(1, 40) + article(4, 14) + article(2, 40), article(1, 40) + article(5, 14) + article(2, 40), 0.8, 0.9},
		{"six words in a row are no passage", article(1, 40) + "we came and saw and won " + article(2, 40), article(3, 40) + "we came and saw and won " + article(4, 40), 0, 0},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			a, b := Parse("", r.copy, noon), Parse("", r.original, noon)
			ps := align(a, b)
			got := 0.0
			if len(ps) > 0 {
				got = weigh(a, b, ps, NewIndex(Params{}).frequencies(a)).ofCopy
			}
			if got < r.low || got > r.high {
				t.Fatalf("covered %.2f, want %.2f to %.2f", got, r.low, r.high)
			}
		})
	}
}
