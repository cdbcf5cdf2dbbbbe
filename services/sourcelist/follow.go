package sourcelist

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/wirefold/wirefold/pkg/sources"
)

// LookEvery is how often the file is looked at.
const LookEvery = 3 * time.Second

// Follow looks at the file until ctx ends, and tells each list that it holds after a change; or, once, why what it holds
// now is none: then the former list stays good. An emptied file is none, so that nothing is forgotten while somebody writes
// it. The list of [Flags.Load] is not told, and stays what it was: metrics name the sources of the start.
//
// A change is one of the file's size, time or identity, so a mounted ConfigMap, whose links change, is followed too. The
// same bytes again are no change.
func (f *Flags) Follow(ctx context.Context, every time.Duration, told func(sources.List, error)) {
	if f.File == "" {
		<-ctx.Done()
		return
	}
	// What changed between Load and now is found by the first look.
	data := f.data
	var last os.FileInfo
	failing := false
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		info, err := os.Stat(f.File)
		if err != nil {
			if !failing {
				told(nil, fmt.Errorf("read sources: %w", err))
			}
			failing, last = true, nil
		} else if last == nil || !os.SameFile(info, last) || info.Size() != last.Size() || !info.ModTime().Equal(last.ModTime()) {
			last = info
			now, err := os.ReadFile(f.File)
			switch {
			case err != nil:
				last = nil // once more
			case failing || !bytes.Equal(now, data):
				data = now
				list, err := f.parse(now)
				if len(bytes.TrimSpace(now)) == 0 {
					err = fmt.Errorf("%s: read sources: the file is empty: a list that is to name nobody is []", f.File)
				}
				failing = err != nil
				told(list, err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
