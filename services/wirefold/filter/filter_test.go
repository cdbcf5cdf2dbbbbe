package filter

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/topic"
)

// filters are the four, for what holds of all of them.
var filters = map[string]func(io.Reader, io.Writer) error{
	"clean":   Clean,
	"extract": Extract,
	"dedupe":  func(in io.Reader, out io.Writer) error { return Dedupe(in, out, false) },
	"fold":    func(in io.Reader, out io.Writer) error { return Fold(in, out, topic.Builtin(), "test") },
}

// article is a line that every filter takes.
func article(id string, n int) string {
	text := fmt.Sprintf("GENEVA, Jan 9 - The harbour board of Port %d opened its new ferry pier on Sunday.\n\n"+
		"“We waited %d years for this,” said Martin Vale, the head of the board, before the first boat left for the islands.", n, n+7)
	line, _ := json.Marshal(map[string]any{
		"id": id, "title": fmt.Sprintf("Port %d opens its pier", n), "text": text, "source": "northagency.example",
		"url": fmt.Sprintf("https://northagency.example/%d", n), "publishedAt": "2022-01-09T10:00:00Z", "language": "en",
	})
	return string(line)
}

// answer is what any filter gives, as far as all have it in common.
type answer struct {
	ID    json.RawMessage
	Error *struct{ Reason, Message string }
	Event *struct{ Subject string }
}

func run(t *testing.T, filter func(io.Reader, io.Writer) error, in string) ([]answer, error) {
	t.Helper()
	var out strings.Builder
	err := filter(strings.NewReader(in), &out)
	var answers []answer
	for line := range strings.Lines(out.String()) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("answer is no JSON: %v: %s", err, line)
		}
		answers = append(answers, a)
	}
	return answers, err
}

func TestBadLines(t *testing.T) {
	for _, r := range []struct{ why, line, id, reason string }{
		{"what is no JSON is refused", `hello`, `null`, badJSON},
		{"an array is no object", `["id"]`, `null`, badJSON},
		{"nor is null", `null`, `null`, badJSON},
		{"an empty line is a line", ``, `null`, badJSON},
		{"an object cut off keeps the id that stood before the cut", `{"id":"b","text":"half of a sen`, `"b"`, badJSON},
		{"a field of another type is refused", `{"id":7,"text":8}`, `7`, badJSON},
		{"objects side by side are not one", `{"id":"b"} {"id":"c"}`, `"b"`, badJSON},
	} {
		for name, filter := range filters {
			t.Run(name+": "+r.why, func(t *testing.T) {
				got, err := run(t, filter, article("a", 1)+"\n"+r.line+"\n"+article("z", 2)+"\n")
				if !errors.Is(err, ErrBadLines) {
					t.Errorf("error %v", err)
				}
				bad, good := 0, 0
				for _, a := range got {
					if a.Error == nil {
						good++
						continue
					}
					bad++
					if string(a.ID) != r.id || a.Error.Reason != r.reason || a.Error.Message == "" {
						t.Errorf("id %s, %+v", a.ID, *a.Error)
					}
				}
				if bad != 1 || good < 2 {
					t.Errorf("%d bad and %d good answers", bad, good)
				}
			})
		}
	}
}

func TestReasons(t *testing.T) {
	for _, r := range []struct{ why, filter, line, reason string }{
		{"nothing to clean", "clean", `{"id":1,"url":"https://a.example/1"}`, empty},
		{"bytes that are no base64", "clean", `{"id":1,"htmlBase64":"?"}`, badJSON},
		{"no article in the text", "clean", `{"id":1,"text":"***"}`, "no_text"},
		{"an address that is none", "fold", `{"id":"1","source":"a.example","text":"x","url":"mailto:desk"}`, "bad_url"},
		{"others point to a line by its id", "dedupe", `{"title":"T","text":"x"}`, badID},
		{"an id is no list", "dedupe", `{"id":["x"],"title":"T","text":"x"}`, badID},
		{"nothing to compare", "dedupe", `{"id":1,"url":"https://a.example/1"}`, empty},
		{"nothing to fold", "fold", `{"id":"1","source":"a.example"}`, "empty"},
		{"a time of receipt that is none", "fold", `{"id":"1","source":"a.example","text":"x","receivedAt":"yesterday"}`, badTime},
		{"a status that is none", "fold", `{"id":"1","source":"a.example","text":"x","status":"gone"}`, "bad_status"},
	} {
		t.Run(r.filter+": "+r.why, func(t *testing.T) {
			got, err := run(t, filters[r.filter], r.line+"\n")
			if !errors.Is(err, ErrBadLines) || len(got) != 1 || got[0].Error == nil || got[0].Error.Reason != r.reason {
				t.Errorf("%v, %+v", err, got)
			}
		})
	}
}

func TestOrderAndIDs(t *testing.T) {
	var in strings.Builder
	const lines = 200
	for i := range lines {
		// Long and short by turns, so that later lines are done earlier.
		line := article(fmt.Sprintf("n%d", i), i)
		if i%7 == 0 {
			line = strings.Replace(line, "The harbour", strings.Repeat("Boats came and went all day in the harbour. ", 300)+"The harbour", 1)
		}
		fmt.Fprintln(&in, line)
	}
	for name, filter := range filters {
		if name == "fold" {
			continue // answers with events
		}
		t.Run(name, func(t *testing.T) {
			got, err := run(t, filter, in.String())
			if err != nil || len(got) != lines {
				t.Fatalf("%d answers, %v", len(got), err)
			}
			for i, a := range got {
				if want := fmt.Sprintf(`"n%d"`, i); string(a.ID) != want {
					t.Fatalf("answer %d has id %s", i, a.ID)
				}
			}
		})
	}
}

func TestLastLineNeedsNoEnd(t *testing.T) {
	for name, filter := range filters {
		if got, err := run(t, filter, article("a", 1)); err != nil || len(got) == 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, filter := range filters {
		if got, err := run(t, filter, ""); err != nil || len(got) != 0 {
			t.Errorf("%s: nothing in, %v, %v", name, got, err)
		}
	}
}

func TestAnswersBeforeTheInputEnds(t *testing.T) {
	for name, filter := range filters {
		t.Run(name, func(t *testing.T) {
			in, typing := io.Pipe()
			out, told := io.Pipe()
			done := make(chan error, 1)
			go func() {
				done <- filter(in, told)
				told.Close()
			}()
			answers := make(chan string)
			go func() {
				for lines := bufio.NewScanner(out); lines.Scan(); {
					answers <- lines.Text()
				}
				close(answers)
			}()
			for i := range 3 {
				if _, err := io.WriteString(typing, article(fmt.Sprint(i), i)+"\n"); err != nil {
					t.Fatal(err)
				}
				select {
				case <-answers:
				case <-time.After(30 * time.Second):
					t.Fatal("no answer while the input is open")
				}
			}
			go func() {
				for range answers {
				}
			}()
			typing.Close()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestLongLines(t *testing.T) {
	long := `{"id":"long","text":"` + strings.Repeat(`The boats came in. \n\n`, 9<<20/22) + `"}`
	tooLongLine := `{"id":"toolong","text":"` + strings.Repeat("x", MaxLine) + `"}`
	got, err := run(t, Clean, long+"\n"+tooLongLine+"\n"+article("after", 1)+"\n")
	if !errors.Is(err, ErrBadLines) || len(got) != 3 {
		t.Fatalf("%d answers, %v", len(got), err)
	}
	if string(got[0].ID) != `"long"` || got[0].Error != nil && got[0].Error.Reason == tooLong {
		t.Errorf("9 MiB are not read: %s %+v", got[0].ID, got[0].Error)
	}
	if got[1].Error == nil || got[1].Error.Reason != tooLong || string(got[2].ID) != `"after"` || got[2].Error != nil {
		t.Errorf("%+v", got[1:])
	}
}

// closed is an output whose reader went away.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestNobodyReads(t *testing.T) {
	in, typing := io.Pipe()
	defer typing.Close()
	go io.WriteString(typing, article("a", 1)+"\n")
	done := make(chan error, 1)
	go func() { done <- Clean(in, closed{}) }()
	select {
	case err := <-done:
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the filter waits for more input that nobody wants answered")
	}
}
