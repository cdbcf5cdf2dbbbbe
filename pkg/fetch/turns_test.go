package fetch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAHostIsAskedOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		start := time.Now()
		var order []string
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				giveBack, err := turns.take(t.Context(), "paper.example:443")
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, fmt.Sprintf("%d at %s", i, time.Since(start)))
				time.Sleep(2 * time.Second)
				giveBack(3 * time.Second)
			})
			synctest.Wait() // so that they stand in line in this order
		}
		all.Wait()
		want := "[0 at 0s 1 at 5s 2 at 10s 3 at 15s 4 at 20s]"
		if got := fmt.Sprint(order); got != want {
			t.Errorf("turns: %s, want %s", got, want)
		}
	})
}

func TestHostsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		start := time.Now()
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				giveBack, err := turns.take(t.Context(), fmt.Sprintf("paper-%d.example:443", i))
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(time.Second)
				giveBack(0)
			})
		}
		all.Wait()
		if took := time.Since(start); took != time.Second {
			t.Errorf("100 hosts took %s", took)
		}
	})
}

func TestWhoLeavesTheLineHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		first, err := turns.take(t.Context(), "paper.example:443")
		if err != nil {
			t.Fatal(err)
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.take(impatient, "paper.example:443"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("in the line: %v", err)
		}
		first(time.Minute)
		impatient, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.take(impatient, "paper.example:443"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("in the pause: %v", err)
		}
		start := time.Now()
		giveBack, err := turns.take(t.Context(), "paper.example:443")
		if err != nil || time.Since(start) != 59*time.Second {
			t.Errorf("the pause was %s longer, %v", time.Since(start), err)
		}
		giveBack(0)
	})
}

func TestHostsOfThePastAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		for i := range 100_000 {
			giveBack, err := turns.take(t.Context(), fmt.Sprintf("paper-%d.example:443", i))
			if err != nil {
				t.Fatal(err)
			}
			giveBack(time.Second)
			if i%1000 == 0 {
				time.Sleep(time.Second)
			}
		}
		// A second's hosts are 1,000, and the table is swept when it has doubled.
		if n := len(turns.hosts); n > 4*minSweep {
			t.Errorf("%d hosts are remembered", n)
		}
	})
}

func TestAPauseOutlivesTheSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		giveBack, err := turns.take(t.Context(), "slow.example:443")
		if err != nil {
			t.Fatal(err)
		}
		giveBack(time.Hour)
		for i := range 3 * minSweep {
			if giveBack, err = turns.take(t.Context(), fmt.Sprintf("paper-%d.example:443", i)); err != nil {
				t.Fatal(err)
			}
			giveBack(0)
		}
		start := time.Now()
		if _, err := turns.take(t.Context(), "slow.example:443"); err != nil || time.Since(start) != time.Hour {
			t.Errorf("after the sweep the pause was %s, %v", time.Since(start), err)
		}
	})
}

func TestATurnOutlivesTheSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		first, err := turns.take(t.Context(), "paper.example:443")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 * minSweep {
			giveBack, err := turns.take(t.Context(), fmt.Sprintf("paper-%d.example:443", i))
			if err != nil {
				t.Fatal(err)
			}
			giveBack(0)
		}
		hurry, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := turns.take(hurry, "paper.example:443"); err == nil {
			t.Error("two have the turn")
		}
		first(0)
	})
}
