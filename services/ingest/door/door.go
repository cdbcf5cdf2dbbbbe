// Package door takes articles in by HTTP: POST /v1/articles.
//
// It promises: what is answered with 201 or 200 is stored in WIRE, at the sequence that the answer names, and nothing else
// is acknowledged; what ingest would bury is refused with ingest's own reason, before it is published; a message that came
// by this door is one as any publisher's on wire.<source>; bodies under way have a bounded place, whoever sends them how
// slowly.
package door

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// desk takes articles in.
type desk struct {
	js    jetstream.JetStream
	log   *zap.Logger
	now   func() time.Time
	step  func(context.Context, *stage.Message) (*wirefoldv1.Article, error)
	rates *rates
}

func newDesk(js jetstream.JetStream, log *zap.Logger) *desk {
	return &desk{js: js, log: log, now: time.Now, step: receiver.New().Step, rates: newRates()}
}

// Receipt says that an article is stored.
type receipt struct {
	Stream    string `json:"stream"`
	Seq       uint64 `json:"seq"`
	Duplicate bool   `json:"duplicate"` // it was stored before, there
	Subject   string `json:"subject"`
	ArticleID string `json:"articleId"`
}

// status is 201 for what is new.
func (r receipt) status() int {
	if r.Duplicate {
		return http.StatusOK
	}
	return http.StatusCreated
}

// ServeHTTP takes one article, or a line each of several.
func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p, refused := readPost(r)
	if refused != nil {
		refused.write(w)
		return
	}
	body, release, bad := httpdoor.ReadBody(w, r, topology.MaxBody)
	defer release()
	if bad != nil {
		bad.Write(w)
		return
	}
	if p.lines {
		d.takeLines(w, r, p, body)
		return
	}
	receipt, refused := d.take(r.Context(), p, body)
	if refused != nil {
		refused.write(w)
		return
	}
	answer(w, receipt.status(), "application/json", receipt)
}

// take stores one article.
func (d *desk) take(ctx context.Context, p post, body []byte) (receipt, *refusal) {
	if wait := d.rates.wait(p.visitor, d.now()); wait > 0 {
		return receipt{}, refuse(http.StatusTooManyRequests, "", wait, "More articles than the token's rate allows, which is %g a second.", p.visitor.Rate())
	}
	msg, refused := p.message(body)
	if refused != nil && refused != noSource {
		return receipt{}, refused
	}
	// A body that cannot be read names no source either: that it cannot be read is what helps.
	article, err := d.step(ctx, &stage.Message{Subject: cmp.Or(msg.Subject, "wire.none"), Header: msg.Header, Data: msg.Data, Time: d.now()})
	if err != nil {
		return receipt{}, unreadable(err)
	}
	if refused != nil {
		return receipt{}, refused
	}
	ack, refused := d.publish(ctx, msg)
	if refused != nil {
		return receipt{}, refused
	}
	if ack.Duplicate && p.key != "" {
		if refused := d.compare(ctx, msg, ack.Sequence); refused != nil {
			return receipt{}, refused
		}
	}
	return receipt{Stream: ack.Stream, Seq: ack.Sequence, Duplicate: ack.Duplicate, Subject: msg.Subject, ArticleID: article.GetOrigin().GetId()}, nil
}

func answer(w http.ResponseWriter, status int, contentType string, body any) {
	text, err := json.Marshal(body)
	if err != nil { // strings, numbers and booleans
		panic(err)
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(append(text, '\n')) // who went away is not told: the same post again gives the same receipt
}
