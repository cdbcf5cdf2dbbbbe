package newsfeed

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/newsfeed/edition"
	"github.com/wirefold/wirefold/services/wirefold/sample/sampletest"
)

// stand serves what lies on the NEWS of a broker.
type stand struct {
	*natstest.Broker
	t   *testing.T
	js  jetstream.JetStream
	url string
}

func newStand(t *testing.T) *stand {
	s := &stand{Broker: natstest.Start(t), t: t}
	s.js = s.Connect()
	s.Setup(s.js, topology.DedupePart)
	return s
}

// serve opens a door with the feeds until the test ends or stop is called.
func (s *stand) serve() (stop func()) {
	s.t.Helper()
	door, err := httpdoor.Open(httpdoor.Flags{Address: "127.0.0.1:0"}, metrics.New(false), zap.NewNop())
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- Service(new(extractor.Flags)).Run(ctx, &app.Runtime{JS: s.js, Log: zap.NewNop(), Door: door, Ready: func() { close(ready) }})
	}()
	<-ready
	s.url = "http://" + door.Address() + "/feed/"
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != context.Canceled {
			s.t.Errorf("feeds ended with %v", err)
		}
		door.Stop()
	}
	s.t.Cleanup(stop)
	return stop
}

// publish puts events of the sample on NEWS as dedupe does.
func (s *stand) publish(from, to int) {
	s.t.Helper()
	for _, e := range sampletest.Events(s.t)[from:to] {
		if _, err := s.js.PublishMsg(s.t.Context(), &nats.Msg{Subject: e.Subject, Data: e.Data}); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *stand) get(path string, headers ...string) (*http.Response, string) {
	return s.ask(http.MethodGet, path, headers...)
}

func (s *stand) ask(method, path string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer, string(body)
}

// ids are those of a topic's items.
func (s *stand) ids(topic string) string {
	_, body := s.get(topic + ".json")
	var feed struct{ Items []struct{ ID string } }
	_ = json.Unmarshal([]byte(body), &feed) // a refusal has none
	var ids []string
	for _, i := range feed.Items {
		ids = append(ids, i.ID)
	}
	return strings.Join(ids, " ")
}

func TestServe(t *testing.T) {
	s := newStand(t)
	stop := s.serve()
	natstest.Eventually(t, "the feeds are served", func() bool { a, _ := s.get("all.xml"); return a.StatusCode == http.StatusOK })
	for _, file := range []string{"all.xml", "us-russia-talks.xml", "all.json", "us-russia-talks.json"} {
		if answer, body := s.get(file); answer.StatusCode != http.StatusOK || answer.Header.Get("ETag") == "" || strings.Contains(body, "<item>") {
			t.Errorf("%s before anything came: %s %s", file, answer.Status, body)
		}
	}
	events := sampletest.Events(t)
	s.publish(0, len(events))
	want := folded(t)
	natstest.Eventually(t, "all is told", func() bool { return s.ids("all") == idsOf(want, "all") })
	if got := s.ids("us-russia-talks"); got != idsOf(want, "us-russia-talks") {
		t.Errorf("the talks are %s", got)
	}
	before, body := s.get("all.xml")
	stop()
	s.serve()
	natstest.Eventually(t, "they are served again", func() bool { a, _ := s.get("all.xml"); return a.StatusCode == http.StatusOK })
	natstest.Eventually(t, "a restart changes nothing", func() bool {
		after, same := s.get("all.xml")
		return after.Header.Get("ETag") == before.Header.Get("ETag") && strings.ReplaceAll(same, after.Request.Host, "") == strings.ReplaceAll(body, before.Request.Host, "")
	})
	// Somebody else's message on news.> is passed over.
	if _, err := s.js.Publish(t.Context(), "news.article.new._.en.x", []byte("{")); err != nil {
		t.Fatal(err)
	}
	if answer, _ := s.get("all.xml", "If-None-Match", before.Header.Get("ETag")); answer.StatusCode != http.StatusNotModified {
		t.Errorf("after a foreign message: %s", answer.Status)
	}
	if answer, page := s.get(""); answer.StatusCode != http.StatusOK || !strings.Contains(page, `href="us-russia-talks.json"`) || !strings.Contains(page, `rel="alternate"`) {
		t.Errorf("the list: %s %s", answer.Status, page)
	}
}

func idsOf(e *edition.Edition, topic string) string {
	feed, _ := e.Feed(topic)
	var ids []string
	for _, i := range feed.Items {
		ids = append(ids, guid(i))
	}
	return strings.Join(ids, " ")
}

// A broker that goes away and comes back takes no feed away.
func TestBrokerComesBack(t *testing.T) {
	s := newStand(t)
	s.publish(0, 40)
	s.serve()
	natstest.Eventually(t, "the feeds are served", func() bool { return s.ids("all") != "" })
	had := s.ids("all")
	s.Down()
	if got := s.ids("all"); got != had {
		t.Errorf("without the broker it has %q", got)
	}
	s.Up()
	natstest.Eventually(t, "the news are there again", func() bool {
		_, err := s.js.Stream(t.Context(), topology.News)
		return err == nil
	})
	s.publish(40, len(sampletest.Events(t)))
	want := idsOf(folded(t), "all")
	natstest.Eventually(t, "what comes then is told", func() bool { return s.ids("all") == want })
}

func TestAnswers(t *testing.T) {
	d := newDesk("")
	answer := func(method, file string, headers ...string) *httptest.ResponseRecorder {
		mux := http.NewServeMux()
		mux.Handle("GET /feed/{file}", d)
		r := httptest.NewRequest(method, "http://news.example/feed/"+file, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
	if w := answer("GET", "all.xml"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" {
		t.Errorf("before the news are read: %d %v", w.Code, w.Header())
	}
	d.serve(&shared{edition: folded(t)})
	whole := answer("GET", "all.xml")
	tag, changed := whole.Header().Get("ETag"), whole.Header().Get("Last-Modified")
	before, err := http.ParseTime(changed)
	if err != nil || !strings.HasPrefix(tag, `W/"`) || whole.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("%v", whole.Header())
	}
	earlier := before.Add(-time.Second).Format(http.TimeFormat)
	for _, r := range []struct {
		why, method, file string
		headers           []string
		status            int
		has               string
	}{
		{"RSS", "GET", "all.xml", nil, 200, `<rss version="2.0"`},
		{"JSON Feed", "GET", "all.json", nil, 200, `{"version":"https://jsonfeed.org/version/1.1"`},
		{"its own address as the reader has it", "GET", "all.json", nil, 200, `"feed_url":"http://news.example/feed/all.json"`},
		{"a reader that has it", "GET", "all.xml", []string{"If-None-Match", tag}, 304, ""},
		{"by one of several tags", "GET", "all.xml", []string{"If-None-Match", `"x", ` + strings.TrimPrefix(tag, "W/")}, 304, ""},
		{"or any", "GET", "all.xml", []string{"If-None-Match", "*"}, 304, ""},
		{"a reader that has another one", "GET", "all.xml", []string{"If-None-Match", `"x"`, "If-Modified-Since", changed}, 200, "<rss"},
		{"a reader that was here since", "GET", "all.xml", []string{"If-Modified-Since", changed}, 304, ""},
		{"a reader that was here before", "GET", "all.xml", []string{"If-Modified-Since", earlier}, 200, "<rss"},
		{"a reader with no idea of dates", "GET", "all.xml", []string{"If-Modified-Since", "yesterday"}, 200, "<rss"},
		{"an unknown topic", "GET", "fish.xml", nil, 404, `all, us-russia-talks`},
		{"a form there is none of", "GET", "all.atom", nil, 404, "each as .xml and .json"},
		{"no form", "GET", "all", nil, 404, "each as .xml and .json"},
		{"a hostile name", "GET", "%3Cscript%3E.xml", nil, 404, `\u003cscript\u003e.xml`},
	} {
		t.Run(r.why, func(t *testing.T) {
			w := answer(r.method, r.file, r.headers...)
			if w.Code != r.status || !strings.Contains(w.Body.String(), r.has) {
				t.Errorf("%d %v %.300s", w.Code, w.Header(), w.Body)
			}
			if w.Code == 304 && (w.Body.Len() > 0 || w.Header().Get("ETag") != tag) {
				t.Errorf("304 with %d bytes, %v", w.Body.Len(), w.Header())
			}
		})
	}
	for accepted, packed := range map[string]bool{"gzip": true, "deflate, gzip;q=0.5": true, "gzip;q=0": false, "br": false, "": false} {
		w := answer("GET", "all.json", "Accept-Encoding", accepted)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("Accept-Encoding %q packs: %v", accepted, got)
		}
		if !packed {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || !json.Valid(body) {
			t.Errorf("unpacked: %v", err)
		}
	}
	if again := answer("GET", "all.xml"); again.Body.String() != whole.Body.String() || len(d.press.printed) == 0 {
		t.Error("the second reader gets another feed, or it was written for him")
	}
	if w := answer("HEAD", "all.xml"); w.Code != 200 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	d.public = "https://public.example"
	if w := answer("GET", "all.xml"); !strings.Contains(w.Body.String(), `href="https://public.example/feed/all.xml"`) {
		t.Errorf("the door's own address: %.600s", w.Body)
	}
}

func BenchmarkFeed(b *testing.B) {
	e := edition.New()
	for n := range edition.Newest {
		e.Take(edition.Event{ID: time.Duration(n).String() + "-1", Kind: "article", Action: "new", Time: time.Unix(int64(n), 0), Data: edition.Data{
			ID: time.Duration(n).String(), Source: "x_example", Title: "A title of a usual length for an article of an agency", Text: strings.Repeat("A sentence of some words. ", 120), URL: "https://x.example/a",
		}})
	}
	e.EndTurn()
	for extension, form := range forms {
		b.Run(extension, func(b *testing.B) {
			for b.Loop() {
				feed, _ := e.Feed(edition.All)
				body, err := form.write(feed, address{})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(body)))
				compress(body)
			}
		})
	}
}
