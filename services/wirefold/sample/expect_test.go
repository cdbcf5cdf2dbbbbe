package sample

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// expectation is one line of expect.tsv.
type expectation struct{ name, kind, of, story, events string }

// expectations returns the lines of expect.tsv in order of arrival.
func expectations(t *testing.T) []expectation {
	t.Helper()
	raw, err := os.ReadFile("expect.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	if want := "name\tkind\tof\tstory\tevents"; lines[0] != want {
		t.Fatalf("expect.tsv begins %q, want %q", lines[0], want)
	}
	var all []expectation
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			t.Fatalf("expect.tsv: %d fields in %q, want 5", len(f), line)
		}
		all = append(all, expectation{f[0], f[1], f[2], f[3], f[4]})
	}
	return all
}

func TestExpectationsNameEveryMessageInOrder(t *testing.T) {
	messages, _ := all(t)
	expected := expectations(t)
	if len(expected) != len(messages) {
		t.Fatalf("%d expectations for %d messages", len(expected), len(messages))
	}
	at := map[string]int{}
	for i, e := range expected {
		if e.name != messages[i].Name {
			t.Errorf("line %d expects %s of message %s", i+2, e.name, messages[i].Name)
		}
		at[e.name] = i
	}
	for i, e := range expected {
		of, found := at[e.of]
		switch e.kind {
		case "original", "dead":
			if e.of != "" {
				t.Errorf("%s: an %s is of nothing, not of %s", e.name, e.kind, e.of)
			}
			continue
		case "copy", "revision", "correction", "kill", "release":
			if !found {
				t.Errorf("%s: a %s of %q, which is no message", e.name, e.kind, e.of)
				continue
			}
		case "hold", "other": // a hold may be the first that is seen of an article
			if e.of == "" {
				continue
			}
		default:
			t.Errorf("%s: unknown kind %q", e.name, e.kind)
			continue
		}
		if expected[of].story != e.story {
			t.Errorf("%s: story %q, that of %s is %q", e.name, e.story, e.of, expected[of].story)
		}
		same := host(messages[i]) == host(messages[of])
		if isCopy := e.kind == "copy"; same == isCopy {
			t.Errorf("%s: a %s of %s, same outlet: %v", e.name, e.kind, e.of, same)
		}
		if of > i && e.events != "article.new" {
			t.Errorf("%s comes before %s and so must be new, not %s", e.name, e.of, e.events)
		}
	}
}

func TestReadmeTableAgreesWithExpectations(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	brands := map[string]string{} // outlet to host
	var rows []expectation
	messages, _ := all(t)
	for line := range strings.Lines(string(readme)) {
		f := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range f {
			f[i] = strings.Trim(strings.TrimSpace(f[i]), "`")
		}
		switch {
		case len(f) == 3 && strings.HasSuffix(f[1], ".example"):
			brands[f[0]] = f[1]
		case len(f) == 8 && strings.Contains(f[0], "-") && !strings.HasPrefix(f[0], "---"):
			if len(rows) < len(messages) && brands[f[1]] != host(messages[len(rows)]) {
				t.Errorf("README: %s comes from %s (%s), the message from %s", f[0], f[1], brands[f[1]], host(messages[len(rows)]))
			}
			rows = append(rows, expectation{f[0], f[3], f[4], f[5], f[6]})
		}
	}
	want := expectations(t)
	for i := range want {
		if want[i].of != "" {
			want[i].of = want[i].of[:3] // the table names it by its number
		}
	}
	if !slices.Equal(rows, want) {
		t.Errorf("README table and expect.tsv differ:\n%v\n%v", rows, want)
	}
}

// TestInventory asserts that everything the sample is there to show is in it.
func TestInventory(t *testing.T) {
	messages, _ := all(t)
	expected := expectations(t)
	type item struct {
		Message
		expectation
	}
	contentType := func(prefix string) func(item) bool {
		return func(i item) bool { return strings.HasPrefix(header(i.Message, "Content-Type"), prefix) }
	}
	body := func(part string) func(item) bool {
		return func(i item) bool { return strings.Contains(string(i.Body), part) }
	}
	kind := func(kind string) func(item) bool { return func(i item) bool { return i.kind == kind } }
	and := func(tests ...func(item) bool) func(item) bool {
		return func(i item) bool {
			return !slices.ContainsFunc(tests, func(test func(item) bool) bool { return !test(i) })
		}
	}
	inventory := []struct {
		what  string
		least int
		test  func(item) bool
	}{
		{"reports of their own", 20, kind("original")},
		{"copies", 25, kind("copy")},
		{"a copy told new because it comes before its original", 1, func(i item) bool { return i.kind == "copy" && i.events == "article.new" }},
		{"a copy withdrawn at once", 1, func(i item) bool { return i.kind == "copy" && i.events == "copy.withdrawn" }},
		{"a copy that its outlet turns into its own report", 1, func(i item) bool { return i.events == "copy.detached,article.new" }},
		{"an UPDATE 1", 1, and(kind("revision"), body(`"title": "UPDATE 1-`))},
		{"an UPDATE 2", 1, and(kind("revision"), body(`"title": "UPDATE 2-`))},
		{"a version that is a string", 1, body(`"version": "3"`)},
		{"a correction", 1, and(kind("correction"), func(i item) bool { return strings.HasPrefix(header(i.Message, "Wirefold-Title"), "CORRECTED-") })},
		{"a kill", 1, and(kind("kill"), body("KILL KILL KILL"))},
		{"a withdrawn story", 1, and(kind("kill"), func(i item) bool { return strings.HasPrefix(header(i.Message, "Wirefold-Title"), "STORY WITHDRAWN") })},
		{"a hold by mark and by status", 1, and(kind("hold"), body(`"title": "HOLD-`), body(`"status": "withheld"`))},
		{"a hold first seen", 1, func(i item) bool { return i.kind == "hold" && i.of == "" }},
		{"a release of what was announced", 1, and(kind("release"), func(i item) bool { return i.events == "article.released" })},
		{"a release of what was not", 1, and(kind("release"), func(i item) bool { return i.events == "article.new" })},
		{"other news", 8, kind("other")},
		{"a digest", 1, func(i item) bool { return i.story == "morning-briefing" }},
		{"earnings forms", 2, func(i item) bool { return strings.HasPrefix(i.story, "earnings-") }},
		{"readouts", 2, func(i item) bool { return strings.HasPrefix(i.story, "talks/readout-") }},
		{"a dead letter", 1, kind("dead")},
		{"pages", 15, contentType("text/html")},
		{"pages with reader comments", 3, body("Leave a Reply")},
		{"pages with JSON-LD", 5, body("application/ld+json")},
		{"pages with a cookie banner", 5, body("cookies")},
		{"plain text and scrapes", 15, contentType("text/plain")},
		{"a scrape with CRLF", 1, and(contentType("text/plain"), body("\r\n"))},
		{"a scrape decoded wrongly", 1, and(contentType("text/plain"), body("â€"))},
		{"article objects", 20, contentType("application/json")},
		{"ninjs 3", 1, and(body(`"version": "3.0"`), body(`"pubStatus"`))},
		{"ninjs 2", 1, and(body(`"version": "2.1"`), body(`"pubstatus"`))},
		{"a CloudEvent", 1, and(contentType("application/cloudevents+json"), body(`"specversion": "1.0"`))},
		{"a message without Content-Type", 1, func(i item) bool { return len(i.Header["Content-Type"]) == 0 }},
		{"a subject with a dot", 1, func(i item) bool { return strings.Count(i.Subject, ".") == 2 }},
		{"German", 3, func(i item) bool {
			return strings.Contains(i.Subject, "rheinblatt") || strings.Contains(i.Subject, "alpenbote")
		}},
		{"Russian", 3, func(i item) bool { return strings.Contains(i.Subject, "nevskyvestnik") }},
	}
	for _, want := range inventory {
		found := 0
		for i, m := range messages {
			if want.test(item{m, expected[i]}) {
				found++
			}
		}
		if found < want.least {
			t.Errorf("%s: %d, want at least %d", want.what, found, want.least)
		}
	}
}

// TestRevisionsKeepTheirArticlesIdentity reads id and URL as ingest will: the publisher's id, else the URL.
func TestRevisionsKeepTheirArticlesIdentity(t *testing.T) {
	_, byName := all(t)
	identity := func(m Message) string {
		var article struct{ ID, URL string }
		if json.Unmarshal(m.Body, &article) == nil && article.ID != "" {
			return article.ID
		}
		return header(m, "Wirefold-Url")
	}
	for _, e := range expectations(t) {
		switch e.kind {
		case "revision", "correction", "kill", "hold", "release":
			if e.of == "" {
				continue
			}
			if got, want := identity(byName[e.name]), identity(byName[e.of]); got != want || got == "" {
				t.Errorf("%s is %q, but %s is %q", e.name, got, e.of, want)
			}
		}
	}
}
