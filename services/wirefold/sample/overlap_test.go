package sample

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Five words in a row are rarely the same by chance, and house style seldom changes five in every row.
const gramWords = 5

// The forms are the hard case of the sample: alike in half their words, and yet different articles.
var alikeByForm = map[string]string{
	"041-earnings-calder": "040-earnings-brightwater",
	"074-readout-ukraine": "055-readout-finland",
}

// TestCopiesAreCopiesAndNothingElseIs compares every two articles by the part of the smaller one's word 5-grams that
// the other one has too, furniture included. An article counts with all its revisions.
func TestCopiesAreCopiesAndNothingElseIs(t *testing.T) {
	messages, _ := all(t)
	article := map[string]string{} // of a message: the article whose words it has
	for _, e := range expectations(t) {
		article[e.name] = e.name
		if e.of != "" && e.events != "copy.detached,article.new" {
			article[e.name] = article[e.of]
			if article[e.of] == "" { // a copy that comes before its original
				article[e.name] = e.of
			}
		}
	}
	grams := map[string]map[string]bool{}
	for _, m := range messages {
		grams[m.Name] = gramsOf(plain(m))
	}
	for _, e := range expectations(t) {
		best := 0.0
		for _, m := range messages {
			if m.Name == e.name || e.kind == "dead" || e.kind == "kill" {
				continue
			}
			share := overlap(grams[e.name], grams[m.Name])
			switch {
			case alikeByForm[e.name] == m.Name:
				if share < 0.4 || share > 0.7 {
					t.Errorf("%s shares %.2f with its look-alike %s, want 0.4 to 0.7", e.name, share, m.Name)
				}
			case article[m.Name] == article[e.name]:
				best = max(best, share)
			case alikeByForm[m.Name] != e.name && article[m.Name] != "067-broken-newsbasket" && share > 0.1:
				t.Errorf("%s shares %.2f with %s, of another article", e.name, share, m.Name)
			}
		}
		// An excerpt brings about as much furniture as text, so 0.65 is where copies begin.
		if e.kind == "copy" && best < 0.65 {
			t.Errorf("%s shares only %.2f with what it is a copy of", e.name, best)
		}
	}
}

func overlap(a, b map[string]bool) float64 {
	if len(b) < len(a) {
		a, b = b, a
	}
	shared := 0
	for gram := range a {
		if b[gram] {
			shared++
		}
	}
	return float64(shared) / float64(max(len(a), 1))
}

func gramsOf(text string) map[string]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	grams := map[string]bool{}
	for i := gramWords; i <= len(words); i++ {
		grams[strings.Join(words[i-gramWords:i], " ")] = true
	}
	return grams
}

var (
	furniture = regexp.MustCompile(`(?s)<(?:script|style|nav|header|footer|aside|form)\b.*?</(?:script|style|nav|header|footer|aside|form)>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// plain is a rough reading of any form's words, good enough to compare them. Bytes that are no UTF-8 are read as
// ISO-8859-1: wrong for Russian letter by letter, but the same wrong on every page.
func plain(m Message) string {
	text := string(m.Body)
	if !utf8.ValidString(text) {
		runes := make([]rune, len(m.Body))
		for i, b := range m.Body {
			runes[i] = rune(b)
		}
		text = string(runes)
	}
	var object struct {
		Text, HTML string
		Bodies     []struct{ Value string }
		Data       struct{ Text string }
	}
	if json.Unmarshal(m.Body, &object) == nil {
		text = object.Text + object.HTML + object.Data.Text
		for _, body := range object.Bodies {
			text += body.Value
		}
	}
	return html.UnescapeString(tag.ReplaceAllString(furniture.ReplaceAllString(text, " "), " "))
}
