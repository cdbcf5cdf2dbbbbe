package check

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// terminal is a shell that does one block.
type terminal struct {
	place  string
	block  block
	cmd    *exec.Cmd
	ended  chan struct{}
	status error // once ended

	mu  sync.Mutex
	out bytes.Buffer
}

// open types a block into a shell. The shell and all that it started end with the test.
func (r *reader) open(place string, b block) *terminal {
	r.t.Helper()
	term := &terminal{place: place, block: b, ended: make(chan struct{})}
	term.cmd = exec.CommandContext(context.Background(), "bash", "-euo", "pipefail", "-c", b.text)
	term.cmd.Dir = r.dir
	term.cmd.Env = append(os.Environ(), "PATH="+r.bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "PYTHONUNBUFFERED=1", "GOBIN="+r.bin)
	for name, address := range map[string]string{
		"WIREFOLD_NATS_LISTEN": "127.0.0.1:4222", "WIREFOLD_NATS_URL": "nats://127.0.0.1:4222", "NATS_URL": "nats://127.0.0.1:4222",
		"WIREFOLD_HTTP": "127.0.0.1:8080", "WIREFOLD_DOOR": "127.0.0.1:8088",
	} {
		term.cmd.Env = append(term.cmd.Env, name+"="+r.ports.put(address))
	}
	term.cmd.Stdout, term.cmd.Stderr = term, term
	term.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	term.cmd.WaitDelay = time.Second // for pipes that a child of the shell holds
	if err := term.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	go func() {
		defer close(term.ended)
		term.status = term.cmd.Wait()
	}()
	r.t.Cleanup(func() {
		syscall.Kill(-term.cmd.Process.Pid, syscall.SIGTERM) // the group may have ended
		term.wait(10 * time.Second)
		syscall.Kill(-term.cmd.Process.Pid, syscall.SIGKILL)
		<-term.ended
	})
	return term
}

func (term *terminal) wait(d time.Duration) error {
	select {
	case <-term.ended:
		return term.status
	case <-time.After(d):
		return fmt.Errorf("no end in %s", d)
	}
}

func (term *terminal) Write(p []byte) (int, error) {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.out.Write(p)
}

func (term *terminal) output() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.out.String()
}

// tail is the end of the output, for who reads why a test failed.
func (term *terminal) tail() string {
	const most = 4 << 10
	out := term.output()
	return out[max(0, len(out)-most):]
}
