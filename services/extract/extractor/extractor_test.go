package extractor

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/wirefold/wirefold/pkg/plover"
	"github.com/wirefold/wirefold/pkg/topic"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func step(t *testing.T, topics []topic.Topic, in *wirefoldv1.CleanArticle) *wirefoldv1.Facts {
	t.Helper()
	out, err := New(topics).Step(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if out.GetArticle() != in {
		t.Error("the article does not walk on")
	}
	return out
}

func TestReferenceDate(t *testing.T) {
	// A Tuesday for the wire, while it is Monday still in Washington.
	received := timestamppb.New(time.Date(2022, 1, 11, 2, 0, 0, 0, time.UTC))
	for _, r := range []struct{ why, publishedAt, want string }{
		{"days count from publication", "2022-01-05T09:00:00Z", "2022-01-04"},
		{"in the publisher's own zone", "2022-01-10T21:00:00-05:00", "2022-01-09"},
		{"a date without a time will do", "2022-01-05", "2022-01-04"},
		{"without one they count from receipt", "", "2022-01-10"},
		{"and so with one that cannot be read", "last week", "2022-01-10"},
	} {
		out := step(t, nil, &wirefoldv1.CleanArticle{
			Title: "Pier closed", Text: "Norway closed the pier yesterday.", Language: "en", PublishedAt: r.publishedAt,
			Origin: &wirefoldv1.Origin{ReceivedAt: received},
		})
		if times := out.GetTimes(); len(times) != 1 || times[0].GetText() != "yesterday" || times[0].GetValue() != r.want {
			t.Errorf("%s: got %v, want %s", r.why, times, r.want)
		}
	}
}

func TestDyads(t *testing.T) {
	party := func(codes ...string) (out []plover.Party) {
		for _, c := range codes {
			out = append(out, plover.Party{Name: c, Country: c})
		}
		return out
	}
	for _, r := range []struct {
		why                string
		actors, recipients []plover.Party
		want               []string
	}{
		{"actor and recipient, whoever acts", party("USA"), party("RUS"), []string{"rus-usa"}},
		{"the parties of talks", party("USA", "RUS"), nil, []string{"rus-usa"}},
		{"each pair of three", party("USA", "RUS"), party("NATO"), []string{"rus-usa", "nato-usa", "nato-rus"}},
		{"nobody and itself", party("RUS"), nil, nil},
		{"one country twice", party("RUS"), party("RUS"), nil},
		{"who has no country", party(""), party("RUS"), nil},
		{"two bodies that subjects do not tell apart", party("IGO-ASEAN"), party("IGO-OPEC"), nil},
	} {
		if got := dyads([]plover.Event{{Actors: r.actors, Recipients: r.recipients}}); !slices.Equal(got, r.want) {
			t.Errorf("%s: got %v, want %v", r.why, got, r.want)
		}
	}
}

func TestTopicsComeInTheFilesOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "topics.yaml")
	if err := os.WriteFile(path, []byte("- {name: sanctions, phrases: [sanctions]}\n- {name: north, dyads: [swe-nor]}\n- {name: berg, entities: [Berg]}\n- {name: fish, phrases: [herring]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	topics, err := (&Flags{Topics: path}).Load()
	if err != nil {
		t.Fatal(err)
	}
	out := step(t, topics, &wirefoldv1.CleanArticle{
		Title: "Envoys meet", Language: "en", PublishedAt: "2022-01-10",
		Text: "Norwegian Foreign Minister Lena Berg said so. Norway and Sweden held talks on Friday. Nobody spoke of sanctions.",
	})
	if want := []string{"sanctions", "north", "berg"}; !slices.Equal(out.GetTopics(), want) {
		t.Errorf("got %v, want %v", out.GetTopics(), want)
	}
	given := &wirefoldv1.Origin{Topics: []string{"fish", "chess", "sanctions"}}
	out = step(t, topics, &wirefoldv1.CleanArticle{Origin: given, Title: "Envoys meet", Language: "en", Text: "Minister Lena Berg spoke of sanctions."})
	if want := []string{"sanctions", "berg", "fish"}; !slices.Equal(out.GetTopics(), want) {
		t.Errorf("those given and known are united with those found: got %v, want %v", out.GetTopics(), want)
	}
	out = step(t, topics, &wirefoldv1.CleanArticle{Origin: given, Title: "HOLD", Status: "withheld"})
	if want := []string{"sanctions", "fish"}; !slices.Equal(out.GetTopics(), want) {
		t.Errorf("those given need no text: got %v, want %v", out.GetTopics(), want)
	}
}

func TestTopicsFilesThatCannotBeRead(t *testing.T) {
	if topics, err := new(Flags).Load(); err != nil || len(topics) == 0 || topics[0].Name != "us-russia-talks" {
		t.Errorf("without a file the built-in topics are known: %v, %v", topics, err)
	}
	if _, err := (&Flags{Topics: filepath.Join(t.TempDir(), "none.yaml")}).Load(); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("a file that is not there is named: %v", err)
	}
}

// Every fact points at its own words.
func TestSpansPointAtTheWords(t *testing.T) {
	const text = "ØSTBY — “We will wait for the ferry, all 40 of us,” Lena Berg said on Friday.\n\nNorway arrested two Russian sailors in Østby on Friday."
	out := step(t, nil, &wirefoldv1.CleanArticle{Title: "Ferry late", Text: text, Language: "en", PublishedAt: "2022-01-10"})
	points := []rune(text)
	check := func(what, words string, start, end int32) {
		t.Helper()
		if start < 0 || start >= end || int(end) > len(points) || string(points[start:end]) != words {
			t.Errorf("%s %q is not at %d to %d", what, words, start, end)
		}
	}
	for _, e := range out.GetEntities() {
		for _, m := range e.GetMentions() {
			check("mention", m.GetText(), m.GetStart(), m.GetEnd())
		}
	}
	for _, q := range out.GetQuotes() {
		check("quote", q.GetText(), q.GetStart(), q.GetEnd())
		check("speaker", q.GetSpeaker().GetText(), q.GetSpeaker().GetStart(), q.GetSpeaker().GetEnd())
	}
	for _, e := range out.GetTimes() {
		check("time", e.GetText(), e.GetStart(), e.GetEnd())
	}
	for _, q := range out.GetQuantities() {
		check("quantity", q.GetText(), q.GetStart(), q.GetEnd())
	}
	for _, e := range out.GetEvents() {
		for _, p := range e.GetEvidence() {
			check("evidence", p.GetText(), p.GetStart(), p.GetEnd())
		}
	}
	if len(out.GetQuotes()) != 1 || len(out.GetEvents()) != 1 || len(out.GetTimes()) != 2 || len(out.GetEntities()) == 0 {
		t.Errorf("got %d quotes, %d events, %d times, %d entities", len(out.GetQuotes()), len(out.GetEvents()), len(out.GetTimes()), len(out.GetEntities()))
	}
}

func TestWhatHasNoTextHasNoFacts(t *testing.T) {
	out := step(t, topic.Builtin(), &wirefoldv1.CleanArticle{Title: "KILL", Status: "canceled"})
	if len(out.GetEntities())+len(out.GetQuotes())+len(out.GetEvents())+len(out.GetTopics()) != 0 {
		t.Errorf("got %v", out)
	}
}
