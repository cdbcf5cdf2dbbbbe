package receiver

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Verbs of operators.
const (
	Detach = "detach" // one article: it is no copy
	Join   = "join"   // a copy and its original
)

// commandType is the Content-Type of an operator's decision.
const commandType = "application/vnd.wirefold.command+json"

type command struct {
	Verb     string   `json:"verb"`
	Articles []string `json:"articles"`
}

var articleID = regexp.MustCompile(`^a-[0-9a-f]{16}$`)

// check holds an operator's decision against what the verbs take.
func (c command) check() error {
	want := map[string]int{Detach: 1, Join: 2}[c.Verb]
	switch {
	case want == 0:
		return fmt.Errorf("verb %.100q is none of %s, %s", c.Verb, Detach, Join)
	case len(c.Articles) != want:
		return fmt.Errorf("%s takes %d articles, not %d", c.Verb, want, len(c.Articles))
	case want == 2 && c.Articles[0] == c.Articles[1]:
		return fmt.Errorf("%s takes two different articles", c.Verb)
	}
	for _, id := range c.Articles {
		if !articleID.MatchString(id) {
			return fmt.Errorf("article %.100q: an id is a- and 16 hex digits", id)
		}
	}
	return nil
}

// EncodeCommand makes the message that carries an operator's decision: Detach with one article, Join with a copy and
// its original.
func EncodeCommand(verb string, articles ...string) (*nats.Msg, error) {
	c := command{verb, articles}
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	msg := nats.NewMsg(subject.Operator)
	msg.Header.Set("Content-Type", commandType)
	msg.Data = body
	return msg, nil
}

// readCommand reads what EncodeCommand makes; nothing else may come on the operators' subject.
func readCommand(in *stage.Message) (*wirefoldv1.Article, error) {
	h := headers(in.Header)
	if f := declared(h.get("Content-Type")); f.mediaType != commandType {
		return nil, refuse(BadCommand, "read command: Content-Type %.100q is not %s", f.mediaType, commandType)
	}
	var c command
	if err := json.Unmarshal(in.Data, &c); err != nil {
		return nil, refuse(BadCommand, "read command: %w", err)
	}
	if err := c.check(); err != nil {
		return nil, refuse(BadCommand, "read command: %w", err)
	}
	origin := &wirefoldv1.Origin{
		WireSeq: in.Seq, Traceparent: traceparent(*in),
		Command: &wirefoldv1.Command{Verb: c.Verb, Articles: c.Articles},
	}
	if !in.Time.IsZero() {
		origin.ReceivedAt = timestamppb.New(in.Time)
	}
	return &wirefoldv1.Article{Origin: origin}, nil
}
