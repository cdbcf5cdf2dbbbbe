package bookmark

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/wirefold/copydesk"
)

func TestMarks(t *testing.T) {
	b := natstest.Start(t)
	js, ctx := b.Connect(), natstest.Context(t)
	if _, err := Open(ctx, js); err == nil || !strings.Contains(err.Error(), "wirefold setup") {
		t.Errorf("a shelf without a bucket: %v", err)
	}
	b.Setup(js, topology.IngestPart)
	for n := range 3 {
		if _, err := js.Publish(ctx, "wire.tass", nil, jetstream.WithMsgID(fmt.Sprint("tass/", n))); err != nil {
			t.Fatal(err)
		}
	}
	shelf, err := Open(ctx, js)
	if err != nil {
		t.Fatal(err)
	}
	if m, found, err := shelf.Find(ctx, "k"); found || err != nil || m.Wire != 3 {
		t.Errorf("a new file begins at WIRE's end: %+v %v %v", m, found, err)
	}
	want := Mark{Wire: 1, Position: copydesk.Position{Offset: 1 << 40, Skip: 2, Number: 3}, Tally: Tally{Published: 4, Repeated: 1, Refused: 2, Passed: map[string]int{"image": 5}}}
	if err := shelf.Keep(ctx, "k", Mark{}); err != nil {
		t.Fatal(err)
	}
	if err := shelf.Keep(ctx, "k", want); err != nil {
		t.Fatal(err)
	}
	if m, found, err := shelf.Find(ctx, "k"); !found || err != nil || !reflect.DeepEqual(m, want) {
		t.Errorf("%+v %v %v", m, found, err)
	}
	for above, want := range map[uint64]string{0: "map[tass/0:1 tass/1:2 tass/2:3]", 1: "map[tass/1:2 tass/2:3]", 3: "map[]", 9: "map[]"} {
		if known, err := shelf.Known(ctx, above); err != nil || fmt.Sprint(known) != want {
			t.Errorf("above %d: %v %v", above, known, err)
		}
	}
	if err := shelf.Drop(ctx, "k"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := shelf.Find(ctx, "k"); found || err != nil {
		t.Errorf("a dropped mark: %v %v", found, err)
	}
}

func TestKey(t *testing.T) {
	key := func(content string, how ...string) string {
		k, err := Key(strings.NewReader(content), int64(len(content)), how...)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	file := strings.Repeat("the pier is closed\n", 20_000)
	middle := len(file) / 2
	one := key(file, "epoch", "jsonl")
	for why, r := range map[string]struct {
		key  string
		same bool
	}{
		"the same file":                  {key(file, "epoch", "jsonl"), true},
		"another in the middle":          {key(file[:middle]+"?"+file[middle+1:], "epoch", "jsonl"), true}, // the price of reading little
		"another at its begin":           {key("?"+file[1:], "epoch", "jsonl"), false},
		"another at its end":             {key(file[:len(file)-1]+"?", "epoch", "jsonl"), false},
		"one that has grown":             {key(file+"x", "epoch", "jsonl"), false},
		"the same for another WIRE":      {key(file, "other", "jsonl"), false},
		"the same, published in parts":   {key(file, "epochj", "sonl"), false},
		"nothing":                        {key("", "epoch", "jsonl"), false},
		"the same published differently": {key(file, "epoch", "html"), false},
	} {
		if (r.key == one) != r.same {
			t.Errorf("%s: %s, %s", why, r.key, one)
		}
	}
}
