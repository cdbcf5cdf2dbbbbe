package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// What the door of a wirefold run acknowledged is stored, each article once, though the process is killed and stopped in the
// middle of it: whoever got no receipt posts again.
func TestReceiptsOfTheDoorSurviveKills(t *testing.T) {
	const posters, each = 6, 60
	address := natstest.FreeAddress(t)
	p := startPipeline(t, "--door", address)
	var posting sync.WaitGroup
	var mu sync.Mutex
	receipts := map[uint64]string{} // the text at each sequence
	for poster := range posters {
		posting.Go(func() {
			for n := range each {
				text := fmt.Sprintf("The council of island %d met for the %dth time.", poster, n)
				seq := postUntilStored(t, address, text)
				mu.Lock()
				receipts[seq] = text
				mu.Unlock()
			}
		})
	}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(receipts)
	}
	for k := range 4 {
		natstest.Eventually(t, "some more have receipts", func() bool { return count() >= (k+1)*posters*each/6 })
		if k%2 == 0 {
			p.restart()
			continue
		}
		p.killed.Store(true)
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-p.ended
		if status := p.cmd.ProcessState.ExitCode(); status != 0 {
			t.Errorf("told to stop, it ends with %d", status)
		}
		p.process.start()
	}
	posting.Wait()
	if len(receipts) != posters*each {
		t.Errorf("%d articles have a sequence of their own, of %d", len(receipts), posters*each)
	}
	natstest.Eventually(t, "the connection is back", func() bool { return p.js.Conn().IsConnected() })
	stored := natstest.Read(t, p.js, topology.Wire)
	if len(stored) != posters*each {
		t.Errorf("%d messages are stored, of %d", len(stored), posters*each)
	}
	for _, m := range stored {
		if receipts[m.Sequence] != string(m.Data) {
			t.Errorf("WIRE %d is %q, the receipt was for %q", m.Sequence, m.Data, receipts[m.Sequence])
		}
	}
}

// postUntilStored posts until there is a receipt, as a publisher should.
func postUntilStored(t *testing.T, address, text string) (seq uint64) {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("no receipt for %q", text)
			return 0
		}
		response, err := http.Post("http://"+address+"/v1/articles?source=isles.example", "text/plain", strings.NewReader(text))
		if err != nil {
			continue // it is down
		}
		var receipt struct{ Seq uint64 }
		err = json.NewDecoder(response.Body).Decode(&receipt)
		response.Body.Close()
		if stored := response.StatusCode == http.StatusCreated || response.StatusCode == http.StatusOK; stored && err == nil {
			return receipt.Seq
		}
	}
}
