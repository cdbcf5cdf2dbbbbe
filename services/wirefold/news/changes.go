package news

import wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

// Correction is a place that changed, with the rest of the words around it.
type Correction struct{ Was, Is string }

// Corrections are the first two places in which a revision differs, as far as they are short enough to read.
func Corrections(a *wirefoldv1.NewsArticle) []Correction {
	text := []rune(a.GetText())
	var out []Correction
	for _, c := range a.GetChanged() {
		start, end := int(c.GetStart()), int(c.GetEnd())
		if start < 0 || end > len(text) || start > end || end-start > 40 || len(c.GetWas()) > 60 || len(out) == 2 {
			continue
		}
		before, after := around(text, start, end)
		out = append(out, Correction{Was: before + oneLine(c.GetWas()) + after, Is: before + oneLine(string(text[start:end])) + after})
	}
	return out
}

// around gives the rest of the words that a change begins and ends in, and a word more on either side.
func around(text []rune, start, end int) (before, after string) {
	from, to := start, end
	for spaces := 0; from > 0 && text[from-1] != '\n'; from-- {
		if text[from-1] == ' ' {
			if spaces++; spaces > 1 {
				break
			}
		}
	}
	for spaces := 0; to < len(text) && text[to] != '\n'; to++ {
		if text[to] == ' ' {
			if spaces++; spaces > 1 {
				break
			}
		}
	}
	return string(text[from:start]), string(text[end:to])
}
