package receiver

import (
	"context"
	"testing"

	"github.com/wirefold/wirefold/pkg/stage"
)

func TestCommand(t *testing.T) {
	const a, b = "a-0123456789abcdef", "a-fedcba9876543210"
	for _, r := range []struct {
		why, verb string
		articles  []string
		ok        bool
	}{
		{"one article is detached", Detach, []string{a}, true},
		{"two are joined", Join, []string{a, b}, true},
		{"two are not detached", Detach, []string{a, b}, false},
		{"one is not joined", Join, []string{a}, false},
		{"nor to itself", Join, []string{a, a}, false},
		{"nothing else is done", "kill", []string{a}, false},
		{"a story is no article", Detach, []string{"s-0123456789abcdef"}, false},
		{"nor is a pattern", Detach, []string{"*"}, false},
	} {
		t.Run(r.why, func(t *testing.T) {
			msg, err := EncodeCommand(r.verb, r.articles...)
			if (err == nil) != r.ok {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			got, err := New().Step(context.Background(), &stage.Message{Subject: msg.Subject, Header: msg.Header, Data: msg.Data, Seq: 9, Time: received})
			if err != nil {
				t.Fatal(err)
			}
			o := got.GetOrigin()
			if o.GetCommand().GetVerb() != r.verb || len(o.GetCommand().GetArticles()) != len(r.articles) || o.GetWireSeq() != 9 || o.GetId() != "" {
				t.Error(o)
			}
		})
	}
	for why, body := range map[string]string{
		"no JSON":          `{`,
		"no verb":          `{}`,
		"an unknown verb":  `{"verb":"kill","articles":["` + a + `"]}`,
		"a bad article id": `{"verb":"detach","articles":["x"]}`,
	} {
		m := &stage.Message{Subject: "wire._operator", Header: map[string][]string{"Content-Type": {commandType}}, Data: []byte(body)}
		_, err := New().Step(context.Background(), m)
		if reason, _ := stage.PermanentReason(err); reason != BadCommand {
			t.Errorf("%s: %v", why, err)
		}
	}
}
