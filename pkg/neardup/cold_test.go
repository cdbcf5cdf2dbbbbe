package neardup

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestWhatTheColdStillFinds measures how often a copy finds its original among
// its candidates within the window and ten days later, by kind of edit. Run it
// with -v for the figures.
func TestWhatTheColdStillFinds(t *testing.T) {
	const each = 120
	replace := func(every int) func([]string, int64) []string {
		return func(ws []string, seed int64) []string {
			other := strings.Fields(article(-seed, len(ws)))
			for i := range ws {
				if i%every == every-1 {
					ws[i] = other[i%len(other)]
				}
			}
			return ws
		}
	}
	part := func(from, to float64) func([]string, int64) []string {
		return func(ws []string, _ int64) []string {
			return ws[int(from*float64(len(ws))):int(to*float64(len(ws)))]
		}
	}
	kinds := []struct {
		says      string
		words     int
		edit      func([]string, int64) []string
		hot, cold float64 // at least found
	}{
		{"an exact copy", 500, part(0, 1), 1, 1},
		{"an exact copy of 30 words", 30, part(0, 1), 1, 1},
		{"an exact copy of 3,000 words", 3000, part(0, 1), 1, 1},
		{"a copy with one word in twelve replaced", 500, replace(12), 1, 1},
		{"a copy with one word in six replaced", 500, replace(6), 1, 0.99},
		{"a copy with one word in four replaced", 500, replace(4), 1, 0.93},
		{"the first half", 500, part(0, 0.5), 1, 0.99},
		{"a third from the middle", 500, part(0.33, 0.67), 1, 0.98},
		{"the first sixth", 500, part(0, 0.167), 0.99, 0.8},
		{"a third of a feature of 3,000 words", 3000, part(0.33, 0.67), 1, 0.98},
		{"the original and as much again", 500, func(ws []string, seed int64) []string {
			return append(ws, strings.Fields(article(-seed, len(ws)))...)
		}, 1, 1},
		{"the original within five times as much", 500, func(ws []string, seed int64) []string {
			return append(ws, strings.Fields(article(-seed, 5*len(ws)))...)
		}, 0.99, 0.9},
		{"the sentences of the original in another order", 500, func(ws []string, _ int64) []string {
			sentences := strings.SplitAfter(strings.Join(ws, " "), ".")
			for i := 0; i+7 < len(sentences); i++ {
				j := i * 7 % len(sentences)
				sentences[i], sentences[j] = sentences[j], sentences[i]
			}
			return sentences
		}, 1, 1},
	}
	originals := map[int][]Sketch{} // by length in words
	for _, k := range kinds {
		t.Run(k.says, func(t *testing.T) {
			x := NewIndex(Params{})
			copies := make([]Sketch, each)
			for i := range copies {
				text, seed := article(int64(i)+1, k.words), int64(i)+1
				if len(originals[k.words]) == i {
					originals[k.words] = append(originals[k.words], sketch(text))
				}
				x.Add(uint32(i), uint32(i), originals[k.words][i], noon)
				copies[i] = sketch(strings.Join(k.edit(strings.Fields(text), seed), " "))
			}
			found := func(at time.Time) float64 {
				n := 0
				for i, s := range copies {
					for _, c := range x.Candidates(s, at) {
						if c.ID == uint32(i) {
							n++
						}
					}
				}
				return float64(n) / each
			}
			hot := found(noon)
			later := noon.Add(10 * 24 * time.Hour)
			x.Add(each, each, Sketch{}, later)
			cold := found(later)
			figures := fmt.Sprintf("within the window %.3f, ten days later %.3f", hot, cold)
			t.Log(figures)
			if hot < k.hot || cold < k.cold {
				t.Error("less than", k.hot, k.cold)
			}
		})
	}
}
