package fenced_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/topology"
)

func TestHoweverOftenTheWriterIsKilledEachInputIsAnsweredOnceAndInOrder(t *testing.T) {
	b := newBench(t)
	const n = 20_000
	b.publish(n)
	random := rand.New(rand.NewPCG(3, 4))
	kills := 0
	for ; b.lastSeq() < len(expected(n)) && kills < 60; kills++ {
		at := b.lastSeq() + 1 + random.IntN(700)
		reached := func() bool { return b.lastSeq() >= min(at, len(expected(n))) }
		if kills%6 == 5 {
			process := exec.Command(os.Args[0])
			process.Env = append(os.Environ(), childURL+"="+b.URL)
			process.Stderr = os.Stderr
			if err := process.Start(); err != nil {
				t.Fatal(err)
			}
			natstest.Eventually(t, "the process writes", reached)
			process.Process.Kill()
			process.Wait()
			continue
		}
		w := start(t, b.js, new(ledger).log())
		natstest.Eventually(t, "the writer writes", reached)
		if err := w.stop(); err != nil {
			t.Fatalf("a stopped writer ends with %v", err)
		}
	}
	start(t, b.js, new(ledger).log())
	b.awaitAnswered(n)
	t.Logf("%d kills", kills)
}

func TestOfTwoWritersOneStandsByAndTakesOverWhenTheOtherDies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two := start(t, b.Connect(), new(ledger).log()), start(t, b.Connect(), new(ledger).log())
	<-one.ready
	<-two.ready
	const n = 9000
	b.publish(n)
	b.awaitAnswered(n)
	standing := func(w *writer) int { return w.logged("another writer owns the log, standing by") }
	// Input that comes while the log is idle is no reason to take it over. The last of it has an answer, so that the log
	// tells all of the position.
	for i := range 9 {
		b.publish(1)
		b.awaitAnswered(n + i + 1)
	}
	if got := standing(one) + standing(two); got != 1 {
		t.Errorf("%d times a writer stood by, want 1: %v %v", got, one.logs.All(), two.logs.All())
	}
	active, other := one, two
	if standing(one) > 0 {
		active, other = two, one
	}
	if err := active.stop(); err != nil {
		t.Fatal(err)
	}
	died := time.Now()
	b.publish(300)
	b.awaitAnswered(n + 309)
	if took := time.Since(died); took < 5*time.Second || took > 12*time.Second {
		t.Errorf("the other took over after %s, want 5 s of standstill and a little", took)
	}
	if other.logged("the log stood still, taking it over") != 1 {
		t.Error("the log does not tell of the take-over")
	}
}

func TestTwoFightingWritersKeepTheOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n, rounds = 3000, 6
	b.publish(n)
	all := len(expected(n))
	// Newborn writers do not know of each other, so each birth begins a fight.
	for round := range rounds {
		one, two := start(t, b.Connect(), new(ledger).log()), start(t, b.Connect(), new(ledger).log())
		natstest.Eventually(t, "one of them writes", func() bool { return b.lastSeq() >= all*(round+1)/rounds })
		if err := errors.Join(one.stop(), two.stop()); err != nil {
			t.Fatal(err)
		}
	}
	b.mustHave(expected(n))
}

func TestAStrangersRecordInTheLogMakesNoHole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const n = 6000
	b.publish(n)
	start(t, b.Connect(), new(ledger).log())
	strangers := 0
	for ; strangers < 2; strangers++ { // each costs the writer a time of standing by
		at := b.lastSeq()
		natstest.Eventually(t, "the writer writes", func() bool { return b.lastSeq() > at })
		if _, err := b.js.PublishMsg(natstest.Context(t), nats.NewMsg(topology.SubjectDecisions)); err != nil {
			t.Fatal(err)
		}
		if b.lastSeq() >= len(expected(n)) {
			break
		}
	}
	natstest.Eventually(t, "all is answered", func() bool { return b.lastSeq() >= len(expected(n))+strangers })
	b.mustHave(expected(n))
}

func TestWhatIsLostStopsTheWriterWithAClearWord(t *testing.T) {
	for _, row := range []struct {
		does  string
		lose  func(*bench) error
		words string
	}{
		{"the log was emptied", func(b *bench) error {
			return b.stream(topology.Decisions).Purge(natstest.Context(b.t))
		}, "its tail is gone (there is no record 12, its last), and with it the writer's position"},
		{"the log's last record was deleted", func(b *bench) error {
			return b.stream(topology.Decisions).DeleteMsg(natstest.Context(b.t), 12)
		}, "its tail is gone (there is no record 12, its last), and with it the writer's position"},
		{"the input was made anew, the log is ahead of it", func(b *bench) error {
			if err := b.js.DeleteStream(natstest.Context(b.t), topology.Facts); err != nil {
				return err
			}
			b.Setup(b.js, topology.DedupePart)
			b.publish(3)
			return nil
		}, "read FACTS: it ends at 3, but DECISIONS answers it up to 12"},
		{"input records are gone that were never answered", func(b *bench) error {
			b.publish(10)
			return b.stream(topology.Facts).Purge(natstest.Context(b.t), jetstream.WithPurgeSequence(16))
		}, "read FACTS: records 13 to 15 are gone unanswered"},
		{"an input record in the middle is gone", func(b *bench) error {
			b.publish(10)
			return b.stream(topology.Facts).DeleteMsg(natstest.Context(b.t), 15)
		}, "read FACTS: records 15 to 15 are gone unanswered"},
	} {
		t.Run(row.does, func(t *testing.T) {
			b := newBench(t)
			b.publish(12)
			w := start(t, b.js, new(ledger).log())
			b.awaitAnswered(12)
			if err := w.stop(); err != nil {
				t.Fatal(err)
			}
			if err := row.lose(b); err != nil {
				t.Fatal(err)
			}
			err := endsWith(t, b.js, new(ledger).log())
			if !errors.Is(err, fenced.ErrLost) || !strings.Contains(err.Error(), row.words) || !strings.Contains(err.Error(), "wirefold setup --accept-loss") {
				t.Errorf("it ends with %q, want %q and the way out", err, row.words)
			}
		})
	}
}

func TestAnInputMadeAnewUnderARunningWriterIsNoticed(t *testing.T) {
	b := newBench(t)
	b.publish(12)
	ended := make(chan error, 1)
	go func() { ended <- endsWith(t, b.js, new(ledger).log()) }()
	b.awaitAnswered(12)
	if err := b.js.DeleteStream(natstest.Context(t), topology.Facts); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, fenced.ErrLost) && !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("it ends with %v", err)
	}
}

func TestAWriterThatMayGoesOnBehindAGap(t *testing.T) {
	b := newBench(t)
	b.publish(20)
	facts := b.stream(topology.Facts)
	if err := errors.Join(facts.Purge(natstest.Context(t), jetstream.WithPurgeSequence(5)), facts.DeleteMsg(natstest.Context(t), 9)); err != nil {
		t.Fatal(err)
	}
	l := new(ledger).log()
	l.SkipGaps = true
	w := start(t, b.js, l)
	want := slices.DeleteFunc(expected(20), func(answer string) bool {
		return slices.Contains([]string{"1", "2", "3", "4", "9"}, answer[:strings.Index(answer, "-")])
	})
	natstest.Eventually(t, "all that is there is answered", func() bool { return b.lastSeq() >= len(want) })
	b.mustHave(want)
	if got := w.logged("input records are gone unanswered, going on behind them"); got != 2 {
		t.Errorf("%d gaps are told of, want 2", got)
	}
}

func TestABrokerThatGoesAndComesBackCostsAWriterNothing(t *testing.T) {
	b := newBench(t)
	const n = 6000
	b.publish(n)
	var answered atomic.Int64
	slow := &ledger{answer: func(context.Context, fenced.Record) error {
		answered.Add(1)
		time.Sleep(50 * time.Microsecond)
		return nil
	}}
	w := start(t, b.Connect(), slow.log())
	for _, at := range []int64{n / 4, n / 2} {
		natstest.Eventually(t, "part of the input is answered", func() bool { return answered.Load() > at })
		b.Down()
		b.Up()
	}
	natstest.Eventually(t, "the test's own connection is back", b.js.Conn().IsConnected)
	b.awaitAnswered(n)
	if w.logged("another writer owns the log, standing by") > 0 {
		t.Error("alone, it stood by for nobody")
	}
	// And while it waits for input:
	b.Down()
	b.Up()
	natstest.Eventually(t, "the test's own connection is back", b.js.Conn().IsConnected)
	b.publish(30)
	b.awaitAnswered(n + 30)
}

func TestAWriterStopsAtOnceWhileTheBrokerIsAway(t *testing.T) {
	b := newBench(t)
	b.publish(10)
	w := start(t, b.Connect(), new(ledger).log())
	b.awaitAnswered(10)
	b.Down()
	began := time.Now()
	if err := w.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestStoredRestAndTick(t *testing.T) {
	b := newBench(t)
	const n = 3000
	b.publish(n)
	var stored []string
	var ticks, rests atomic.Int32
	l := new(ledger).log()
	l.Stored = func(seq uint64, msg *nats.Msg) {
		stored = append(stored, msg.Header.Get("Answer"))
		if int(seq) != len(stored) {
			t.Errorf("record %d is told of as number %d", seq, len(stored))
		}
	}
	l.CheckpointEvery = 20 * time.Millisecond
	l.Rest = func(last uint64) error {
		rests.Add(1)
		if tail := b.lastSeq(); int(last) != tail || len(stored) != tail {
			t.Errorf("rest at %d, with %d records told of, but the log ends at %d", last, len(stored), tail)
		}
		return nil
	}
	l.Tick = func(context.Context) ([]*nats.Msg, error) {
		if ticks.Add(1) == 1 {
			return []*nats.Msg{{Subject: topology.SubjectDecisions, Header: nats.Header{"Answer": {"by time alone"}}}}, nil
		}
		return nil, nil
	}
	w := start(t, b.js, l)
	want := append(expected(n), "by time alone")
	natstest.Eventually(t, "the tick's answer stands", func() bool { return b.lastSeq() >= len(want) })
	natstest.Eventually(t, "it ticks again", func() bool { return ticks.Load() > 1 })
	before := rests.Load()
	if before < 2 {
		t.Errorf("it rested %d times", before)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	if rests.Load() == before {
		t.Error("it did not rest at its stop")
	}
	b.mustHave(want)
	if !slices.Equal(stored, want) {
		t.Error("not all that is stored was told of, in order")
	}
}

func TestAnErrorOfTheThinkingStopsTheWriter(t *testing.T) {
	b := newBench(t)
	b.publish(5)
	l := &ledger{answer: func(_ context.Context, r fenced.Record) error {
		if r.Seq == 4 {
			return errors.New("no idea")
		}
		return nil
	}}
	if err := endsWith(t, b.js, l.log()); err.Error() != "test: answer FACTS 4: no idea" {
		t.Errorf("it ends with %v", err)
	}
	b.mustHave(expected(3))
}

// STATE keeps one record a subject: its last record goes when the next of its subject comes, between any two looks.
func TestALogOfOneRecordASubjectIsLoadedWhileAnotherWritesIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.publish(1)
	ctx, stop := context.WithCancel(natstest.Context(t))
	var writing sync.WaitGroup
	writing.Go(func() {
		js := b.Connect()
		for ctx.Err() == nil {
			if _, err := js.PublishMsg(ctx, nats.NewMsg("state.story.s")); err != nil && ctx.Err() == nil {
				t.Error(err)
				return
			}
		}
	})
	defer writing.Wait()
	defer stop()
	natstest.Eventually(t, "the other writes", func() bool { return b.stream(topology.State).CachedInfo().State.LastSeq > 10 })
	for range 300 {
		loading, loaded := context.WithCancel(ctx)
		l := new(ledger).log()
		l.Out = topology.State
		l.Load = func(_ context.Context, tail uint64) (uint64, error) { return tail, nil }
		if err := fenced.Run(loading, env(b.js), l, loaded); err != nil {
			t.Fatal(err)
		}
	}
}
