package decider_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/announcer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestChains plays the inputs of each chain in testdata, and compares the events that follow.
//
// A line "> SOURCE ID TEXT key=value…" is a piece of copy, "> detach ID" and "> join ID ID" are commands, "> settled" is what was
// dealt with upstream, "> wait 80h" lets time pass; the lines below are the events. A line with # begins a chain of its own.
func TestChains(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no chains in testdata", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, chain := range strings.Split(string(data), "\n# ") {
			title, lines, _ := strings.Cut(strings.TrimPrefix(chain, "# "), "\n")
			t.Run(title, func(t *testing.T) {
				out = append(out, "# "+title+"\n"+play(t, lines))
			})
		}
		got := strings.Join(out, "\n")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got != string(data) {
			t.Errorf("%s: %s", file, firstDifference(string(data), got))
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d:\nwant %s\ngot  %s", i+1, w[i], strings.Join(g[min(i, len(g)):min(i+4, len(g))], "\n     "))
		}
	}
	return "more lines than wanted: " + g[len(w)]
}

// play runs the inputs of a chain and gives it back with its events.
func play(t *testing.T, lines string) string {
	d := newDesk(t)
	w := &writer{stories: map[string]string{}}
	for _, line := range strings.Split(lines, "\n") {
		input, ok := strings.CutPrefix(line, "> ")
		if !ok {
			continue
		}
		fmt.Fprintf(w, "> %s\n", input)
		words := strings.Fields(input)
		if words[0] == "wait" {
			pause, err := time.ParseDuration(words[1])
			if err != nil {
				t.Fatal(err)
			}
			d.now = d.now.Add(pause)
			d.unordered = d.unordered || pause > 15*24*time.Hour // what was forgotten begins anew
			continue
		}
		decision, events := d.file(parse(t, words))
		if len(events) == 0 {
			fmt.Fprintf(w, "  nothing: %s\n", decision.GetVerdict())
		}
		for _, e := range events {
			w.event(t, e)
		}
	}
	return w.String()
}

func parse(t *testing.T, words []string) *wirefoldv1.Facts {
	t.Helper()
	switch words[0] {
	case "detach", "join":
		return command(words[0], words[1:]...)
	case "settled":
		return nil
	}
	title, text, ok := copyText(words[2])
	if !ok && words[2] != "-" {
		t.Fatalf("no text %q", words[2])
	}
	f := article(words[0], words[1], title, text)
	for _, w := range words[3:] {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "version":
			v, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			version(v)(f)
		case "credits":
			crediting(strings.Split(value, ",")...)(f)
		case "published":
			published(value)(f)
		case "topics":
			f.Topics = strings.Split(value, ",")
		case "kill":
			status("canceled")(f)
		case "release":
			status("released")(f)
		case "hold":
			status("withheld")(f)
		case "correction":
			f.Article.Correction = true
		case "refile":
			f.Article.Refile = true
		case "mark":
			f.Article.VersionMark = true
		default:
			t.Fatalf("no option %q", w)
		}
	}
	return f
}

// writer tells events in a line each.
type writer struct {
	strings.Builder
	stories map[string]string
}

// story gives a story a number that reads better than its id.
func (w *writer) story(id any) string {
	s, _ := id.(string)
	if s != "" && w.stories[s] == "" {
		w.stories[s] = fmt.Sprintf("s%d", len(w.stories)+1)
	}
	return w.stories[s]
}

func (w *writer) event(t *testing.T, e announcer.Event) {
	c := decode(t, e)
	subject := strings.TrimPrefix(e.Subject, "news.")
	fmt.Fprintf(w, "  %s ", c.ID)
	switch {
	case strings.HasPrefix(subject, "story."):
		parts := strings.Split(subject, ".")
		fmt.Fprintf(w, "story.%s.%s %s: %v and %v copies from %v sources", parts[1], parts[2], w.story(c.Subject), c.Data["articleIds"], c.Data["copyCount"], c.Data["sourceCount"])
		for _, m := range c.Data["mergedFrom"].([]any) {
			fmt.Fprintf(w, ", %s into %s", w.story(m), w.story(c.Data["id"]))
		}
	case strings.HasPrefix(subject, "copy."):
		fmt.Fprintf(w, "%s %s r%v of %v r%v, %v by %v", subject, c.Subject, c.Data["revision"], c.Data["originalId"], c.Data["originalRevision"], c.Data["relation"], c.Data["rule"])
		w.say("in", w.story(c.Data["storyId"]))
		w.say("because", c.Data["reason"])
		if c.Data["stale"] == true {
			w.WriteString(", stale")
		}
	case strings.HasPrefix(subject, "article."):
		fmt.Fprintf(w, "%s %s r%v", subject, c.Subject, c.Data["revision"])
		w.say("in", w.story(c.Data["storyId"]))
		w.say("because", c.Data["reason"])
		w.say("after", c.Data["supersedes"])
		if c.Data["material"] == false {
			w.WriteString(", not material")
		}
		for _, ch := range c.Data["changed"].([]any) {
			m := ch.(map[string]any)
			fmt.Fprintf(w, ", [%v-%v was %q]", m["start"], m["end"], m["was"])
		}
		if n := c.Data["copyCount"]; n != 0.0 {
			fmt.Fprintf(w, ", %v copies", n)
		}
		if c.Data["text"] == "" {
			w.WriteString(", no text")
		}
	case strings.HasPrefix(subject, "quote."):
		fmt.Fprintf(w, "%s %v r%v: %q", subject, c.Data["articleId"], c.Data["revision"], c.Data["text"])
	default:
		fmt.Fprintf(w, "%s %v r%v: mentioned %v times by %v", subject, c.Data["articleId"], c.Data["revision"], c.Data["mentions"], c.Data["sources"])
	}
	w.WriteString("\n")
}

func (w *writer) say(word string, what any) {
	if what != "" {
		fmt.Fprintf(w, " %s %v", word, what)
	}
}
