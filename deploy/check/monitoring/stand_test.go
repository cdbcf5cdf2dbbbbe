package monitoring

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// top is the top of the repository, as seen from here.
const top = "../../.."

const (
	dashboards  = top + "/deploy/grafana/dashboards"
	localConfig = top + "/deploy/prometheus/prometheus-local.yml"
	stackConfig = top + "/deploy/prometheus/prometheus.yml"
)

// patience is how long anything is waited for. The sample takes ten seconds; two cores that are busy take longer.
const patience = time.Minute

// stand is a `wirefold run --sample` that a Prometheus with the shipped rules watches.
type stand struct {
	prometheus Server
	metrics    string // address of /metrics
	began      time.Time
}

// build builds wirefold.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "wirefold")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./services/wirefold")
	cmd.Dir = top
	cmd.Env = append(os.Environ(), "GOWORK=") // this module is outside the workspace, the program inside
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build wirefold: %v\n%s", err, out)
	}
	return program
}

// start plays the sample and waits until it has been told.
func start(t *testing.T) *stand {
	t.Helper()
	program := build(t)
	s := &stand{metrics: freeAddress(t), began: time.Now()}
	s.prometheus = Server{URL: "http://" + startPrometheus(t, s.metrics)}
	page := run(t, program, "run", "--sample", "--nats-listen", freeAddress(t), "--http", s.metrics, "--door", "127.0.0.1:0")
	eventually(t, "the sample has been told", func() (bool, string) {
		return strings.Contains(page.String(), "Ctrl-C"), page.String()
	})
	return s
}

// startPrometheus starts the machine's Prometheus on the shipped configuration, with one target and in haste: it scrapes
// and evaluates each second.
func startPrometheus(t *testing.T, target string) (address string) {
	t.Helper()
	folder := t.TempDir()
	config := hasten(t, localConfig, func(c map[string]any) {
		c["global"] = map[string]any{"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
		jobs := c["scrape_configs"].([]any)
		if len(jobs) != 1 {
			t.Fatalf("%s has %d jobs, want one", localConfig, len(jobs))
		}
		targets := jobs[0].(map[string]any)["static_configs"].([]any)[0].(map[string]any)
		targets["targets"] = []string{target}
		var files []string
		for _, name := range c["rule_files"].([]any) {
			rules := hasten(t, filepath.Join(filepath.Dir(localConfig), name.(string)), func(file map[string]any) {
				for _, group := range file["groups"].([]any) {
					delete(group.(map[string]any), "interval")
				}
			})
			files = append(files, write(t, folder, name.(string), rules))
		}
		c["rule_files"] = files
	})
	address = freeAddress(t)
	log := run(t, tool(t, "prometheus"), "--config.file="+write(t, folder, "prometheus.yml", config),
		"--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+address)
	eventually(t, "prometheus answers", func() (bool, string) {
		_, err := Server{URL: "http://" + address}.Now(t.Context(), "vector(1)")
		return err == nil, log.String()
	})
	return address
}

// hasten reads a YAML file, changes it and gives it back.
func hasten(t *testing.T, path string, change func(map[string]any)) []byte {
	t.Helper()
	var file map[string]any
	if err := readYAML(path, &file); err != nil {
		t.Fatal(err)
	}
	change(file)
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, folder, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// tool finds a program of the Debian package prometheus.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v: install it: apt-get install prometheus", err)
	}
	return path
}

// run starts a program for as long as the test goes on, and gives what it writes.
func run(t *testing.T, program string, args ...string) *output {
	t.Helper()
	out := new(output)
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("%s ended with %v:\n%s", filepath.Base(program), err, out)
			}
		case <-time.After(patience):
			cmd.Process.Kill()
			t.Errorf("%s does not end:\n%s", filepath.Base(program), out)
		}
	})
	return out
}

// output is what a program has written so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// eventually waits until it holds; what is missing until then is told when it never does.
func eventually(t *testing.T, what string, holds func() (ok bool, missing string)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		ok, missing := holds()
		if ok {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("in %s it never came true that %s:\n%s", patience, what, missing)
		case <-time.After(500 * time.Millisecond):
		}
	}
}
