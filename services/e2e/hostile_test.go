package e2e

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

const (
	// hostileBound is how long one bad message may hold the wire up, the good article behind it included. The slowest
	// takes some seconds where it was measured; the rest is for slow machines that do other things too.
	hostileBound = 45 * time.Second

	// hostileMemory bounds what wirefold run, broker included, has resident at the worst of it.
	hostileMemory = 3 << 30
)

// bad is one message that no publisher should send, and what may come of it: "article", "copy" or "held" news, a dead
// letter by its subject without the root, or nothing.
type bad struct {
	why     string
	subject string // wire.bad_example when empty
	header  nats.Header
	body    func() []byte
	want    []string
}

// Whatever is published, one dead letter with a reason comes of it, or an article, or nothing where the contract says
// so; and the next good article comes out.
func TestTheWireWithstandsWhatIsPublished(t *testing.T) {
	p := startPipeline(t)
	awaitWire(t, p.desk)
	var slowest time.Duration
	var slowestWhy string
	seen := outcomes{desk: p.desk}
	for _, b := range slices.Concat(badJSON(), badPages(), badTexts(), badEnvelopes(), badSubjects(), badHeaders()) {
		t.Run(b.why, func(t *testing.T) {
			began := time.Now()
			body := b.body()
			on := b.subject
			if on == "" {
				on = "wire.bad_example"
			}
			ack, err := p.js.PublishMsg(t.Context(), &nats.Msg{Subject: on, Header: b.header, Data: body})
			if err != nil {
				t.Fatalf("publish %d bytes: %v", len(body), err)
			}
			good := p.article(t, "good_example", map[string]any{"title": "Good " + b.why, "text": gibberish()})
			got := seen.of(t, ack.Sequence, good, on, body)
			if !slices.Contains(b.want, got) {
				t.Errorf("gives %q, want one of %q", got, b.want)
			}
			took := time.Since(began)
			if took > 2*time.Second {
				t.Logf("took %v", took)
			}
			if took > slowest {
				slowest, slowestWhy = took, b.why
			}
		})
	}
	p.kill()
	t.Logf("slowest: %s, %v; peak memory %d MiB", slowestWhy, slowest, p.peak>>20)
	if p.peak > hostileMemory {
		t.Errorf("%d MiB were resident, of at most %d", p.peak>>20, hostileMemory>>20)
	}
}

// A message that WIRE cannot hold is refused to its publisher, who knows then.
func TestWhatIsTooLargeIsRefusedToThePublisher(t *testing.T) {
	d := open(t)
	for _, r := range []struct {
		why     string
		bytes   int
		header  int
		refused bool
	}{
		{"4 MiB of body are taken", topology.MaxBody, 0, false},
		{"4 MiB of body with 60 KiB of headers are taken", topology.MaxBody, 60 << 10, false},
		{"4 MiB and 64 KiB and one byte are refused", topology.MaxBody + topology.MaxHeaders + 1, 0, true},
		{"7 MiB are refused", 7 << 20, 0, true},
		{"more than max_payload is refused by the client", topology.MaxPayload + 1, 0, true},
		{"more than 64 KiB of headers are refused", 1, 70 << 10, true},
	} {
		t.Run(r.why, func(t *testing.T) {
			m := &nats.Msg{Subject: "wire.big_example", Header: nats.Header{"Content-Type": {"text/plain"}}, Data: bytes.Repeat([]byte("word "), r.bytes/5+1)[:r.bytes]}
			if r.header > 0 {
				m.Header.Set("X-Own", strings.Repeat("h", r.header))
			}
			_, err := d.js.PublishMsg(t.Context(), m)
			if (err != nil) != r.refused {
				t.Errorf("refused: %v", err)
			}
		})
	}
	if events := d.settle(t); len(events) > 0 && events[len(events)-1].wireSeq(t) > 2 {
		t.Errorf("news of what was refused:\n%s", outline(events))
	}
}

// awaitWire waits until a starting pipeline has made its streams.
func awaitWire(t testing.TB, d *desk) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		_, err := d.js.Stream(t.Context(), topology.Wire)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// outcomes reads what came of each message, once.
type outcomes struct {
	*desk
	news, dead uint64 // read up to
}

// of tells what came of a message once the good article behind it is announced.
func (o *outcomes) of(t *testing.T, seq, good uint64, on string, body []byte) string {
	t.Helper()
	var found []string
	for deadline := time.Now().Add(hostileBound); ; time.Sleep(5 * time.Millisecond) {
		announced := false
		for _, e := range readEvents(t, o.js, topology.News, o.news+1) {
			o.news = e.Seq
			if k := e.kind(); e.wireSeq(t) == seq && (strings.HasPrefix(k, "article.") || strings.HasPrefix(k, "copy.")) {
				found = append(found, outcomeOf[k])
			}
			announced = announced || e.wireSeq(t) == good && e.kind() == "article.new"
		}
		if announced {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the good article behind it did not come out within %s", hostileBound)
		}
	}
	dead, err := o.js.Stream(t.Context(), topology.Dead)
	if err != nil {
		t.Fatal(err)
	}
	for ; o.dead < dead.CachedInfo().State.LastSeq; o.dead++ {
		letter, err := dead.GetMsg(t.Context(), o.dead+1)
		if err != nil {
			t.Fatal(err)
		}
		checkLetter(t, letter, seq, on, body)
		found = append(found, strings.TrimPrefix(letter.Subject, "dead."))
	}
	if len(found) == 0 {
		return "nothing"
	}
	return strings.Join(found, ", ")
}

var outcomeOf = map[string]string{"article.new": "article", "article.held": "held", "copy.collapsed": "copy", "article.updated": "updated", "article.withdrawn": "withdrawn"}

// reasons is the closed set of each stage's own reasons; the runner's come on top.
var reasons = map[string][]string{"ingest": receiver.Reasons, "clean": cleaner.Reasons}

// checkLetter holds a dead letter against the contract.
func checkLetter(t *testing.T, letter *jetstream.RawStreamMsg, seq uint64, on string, body []byte) {
	t.Helper()
	_, after, _ := strings.Cut(letter.Subject, ".")
	at, reason, _ := strings.Cut(after, ".")
	h := letter.Header
	known := slices.Concat(reasons[at], []string{stage.ReasonTooLarge})
	if !slices.Contains(known, reason) || h.Get(stage.HeaderReason) != reason {
		t.Errorf("reason %q of %s is none of %s", h.Get(stage.HeaderReason), letter.Subject, known)
	}
	if cause := h.Get(stage.HeaderError); cause == "" || len(cause) > 1024 {
		t.Errorf("%s has %d bytes", stage.HeaderError, len(cause))
	}
	if n, err := strconv.Atoi(h.Get(stage.HeaderAttempts)); err != nil || n != 1 {
		t.Errorf("%s: %q", stage.HeaderAttempts, h.Get(stage.HeaderAttempts))
	}
	if h.Get(stage.HeaderWireSeq) != strconv.FormatUint(seq, 10) {
		t.Errorf("%s: %q, want %d", stage.HeaderWireSeq, h.Get(stage.HeaderWireSeq), seq)
	}
	switch at {
	case "ingest":
		if h.Get(stage.HeaderSubject) != on || !bytes.Equal(letter.Data, body) {
			t.Errorf("the letter is not the message: on %.60q, %d bytes of %d", h.Get(stage.HeaderSubject), len(letter.Data), len(body))
		}
	default:
		if h.Get(stage.HeaderSubject) == "" || len(letter.Data) == 0 || h.Get(stage.HeaderArticle) == "" {
			t.Errorf("the letter lacks subject, body or article: %v, %d bytes", h, len(letter.Data))
		}
	}
}
