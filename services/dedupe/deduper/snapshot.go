package deduper

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// snapshotEvery bounds what a start has to fold: at 200 articles a second, 60,000 decisions.
const snapshotEvery = 5 * time.Minute

// snapshotFile keeps the memory between starts: a hash, and a wirefoldv1.Snapshot. It only makes the start quicker:
// without it, or when it does not fit, the memory is folded from DECISIONS.
type snapshotFile struct{ path string }

// load returns a memory and up to which DECISIONS record it knows: an empty one and 0 where no snapshot fits.
func (f snapshotFile) load(ctx context.Context, js jetstream.JetStream, p decider.Params, tail uint64, log *zap.Logger) (*decider.Memory, uint64) {
	memory, known, err := f.read(ctx, js, p, tail)
	switch {
	case err == nil:
		return memory, known
	case !errors.Is(err, fs.ErrNotExist):
		log.Warn("snapshot not used, reading all decisions instead", zap.Error(err))
	}
	return decider.NewMemory(p), 0
}

func (f snapshotFile) read(ctx context.Context, js jetstream.JetStream, p decider.Params, tail uint64) (*decider.Memory, uint64, error) {
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, 0, err
	}
	// A flipped bit may be good protobuf still, and another memory.
	if len(data) < sha256.Size || sha256.Sum256(data[sha256.Size:]) != [sha256.Size]byte(data) {
		return nil, 0, fmt.Errorf("read snapshot %s: it is damaged", f.path)
	}
	snapshot := new(wirefoldv1.Snapshot)
	if err := proto.Unmarshal(data[sha256.Size:], snapshot); err != nil {
		return nil, 0, fmt.Errorf("read snapshot %s: %w", f.path, err)
	}
	stream, err := streamIdentity(ctx, js)
	if err != nil {
		return nil, 0, err
	}
	if snapshot.GetStream() != stream || snapshot.GetDecisionsSeq() > tail {
		return nil, 0, fmt.Errorf("read snapshot %s: it is of another DECISIONS stream", f.path)
	}
	memory, err := decider.Restore(snapshot, p)
	if err != nil {
		return nil, 0, fmt.Errorf("read snapshot %s: %w", f.path, err)
	}
	return memory, snapshot.GetDecisionsSeq(), nil
}

// save writes the memory as of the DECISIONS record last: to a new file, through to the disk, then in place of the old.
func (f snapshotFile) save(ctx context.Context, js jetstream.JetStream, m *decider.Memory, last uint64) error {
	stream, err := streamIdentity(ctx, js)
	if err != nil {
		return err
	}
	snapshot := m.Snapshot()
	snapshot.DecisionsSeq, snapshot.Stream = last, stream
	data, err := proto.Marshal(snapshot)
	if err != nil {
		return fmt.Errorf("write snapshot %s: %w", f.path, err)
	}
	sum := sha256.Sum256(data)
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return fmt.Errorf("write snapshot %s: %w", f.path, err)
	}
	if err := replace(f.path, sum[:], data); err != nil {
		return fmt.Errorf("write snapshot %s: %w", f.path, err)
	}
	return nil
}

func replace(path string, parts ...[]byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails once it was renamed
	for _, part := range parts {
		if _, err := tmp.Write(part); err != nil {
			return errors.Join(err, tmp.Close())
		}
	}
	if err := tmp.Sync(); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// streamIdentity tells this DECISIONS from one that was made anew.
func streamIdentity(ctx context.Context, js jetstream.JetStream) (string, error) {
	s, err := js.Stream(ctx, topology.Decisions)
	if err != nil {
		return "", fmt.Errorf("look up stream %s: %w", topology.Decisions, err)
	}
	return s.CachedInfo().Created.UTC().Format(time.RFC3339Nano), nil
}
