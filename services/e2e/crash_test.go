package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
)

// generated is how much load follows the sample: enough that every kill finds the pipeline at work.
const generated = 350

// lead is how many WIRE messages the publisher is ahead of the news, so that all stages have work in hand at a kill.
const lead = 60

// kill -9 of wirefold run, ten times under load: the same news as without, in the same order, none twice.
func TestNewsSurvivesTheKillOfRun(t *testing.T) {
	want := undisturbed(t)
	p := startPipeline(t)
	publishing := p.publishPaced(t, want)
	r := rand.New(rand.NewPCG(9, 9))
	for k := range 10 {
		if k%3 == 2 {
			// While it starts: before the broker is ready, or the logs are read.
			time.Sleep(time.Duration(r.IntN(700)) * time.Millisecond)
		} else if !p.awaitNews(t, len(want.news)*k/11+r.IntN(len(want.news)/12)) {
			t.FailNow()
		}
		p.restart()
	}
	publishing.Wait()
	want.compare(t, p.desk)
}

// Two processes a stage on a broker outside, each killed three times: the same news as from wirefold run.
func TestNewsSurvivesTheKillOfEachService(t *testing.T) {
	want := undisturbed(t)
	d := openBroker(t)
	var processes []*process
	for _, name := range []string{"ingest", "clean", "extract", "dedupe"} {
		for range 2 {
			args := []string{"--nats-url", d.ns.URL(), "--http", "127.0.0.1:0"}
			if name == "dedupe" {
				args = append(args, "--data", t.TempDir(), "--deployment", "test")
			}
			processes = append(processes, start(t, name, args...))
		}
	}
	publishing := d.publishPaced(t, want)
	r := rand.New(rand.NewPCG(4, 2))
	victims := slices.Concat(processes, processes, processes)
	r.Shuffle(len(victims), func(i, j int) { victims[i], victims[j] = victims[j], victims[i] })
	for k, p := range victims {
		if !d.awaitNews(t, len(want.news)*k/(len(victims)+1)) {
			t.FailNow()
		}
		p.restart()
	}
	publishing.Wait()
	want.compare(t, d)
}

// reference is what an undisturbed wirefold run makes of the load.
type reference struct {
	load []*nats.Msg
	news []told
	dead []string
	upTo []int // events by WIRE sequence: all up to it
}

var quiet struct {
	once sync.Once
	of   *reference
}

func undisturbed(t *testing.T) *reference {
	t.Helper()
	quiet.once.Do(func() {
		p := startPipeline(t)
		ref := &reference{load: load(t, generated)}
		for _, m := range ref.load {
			p.insist(t, m)
		}
		p.settle(t)
		ref.news, ref.dead = p.told(t), p.deaths(t)
		ref.upTo = make([]int, len(ref.load)+1)
		for i, e := range ref.news {
			ref.upTo[e.wireSeq] = i + 1
		}
		for i := 1; i < len(ref.upTo); i++ {
			ref.upTo[i] = max(ref.upTo[i], ref.upTo[i-1])
		}
		quiet.of = ref
	})
	if quiet.of == nil {
		t.Fatal("the undisturbed run failed")
	}
	kinds := map[string]int{}
	for _, e := range quiet.of.news {
		kinds[e.kind]++
	}
	// A reference without the hard cases would prove little.
	for _, kind := range []string{"article.corrected", "article.held", "article.released", "copy.superseded", "copy.withdrawn", "copy.detached", "story.updated", "quote.new", "event.new"} {
		if kinds[kind] == 0 {
			t.Errorf("the load makes no %s: %v", kind, kinds)
		}
	}
	if len(quiet.of.dead) == 0 {
		t.Error("the load makes no dead letter")
	}
	return quiet.of
}

// compare settles a pipeline that was given the same load, and holds its streams against the reference.
func (ref *reference) compare(t *testing.T, d *desk) {
	t.Helper()
	d.settle(t)
	ref.compareWire(t, d)
	got := d.told(t)
	for i := range max(len(got), len(ref.news)) {
		if i < len(got) && i < len(ref.news) && got[i] == ref.news[i] {
			continue
		}
		at := func(l []told) string {
			if i >= len(l) {
				return "nothing"
			}
			return fmt.Sprintf("%s %s on %s\n%s\n%s", l[i].id, l[i].kind, l[i].subject, l[i].header, l[i].body)
		}
		t.Errorf("%d events, %d without kills; event %d differs:\n%s\nwithout kills:\n%s", len(got), len(ref.news), i, at(got), at(ref.news))
		break
	}
	if dead := d.deaths(t); !slices.Equal(dead, ref.dead) {
		t.Errorf("dead letters:\n%s\nwithout kills:\n%s", strings.Join(dead, "\n"), strings.Join(ref.dead, "\n"))
	}
	checkOrder(t, d.news(t, 1))
	waitForState(t, d)
	checkState(t, d)
}

// compareWire makes sure that the publisher's retries left every message on WIRE once, in order.
func (ref *reference) compareWire(t *testing.T, d *desk) {
	t.Helper()
	wire := natstest.Read(t, d.js, topology.Wire)
	for i, m := range ref.load {
		if i >= len(wire) || wire[i].Subject != m.Subject || string(wire[i].Data) != string(m.Data) {
			t.Fatalf("WIRE %d is not message %d of the load", i+1, i)
		}
	}
}

// told is an event without what may differ between two lives of the same WIRE: its epoch and the times of receipt.
type told struct {
	id, kind, subject, header, body string
	wireSeq                         uint64
}

// told reads the news on the load, without the sentinel's.
func (d *desk) told(t testing.TB) []told {
	t.Helper()
	var sentinel uint64
	received := map[string]bool{} // days
	for _, m := range natstest.Read(t, d.js, topology.Wire) {
		received[m.Time.UTC().Format(time.DateOnly)] = true
		if strings.HasPrefix(m.Subject, "wire.sentinel") {
			sentinel = m.Sequence
		}
	}
	var out []told
	for _, e := range d.news(t, 1) {
		if e.wireSeq(t) >= sentinel {
			continue
		}
		epoch := e.Header.Get(stage.HeaderEpoch)
		mask := func(s string) string {
			s = strings.ReplaceAll(s, epoch, "EPOCH")
			s = traceparent.ReplaceAllString(s, "TRACE") // derived from the epoch
			return moment.ReplaceAllStringFunc(s, func(at string) string {
				if received[at[1:11]] {
					return `"RECEIVED"`
				}
				return at
			})
		}
		var header []string
		for name, values := range e.Header {
			if strings.HasPrefix(name, "Nats-Expected-") {
				continue // the writer's fence: a writer that has just started knows less of what stands before it
			}
			header = append(header, name+": "+mask(strings.Join(values, ", ")))
		}
		slices.Sort(header)
		out = append(out, told{e.ID, e.kind(), e.Subject, strings.Join(header, "; "), mask(string(e.Raw)), e.wireSeq(t)})
	}
	return out
}

var (
	traceparent = regexp.MustCompile(`\b00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b`)
	moment      = regexp.MustCompile(`"\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d))?"`)
)

// deaths lists the dead letters, by WIRE sequence.
func (d *desk) deaths(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, m := range natstest.Read(t, d.js, topology.Dead) {
		out = append(out, fmt.Sprintf("%6s %s", m.Header.Get(stage.HeaderWireSeq), m.Subject))
	}
	slices.Sort(out)
	return out
}

// checkOrder makes sure that ids count up: no event twice, none out of order, none left out.
func checkOrder(t testing.TB, events []event) {
	t.Helper()
	lastSeq, lastIndex := uint64(0), 0
	for _, e := range events {
		_, after, _ := strings.Cut(e.ID, "-")
		index, err := strconv.Atoi(after)
		seq := e.wireSeq(t)
		if err != nil || seq < lastSeq || seq == lastSeq && index != lastIndex+1 || seq > lastSeq && index != 1 {
			t.Errorf("event %s follows %d-%d", e.ID, lastSeq, lastIndex)
		}
		lastSeq, lastIndex = seq, index
	}
}

// checkState makes sure that STATE is the fold of NEWS.
func checkState(t testing.TB, d *desk) {
	t.Helper()
	last := map[string]event{}
	for _, e := range d.news(t, 1) {
		if kind, _, _ := strings.Cut(e.kind(), "."); kind == "article" || kind == "copy" || kind == "story" {
			last[stateSubject(e)] = e
		}
	}
	state := readEvents(t, d.js, topology.State, 1)
	if len(state) != len(last) {
		t.Errorf("STATE holds %d articles and stories, NEWS told of %d", len(state), len(last))
	}
	for _, s := range state {
		want := last[s.Subject]
		if s.ID != want.ID || string(s.Raw) != string(want.Raw) || s.Header.Get("Wirefold-Seq") != strconv.FormatUint(want.Seq, 10) {
			t.Errorf("%s holds event %s of NEWS %s; the last is %s of %d", s.Subject, s.ID, s.Header.Get("Wirefold-Seq"), want.ID, want.Seq)
		}
	}
}

// publishPaced publishes the load of the reference, a little ahead of the news.
func (d *desk) publishPaced(t *testing.T, ref *reference) *sync.WaitGroup {
	var publishing sync.WaitGroup
	publishing.Go(func() {
		for i, m := range ref.load {
			if i >= lead && !d.awaitNews(t, ref.upTo[i-lead+1]) {
				return
			}
			if seq := d.insist(t, m); seq != uint64(i)+1 {
				t.Errorf("message %d is WIRE %d", i, seq)
				return
			}
		}
	})
	t.Cleanup(publishing.Wait)
	return &publishing
}

// awaitNews waits until NEWS has n events, also while the broker is away, and says whether it has.
func (d *desk) awaitNews(t testing.TB, n int) bool {
	t.Helper()
	var last uint64
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		s, err := d.js.Stream(ctx, topology.News)
		cancel()
		if err == nil {
			last = s.CachedInfo().State.LastSeq
		}
		if err == nil && last >= uint64(n) {
			return true
		}
		if time.Now().After(deadline) || t.Context().Err() != nil {
			t.Errorf("NEWS has %d events, %d were awaited: %v", last, n, err)
			return false
		}
	}
}
