package neardup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// american respells the British words that the texts have, british the others.
var (
	american = strings.NewReplacer("characterised", "characterized", "sceptical", "skeptical", "defence", "defense", "neighbour", "neighbor", "programme", "program", "US ", "U.S. ", "100,000", "100 000")
	british  = strings.NewReplacer("neighbor", "neighbour", "defense", "defence", "program", "programme", "emphasize", "emphasise", "Organization", "Organisation", "U.S.", "US", "three", "3", "two ", "2 ")
)

const (
	furnitureAbove = "Advertisement\n\nSubscribe to our newsletter and get the news every morning.\n\nShare this article on Facebook or Twitter\n\n"
	furnitureBelow = "\n\nSign up for our daily newsletter. Download our app.\n\nThe Lakeside Herald is a member of the press council. Comments are closed.\n\nCopyright The Lakeside Herald. All rights reserved."
)

// rewritings are what sites do to the copy they paste.
var rewritings = map[string]func(text string) (title, body string){
	"new headline":              func(s string) (string, string) { return "Envoys leave the table with little to show", s },
	"dateline":                  func(s string) (string, string) { return "", "GENEVA, Jan 10 (NNA) - " + s },
	"first third":               func(s string) (string, string) { return "", cut(s, 3) },
	"furniture":                 func(s string) (string, string) { return "", furnitureAbove + s + furnitureBelow },
	"American spelling":         func(s string) (string, string) { return "", american.Replace(s) },
	"British spelling":          func(s string) (string, string) { return "", british.Replace(s) },
	"headline and dateline":     func(s string) (string, string) { return "Talks end", "By Jonna Ek\n\nGENEVA (NNA) - " + s },
	"first third and furniture": func(s string) (string, string) { return "", furnitureAbove + cut(s, 3) + furnitureBelow },
	"first third, British":      func(s string) (string, string) { return "Talks", british.Replace(cut(s, 3)) },
	"all of it": func(s string) (string, string) {
		return "No way out yet", furnitureAbove + "GENEVA (NNA) - " + american.Replace(cut(s, 2)) + furnitureBelow
	},
}

// cut returns the first n-th of a text, to the end of a word.
func cut(s string, n int) string {
	i := len(s) / n
	if j := strings.IndexAny(s[i:], " \n"); j >= 0 {
		i += j
	}
	return s[:i]
}

// The five articles are not part of the repository.
func TestSeeds(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "seeds", "00*.txt"))
	x := NewIndex(Params{})
	var bodies []string
	var texts []Text
	for i, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := Parse("", string(b), time.Time{})
		for _, c := range x.Candidates(NewSketch(text), noon) {
			if m, ok := x.Compare(text, texts[c.ID]); ok {
				t.Errorf("%s is taken for a copy of %s: %+v", files[i], files[c.ID], m)
			}
		}
		x.Add(uint32(i), uint32(i), NewSketch(text), noon)
		bodies, texts = append(bodies, string(b)), append(texts, text)
	}
	for i, body := range bodies {
		for name, rewrite := range rewritings {
			title, copy := rewrite(body)
			text := Parse(title, copy, time.Time{})
			var best Match
			of := -1
			for _, c := range x.Candidates(NewSketch(text), noon) {
				if m, ok := x.Compare(text, texts[c.ID]); ok && m.Score > best.Score {
					best, of = m, int(c.ID)
				}
			}
			if of != i || len(best.Spans) == 0 {
				t.Errorf("%s, %s: joined %d, %+v", filepath.Base(files[i]), name, of, best)
				continue
			}
			checkSpans(t, best, copy, body)
		}
	}
}
