package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/topology"
)

// A service process is this test's binary, started again.
const childMark = "WIREFOLD_TEST_CHILD"

type greeting struct {
	Word string `name:"word" default:"hello" help:"What to say."`
}

func TestMain(m *testing.M) {
	if os.Getenv(childMark) == "" {
		os.Exit(m.Run())
	}
	flags := new(greeting)
	app.Main(app.Service{
		Name: "greet", Help: "Greets.", Flags: flags, HTTP: "127.0.0.1:0", Part: topology.CleanPart,
		Checks: func() error {
			if flags.Word == "" {
				return errors.New("--word must not be empty")
			}
			return nil
		},
		Run: func(ctx context.Context, rt *app.Runtime) error {
			rt.Ready()
			<-ctx.Done()
			fmt.Println(flags.Word)
			return ctx.Err()
		},
	})
}

// process starts a service process; wait gives what it wrote and its exit status.
func process(t *testing.T, args ...string) (p *os.Process, wait func() (out string, status int)) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childMark+"=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd.Process, func() (string, int) {
		ended := make(chan struct{})
		go func() { cmd.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-natstest.Context(t).Done():
			t.Fatal("the process does not end")
		}
		return out.String(), cmd.ProcessState.ExitCode()
	}
}

// get asks an ops port; status 0 means that nobody answers.
func get(address, path string) (status int, body string) {
	response, err := http.Get("http://" + address + path)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

func awaitStatus(t *testing.T, address, path string, want int) {
	t.Helper()
	natstest.Eventually(t, fmt.Sprintf("%s says %d", path, want), func() bool { status, _ := get(address, path); return status == want })
}

func TestAServiceThatStartsBeforeItsBrokerWaitsAndComesUp(t *testing.T) {
	nats, ops := natstest.FreeAddress(t), natstest.FreeAddress(t)
	p, wait := process(t, "--nats-url", "nats://"+nats, "--http", ops, "--word", "bye")
	awaitStatus(t, ops, "/readyz", http.StatusServiceUnavailable)
	if status, body := get(ops, "/healthz"); status != http.StatusOK {
		t.Errorf("while it waits, /healthz says %d %s", status, body)
	}
	broker, err := embednats.Start(embednats.Options{Listen: nats, Dir: t.TempDir(), Name: "late"})
	if err != nil {
		t.Fatal(err)
	}
	awaitStatus(t, ops, "/readyz", http.StatusOK)
	_, metrics := get(ops, "/metrics")
	for _, name := range []string{`wirefold_build_info{go="`, "go_goroutines", "process_cpu_seconds_total"} {
		if !strings.Contains(metrics, name) {
			t.Errorf("/metrics has no %s", name)
		}
	}
	natstest.Eventually(t, "/metrics tells of the broker", func() bool {
		_, metrics := get(ops, "/metrics")
		return strings.Contains(metrics, "wirefold_jetstream_up 1\n") && strings.Contains(metrics, `wirefold_jetstream_consumer_pending{consumer="clean",stream="ARTICLES"} 0`)
	})
	broker.Stop()
	awaitStatus(t, ops, "/readyz", http.StatusServiceUnavailable)
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if out, status := wait(); status != 0 || !strings.Contains(out, "bye\n") {
		t.Errorf("SIGTERM ends it with status %d:\n%s", status, out)
	}
}

func TestAServiceThatIsStoppedWhileItWaitsEndsOrderly(t *testing.T) {
	ops := natstest.FreeAddress(t)
	p, wait := process(t, "--nats-url", "nats://"+natstest.FreeAddress(t), "--http", ops)
	awaitStatus(t, ops, "/readyz", http.StatusServiceUnavailable)
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	out, status := wait()
	if status != 0 {
		t.Errorf("SIGTERM ends it with status %d:\n%s", status, out)
	}
	if !strings.Contains(out, "nats does not answer") {
		t.Errorf("it does not say what it waits for:\n%s", out)
	}
}

func TestWhatKeepsAServiceFromStartingIsSaidClearly(t *testing.T) {
	broker := natstest.Start(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, row := range []struct {
		does string
		args []string
		says string
	}{
		{"a port in use", []string{"--http", taken.Addr().String()},
			"wirefold-greet: open ops port: listen tcp " + taken.Addr().String() + ": bind: address already in use: stop what listens there, or give another --http"},
		{"streams that it may not make", []string{"--manage-streams=false"}, "run `wirefold setup` once"},
		{"a flag's value", []string{"--word", ""}, "wirefold-greet: --word must not be empty"},
		{"an unknown flag", []string{"--wort=x"}, "wirefold-greet: error: unknown flag --wort"},
		{"an address that is none", []string{"--nats-url", "nats://:x"}, "wirefold-greet: connect to nats at nats://:x: "},
	} {
		t.Run(row.does, func(t *testing.T) {
			_, wait := process(t, append([]string{"--nats-url", broker.URL}, row.args...)...)
			out, status := wait()
			if status == 0 || !strings.Contains(out, row.says) {
				t.Errorf("it ends with status %d and says\n%swant %q", status, out, row.says)
			}
		})
	}
	for name := range broker.Connect().StreamNames(natstest.Context(t)).Name() {
		t.Errorf("stream %s was made by a service that did not start", name)
	}
}

func TestAServiceThatMayNotManageStreamsWorksOnThoseThatAreThere(t *testing.T) {
	broker := natstest.Start(t)
	js := broker.Connect()
	broker.Setup(js)
	clean, err := js.Stream(natstest.Context(t), topology.Clean)
	if err != nil {
		t.Fatal(err)
	}
	config := clean.CachedInfo().Config
	config.MaxBytes = 1 << 20
	if _, err := js.UpdateStream(natstest.Context(t), config); err != nil {
		t.Fatal(err)
	}
	ops := natstest.FreeAddress(t)
	process(t, "--nats-url", broker.URL, "--http", ops, "--manage-streams=false")
	awaitStatus(t, ops, "/readyz", http.StatusOK)
	if info, err := clean.Info(natstest.Context(t)); err != nil || info.Config.MaxBytes != 1<<20 {
		t.Errorf("the stream was changed: %v", err)
	}
}

func idle(name string, ready <-chan struct{}) app.Service {
	return app.Service{Name: name, Run: func(ctx context.Context, rt *app.Runtime) error {
		<-ready
		rt.Ready()
		rt.Ready() // once is once
		<-ctx.Done()
		return ctx.Err()
	}}
}

func runAll(t *testing.T, js jetstream.JetStream, ops string, services ...app.Service) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Shell{JS: js, Log: zap.NewNop(), HTTP: ops, ManageStreams: true}, services...)
	}()
	t.Cleanup(cancel)
	return func() error {
		cancel()
		return <-ended
	}
}

func TestAProcessIsReadyWhenAllItsServicesAre(t *testing.T) {
	js := natstest.Start(t).Connect()
	ops, one, two := natstest.FreeAddress(t), make(chan struct{}), make(chan struct{})
	a, b := idle("a", one), idle("b", two)
	a.Part, b.Part = topology.IngestPart, topology.DedupePart
	stop := runAll(t, js, ops, a, b)
	natstest.Eventually(t, "/readyz names both", func() bool {
		_, body := get(ops, "/readyz")
		return body == "not ready: a, b\n"
	})
	close(one)
	natstest.Eventually(t, "/readyz names the one that is not", func() bool {
		status, body := get(ops, "/readyz")
		return status == http.StatusServiceUnavailable && body == "not ready: b\n"
	})
	close(two)
	awaitStatus(t, ops, "/readyz", http.StatusOK)
	if err := stop(); err != nil {
		t.Errorf("it stops with %v", err)
	}
	if status, _ := get(ops, "/healthz"); status != 0 {
		t.Error("the ops port is still open")
	}
}

func TestWhoIsAtTheDoorIsAnsweredBeforeTheServicesStop(t *testing.T) {
	js := natstest.Start(t).Connect()
	address, asked, answer := natstest.FreeAddress(t), make(chan bool), make(chan string)
	clerk := app.Service{Name: "clerk", Door: true, Part: topology.CleanPart, Run: func(ctx context.Context, rt *app.Runtime) error {
		rt.Door.Handle("GET /slow", httpdoor.Anyone, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked <- true
			text := <-answer
			if ctx.Err() != nil {
				text = "the service has stopped"
			}
			io.WriteString(w, text)
		}))
		rt.Ready()
		<-ctx.Done()
		return ctx.Err()
	}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Shell{JS: js, Log: zap.NewNop(), ManageStreams: true, Door: httpdoor.Flags{Address: address}}, clerk)
	}()
	natstest.Eventually(t, "the door is open, and all its routes are there", func() bool {
		status, _ := get(address, "/none")
		return status == http.StatusNotFound
	})
	got := make(chan string, 1)
	go func() {
		_, body := get(address, "/slow")
		got <- body
	}()
	<-asked
	stop()
	natstest.Eventually(t, "nobody else comes in", func() bool { status, _ := get(address, "/none"); return status == 0 })
	answer <- "the receipt"
	if body := <-got; body != "the receipt" {
		t.Errorf("who was at the door got %q", body)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAServiceThatEndsTakesTheOthersAlong(t *testing.T) {
	js := natstest.Start(t).Connect()
	ready := make(chan struct{})
	close(ready)
	for _, row := range []struct {
		err  error
		want string
	}{
		{errors.New("no idea"), "b: no idea"},
		{nil, "b: it ended by itself"},
	} {
		b := app.Service{Name: "b", Part: topology.CleanPart, Run: func(context.Context, *app.Runtime) error { return row.err }}
		began := time.Now()
		err := app.Run(natstest.Context(t), app.Shell{JS: js, Log: zap.NewNop(), ManageStreams: true}, idle("a", ready), b)
		if err == nil || err.Error() != row.want || time.Since(began) > natstest.Patience {
			t.Errorf("it ends with %v, want %s", err, row.want)
		}
	}
}
