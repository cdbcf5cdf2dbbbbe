package frontpage

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirefold/wirefold/services/wirefold/news"
)

var update = flag.Bool("update", false, "write what comes out to testdata")

// events are those of testdata/wire.jsonl, as `wirefold fold` gave them.
func events(t *testing.T) []news.Event {
	t.Helper()
	data, err := os.ReadFile("testdata/events.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []news.Event
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct{ Event json.RawMessage }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		e, err := news.Read(line.Event)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

func set(t *testing.T, style Style) string {
	var out strings.Builder
	page := New(&out, style)
	page.Head("THE WIREFOLD", "nine messages from the strait")
	for i, e := range events(t) {
		page.Take(e)
		if i == 30 { // in the middle of what the kill means
			page.Bury(Letter{WireSeq: 10, Source: "coastwire_example", Stage: "ingest", Reason: "bad_json", Because: "unexpected end of JSON input"})
		}
	}
	page.Print()
	page.Colophon("nats://127.0.0.1:4222", "wirefold")
	return out.String()
}

func TestPage(t *testing.T) {
	got := set(t, Style{})
	const golden = "testdata/page.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the page is not that of %s (-update writes it):\n%s", golden, got)
	}
	for line := range strings.Lines(got) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > Width {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestColourChangesNoWord(t *testing.T) {
	plain, painted := set(t, Style{}), set(t, Style{Colour: true})
	if plain == painted {
		t.Error("no colour")
	}
	codes := regexp.MustCompile("\x1b\\[[0-9;]*m")
	if strings.Contains(plain, "\x1b") || codes.ReplaceAllString(painted, "") != plain {
		t.Error("with the colours gone, the page is another")
	}
}

func TestNothingHappened(t *testing.T) {
	var out strings.Builder
	New(&out, Style{}).Print()
	if !strings.Contains(out.String(), "0 messages from 0 outlets became 0 articles") || strings.Contains(out.String(), "WHO SAID") {
		t.Error(out.String())
	}
}

func TestWrap(t *testing.T) {
	for _, r := range []struct {
		why, text string
		n, most   int
		want      string
	}{
		{"words are kept whole", "one two three", 8, 9, "one two|three"},
		{"space is evened out", " one\n two ", 9, 9, "one two"},
		{"a word longer than the line is cut", "incomprehensible", 8, 9, "incompr…"},
		{"what is too much is left out, and told so", "one two three four", 8, 1, "one …"},
		{"nothing is no line", "", 8, 2, ""},
		{"letters count, not bytes", "Ще не все", 9, 2, "Ще не все"},
	} {
		got := strings.Join(wrap(r.text, r.n, r.most), "|")
		if got != r.want {
			t.Errorf("%s: %q", r.why, got)
		}
	}
}
