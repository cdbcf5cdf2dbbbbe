package deduper

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// snapshotEvery bounds what a start has to fold: at 200 articles a second, 60,000 decisions.
const snapshotEvery = 5 * time.Minute

// snapshotFile keeps the memory between starts. It only makes the start quicker: without it, or when it does not fit, the
// memory is folded from DECISIONS.
type snapshotFile struct {
	path string
	// writing is done when the disk has what was saved last.
	writing *sync.WaitGroup
}

func newSnapshotFile(path string) snapshotFile { return snapshotFile{path, new(sync.WaitGroup)} }

// load returns a memory and up to which DECISIONS record it knows: an empty one and 0 where no snapshot fits.
func (f snapshotFile) load(ctx context.Context, js jetstream.JetStream, p decider.Params, tail uint64, log *zap.Logger) (*decider.Memory, uint64) {
	f.writing.Wait()
	if err := f.clear(); err != nil {
		log.Warn("remains of a snapshot not cleared away", zap.Error(err))
	}
	memory, known, err := f.read(ctx, js, p, tail)
	switch {
	case err == nil:
		return memory, known
	case !errors.Is(err, fs.ErrNotExist):
		log.Warn("snapshot not used, reading all decisions instead", zap.Error(err))
	}
	return decider.NewMemory(p), 0
}

// clear removes what a process left behind that was killed while it saved.
func (f snapshotFile) clear() error {
	files, err := os.ReadDir(filepath.Dir(f.path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, file := range files {
		if strings.HasPrefix(file.Name(), filepath.Base(f.path)+".") {
			err = errors.Join(err, os.Remove(filepath.Join(filepath.Dir(f.path), file.Name())))
		}
	}
	return err
}

func (f snapshotFile) read(ctx context.Context, js jetstream.JetStream, p decider.Params, tail uint64) (*decider.Memory, uint64, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	stream, err := streamIdentity(ctx, js)
	if err != nil {
		return nil, 0, err
	}
	var known uint64
	memory, err := decider.Restore(file, p, func(head *wirefoldv1.Snapshot) error {
		known = head.GetDecisionsSeq()
		if head.GetStream() != stream || known > tail {
			return errors.New("it is of another DECISIONS stream")
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read snapshot %s: %w", f.path, err)
	}
	return memory, known, nil
}

// save writes the memory as of the DECISIONS record last to a new file, and then, while its caller goes on, through to the
// disk and in place of the old.
func (f snapshotFile) save(ctx context.Context, js jetstream.JetStream, m *decider.Memory, last uint64, log *zap.Logger) {
	f.writing.Wait()
	file, err := f.write(ctx, js, m, last)
	if err != nil {
		f.failed(err, log)
		return
	}
	f.writing.Go(func() {
		if err := f.keep(file); err != nil {
			f.failed(err, log)
		}
	})
}

// failed tells of a snapshot that could not be written: it costs time at the next start, nothing else.
func (f snapshotFile) failed(err error, log *zap.Logger) {
	log.Warn("snapshot not written", zap.Error(fmt.Errorf("write snapshot %s: %w", f.path, err)))
}

func (f snapshotFile) write(ctx context.Context, js jetstream.JetStream, m *decider.Memory, last uint64) (*os.File, error) {
	stream, err := streamIdentity(ctx, js)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*")
	if err != nil {
		return nil, err
	}
	if err := m.Save(file, &wirefoldv1.Snapshot{DecisionsSeq: last, Stream: stream}); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return file, nil
}

// keep lets the disk have a file, then gives it its name.
func (f snapshotFile) keep(file *os.File) error {
	err := errors.Join(file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), f.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// streamIdentity tells this DECISIONS from one that was made anew.
func streamIdentity(ctx context.Context, js jetstream.JetStream) (string, error) {
	s, err := js.Stream(ctx, topology.Decisions)
	if err != nil {
		return "", fmt.Errorf("look up stream %s: %w", topology.Decisions, err)
	}
	return s.CachedInfo().Created.UTC().Format(time.RFC3339Nano), nil
}
