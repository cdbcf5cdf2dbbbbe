package e2e

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
)

// built is where the commands lie, built once for all tests that run them as processes of their own.
var built struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	if life := os.Getenv(asPoller); life != "" {
		fmt.Fprintln(os.Stderr, bePoller(life))
		os.Exit(1)
	}
	os.Setenv("WIREFOLD_DOOR", "") // no door, unless a test opens one: its default can be open once on a machine
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// command gives the path of a built command: wirefold, ingest, clean, extract, dedupe.
func command(t testing.TB, name string) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "wirefold-e2e-*"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", built.dir+string(filepath.Separator), "../wirefold", "../ingest", "../clean", "../extract", "../dedupe")
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatalf("build the commands: %v", built.err)
	}
	return filepath.Join(built.dir, name)
}

// process is a command that runs until it is killed. That it ends by itself is an error of the test.
type process struct {
	t    testing.TB
	path string
	args []string
	env  []string // beside the test's own
	log  string   // file of its standard error, over all its lives

	cmd    *exec.Cmd
	killed atomic.Bool
	ended  chan struct{}
	peak   int64 // the most memory that one of its lives had resident, as the system counts it
}

// start starts a command; it is killed at the end of the test at the latest.
func start(t testing.TB, name string, args ...string) *process {
	t.Helper()
	p := &process{t: t, path: command(t, name), args: args, log: filepath.Join(t.TempDir(), name+".log")}
	p.start()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s %v:\n%s", name, args, p.tail())
		}
	})
	return p
}

func (p *process) start() {
	p.t.Helper()
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close() // the child has its own
	cmd := exec.Command(p.path, p.args...)
	cmd.Stderr, cmd.Stdout = log, io.Discard
	cmd.Env = append(os.Environ(), p.env...)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	p.killed.Store(false)
	p.cmd, p.ended = cmd, ended
	go func() {
		defer close(ended)
		if err := cmd.Wait(); !p.killed.Load() {
			p.t.Errorf("%s ended by itself: %v", filepath.Base(p.path), err)
		}
	}()
}

// kill is kill -9.
func (p *process) kill() {
	p.killed.Store(true)
	p.cmd.Process.Kill() // it may have ended by itself, which is told
	<-p.ended
	p.peak = max(p.peak, peakMemory(p.cmd.ProcessState))
}

// restart is kill -9 and a new start.
func (p *process) restart() {
	p.t.Helper()
	p.kill()
	p.start()
}

// tail is the end of its log.
func (p *process) tail() string {
	const most = 8 << 10
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-most):])
}

// pipeline is wirefold run as a process, and a desk before it.
type pipeline struct {
	*desk
	*process
}

// startPipeline starts wirefold run on a data folder that outlives its kills.
func startPipeline(t testing.TB, flags ...string) pipeline {
	t.Helper()
	listen := natstest.FreeAddress(t)
	args := append([]string{"run", "--nats-listen", listen, "--http", "127.0.0.1:0", "--data", t.TempDir(), "--deployment", "test"}, flags...)
	p := start(t, "wirefold", args...)
	return pipeline{dial(t, "nats://"+listen), p}
}

// dial connects a desk to a broker that may still be starting.
func dial(t testing.TB, url string) *desk {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		_, nc, err := natstest.Dial(url)
		if err == nil {
			t.Cleanup(nc.Close)
			return &desk{js: patient(t, nc), nc: nc}
		}
		if time.Now().After(deadline) {
			t.Fatalf("connect to %s: %v", url, err)
		}
	}
}
