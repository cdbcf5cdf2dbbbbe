package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// seeds are real scraped articles on the talks of January 2022. They are other people's text and so lie outside the
// repository; the tests that read them pass over where they are not.
func seeds(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../../shared/seeds/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(f), ".txt")] = string(body)
	}
	if len(texts) == 0 {
		t.Skip("the seeds are not here")
	}
	return texts
}

// furniture is what stands in the seeds around the articles.
var furniture = regexp.MustCompile(`(?i)\{O/C\}|\{SOT\}|Be the first to comment|Leave a Reply|Your email address|Hi, what are you looking for|Connect with us|` +
	`Photo: |Photo TimesofIndia|Biden and Putin\n|Related Article|Trump|Mercosur|Barham Salih|Haddad|Nvidia|Marijuana|summary from Infosurhoy|date 2022-01-10`)

func TestSeedsAreFiveArticlesOfOneStory(t *testing.T) {
	d := open(t)
	texts := seeds(t)
	wireSeqs := map[string]uint64{}
	for name, text := range texts {
		wireSeqs[name] = d.publish(t, "wire.seed-"+strings.ReplaceAll(name, "_", "-"), "text/plain", []byte(text))
	}
	events := d.settle(t)
	stories := map[string]bool{}
	for name, seq := range wireSeqs {
		news := of(t, events, seq, "article", "copy")
		if len(news) != 1 || news[0].kind() != "article.new" {
			t.Errorf("seed %s: %s", name, outline(of(t, events, seq)))
			continue
		}
		stories[news[0].text("storyId")] = true
		for _, kind := range []string{"quote.new", "event.new"} {
			if len(of(t, events, seq, kind)) == 0 {
				t.Errorf("seed %s has no %s", name, kind)
			}
		}
		if !strings.Contains(news[0].Subject, ".us-russia-talks.") {
			t.Errorf("seed %s is not on the talks: %s", name, news[0].Subject)
		}
	}
	if len(stories) != 1 {
		t.Errorf("%d stories, want 1:\n%s", len(stories), outline(events))
	}
	for _, e := range events {
		delete(e.Data, "removed") // there it belongs
		for _, s := range textsOf(e.Data) {
			if found := furniture.FindString(s); found != "" {
				t.Errorf("%s of WIRE %d tells %q in %.100q", e.kind(), e.wireSeq(t), found, s)
			}
		}
	}
}

// textsOf lists all strings of a payload.
func textsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, textsOf(e)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, e := range v {
			out = append(out, textsOf(e)...)
		}
		return out
	}
	return nil
}

func TestRewritingsOfSeedsCollapseOntoThem(t *testing.T) {
	texts := seeds(t)
	d := open(t)
	originals := map[string]uint64{}
	for name, text := range texts {
		originals[name] = d.publish(t, "wire.seed-"+strings.ReplaceAll(name, "_", "-"), "text/plain", []byte(text))
	}
	first := d.settle(t)
	type rewriting struct {
		seed, how string
		seq       uint64
	}
	var rewritings []rewriting
	ids, bodies := map[string]string{}, map[string]string{}
	for name, seq := range originals {
		news := of(t, first, seq, "article.new")
		if len(news) != 1 {
			t.Fatalf("seed %s:\n%s", name, outline(of(t, first, seq)))
		}
		ids[name], bodies[name] = news[0].About, news[0].text("text")
		for how, text := range rewrite(bodies[name]) {
			source := "wire.copy-" + strings.ReplaceAll(name[:3]+"-"+how, " ", "-")
			rewritings = append(rewritings, rewriting{name, how, d.publish(t, source, "text/plain", []byte(text))})
		}
	}
	events := d.settle(t)
	for _, r := range rewritings {
		news := of(t, events, r.seq, "article", "copy")
		if len(news) != 1 || news[0].kind() != "copy.collapsed" || news[0].text("originalId") != ids[r.seed] {
			t.Errorf("seed %s, %s:\n%s", r.seed, r.how, outline(of(t, events, r.seq)))
			continue
		}
		checkSpans(t, r.seed+", "+r.how, news[0], bodies[r.seed])
	}
}

// rewrite makes ten copies of a text as outlets make them.
func rewrite(text string) map[string]string {
	paragraphs := strings.Split(text, "\n\n")
	third := paragraphs[:max((len(paragraphs)+2)/3, 3)]
	join := func(p ...string) string { return strings.Join(p, "\n\n") }
	return map[string]string{
		"pasted":             text,
		"new headline":       join("Envoys leave the table with little to show", text),
		"dateline":           "GENEVA, Jan 10 (Northagency) - " + text,
		"first third":        join(third...),
		"furniture above":    join("Home | World | Politics", "Share on Facebook  Tweet  Email", "Published 11 January 2022", text),
		"furniture below":    join(text, "Read more:", "Sign up for our newsletter", "Leave a comment", "© 2022 Daily Example. All rights reserved."),
		"furniture and head": join("Talks end", "By Staff Reporter", text, "Follow us on Twitter"),
		"house spelling":     houseStyle.Replace(text),
		"straight quotes":    plainQuotes.Replace(text),
		"without the last":   join(paragraphs[:len(paragraphs)-1]...),
	}
}

var (
	houseStyle = strings.NewReplacer("characterised", "characterized", "sceptical", "skeptical", "Defense", "Defence", "defense", "defence", "neighbor", "neighbour",
		"U.S.", "US", "percent", "per cent", "Nato", "NATO", "program", "programme", "emphasize", "emphasise", "toward ", "towards ", "organization", "organisation", "Organization", "Organisation")
	plainQuotes = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "–", "-", "…", "...")
)

// checkSpans holds the spans of a copy against both texts: what they match is the same words, folded.
func checkSpans(t *testing.T, name string, e event, original string) {
	t.Helper()
	spans, _ := e.Data["spans"].([]any)
	if len(spans) == 0 {
		t.Errorf("%s: no spans", name)
	}
	ofCopy, ofOriginal := []rune(e.text("text")), []rune(original)
	for _, s := range spans {
		span := s.(map[string]any)
		at := func(field string) int { return int(span[field].(float64)) }
		a, b := at("copyEnd"), at("originalEnd")
		if a > len(ofCopy) || b > len(ofOriginal) || at("copyStart") >= a || at("originalStart") >= b {
			t.Errorf("%s: span %v lies outside the texts", name, span)
			continue
		}
		left, right := words(string(ofCopy[at("copyStart"):a])), words(string(ofOriginal[at("originalStart"):b]))
		if same(left, right) < .7 {
			t.Errorf("%s: span matches\n\t%.200q\nto\t%.200q", name, left, right)
		}
	}
}

var notWord = regexp.MustCompile(`[^\p{L}\p{N}]+`)

func words(s string) []string {
	return strings.Fields(notWord.ReplaceAllString(strings.ToLower(s), " "))
}

// same is the share of the words of a that stand in b.
func same(a, b []string) float64 {
	in := map[string]bool{}
	for _, w := range b {
		in[w] = true
	}
	n := 0
	for _, w := range a {
		if in[w] {
			n++
		}
	}
	return float64(n) / float64(max(len(a), 1))
}
