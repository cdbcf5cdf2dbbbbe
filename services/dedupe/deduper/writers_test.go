package deduper

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// TestTwoDedupersWriteWhatOneWrites has two dedupers on one broker, killed and started again at random while the records
// come, and holds their logs against those of one that was left alone; and these against those of one to which every record
// came once and in the order of WIRE.
func TestTwoDedupersWriteWhatOneWrites(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 5))
			wire := shift(r, 120)
			ordered := logsOfOne(t, wire, inOrder(wire))
			if len(ordered.news) < 60 {
				t.Fatalf("only %d events: the shift proves little", len(ordered.news))
			}
			facts := outOfOrder(r, wire)
			one := logsOfOne(t, wire, facts)
			one.sameNews(t, "records out of order and repeated", ordered)
			two := logsOfTwo(t, r, wire, facts, len(one.news))
			two.sameNews(t, "two writers", one)
			two.sameDecisions(t, one)
		})
	}
}

// shift is what n WIRE messages come to: copy that is like other copy, revised, held, killed, settled, and an operator's word.
func shift(r *rand.Rand, n int) []*wirefoldv1.Facts {
	pick := func(l ...string) string { return l[r.IntN(len(l))] }
	var out []*wirefoldv1.Facts
	for range n {
		source := pick("north", "south", "west", "east")
		id := "a-" + source + strconv.Itoa(r.IntN(6))
		origin := &wirefoldv1.Origin{Id: id, Source: source + "_example"}
		f := &wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{Origin: origin, Title: "Crane for pier " + pick("one", "two"), Status: "usable"}}
		switch r.IntN(16) {
		case 0:
			f = nil
		case 1:
			f.Article.Status = pick("canceled", "withheld")
		case 2:
			f.Article = &wirefoldv1.CleanArticle{Origin: &wirefoldv1.Origin{Source: "_operator", Command: &wirefoldv1.Command{Verb: "detach", Articles: []string{id}}}}
		default:
			f.Article.Text = report(r.IntN(3), r.IntN(4))
			f.Article.VersionMark = r.IntN(6) == 0
			if r.IntN(3) == 0 {
				f.Article.Credits = []string{pick("north", "south")}
			}
		}
		out = append(out, f)
	}
	return out
}

// report is one of three reports, in one of four states.
func report(of, state int) string {
	thing := []string{"crane", "lantern", "orchard"}[of]
	var b strings.Builder
	for i, s := range []string{
		"The %s at the harbour was inspected by two engineers from the mainland on Monday.",
		"They found that the bolts of its foundation had rusted since the flood of last spring.",
		"A report on the %s will be read to the island council before the end of the month.",
		"Fishermen doubt that money for another %s can be found in a year of poor catches.",
		"The mayor promised them an answer when the accounts of the cooperative are closed.",
	} {
		if state == 1 && i == 4 || state == 2 && i == 0 {
			continue
		}
		if strings.Contains(s, "%s") {
			s = fmt.Sprintf(s, thing)
		}
		b.WriteString(s + " ")
		fmt.Fprintf(&b, "Of the %s people say %s. ", thing, []string{"little good", "nothing at all", "what they always said"}[(of+i)%3])
	}
	if state == 3 {
		b.WriteString("Nobody was hurt.")
	}
	return b.String()
}

func inOrder(wire []*wirefoldv1.Facts) (seqs []uint64) {
	for i := range wire {
		seqs = append(seqs, uint64(i+1))
	}
	return seqs
}

// outOfOrder is how workers that finish as they like, die and try again put their records on FACTS.
func outOfOrder(r *rand.Rand, wire []*wirefoldv1.Facts) (seqs []uint64) {
	for _, seq := range inOrder(wire) {
		for range 1 + r.IntN(4)/3 {
			seqs = append(seqs, seq)
		}
	}
	for i := range seqs {
		j := min(len(seqs)-1, i+r.IntN(9))
		seqs[i], seqs[j] = seqs[j], seqs[i]
	}
	return seqs
}

// logs are what dedupers wrote, without the epoch, which is the broker's.
type logs struct{ decisions, news [][]byte }

func readLogs(t *testing.T, js jetstream.JetStream) (l logs) {
	life, err := topology.ReadLife(natstest.Context(t), js)
	must(t, err)
	for _, m := range natstest.Read(t, js, topology.Decisions) {
		l.decisions = append(l.decisions, m.Data)
	}
	for _, m := range natstest.Read(t, js, topology.News) {
		event := fmt.Appendf(nil, "%s %s %s\n%s", m.Subject, m.Header.Get(jetstream.MsgIDHeader), m.Header.Get(HeaderDecision), m.Data)
		l.news = append(l.news, bytes.ReplaceAll(event, []byte(life.Epoch), []byte("epoch")))
	}
	return l
}

func (l logs) sameNews(t *testing.T, who string, want logs) {
	t.Helper()
	same(t, who+": event", l.news, want.news)
}

func (l logs) sameDecisions(t *testing.T, want logs) {
	t.Helper()
	same(t, "two writers: decision", l.decisions, want.decisions)
}

func same(t *testing.T, what string, got, want [][]byte) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !bytes.Equal(got[i], want[i]) {
			t.Fatalf("%s %d of %d differs, want %d:\n%q\n%q", what, i, len(got), len(want), at(got, i), at(want, i))
		}
	}
}

func at(l [][]byte, i int) []byte {
	if i < len(l) {
		return l[i]
	}
	return nil
}

// wireOn is a broker with the messages of a shift on WIRE: none is ever taken for lost.
func wireOn(t *testing.T, wire []*wirefoldv1.Facts) (*natstest.Broker, jetstream.JetStream) {
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	for range wire {
		put(t, js, &nats.Msg{Subject: "wire.north_example", Data: []byte("copy")})
	}
	return b, js
}

func logsOfOne(t *testing.T, wire []*wirefoldv1.Facts, facts []uint64) logs {
	b, js := wireOn(t, wire)
	d := start(t, b, t.TempDir())
	d.file(t, js, wire, facts)
	natstest.Eventually(t, "all is decided and told", func() bool { return told(t, js, len(wire)) })
	d.stop(t)
	l := readLogs(t, js)
	l.counted(t, true, d)
	return l
}

// told tells that the last of n decisions stands and that NEWS is quiet: the announcer has nothing to do any more.
func told(t *testing.T, js jetstream.JetStream, n int) bool {
	count := func(name string) uint64 {
		s, err := js.Stream(natstest.Context(t), name)
		must(t, err)
		return s.CachedInfo().State.LastSeq
	}
	if count(topology.Decisions) < uint64(n) {
		return false
	}
	before := count(topology.News)
	time.Sleep(300 * time.Millisecond)
	return before == count(topology.News)
}

func logsOfTwo(t *testing.T, r *rand.Rand, wire []*wirefoldv1.Facts, facts []uint64, news int) logs {
	b, js := wireOn(t, wire)
	data := [2]string{t.TempDir(), t.TempDir()}
	both := [2]*deduper{start(t, b, data[0]), start(t, b, data[1])}
	ever, killed := []*deduper{both[0], both[1]}, false
	for len(facts) > 0 {
		n := min(1+r.IntN(20), len(facts))
		both[0].file(t, js, wire, facts[:n])
		facts = facts[n:]
		time.Sleep(time.Duration(r.IntN(80)) * time.Millisecond)
		if i := r.IntN(3); i < 2 {
			if r.IntN(2) == 0 {
				both[i].kill()
				killed = true
			} else {
				both[i].stop(t)
			}
			both[i] = start(t, b, data[i])
			ever = append(ever, both[i])
		}
	}
	natstest.Eventually(t, "all is told", func() bool { return len(natstest.Read(t, js, topology.News)) >= news && told(t, js, len(wire)) })
	both[0].stop(t)
	both[1].stop(t)
	l := readLogs(t, js)
	// A killed process may have stored what it did not live to count.
	l.counted(t, !killed, ever...)
	return l
}

// counted holds what all processes together counted against what stands in the logs: never more, and where it is to be exact
// no less.
func (l logs) counted(t *testing.T, exact bool, processes ...*deduper) {
	t.Helper()
	want := map[string]int{"wirefold_dedupe_decisions_total": len(l.decisions), "wirefold_news_events_total": len(l.news)}
	for _, event := range l.news {
		subject, _, _ := strings.Cut(string(event), " ")
		tokens := strings.Split(subject, ".")
		want["wirefold_news_events_total "+tokens[2]+" "+tokens[1]]++
	}
	got := map[string]int{}
	for _, p := range processes {
		families, err := p.counts.Gather()
		must(t, err)
		for _, f := range families {
			for _, m := range f.GetMetric() {
				got[f.GetName()] += int(m.GetCounter().GetValue())
				if len(m.GetLabel()) == 2 {
					got[f.GetName()+" "+m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue()] += int(m.GetCounter().GetValue())
				}
			}
		}
	}
	for series, n := range want {
		if got[series] > n || exact && got[series] < n {
			t.Errorf("%s: %d processes counted %d, in the logs are %d", series, len(processes), got[series], n)
		}
	}
}

// deduper is one process of it.
type deduper struct {
	epoch  string
	nc     *nats.Conn
	cancel context.CancelFunc
	ended  chan error
	counts *metrics.Registry // outlives it, as no scraper's would
}

func start(t *testing.T, b *natstest.Broker, data string) *deduper {
	js, nc, err := natstest.Dial(b.URL)
	must(t, err)
	t.Cleanup(nc.Close)
	life, err := topology.ReadLife(natstest.Context(t), js)
	must(t, err)
	registry := metrics.New(false)
	rt := &app.Runtime{JS: js, Life: life, Log: zap.NewNop(), Registry: registry, Stages: stage.NewMetrics(registry), Ready: func() {}}
	ctx, cancel := context.WithCancel(context.Background())
	d := &deduper{epoch: life.Epoch, nc: nc, cancel: cancel, ended: make(chan error, 1), counts: registry}
	go func() { d.ended <- run(ctx, rt, &Flags{Data: data, Deployment: "local"}) }()
	return d
}

// stop ends it as an orchestrator does, with a snapshot.
func (d *deduper) stop(t *testing.T) {
	t.Helper()
	d.cancel()
	must(t, <-d.ended)
	d.nc.Close()
}

// kill cuts it off in the middle of whatever it does.
func (d *deduper) kill() {
	d.nc.Close()
	d.cancel()
	<-d.ended
}

// file puts records on FACTS.
func (d *deduper) file(t *testing.T, js jetstream.JetStream, wire []*wirefoldv1.Facts, seqs []uint64) {
	t.Helper()
	for _, seq := range seqs {
		msg := &nats.Msg{Subject: topology.SubjectFacts, Header: nats.Header{
			stage.HeaderEpoch: {d.epoch}, stage.HeaderWireSeq: {strconv.FormatUint(seq, 10)},
			stage.HeaderWireTime: {time.Date(2022, 1, 10, 6, 0, int(seq), 0, time.UTC).Format(time.RFC3339Nano)},
		}}
		if f := wire[seq-1]; f == nil {
			msg.Header.Set(stage.HeaderSettled, "filtered")
		} else {
			var err error
			msg.Data, err = proto.Marshal(f)
			must(t, err)
		}
		put(t, js, msg)
	}
}
