// Package sourcelist is the flag --sources, which ingest and dedupe share: the file is read once a process for all that
// metrics name, and followed by those who poll.
package sourcelist

import (
	"fmt"
	"os"
	"sync"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/sources"
)

// Flags say which sources are waited for. They must not be copied once the list was asked for.
type Flags struct {
	File string `name:"sources" type:"existingfile" env:"WIREFOLD_SOURCES" help:"YAML file of the sources that are waited for: a list of source, a host or an agency, and every, the longest it is silent while all is well (10m); below it feeds, sitemaps and how they are polled, see docs/sources.md. Or an OPML file of feeds. Read again when it changes. Metrics name the first 50 of them; all others are other."`

	Shipped []byte `kong:"-"` // the list where no file is given

	read sync.Once
	data []byte // the file, as it was read
	list sources.List
	err  error
	warn sync.Once
}

// Load gives the list: the file's, else the shipped one, else none.
func (f *Flags) Load() (sources.List, error) {
	f.read.Do(func() { f.list, f.err = f.load() })
	return f.list, f.err
}

func (f *Flags) load() (sources.List, error) {
	if f.File == "" {
		return sources.Parse(f.Shipped)
	}
	var err error
	if f.data, err = os.ReadFile(f.File); err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	return f.parse(f.data)
}

func (f *Flags) parse(data []byte) (sources.List, error) {
	list, err := sources.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.File, err)
	}
	return list, nil
}

// Warn says in the log, once, which sources of a long list have no metrics of their own.
func (f *Flags) Warn(log *zap.Logger) {
	list, err := f.Load()
	if err != nil || len(list) <= sources.MaxNamed {
		return
	}
	f.warn.Do(func() {
		log.Warn("sources beyond the first have no metrics of their own and count as other: put those that matter first",
			zap.Int("named", sources.MaxNamed), zap.Int("of", len(list)), zap.String("first_other", list[sources.MaxNamed].Name))
	})
}
