package announcer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/event"
	"google.golang.org/protobuf/types/known/timestamppb"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

const ferryText = "The ferry left late. “We had to wait for the <mail> & the tide,” said Lena Berg. Nobody minded."

func ferry() *wirefoldv1.Facts {
	return &wirefoldv1.Facts{
		Article: &wirefoldv1.CleanArticle{
			Origin:      &wirefoldv1.Origin{Id: "a-1", SourceId: "7", WireSeq: 4, Source: "north_example", Url: "https://north.example/7"},
			Title:       "Ferry late",
			PublishedAt: "2022-01-10T09:00:00+01:00", Language: "en", Text: ferryText,
		},
		Topics:   []string{"shipping"},
		Entities: []*wirefoldv1.Entity{{Id: "berg", Name: "Lena Berg", Type: "PER", Country: "NOR", Roles: []string{"captain"}}},
		Quotes: []*wirefoldv1.Quote{
			{Text: "We had to wait for the <mail> & the tide,", Start: 21, End: 64, Kind: "direct", Cue: "said", Speaker: &wirefoldv1.Speaker{Name: "Lena Berg", EntityId: "berg"}},
			{Text: "we had to wait for the <mail> & the tide", Start: 21, End: 64, Kind: "direct"},
		},
	}
}

func decision(ns ...*wirefoldv1.Announcement) *wirefoldv1.Decision {
	return &wirefoldv1.Decision{
		WireSeq: 4, Announcements: ns, Traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		ReceivedAt: timestamppb.New(time.Date(2022, 1, 10, 8, 0, 1, 5000, time.UTC)),
	}
}

func says(kind, action string, factsSeq uint64, change ...func(*wirefoldv1.Announcement)) *wirefoldv1.Announcement {
	n := &wirefoldv1.Announcement{
		Kind: kind, Action: action, Id: "a-1", FactsSeq: factsSeq, Revision: 1, Topic: "shipping", Language: "en", Source: "north_example", Material: true,
	}
	for _, c := range change {
		c(n)
	}
	return n
}

func announcing(records map[uint64]*wirefoldv1.Facts) *Announcer {
	return &Announcer{Deployment: "local", Epoch: "e1", Facts: func(seq uint64) (*wirefoldv1.Facts, error) {
		if f, ok := records[seq]; ok {
			return f, nil
		}
		return nil, fmt.Errorf("record %d: %w", seq, decider.ErrGone)
	}}
}

func TestEventsAreCloudEventsThatAnSDKReads(t *testing.T) {
	a := announcing(map[uint64]*wirefoldv1.Facts{9: ferry()})
	events, err := a.Announce(decision(says("article", "new", 9, func(n *wirefoldv1.Announcement) { n.Facts = decider.FactsNew })))
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 {
		t.Fatalf("got %d events, want an article and its one quote", len(events))
	}
	for i, want := range []struct{ id, kind, subject, news, state string }{
		{"4-1", "wirefold.article.new.v1", "a-1", "news.article.new.shipping.en.north_example", "state.article.a-1"},
		{"4-2", "wirefold.quote.new.v1", "", "news.quote.new.nor.berg.shipping", ""},
	} {
		var e event.Event
		if err := json.Unmarshal(events[i].Data, &e); err != nil {
			t.Fatal(err)
		}
		if err := e.Validate(); err != nil {
			t.Error(err)
		}
		if e.ID() != want.id || e.Type() != want.kind || want.subject != "" && e.Subject() != want.subject {
			t.Errorf("got %s %s of %s, want %v", e.ID(), e.Type(), e.Subject(), want)
		}
		if e.Source() != "//wirefold/local/e1" || e.Time().Format(time.RFC3339Nano) != "2022-01-10T08:00:01.000005Z" || e.DataContentType() != "application/json" {
			t.Errorf("got source %s, time %v, content type %s", e.Source(), e.Time(), e.DataContentType())
		}
		if e.Extensions()["traceparent"] != "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" {
			t.Errorf("got extensions %v", e.Extensions())
		}
		if events[i].Subject != want.news || events[i].StateSubject != want.state {
			t.Errorf("got subjects %s and %s, want %s and %s", events[i].Subject, events[i].StateSubject, want.news, want.state)
		}
		if s := string(events[i].Data); strings.Contains(s, "\n") || strings.Contains(s, `": `) || strings.Contains(s, `\u003c`) {
			t.Errorf("not compact: %s", s)
		}
	}
	var quote struct{ Data map[string]any }
	if err := json.Unmarshal(events[1].Data, &quote); err != nil {
		t.Fatal(err)
	}
	if quote.Data["sentence"] != "“We had to wait for the <mail> & the tide,” said Lena Berg." {
		t.Errorf("got sentence %q", quote.Data["sentence"])
	}
	if speaker := quote.Data["speaker"].(map[string]any); speaker["name"] != "Lena Berg" || speaker["country"] != "NOR" || len(speaker["roles"].([]any)) != 1 {
		t.Errorf("got speaker %v", speaker)
	}
}

func TestTheSameDecisionIsAlwaysToldInTheSameBytes(t *testing.T) {
	d := decision(says("article", "new", 9, func(n *wirefoldv1.Announcement) { n.Facts = decider.FactsNew }), says("copy", "collapsed", 9))
	var first []Event
	for range 20 {
		got, err := announcing(map[uint64]*wirefoldv1.Facts{9: ferry()}).Announce(d)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		for i := range got {
			if string(got[i].Data) != string(first[i].Data) || got[i].ID != first[i].ID || got[i].Subject != first[i].Subject {
				t.Fatalf("event %d differs:\n%s\n%s", i, got[i].Data, first[i].Data)
			}
		}
	}
}

func TestWhatHasAgedOutIsToldWithoutItsTextAndNothingIsMadeUp(t *testing.T) {
	facts := func(mode string, announced uint64) func(*wirefoldv1.Announcement) {
		return func(n *wirefoldv1.Announcement) {
			n.Facts, n.AnnouncedFactsSeq, n.AnnouncedRevision = mode, announced, 1
		}
	}
	for _, c := range []struct {
		name    string
		records map[uint64]*wirefoldv1.Facts
		n       *wirefoldv1.Announcement
		want    string
	}{
		{"a kill of an article that is gone", nil, says("article", "withdrawn", 8, facts("withdrawn", 7)), "article.withdrawn"},
		{"a kill whose article's facts are still there", map[uint64]*wirefoldv1.Facts{7: ferry()}, says("article", "withdrawn", 8, facts("withdrawn", 7)), "article.withdrawn quote.withdrawn"},
		{"an update whose record is gone drops nothing", map[uint64]*wirefoldv1.Facts{7: ferry()}, says("article", "updated", 8, facts("diff", 7)), "article.updated"},
		{"an update of what is gone may repeat, so it is no news", map[uint64]*wirefoldv1.Facts{8: ferry()}, says("article", "updated", 8, facts("diff", 7)), "article.updated quote.updated"},
		{"an update that repeats what stands", map[uint64]*wirefoldv1.Facts{7: ferry(), 8: ferry()}, says("article", "updated", 8, facts("diff", 7)), "article.updated"},
		{"a copy that is gone", nil, says("copy", "superseded", 8), "copy.superseded"},
		{"copies that are gone are still named", nil, says("article", "updated", 8, func(n *wirefoldv1.Announcement) {
			n.Copies, n.CopyCount = []*wirefoldv1.CopyRef{{Id: "a-2", FactsSeq: 5, Source: "south_example"}}, 1
		}), "article.updated"},
		{"facts alone have no event of their own", map[uint64]*wirefoldv1.Facts{8: ferry()}, says("facts", "new", 8, facts("new", 0)), "quote.new"},
	} {
		events, err := announcing(c.records).Announce(decision(c.n))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, e := range events {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(e.Type, "wirefold."), ".v1"))
			if strings.Contains(string(e.Data), `"copyCount":1`) && !strings.Contains(string(e.Data), `"source":"south_example"`) {
				t.Errorf("%s: the copy is not named: %s", c.name, e.Data)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: got %s, want %s", c.name, s, c.want)
		}
	}
}

func TestAnErrorOfTheStoreIsNoAgedOutRecord(t *testing.T) {
	broken := errors.New("no connection")
	a := &Announcer{Facts: func(uint64) (*wirefoldv1.Facts, error) { return nil, broken }}
	if _, err := a.Announce(decision(says("article", "new", 9))); !errors.Is(err, broken) {
		t.Errorf("got %v, want the store's own error", err)
	}
}

func TestWithdrawnAndHeldSpreadNoText(t *testing.T) {
	for _, action := range []string{"withdrawn", "held"} {
		events, err := announcing(map[uint64]*wirefoldv1.Facts{9: ferry()}).Announce(decision(says("article", action, 9)))
		if err != nil {
			t.Fatal(err)
		}
		if s := string(events[0].Data); strings.Contains(s, "tide") || !strings.Contains(s, `"title":"Ferry late"`) || !strings.Contains(s, `"text":""`) {
			t.Errorf("%s: got %s", action, s)
		}
	}
}

func TestSubjectsOfEvents(t *testing.T) {
	party := func(countries ...string) []*wirefoldv1.Party {
		var out []*wirefoldv1.Party
		for _, c := range countries {
			out = append(out, &wirefoldv1.Party{Name: c, Country: c})
		}
		return out
	}
	for _, c := range []struct {
		name                string
		actors, recipients  []*wirefoldv1.Party
		dyad, actor, target string
	}{
		{"one did it to another", party("USA"), party("RUS"), "rus-usa", "usa", "rus"},
		{"talks are mutual", party("USA", "RUS"), nil, "rus-usa", "both", "both"},
		{"of more than two the first two named", party("RUS", "USA", "UKR"), nil, "rus-usa", "both", "both"},
		{"two of one country count once", party("RUS", "RUS", "USA"), nil, "rus-usa", "both", "both"},
		{"nobody else is known", party("RUS"), nil, "_", "rus", "_"},
		{"within one country", party("RUS"), party("RUS"), "_", "rus", "rus"},
		{"bodies have their words", party("NATO"), party("IGO-SCO"), "igo-nato", "nato", "igo"},
		{"nobody's country is known", party(""), party(""), "_", "_", "_"},
	} {
		dyad, actor, target := parties(&wirefoldv1.Event{Actors: c.actors, Recipients: c.recipients})
		if dyad != c.dyad || actor != c.actor || target != c.target {
			t.Errorf("%s: got %s.%s.%s, want %s.%s.%s", c.name, dyad, actor, target, c.dyad, c.actor, c.target)
		}
	}
}
