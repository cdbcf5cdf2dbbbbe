package filter

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// stream makes n articles of 300 words from a vocabulary of 20,000, every fifth a copy of an earlier one.
func stream(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	var texts []string
	var in strings.Builder
	for i := range n {
		var text string
		if i%5 == 4 {
			text = texts[r.IntN(len(texts))] + "\n\nOur reporter added a word."
		} else {
			var words []string
			for w := range 300 {
				word := fmt.Sprintf("w%x", int(r.ExpFloat64()*2000)%20000)
				switch {
				case w%60 == 59:
					word += ".\n\n"
				case w%15 == 14:
					word += "."
				}
				words = append(words, word)
			}
			text = strings.Join(words, " ")
		}
		texts = append(texts, text)
		line, _ := json.Marshal(map[string]any{
			"id": fmt.Sprint(i), "title": fmt.Sprintf("Title %x %x", r.IntN(20000), r.IntN(20000)), "text": text,
			"source": fmt.Sprintf("s%d.example", i%50), "publishedAt": fmt.Sprintf("2022-01-%02dT10:00:00Z", 1+i*20/n),
		})
		in.Write(line)
		in.WriteByte('\n')
	}
	return in.String()
}

func BenchmarkDedupe(b *testing.B) {
	const articles = 5000
	in := stream(articles)
	b.ReportAllocs()
	for b.Loop() {
		if err := Dedupe(strings.NewReader(in), io.Discard, true); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(articles*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
