package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/wirefold/sample"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// load is a wire as a busy desk sees it: the shipped sample, and after it n generated messages: articles, copies with
// and without credit, updates, corrections, holds, releases, kills, stale versions, operators' decisions and garbage.
// Each carries a Nats-Msg-Id, so that it can be published again when it is not known what became of it. The same seed
// gives the same load.
func load(t testing.TB, n int) []*nats.Msg {
	t.Helper()
	messages, err := sample.Messages()
	if err != nil {
		t.Fatal(err)
	}
	var out []*nats.Msg
	for _, m := range messages {
		out = append(out, &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Body})
	}
	p := &press{r: rand.New(rand.NewPCG(2022, 1))}
	for range n {
		out = append(out, p.next(t))
	}
	for i, m := range out {
		if m.Header == nil {
			m.Header = nats.Header{}
		}
		m.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("%s/load/%d", strings.TrimPrefix(m.Subject, "wire."), i))
	}
	return out
}

// press makes up what outlets send. It remembers what it sent, to revise, copy and kill it.
type press struct {
	r    *rand.Rand
	sent []*dispatch
}

type dispatch struct {
	ID          string `json:"id"`
	URL         string `json:"url,omitempty"`
	Title       string `json:"title"`
	Text        string `json:"text"`
	PublishedAt string `json:"publishedAt"`
	Version     int    `json:"version"`
	Status      string `json:"status,omitempty"`
	Note        string `json:"note,omitempty"`
	source      string
}

func (p *press) next(t testing.TB) *nats.Msg {
	t.Helper()
	if len(p.sent) < 3 {
		return p.article().message(t)
	}
	d := p.sent[p.r.IntN(len(p.sent))]
	switch dice := p.r.IntN(100); {
	case dice < 40:
		return p.article().message(t)
	case dice < 60:
		return p.copy(d).message(t)
	case dice < 70:
		d.Version, d.Status, d.Note = d.Version+1, "", ""
		d.Text += "\n\n" + p.paragraph()
		return d.message(t)
	case dice < 76:
		d.Version, d.Note = d.Version+1, "Correction: a figure in the second paragraph was wrong"
		d.Text = strings.Replace(d.Text, "percent", "per mille", 1) + "\n\n" + p.paragraph()
		return d.message(t)
	case dice < 80:
		stale := *d
		stale.Version = max(0, d.Version-1)
		stale.Text += "\n\n" + p.paragraph()
		return stale.message(t)
	case dice < 84:
		d.Version, d.Status, d.Note = d.Version+1, "canceled", "KILL: the source withdrew its account"
		return d.message(t)
	case dice < 88:
		d.Version, d.Status = d.Version+1, "withheld"
		return d.message(t)
	case dice < 92:
		d.Version, d.Status = d.Version+1, "usable"
		return d.message(t)
	case dice < 94:
		return d.message(t) // once more as it was
	case dice < 97:
		return p.command(t, d)
	default:
		return &nats.Msg{Subject: "wire." + d.source, Header: nats.Header{"Content-Type": {"application/json"}}, Data: []byte(`{"title": "cut off`)}
	}
}

func (p *press) article() *dispatch {
	n := len(p.sent)
	d := &dispatch{
		ID: fmt.Sprintf("n-%d", n), source: fmt.Sprintf("paper%d_example", p.r.IntN(30)), Version: 1,
		Title:       p.capital() + " " + p.words(5),
		PublishedAt: time.Date(2022, 2, 1, 0, n, 0, 0, time.UTC).Format(time.RFC3339),
	}
	paragraphs := []string{p.paragraph(), p.fact(), p.paragraph(), p.fact(), p.paragraph(), p.paragraph()}
	d.Text = strings.Join(paragraphs, "\n\n")
	p.sent = append(p.sent, d)
	return d
}

// copy is another outlet's copy of a text: whole, cut or added to, with a credit in words or none.
func (p *press) copy(of *dispatch) *dispatch {
	d := p.article()
	d.Text = of.Text
	paragraphs := strings.Split(of.Text, "\n\n")
	switch p.r.IntN(4) {
	case 0:
		d.Text = strings.Join(paragraphs[:max(3, len(paragraphs)-2)], "\n\n")
	case 1:
		d.Text += "\n\n" + p.paragraph()
	case 2:
		brand, _, _ := strings.Cut(of.source, "_")
		d.Text = "GENEVA, Feb 1 (" + strings.ToUpper(brand[:1]) + brand[1:] + ") - " + of.Text
	}
	return d
}

// command is an operator's decision on an article and another one; most make no sense, as few are related.
func (p *press) command(t testing.TB, d *dispatch) *nats.Msg {
	t.Helper()
	verb, ids := receiver.Detach, []string{d.articleID(t)}
	if other := p.sent[p.r.IntN(len(p.sent))]; other != d && p.r.IntN(2) == 0 {
		verb, ids = receiver.Join, append(ids, other.articleID(t))
	}
	m, err := receiver.EncodeCommand(verb, ids...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (d *dispatch) articleID(t testing.TB) string {
	t.Helper()
	a, err := receiver.FromObject(d.source, 1, time.Time{}, &wirefoldv1.RawArticle{Id: d.ID, Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	return a.GetOrigin().GetId()
}

func (d *dispatch) message(t testing.TB) *nats.Msg {
	t.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return &nats.Msg{Subject: "wire." + d.source, Header: nats.Header{"Content-Type": {"application/json"}}, Data: body}
}

// fact is a paragraph that has quotes, parties and figures in it.
func (p *press) fact() string {
	country := pick(p.r, "Russia", "Germany", "Kenya", "Japan", "Brazil", "Canada")
	other := pick(p.r, "France", "Ukraine", "India", "Norway", "Chile", "Turkey")
	return fmt.Sprintf("%s threatened %s with sanctions on %s. \"We will %s the %s by %d percent,\" Foreign Minister %s %s said. %s",
		country, other, pick(p.r, "Monday", "Tuesday", "Friday"), p.words(2), p.words(3), p.r.IntN(90)+5, p.capital(), p.capital(), p.sentence())
}

func (p *press) paragraph() string {
	sentences := make([]string, 3+p.r.IntN(3))
	for i := range sentences {
		sentences[i] = p.sentence()
	}
	return strings.Join(sentences, " ")
}

func (p *press) sentence() string { return p.capital() + " the " + p.words(8+p.r.IntN(8)) + "." }

func (p *press) capital() string {
	w := p.words(1)
	return strings.ToUpper(w[:1]) + w[1:]
}

// words are made of syllables: so many that two articles share none but by copying.
func (p *press) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 2 + p.r.IntN(3) {
			b.WriteString(pick(p.r, "ba", "den", "fi", "gor", "ha", "kel", "lo", "mar", "nu", "pe", "ris", "so", "tan", "vel", "wo", "zi"))
		}
	}
	return b.String()
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// insist publishes a message, again and again until the broker acknowledges it, and returns its WIRE sequence; 0 when
// patience ended.
func (d *desk) insist(t testing.TB, m *nats.Msg) uint64 {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		ack, err := d.js.PublishMsg(ctx, m)
		cancel()
		if err == nil {
			return ack.Sequence
		}
		if time.Now().After(deadline) || t.Context().Err() != nil {
			t.Errorf("publish on %s: %v", m.Subject, err)
			return 0
		}
	}
}
