package stage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

func (b *bench) mustHaveAnswered(n int) {
	b.t.Helper()
	answers := b.answers()
	for seq := uint64(1); seq <= uint64(n); seq++ {
		if answers[seq] == nil {
			b.t.Fatalf("WIRE %d of %d has no answer", seq, n)
		}
	}
}

func TestWorkersRestartedUnderLoadAnswerEverything(t *testing.T) {
	b := newBench(t)
	const n = 6000
	step := func(_ context.Context, in *word) (*word, error) {
		time.Sleep(time.Duration(rand.IntN(400)) * time.Microsecond)
		return in, nil
	}
	var publishing sync.WaitGroup
	publishing.Go(func() { b.publish(numbered("w", n)...) })
	var workers [3]func()
	envs := [3]stage.Env{b.over(b.Connect()), b.over(b.Connect()), b.over(b.Connect())}
	for i := range workers {
		workers[i] = run(t, envs[i], words(topology.IngestQueue, step))
	}
	random := rand.New(rand.NewPCG(1, 2))
	restarts := 0
	natstest.Eventually(t, "all records are acknowledged", func() bool {
		i := random.IntN(len(workers))
		workers[i]()
		workers[i] = run(t, envs[i], words(topology.IngestQueue, step))
		restarts++
		return b.state(topology.Facts).Msgs >= n
	})
	publishing.Wait()
	b.awaitIdle(topology.IngestQueue)
	b.mustHaveAnswered(n)
	if restarts < 3 {
		t.Errorf("only %d restarts: the test proves little", restarts)
	}
}

func TestARecordOfAKilledWorkerIsWorkedBySomebodyElseWithinSeconds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.publish(numbered("w", 50)...)
	hang, taken := make(chan struct{}), make(chan struct{}, 64)
	victim, nc, err := natstest.Dial(b.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var dying sync.WaitGroup
	dying.Go(func() {
		err := stage.Run(ctx, b.over(victim), words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
			taken <- struct{}{}
			<-hang
			return in, nil
		}))
		if err == nil || !strings.Contains(err.Error(), "connection closed") {
			t.Errorf("a runner whose connection is closed for good ends with %v", err)
		}
	})
	<-taken
	natstest.Eventually(t, "all are in the victim's hand", func() bool {
		c, err := b.js.Consumer(ctx, topology.Wire, topology.IngestQueue.Durable)
		return err == nil && c.CachedInfo().NumAckPending == 50
	})
	nc.Close() // to the broker, no different from a kill
	died := time.Now()
	run(t, b.env, words(topology.IngestQueue, same))
	b.awaitAnswers(50)
	if took := time.Since(died); took > topology.AckWait+5*time.Second {
		t.Errorf("its records came back after %s", took)
	}
	close(hang)
	dying.Wait()
	cancel()
	b.awaitIdle(topology.IngestQueue)
	b.mustHaveAnswered(50)
}

func TestASlowStepIsNotTakenForDead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var steps atomic.Int32
	for range 2 {
		run(t, b.over(b.Connect()), words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
			if steps.Add(1); in.text == "slow" {
				time.Sleep(topology.AckWait + 3*time.Second)
			}
			return in, nil
		}))
	}
	b.publish("slow")
	b.awaitAnswers(1)
	b.awaitIdle(topology.IngestQueue)
	if got := steps.Load(); got != 1 {
		t.Errorf("the step ran %d times", got)
	}
}

func TestAnOrderlyStopFinishesTheWorkInHandAndLeavesNothingBehind(t *testing.T) {
	b := newBench(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	stop := run(t, b.env, words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
		close(begun)
		<-finish
		return in, nil
	}))
	b.publish("w")
	<-begun
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	close(finish)
	<-stopped
	if got := b.state(topology.Facts).Msgs; got != 1 {
		t.Errorf("%d answers stand when it has stopped, want 1", got)
	}
	natstest.Within(t, topology.AckWait/2, "it is acknowledged", func() bool {
		c, err := b.js.Consumer(natstest.Context(t), topology.Wire, topology.IngestQueue.Durable)
		return err == nil && c.CachedInfo().NumAckPending == 0
	})
}

func TestRecordsWaitWhileTheNextStreamIsFull(t *testing.T) {
	b := newBench(t)
	ctx := natstest.Context(t)
	facts, err := b.js.Stream(ctx, topology.Facts)
	if err != nil {
		t.Fatal(err)
	}
	config := facts.CachedInfo().Config
	config.MaxBytes = 4 << 10
	if _, err := b.js.UpdateStream(ctx, config); err != nil {
		t.Fatal(err)
	}
	const n = 400
	var steps atomic.Int32
	stop := run(t, b.env, words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
		steps.Add(1)
		return in, nil
	}))
	b.publish(numbered("w", n)...)
	natstest.Eventually(t, "the log says which stream is full", func() bool {
		for _, line := range b.logs.All() {
			if line.Message == "answers cannot be stored, waiting" && line.ContextMap()["stream"] == topology.Facts &&
				strings.Contains(fmt.Sprint(line.ContextMap()["error"]), "maximum bytes exceeded") {
				return true
			}
		}
		return false
	})
	config.MaxBytes = -1 // drained
	if _, err := b.js.UpdateStream(ctx, config); err != nil {
		t.Fatal(err)
	}
	b.awaitAnswers(n)
	b.awaitIdle(topology.IngestQueue)
	stop()
	b.mustHaveAnswered(n)
	if got := steps.Load(); got != n {
		t.Errorf("%d records took %d steps: waiting must not repeat work", n, got)
	}
	if got := b.logs.FilterMessage("answers cannot be stored, waiting").Len(); got > 3 {
		t.Errorf("waiting is logged %d times", got)
	}
	if b.logs.FilterMessage("answers are stored again").Len() == 0 {
		t.Error("the log does not say that it goes on")
	}
}

func TestAStopIsOrderlyWhileTheNextStreamIsFull(t *testing.T) {
	b := newBench(t)
	ctx := natstest.Context(t)
	facts, err := b.js.Stream(ctx, topology.Facts)
	if err != nil {
		t.Fatal(err)
	}
	config := facts.CachedInfo().Config
	config.MaxBytes = 1
	if _, err := b.js.UpdateStream(ctx, config); err != nil {
		t.Fatal(err)
	}
	b.publish(numbered("w", 20)...)
	stop := run(t, b.env, words(topology.IngestQueue, same))
	natstest.Eventually(t, "it waits", func() bool { return b.logs.FilterMessage("answers cannot be stored, waiting").Len() > 0 })
	stop()
	config.MaxBytes = -1
	if _, err := b.js.UpdateStream(ctx, config); err != nil {
		t.Fatal(err)
	}
	run(t, b.env, words(topology.IngestQueue, same))
	b.awaitAnswers(20)
	b.mustHaveAnswered(20)
}

func TestABrokerThatGoesAndComesBackLosesNothing(t *testing.T) {
	b := newBench(t)
	const n = 4000
	b.publish(numbered("w", n)...)
	var steps atomic.Int32
	run(t, b.over(b.Connect()), words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
		steps.Add(1)
		time.Sleep(100 * time.Microsecond)
		return in, nil
	}))
	for _, at := range []int32{n / 4, n / 2} {
		natstest.Eventually(t, "part of the work is done", func() bool { return steps.Load() > at })
		b.Down()
		b.Up()
	}
	natstest.Eventually(t, "the test's own connection is back", b.js.Conn().IsConnected)
	b.awaitIdle(topology.IngestQueue)
	b.mustHaveAnswered(n)
}

func TestAConsumerDeletedUnderAStageIsToldAndNotWaitedFor(t *testing.T) {
	b := newBench(t)
	ended := make(chan error, 1)
	go func() {
		ended <- stage.Run(natstest.Context(t), b.env, words(topology.IngestQueue, same))
	}()
	b.publish("w")
	b.awaitAnswers(1)
	if err := b.js.DeleteConsumer(natstest.Context(t), topology.Wire, topology.IngestQueue.Durable); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil || !strings.Contains(err.Error(), "run test: pull from WIRE: ") {
			t.Errorf("it ends with %v", err)
		}
	case <-natstest.Context(t).Done():
		t.Error("it does not end")
	}
}

// The killing record runs in a process of its own: this test's binary, started again.
const childURL = "WIREFOLD_TEST_CHILD_URL"

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		child(url)
	}
	os.Exit(m.Run())
}

func child(url string) {
	js, _, err := natstest.Dial(url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	env := stage.Env{JS: js, Epoch: "epoch", Log: zap.NewNop(), Metrics: stage.NewMetrics(metrics.New(false))}
	err = stage.Run(context.Background(), env, words(topology.IngestQueue, func(_ context.Context, in *word) (*word, error) {
		if in.text == "poison" {
			os.Exit(137)
		}
		return in, nil
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func TestARecordThatKillsItsProcessIsBuriedAfterThreeTriesAndTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	texts := numbered("w", 200)
	texts[100] = "poison"
	b.publish(texts...)
	ctx, cancel := context.WithCancel(context.Background())
	var deaths atomic.Int32
	var keeping sync.WaitGroup
	keeping.Go(func() { // as a supervisor does
		for ctx.Err() == nil {
			process := exec.CommandContext(ctx, os.Args[0])
			process.Env = append(os.Environ(), childURL+"="+b.URL)
			process.Stderr = os.Stderr
			process.Run()
			if process.ProcessState.ExitCode() == 137 {
				deaths.Add(1)
			}
		}
	})
	began := time.Now()
	b.awaitAnswers(200)
	took := time.Since(began)
	b.awaitIdle(topology.IngestQueue)
	cancel()
	keeping.Wait()

	if took > 20*time.Second {
		t.Errorf("the neighbours were held up for %s", took)
	}
	t.Logf("all through after %s", took)
	if got := deaths.Load(); got != 3 {
		t.Errorf("%d processes died, want 3", got)
	}
	letters := natstest.Read(t, b.js, topology.Dead)
	if len(letters) != 1 || letters[0].Subject != "dead.test.crash_loop" || string(letters[0].Data) != "poison" ||
		letters[0].Header.Get(stage.HeaderAttempts) != "3" || letters[0].Header.Get(stage.HeaderWireSeq) != "101" {
		t.Fatalf("not the poison alone is buried: %+v", letters)
	}
	b.mustHaveAnswered(200)
	if got := b.answers()[101].Header.Get(stage.HeaderSettled); got != "crash_loop" {
		t.Errorf("the poison is settled %q", got)
	}
	marks, err := b.js.KeyValue(natstest.Context(t), topology.MarksBucket)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := marks.Keys(natstest.Context(t))
	if err != nil || len(keys) != 1 {
		t.Errorf("marks are left: %v, %v", keys, err)
	}
	if status, err := marks.Status(natstest.Context(t)); err != nil || status.TTL() != 24*time.Hour {
		t.Errorf("marks do not expire: %v, %v", status, err)
	}
}
