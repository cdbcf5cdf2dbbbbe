package decider_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// played is a desk that some hundred inputs of every sort came to, in five weeks: copy, revisions, kills, holds, commands.
func played(t *testing.T, seed uint64) *desk {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 13))
	d := newDesk(t)
	d.thorough, d.unordered = false, true
	for range 300 {
		d.file(anything(r))
		switch r.IntN(12) {
		case 0:
			d.now = d.now.Add(time.Duration(r.IntN(30)) * time.Hour)
		case 1:
			d.now = d.now.Add(-time.Duration(r.IntN(600)) * time.Minute)
		case 2:
			d.now = d.now.Add(time.Duration(r.IntN(4*24)) * time.Hour)
		}
		if r.IntN(100) == 0 {
			d.now = d.now.Add(29 * 24 * time.Hour) // so that things are forgotten, or just not
		}
	}
	return d
}

// ways are those of starting anew: from a memory or from the log that made it.
var ways = map[string]func(t *testing.T, m *decider.Memory, log [][]byte) *decider.Memory{
	"from a snapshot": func(t *testing.T, m *decider.Memory, _ [][]byte) *decider.Memory {
		restored, err := decider.Restore(bytes.NewReader(save(t, m)), decider.Params{}, anyHead)
		if err != nil {
			t.Fatal(err)
		}
		return restored
	},
	"from the log": func(t *testing.T, _ *decider.Memory, log [][]byte) *decider.Memory {
		m := decider.NewMemory(decider.Params{})
		for _, data := range log {
			m.Apply(decoded(t, data))
		}
		return m
	},
}

func decoded(t testing.TB, data []byte) *wirefoldv1.Decision {
	t.Helper()
	d := new(wirefoldv1.Decision)
	if err := proto.Unmarshal(data, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAProcessThatStartsAnewAfterEveryDecisionTakesTheSame lets what one start loses add up.
func TestAProcessThatStartsAnewAfterEveryDecisionTakesTheSame(t *testing.T) {
	for way, start := range ways {
		t.Run(way, func(t *testing.T) {
			for seed := range uint64(3) {
				d := played(t, seed)
				again := &decider.Decider{Memory: decider.NewMemory(decider.Params{}), Texts: d.read}
				for i := range d.inputs {
					again.Memory.Apply(sameDecision(t, again, d, i))
					again.Memory = start(t, again.Memory, d.log[:i+1])
				}
			}
		})
	}
}

// TestAProcessMayStartAnewAtAnyPoint goes on from each point for a while without another start.
func TestAProcessMayStartAnewAtAnyPoint(t *testing.T) {
	const ahead = 15
	d := played(t, 7)
	live := decider.NewMemory(decider.Params{})
	for from := range d.inputs {
		for way, start := range ways {
			if way == "from the log" && from%10 != 0 {
				continue // a fold of the log is the same from wherever it is looked at
			}
			again := &decider.Decider{Memory: start(t, live, d.log[:from]), Texts: d.read}
			for i := from; i < min(from+ahead, len(d.inputs)); i++ {
				again.Memory.Apply(sameDecision(t, again, d, i))
			}
		}
		live.Apply(decoded(t, d.log[from]))
	}
}

// sameDecision decides input i again, which must come out as it did.
func sameDecision(t *testing.T, again *decider.Decider, d *desk, i int) *wirefoldv1.Decision {
	t.Helper()
	got, err := again.Decide(d.inputs[i])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(marshal(t, got), d.log[i]) {
		t.Fatalf("decision %d differs:\n%v\n%v", i+1, got, decoded(t, d.log[i]))
	}
	return got
}

// TestARepeatedLogIsTheSameMemory: records that come again, as after a broken connection, change nothing.
func TestARepeatedLogIsTheSameMemory(t *testing.T) {
	d := played(t, 11)
	once, often := decider.NewMemory(decider.Params{}), decider.NewMemory(decider.Params{})
	for i := range d.log {
		once.Apply(decoded(t, d.log[i]))
		for back := range min(i+1, 3) {
			often.Apply(decoded(t, d.log[i-back]))
		}
		often.Apply(decoded(t, d.log[i]))
	}
	if !bytes.Equal(save(t, once), save(t, often)) {
		t.Error("a log read with repeats makes another memory")
	}
}
