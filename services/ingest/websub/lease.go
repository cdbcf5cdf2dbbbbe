package websub

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/topology"
)

// lease is what is known of one feed's subscription.
type lease struct {
	Source  string `json:"source"`
	Address string `json:"address"` // of the feed, as it is polled
	Hub     string `json:"hub"`
	Topic   string `json:"topic"`

	Token  string `json:"token"`  // the part of the callback's address that cannot be guessed: 32 hex digits
	Secret string `json:"secret"` // by which the hub signs: 64 hex digits

	Asked  time.Time `json:"asked,omitzero"` // since when the hub's answer is waited for; zero: it is not
	Until  time.Time `json:"until,omitzero"` // the end; zero: there is no lease
	Told   time.Time `json:"told,omitzero"`  // the end that the poller was told
	Next   time.Time `json:"next"`           // when the hub is asked next
	Errors int       `json:"errors,omitempty"`
	Error  string    `json:"error,omitempty"`

	Taken []string `json:"taken,omitempty"` // hashes of the bodies that were taken last, the latest last
}

// maxTaken is how many bodies are remembered, so that none is taken twice: what a hub repeats, it repeats within hours.
const maxTaken = 64

func (l *lease) lives(now time.Time) bool { return l.Until.After(now) }

// told says whether the poller knows the end.
func (l *lease) told() bool { return l.Told.Equal(l.Until) }

// took notes a body.
func (l *lease) took(sum string) {
	l.Taken = append(l.Taken, sum)
	l.Taken = slices.Clone(l.Taken[max(0, len(l.Taken)-maxTaken):])
}

// anew is a subscription of its own: what was sent to a former address, or signed with a former secret, is none of it.
func (l lease) anew(now time.Time) lease {
	return lease{Source: l.Source, Address: l.Address, Hub: l.Hub, Topic: l.Topic, Told: l.Told, Token: random(16), Secret: random(32), Next: now}
}

// random gives as many random bytes in hex.
func random(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// prefix of the entries in the bucket.
const prefix = "websub."

// hashDigits is the length of the part of a key that tells feeds apart.
const hashDigits = 16

func keyOf(source, address string) string {
	sum := sha256.Sum256([]byte(source + " " + address))
	return prefix + hex.EncodeToString(sum[:hashDigits/2])
}

// id is the last part of the callback's address: which feed, and the token.
func (l *lease) id() string { return keyOf(l.Source, l.Address)[len(prefix):] + l.Token }

// readID gives the key and the token of an id; "" for what is none.
func readID(id string) (key, token string) {
	if raw, err := hex.DecodeString(id); err != nil || len(raw) != hashDigits/2+16 {
		return "", ""
	}
	return prefix + id[:hashDigits], id[hashDigits:]
}

// shelf is where leases lie.
type shelf struct{ kv jetstream.KeyValue }

func openShelf(ctx context.Context, js jetstream.JetStream) (shelf, error) {
	kv, err := js.KeyValue(ctx, topology.DoorsBucket)
	if err != nil {
		return shelf{}, fmt.Errorf("open bucket %s: %w", topology.DoorsBucket, err)
	}
	return shelf{kv}, nil
}

// watch gives all leases, and then each as it changes.
func (s shelf) watch(ctx context.Context) (<-chan jetstream.KeyValueEntry, func(), error) {
	w, err := s.kv.Watch(ctx, prefix+"*")
	if err != nil {
		return nil, nil, fmt.Errorf("watch bucket %s: %w", topology.DoorsBucket, err)
	}
	return w.Updates(), func() { w.Stop() }, nil
}

// errNoLease means that there is no entry of that key.
var errNoLease = errors.New("no such lease")

// errUnchanged is how a change says that it changes nothing.
var errUnchanged = errors.New("unchanged")

// maxTries bounds how often a change is tried that others were quicker than: it takes a moment, and they are few.
const maxTries = 10

func (s shelf) get(ctx context.Context, key string) (lease, uint64, error) {
	e, err := s.kv.Get(ctx, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return lease{}, 0, errNoLease
	}
	if err != nil {
		return lease{}, 0, fmt.Errorf("read lease %s: %w", key, err)
	}
	l, err := decode(e.Value())
	return l, e.Revision(), err
}

// change changes a lease as it is now, or as it is after others changed it, and gives what it became. An error of the
// change leaves it as it is.
func (s shelf) change(ctx context.Context, key string, change func(*lease) error) (lease, error) {
	for try := 1; ; try++ {
		l, revision, err := s.get(ctx, key)
		if err != nil {
			return l, err
		}
		if err := change(&l); err != nil {
			return l, err
		}
		err = s.put(ctx, key, l, revision)
		if !errors.Is(err, errTaken) || try == maxTries {
			return l, err
		}
	}
}

// errTaken means that somebody else was quicker.
var errTaken = errors.New("another writer was there before")

// put writes a lease over a revision; 0: there is none yet.
func (s shelf) put(ctx context.Context, key string, l lease, revision uint64) error {
	value, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("encode lease: %w", err)
	}
	if revision == 0 {
		_, err = s.kv.Create(ctx, key, value)
	} else {
		_, err = s.kv.Update(ctx, key, value, revision)
	}
	if errors.Is(err, jetstream.ErrKeyExists) || errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
		err = errTaken
	}
	if err != nil {
		return fmt.Errorf("write lease %s: %w", key, err)
	}
	return nil
}

func (s shelf) drop(ctx context.Context, key string) error {
	if err := s.kv.Delete(ctx, key); err != nil {
		return fmt.Errorf("delete lease %s: %w", key, err)
	}
	return nil
}

func decode(value []byte) (l lease, err error) {
	if err := json.Unmarshal(value, &l); err != nil {
		return l, fmt.Errorf("read lease: %w", err)
	}
	return l, nil
}
