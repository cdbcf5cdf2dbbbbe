package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/wirefold/wirefold/services/wirefold/bookmark"
)

// A bar takes the place of a line a receipt on a terminal, from so many bytes or files on: what a screen cannot hold.
const (
	barBytes = 1 << 20
	barFiles = 24
)

// progress is the bar of a command; nil for none.
type progress struct {
	bar    *progressbar.ProgressBar
	quiet  bool  // receipts would go to the same terminal: there are none
	before int64 // bytes of the files that are done
	items  int   // told so far
	began  time.Time
	drawn  time.Time // last
}

// newProgress makes the bar where standard error is a terminal and there is much to publish.
func newProgress(t terminal, files []string) *progress {
	total, many := int64(0), len(files) >= barFiles
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
	}
	if !isTerminal(t.err) || total == 0 || total < barBytes && !many {
		return nil
	}
	return barOf(t.err, total, isTerminal(t.out))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func barOf(w io.Writer, total int64, quiet bool) *progress {
	return &progress{quiet: quiet, began: time.Now(), bar: progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w), progressbar.OptionShowBytes(true), progressbar.OptionSetWidth(20), progressbar.OptionClearOnFinish())}
}

// lines says whether each receipt gets a line.
func (p *progress) lines() bool { return p == nil || !p.quiet }

// barEvery is how often the bar is drawn.
const barEvery = 100 * time.Millisecond

// move draws how far a file was read and published.
func (p *progress) move(file string, read int64, t bookmark.Tally) {
	if p == nil {
		return
	}
	p.items++
	if time.Since(p.drawn) < barEvery {
		return
	}
	p.drawn = time.Now()
	text := fmt.Sprintf("%s: %d published, %.0f/s", filepath.Base(file), t.Published, float64(p.items)/p.drawn.Sub(p.began).Seconds())
	if t.Refused > 0 {
		text += fmt.Sprintf(", %d refused", t.Refused)
	}
	p.bar.Describe(text)
	_ = p.bar.Set64(min(p.before+read, p.bar.GetMax64())) // it fails behind its end only
}

// next goes on behind a file.
func (p *progress) next(file string) {
	if info, err := os.Stat(file); p != nil && err == nil && info.Mode().IsRegular() {
		p.before += info.Size()
	}
}

// aside writes lines where the bar is, which is drawn again below them.
func (p *progress) aside(write func()) {
	if p != nil {
		_ = p.bar.Clear()
		p.drawn = time.Time{}
	}
	write()
}

// end takes the bar away.
func (p *progress) end() { p.aside(func() {}) }
