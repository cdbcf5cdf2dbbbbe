// Package check keeps docs/doors.md and docs/subscribe.md true: what they tell a reader to paste is run, section by
// section, and prints what stands below it.
//
// A section begins in an empty folder, with a pipeline of its own (`wirefold run` as it is built from this tree) unless it
// starts one itself. Its blocks run in their order, each in a shell of its own:
//
//	```sh               typed once; ends with status 0
//	```sh again         typed until it prints what stands below it
//	```sh stays         a terminal of its own, until the section ends: `wirefold run …`, which is waited for until it is
//	                    ready, or what follows something
//	```sh subscriber    as stays; and until it has printed what stands below it, revisions of an article go by, because
//	                    a subscriber does not say that it listens
//	```yaml name.yaml   saved as a file; any language but sh and text
//	```text             what the block above prints: these lines in this order, … for any text; other lines between them
//	                    do not matter
//
// One thing is not as on the page. Every port that a section names as 127.0.0.1:PORT, and the three of `wirefold run`
// (4222, 8080, 8088), is another that is free, wherever its number stands in the section; commands that name none get
// it by the environment.
package check

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	// patience is how long a page may take for what takes a moment, on a machine that is busy.
	patience = 3 * time.Minute

	// work is how long a command may take that has something to do: `go install` of the nats command compiles for two
	// minutes of a processor where nothing is cached.
	work = 15 * time.Minute
)

func TestPages(t *testing.T) {
	bin := commands(t)
	for _, page := range []string{"doors.md", "subscribe.md"} {
		sections, err := readPage(filepath.Join("..", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sections {
			if len(s.blocks) > 0 {
				t.Run(page+"/"+s.title, func(t *testing.T) { newReader(t, bin).read(page, s) })
			}
		}
	}
}

// reader does what a section says.
type reader struct {
	t     *testing.T
	bin   string // folder of the commands
	dir   string // where it works
	ports *ports
	shown []*terminal // what stays
}

func newReader(t *testing.T, bin string) *reader {
	return &reader{t: t, bin: bin, dir: t.TempDir(), ports: newPorts(t)}
}

func (r *reader) read(page string, s section) {
	for _, b := range s.blocks {
		r.ports.note(b.text)
	}
	if !startsPipeline(s) {
		r.paste("the pipeline beside it", block{mode: stays, text: "wirefold run --data " + r.t.TempDir()})
	}
	for _, b := range s.blocks {
		r.paste(fmt.Sprintf("%s:%d", page, b.line), b)
	}
	for _, term := range r.shown {
		r.await(term)
	}
}

func startsPipeline(s section) bool {
	for _, b := range s.blocks {
		if b.mode == stays && strings.HasPrefix(b.text, "wirefold run") {
			return true
		}
	}
	return false
}

// paste does what one block says.
func (r *reader) paste(place string, b block) {
	r.t.Helper()
	b.text, b.expects = r.ports.put(b.text), r.ports.put(b.expects)
	switch b.mode {
	case file:
		if err := os.WriteFile(filepath.Join(r.dir, b.file), []byte(b.text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	case typed, again:
		for deadline := time.Now().Add(patience); ; time.Sleep(500 * time.Millisecond) {
			term := r.open(place, b)
			status := term.wait(work)
			lacks := missing(b.expects, term.output())
			if status == nil && lacks == "" {
				return
			}
			if b.mode == typed || time.Now().After(deadline) {
				r.t.Fatalf("%s: ends with %v, lacks the line %q:\n%s\nprints\n%s", place, status, lacks, b.text, term.tail())
			}
		}
	case stays, subscriber:
		term := r.open(place, b)
		r.shown = append(r.shown, term)
		if strings.HasPrefix(b.text, "wirefold run") {
			r.until(term, "is not ready", r.ready)
		}
		if b.mode == subscriber {
			r.await(term)
		}
	}
}

// await waits until what stays has printed what it should.
func (r *reader) await(term *terminal) {
	r.t.Helper()
	revision := 0
	r.until(term, "has not printed all that stands below it", func() bool {
		if missing(term.block.expects, term.output()) == "" {
			return true
		}
		if term.block.mode == subscriber {
			revision++
			r.announce(revision)
		}
		return false
	})
}

// announce publishes a revision of an article about the talks.
func (r *reader) announce(revision int) {
	name := filepath.Join(r.t.TempDir(), "talks.json")
	article := fmt.Sprintf(`{"id":"talks","source":"reuters.com","url":"https://reuters.com/talks","version":%d,"publishedAt":"2022-01-10T18:00:00Z",
"title":"Moscow and Washington open security talks in Geneva",
"text":"GENEVA - Russian and American diplomats opened security talks in Geneva on Monday over Ukraine and the nuclear treaty.\n\n\"The talks were difficult but businesslike,\" Russian Deputy Foreign Minister Sergei Ryabkov said after %d hours in the hall.\n\nThe United States threatened Russia with sanctions should it send troops over the border."}`, revision, revision)
	if err := os.WriteFile(name, []byte(article), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.paste("an article goes by", block{mode: typed, text: "wirefold publish " + name})
}

func (r *reader) ready() bool {
	answer, err := http.Get("http://" + r.ports.put("127.0.0.1:8080") + "/readyz")
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (r *reader) until(term *terminal, what string, holds func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(200 * time.Millisecond) {
		select {
		case <-term.ended:
			if holds() { // what it printed last
				return
			}
			r.t.Fatalf("%s: ended with %v and %s:\n%s\nprints\n%s", term.place, term.status, what, term.block.text, term.tail())
		default:
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%s: %s, lacks the line %q:\n%s\nprints\n%s", term.place, what, missing(term.block.expects, term.output()), term.block.text, term.tail())
		}
	}
}
