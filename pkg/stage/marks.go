package stage

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"
)

// maxMarks is how often a record may take its process with it: at the third try it is buried untried.
// NumDelivered cannot tell: three crashes on one message left the 499 prefetched with it at the same count.
const maxMarks = 2

// marks remember which records were in hand, alone, when their process died.
type marks struct {
	bucket jetstream.KeyValue
	prefix string
}

// set counts one more try of the record and says how many there were before; from maxMarks on there is none more.
func (m marks) set(ctx context.Context, seq uint64) (before int, err error) {
	key := m.key(seq)
	entry, err := m.bucket.Get(ctx, key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
	case err != nil:
		return 0, fmt.Errorf("read crash mark %s: %w", key, err)
	default:
		if before, err = strconv.Atoi(string(entry.Value())); err != nil {
			return 0, fmt.Errorf("read crash mark %s: %w", key, err)
		}
	}
	if before >= maxMarks {
		return before, nil
	}
	if _, err := m.bucket.PutString(ctx, key, strconv.Itoa(before+1)); err != nil {
		return 0, fmt.Errorf("set crash mark %s: %w", key, err)
	}
	return before, nil
}

// clear forgets the record: its process survived it.
func (m marks) clear(ctx context.Context, seq uint64) error {
	if err := m.bucket.Purge(ctx, m.key(seq)); err != nil {
		return fmt.Errorf("clear crash mark %s: %w", m.key(seq), err)
	}
	return nil
}

func (m marks) key(seq uint64) string { return m.prefix + "." + strconv.FormatUint(seq, 10) }
