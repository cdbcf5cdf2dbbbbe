package pollstate

import (
	"context"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
)

// cutKV is a bucket of which a listing breaks off, as the client lets it where an outage takes too long.
type cutKV struct{ jetstream.KeyValue }

func (cutKV) Watch(context.Context, string, ...jetstream.WatchOpt) (jetstream.KeyWatcher, error) {
	updates := make(chan jetstream.KeyValueEntry)
	close(updates)
	return cutWatcher{updates: updates}, nil
}

type cutWatcher struct {
	jetstream.KeyWatcher
	updates chan jetstream.KeyValueEntry
}

func (w cutWatcher) Updates() <-chan jetstream.KeyValueEntry { return w.updates }
func (cutWatcher) Stop() error                               { return nil }

func TestAListThatBreaksOffIsNotTakenForTheWhole(t *testing.T) {
	if all, err := (Store{cutKV{}}).List(t.Context()); err == nil || !strings.Contains(err.Error(), "broken off") {
		t.Errorf("it gives %v, %v", all, err)
	}
}
