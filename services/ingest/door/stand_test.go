package door_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/door"
)

// stand is a door before a broker.
type stand struct {
	*natstest.Broker
	t    testing.TB
	js   jetstream.JetStream
	door *httpdoor.Door
	url  string
}

func start(t testing.TB, flags httpdoor.Flags) *stand {
	t.Helper()
	s := &stand{Broker: natstest.Start(t), t: t}
	s.js = s.Connect()
	s.Setup(s.js, topology.IngestPart)
	flags.Address = "127.0.0.1:0"
	var err error
	if s.door, err = httpdoor.Open(flags, metrics.New(false), zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		door.Service().Run(ctx, &app.Runtime{JS: s.js, Log: zap.NewNop(), Door: s.door, Ready: func() { close(ready) }})
	}()
	<-ready
	s.door.Whole()
	t.Cleanup(func() {
		s.door.Stop()
		stop()
		<-done
	})
	s.url = "http://" + s.door.Address() + "/v1/articles"
	return s
}

// answer is what the door says.
type answer struct {
	*http.Response
	text string
	body map[string]any
}

// post posts to the door; query begins with "?".
func (s *stand) post(query string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(natstest.Context(s.t), http.MethodPost, s.url+query, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := answer{response, string(text), nil}
	if strings.HasSuffix(a.Header.Get("Content-Type"), "json") && json.Unmarshal(text, &a.body) != nil && !strings.Contains(a.Header.Get("Content-Type"), "ndjson") {
		s.t.Fatalf("%d says %s", a.StatusCode, text)
	}
	return a
}

func tokens(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tokens.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}
