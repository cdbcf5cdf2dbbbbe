package pollstate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
)

// prefix of the entries; others keep what is theirs in the bucket under another.
const prefix = "feed."

// Key is the entry's key: feed.<source>.<16 hex digits of the address's hash>. A feed whose address changes in the file is
// another feed, and begins anew.
func Key(source, address string) string {
	sum := sha256.Sum256([]byte(address))
	return prefix + source + "." + hex.EncodeToString(sum[:8])
}

// ErrTaken means that somebody else wrote the entry since it was read.
var ErrTaken = errors.New("another writer was there before")

// Store is the bucket.
type Store struct{ kv jetstream.KeyValue }

// Open finds the bucket, which setup makes.
func Open(ctx context.Context, js jetstream.JetStream) (Store, error) {
	kv, err := js.KeyValue(ctx, topology.DoorsBucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return Store{}, fmt.Errorf("open bucket %s: %w: run `wirefold setup` once", topology.DoorsBucket, err)
	}
	if err != nil {
		return Store{}, fmt.Errorf("open bucket %s: %w", topology.DoorsBucket, err)
	}
	return Store{kv}, nil
}

// Entry is a state as it was read.
type Entry struct {
	State
	revision uint64 // 0: there is none yet
}

// Get reads the state of a feed; of one that was never polled, an empty one.
func (s Store) Get(ctx context.Context, source, address string) (*Entry, error) {
	e := &Entry{State: State{Source: source, Address: address}}
	found, err := s.kv.Get(ctx, Key(source, address))
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return e, nil
	case err != nil:
		return nil, fmt.Errorf("read state of %s: %w", address, err)
	}
	if err := json.Unmarshal(found.Value(), &e.State); err != nil {
		return nil, fmt.Errorf("read state of %s: %w: delete key %s of bucket %s to begin anew", address, err, Key(source, address), topology.DoorsBucket)
	}
	e.revision = found.Revision()
	return e, nil
}

// Put writes the state if nobody else wrote since it was read ([ErrTaken]). Where the broker does not answer, the state
// may be written or not: read it again.
func (s Store) Put(ctx context.Context, e *Entry) error {
	value, err := json.Marshal(&e.State)
	if err != nil {
		return fmt.Errorf("write state of %s: %w", e.Address, err)
	}
	key := Key(e.Source, e.Address)
	var revision uint64
	if e.revision == 0 {
		revision, err = s.kv.Create(ctx, key, value)
	} else {
		revision, err = s.kv.Update(ctx, key, value, e.revision)
	}
	if errors.Is(err, jetstream.ErrKeyExists) || errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
		return fmt.Errorf("write state of %s: %w", e.Address, ErrTaken)
	}
	if err != nil {
		return fmt.Errorf("write state of %s: %w", e.Address, err)
	}
	e.revision = revision
	return nil
}

// Forget deletes the state of a feed: it begins anew.
func (s Store) Forget(ctx context.Context, source, address string) error {
	if err := s.kv.Delete(ctx, Key(source, address)); err != nil {
		return fmt.Errorf("forget state of %s: %w", address, err)
	}
	return nil
}

// List reads the state of all feeds there ever were, in no order. One that cannot be read is left out and told in the error.
func (s Store) List(ctx context.Context) ([]State, error) {
	watch, err := s.kv.Watch(ctx, prefix+">", jetstream.IgnoreDeletes())
	if err != nil {
		return nil, fmt.Errorf("list bucket %s: %w", topology.DoorsBucket, err)
	}
	defer watch.Stop()
	var all []State
	var bad []string
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("list bucket %s: %w", topology.DoorsBucket, ctx.Err())
		case found, open := <-watch.Updates():
			if !open {
				return nil, fmt.Errorf("list bucket %s: broken off: try again", topology.DoorsBucket)
			}
			if found == nil { // all that was there
				if bad != nil {
					err = fmt.Errorf("list bucket %s: not to be read: %s", topology.DoorsBucket, strings.Join(bad, ", "))
				}
				return all, err
			}
			var state State
			if json.Unmarshal(found.Value(), &state) != nil {
				bad = append(bad, found.Key())
				continue
			}
			all = append(all, state)
		}
	}
}
