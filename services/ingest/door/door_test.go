package door_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

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
	door *httpdoor.Door
	url  string
}

func start(t *testing.T, flags httpdoor.Flags) *stand {
	t.Helper()
	s := &stand{Broker: natstest.Start(t)}
	js := s.Connect()
	s.Setup(js, topology.IngestPart)
	flags.Address = "127.0.0.1:0"
	var err error
	if s.door, err = httpdoor.Open(flags, metrics.New(false), zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		door.Service().Run(ctx, &app.Runtime{JS: js, Log: zap.NewNop(), Door: s.door, Ready: func() { close(ready) }})
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

func post(t *testing.T, url, body string, headers ...string) (*http.Response, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(natstest.Context(t), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := map[string]any{}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return response, answer
}

func TestAnArticleIsStoredAndAgainIsOne(t *testing.T) {
	s := start(t, httpdoor.Flags{})
	for i, want := range []int{http.StatusCreated, http.StatusOK} {
		response, answer := post(t, s.url, `{"url":"https://www.reuters.com/a","text":"The old pier was closed."}`, "Content-Type", "application/json")
		if response.StatusCode != want || answer["seq"] != 1.0 || answer["subject"] != "wire.reuters_com" || answer["duplicate"] != (i == 1) {
			t.Errorf("%d %v, want %d", response.StatusCode, answer, want)
		}
	}
}
