package httpdoor_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
)

// impatience is how long the doors of these tests wait for anybody.
const impatience = 500 * time.Millisecond

func openImpatient(t *testing.T, impatience time.Duration) *httpdoor.Door {
	t.Helper()
	d, err := httpdoor.OpenImpatient(httpdoor.Flags{Address: "127.0.0.1:0"}, impatience, metrics.New(false))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	d.Handle("POST /v1/articles", httpdoor.Publishers, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			w.WriteHeader(http.StatusRequestTimeout)
		}
	}))
	return d
}

func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(natstest.Patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestWhoIsSlowIsNotWaitedFor(t *testing.T) {
	address := openImpatient(t, impatience).Address()
	for _, row := range []struct{ why, sent, got string }{
		{"says nothing", "", ""},
		{"sends headers without end", "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nX-A: ", ""},
		{"sends a body without end", "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx", "HTTP/1.1 408"},
		{"says nothing after an answer", "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200"},
	} {
		got, err := io.ReadAll(dial(t, address, row.sent)) // until the door hangs up
		if err != nil && !strings.Contains(err.Error(), "reset") || !strings.HasPrefix(string(got), row.got) {
			t.Errorf("who %s: %v, %q", row.why, err, got)
		}
	}
}

func TestWhoDoesNotReadIsNotWaitedFor(t *testing.T) {
	d := openImpatient(t, impatience/3)
	cut := make(chan error, 1)
	d.Handle("GET /feed/all.xml", httpdoor.Readers, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for more := make([]byte, 1<<20); ; {
			if _, err := w.Write(more); err != nil {
				cut <- err
				return
			}
		}
	}))
	dial(t, d.Address(), "GET /feed/all.xml HTTP/1.1\r\nHost: localhost\r\n\r\n")
	select {
	case err := <-cut:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the answer ends with %v", err)
		}
	case <-time.After(natstest.Patience):
		t.Error("who does not read is waited for")
	}
}

func TestConnectionsAreBoundedAndOthersWait(t *testing.T) {
	address := openImpatient(t, impatience).Address()
	began := time.Now()
	for range 8 { // who hold the two places for as long as they may: four times two
		dial(t, address, "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\n")
	}
	late := dial(t, address, "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
	if line, err := bufio.NewReader(late).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Errorf("who came late got %q, %v", line, err)
	}
	if took := time.Since(began); took < 3*impatience {
		t.Errorf("who came late waited only %s, for eight others", took)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	conn := dial(t, open(t, httpdoor.Flags{Address: "127.0.0.1:0"}).Address(), "GET /feed/all.xml HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
	go io.WriteString(conn, strings.Repeat("x", 128<<10)+"\r\n\r\n") // as far as the door takes it
	got, _ := io.ReadAll(conn)                                       // it may hang up while some is on its way
	if text := string(got); text != "" && !strings.HasPrefix(text, "HTTP/1.1 431") {
		t.Errorf("128 KiB of headers: %s", text)
	}
}

func TestWhoIsUnderWayIsAnsweredAtTheStop(t *testing.T) {
	d := open(t, httpdoor.Flags{Address: "127.0.0.1:0"})
	taken, answer := make(chan bool), make(chan string)
	d.Handle("POST /slow", httpdoor.Publishers, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		taken <- true
		io.Copy(w, r.Body)
	}))
	body, write := io.Pipe()
	go func() {
		response, err := http.Post("http://"+d.Address()+"/slow", "text/plain", body)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		answer <- string(text)
	}()
	<-taken
	stopped := make(chan bool)
	go func() { d.Stop(); close(stopped) }()
	natstest.Eventually(t, "nobody else comes in", func() bool {
		conn, err := net.Dial("tcp", d.Address())
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	io.WriteString(write, "the receipt")
	write.Close()
	if got := <-answer; got != "the receipt" {
		t.Errorf("who was under way got %q", got)
	}
	<-stopped
}

func TestAStartingDoorAsksToComeAgain(t *testing.T) {
	d, err := httpdoor.Open(httpdoor.Flags{Address: "127.0.0.1:0"}, metrics.New(false), zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Stop()
	response, body := ask(t, http.DefaultClient, "POST", "http://"+d.Address()+"/v1/articles")
	if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	d.Whole()
	if response, body := ask(t, http.DefaultClient, "POST", "http://"+d.Address()+"/v1/articles"); response.StatusCode != http.StatusNotFound {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

func TestAHandlerThatPanicsFailsAloneAndIsCounted(t *testing.T) {
	registry := metrics.New(false)
	d, err := httpdoor.Open(httpdoor.Flags{Address: "127.0.0.1:0"}, registry, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Stop()
	d.Handle("GET /panic", httpdoor.Anyone, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("no idea") }))
	for _, path := range []string{"/panic", "/panic", "/none"} {
		if response, body := ask(t, http.DefaultClient, "GET", "http://"+d.Address()+path); response.StatusCode < 500 || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, response.StatusCode, body)
		}
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]float64{}
	for _, f := range families {
		if f.GetName() != "wirefold_door_requests_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			counted[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
		}
	}
	if counted["failed"] != 2 || counted["unavailable"] != 1 || len(counted) != 6 {
		t.Errorf("counted: %v", counted)
	}
}

func TestABodyIsBounded(t *testing.T) {
	d := open(t, httpdoor.Flags{Address: "127.0.0.1:0"})
	d.Handle("POST /body", httpdoor.Publishers, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, release, bad := httpdoor.ReadBody(w, r, 10)
		defer release()
		if bad != nil {
			bad.Write(w)
		}
	}))
	const head = "POST /body HTTP/1.1\r\nHost: localhost\r\n"
	for _, row := range []struct{ why, sent, got string }{
		{"as much as may be", head + "Content-Length: 10\r\n\r\n0123456789", "HTTP/1.1 200"},
		{"more, before it comes", head + "Content-Length: 1000000\r\n\r\n", "HTTP/1.1 413"},
		{"a byte more that was not told of", head + "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n", "HTTP/1.1 413"},
	} {
		if line, err := bufio.NewReader(dial(t, d.Address(), row.sent)).ReadString('\n'); err != nil || !strings.HasPrefix(line, row.got) {
			t.Errorf("%s: %q, %v, want %s", row.why, line, err, row.got)
		}
	}
}

func TestBodiesUnderWayShareABoundedPlace(t *testing.T) {
	d := open(t, httpdoor.Flags{Address: "127.0.0.1:0"})
	var reading sync.WaitGroup
	letGo := make(chan struct{})
	held := make(chan int, 100)
	d.Handle("POST /hold", httpdoor.Publishers, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, release, bad := httpdoor.ReadBody(w, r, 4<<20)
		defer release()
		if bad != nil {
			bad.Write(w)
			return
		}
		held <- len(body)
		<-letGo
	}))
	url, full := "http://"+d.Address()+"/hold", strings.Repeat("x", 4<<20-1)
	post := func(body string) int {
		response, err := http.Post(url, "text/plain", strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return 0
		}
		response.Body.Close()
		return response.StatusCode
	}
	for range 8 { // 32 MiB
		reading.Go(func() {
			if status := post(full); status != 200 {
				t.Errorf("one of eight: %d", status)
			}
		})
		<-held
	}
	if status := post("x"); status != http.StatusTooManyRequests {
		t.Errorf("one more: %d", status)
	}
	close(letGo)
	reading.Wait()
	if status := post("x"); status != 200 {
		t.Errorf("after they went: %d", status)
	}
	if status := post(full + "xx"); status != http.StatusRequestEntityTooLarge {
		t.Errorf("one byte too many: %d", status)
	}
}
