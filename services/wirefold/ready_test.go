package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
)

// answering listens until the test ends and gives the port.
func answering(t *testing.T, network, address string, answer http.HandlerFunc) (port string) {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: answer}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	_, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestReady(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // none is asked
	ready := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			io.WriteString(w, "ok\n")
		}
	}
	port := answering(t, "tcp4", "127.0.0.1:0", ready)
	waiting := answering(t, "tcp4", "127.0.0.1:0", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not ready: clean, dedupe", http.StatusServiceUnavailable)
	})
	hanging := answering(t, "tcp4", "127.0.0.1:0", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	nobody := natstest.FreeAddress(t)
	rows := []struct {
		asked string
		says  string // empty: it is ready
	}{
		{"127.0.0.1:" + port, ""},
		{"localhost:" + port, ""},
		{"0.0.0.0:" + port, ""}, // as the --http of a container
		{":" + port, ""},
		{"127.0.0.1:" + waiting, "127.0.0.1:" + waiting + " says 503: not ready: clean, dedupe"},
		{"127.0.0.1:" + hanging, "context deadline exceeded: does it run, and is this its --http?"},
		{nobody, "connection refused: does it run, and is this its --http?"},
		{"127.0.0.1", "--http: address 127.0.0.1: missing port in address: it is host:port"},
		{"one two:3", "invalid character"},
	}
	if six, err := net.Listen("tcp6", "[::1]:0"); err == nil { // the machine has IPv6
		six.Close()
		port := answering(t, "tcp6", "[::1]:0", ready)
		for _, host := range []string{"[::1]:", "[::]:"} {
			rows = append(rows, struct{ asked, says string }{host + port, ""})
		}
	}
	for _, r := range rows {
		var out strings.Builder
		err := call(t.Context(), nil, &out, io.Discard, "ready", "--http", r.asked)
		switch {
		case r.says == "" && (err != nil || out.String() != "ok\n"):
			t.Errorf("%s is ready, but: %v %s", r.asked, err, &out)
		case r.says != "" && (err == nil || !strings.Contains(err.Error(), r.says) || out.Len() > 0):
			t.Errorf("%s: %v, want %s", r.asked, err, r.says)
		}
	}
}

func TestReadyAsksARunningProcess(t *testing.T) {
	t.Setenv("WIREFOLD_HTTP", natstest.FreeAddress(t)) // one setting for the process and its health check
	ready := func() error { return call(t.Context(), nil, io.Discard, io.Discard, "ready") }
	if err := ready(); err == nil {
		t.Error("ready before it runs")
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- call(ctx, nil, io.Discard, io.Discard, "run", "--nats-listen", "127.0.0.1:0", "--data", t.TempDir(), "--log-level", "error")
	}()
	natstest.Eventually(t, "it is ready", func() bool { return ready() == nil })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := ready(); err == nil {
		t.Error("ready after it stopped")
	}
}
