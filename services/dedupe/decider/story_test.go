package decider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wirefold/wirefold/pkg/story"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// TestAnArticleMayShowTwoStoriesToBeOne uses a low bar: what makes stories alike is pkg/story's to test.
func TestAnArticleMayShowTwoStoriesToBeOne(t *testing.T) {
	d := newDeskWith(t, decider.Params{Story: story.Params{Join: .35, Merge: 1e-9}})
	file := func(source, id, text string) (told []string) {
		f := article(source, id, text[:20], text)
		f.Entities = nil // the names are those of the text
		_, events := d.file(f)
		for _, e := range events {
			if strings.HasPrefix(e.Subject, "news.story.") {
				c := decode(t, e)
				told = append(told, fmt.Sprint(strings.Split(e.Subject, ".")[2], c.Data["articleIds"], c.Data["mergedFrom"], c.Subject == c.Data["id"]))
			}
		}
		return told
	}
	want := func(got []string, want ...string) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	want(file("north_example", "n1", "Margarete stranded beside Ulvsund, passengers rescued."), "opened[n1] [] true")
	want(file("south_example", "s1", "Orchards around Harwick blossomed, Ulvsund growers relieved."), "opened[s1] [] true")
	one, other := d.decider.Memory.Story("n1"), d.decider.Memory.Story("s1")
	if one == other {
		t.Fatal("the two are one story from the start")
	}
	want(file("west_example", "w1", "Margarete passengers rescued near Ulvsund visit Harwick orchards whose growers feel relieved."),
		fmt.Sprintf("merged[n1 s1 w1] [%s] false", other), fmt.Sprintf("updated[n1 s1 w1] [%s] true", other))
	for _, id := range []string{"n1", "s1", "w1"} {
		if s := d.decider.Memory.Story(id); s != one {
			t.Errorf("%s is in story %s, want the one opened first", id, s)
		}
	}
	want(file("east_example", "e1", "Orchards around Harwick blossomed, Ulvsund growers relieved."), fmt.Sprintf("updated[n1 s1 w1] [%s] true", other))
	if err := d.decider.Memory.CheckStories(); err != nil {
		t.Error(err)
	}
}

func TestWhatTwoCountriesDidIsCodedForTheStoryIndex(t *testing.T) {
	party := func(country string) []*wirefoldv1.Party { return []*wirefoldv1.Party{{Name: "x", Country: country}} }
	for _, r := range []struct {
		says  string
		event *wirefoldv1.Event
		codes int
	}{
		{"talks of two countries", &wirefoldv1.Event{Type: "CONSULT", Actors: append(party("ISL"), party("FRO")...)}, 1},
		{"one country's act on another", &wirefoldv1.Event{Type: "ACCUSE", Actors: party("ISL"), Recipients: party("FRO")}, 1},
		{"an act within one country", &wirefoldv1.Event{Type: "ASSAULT", Actors: party("ISL"), Recipients: party("ISL")}, 0},
		{"an act on nobody known", &wirefoldv1.Event{Type: "ACCUSE", Actors: party("ISL"), Recipients: party("")}, 0},
	} {
		d := newDesk(t)
		f := article("north_example", "n1", "Ministers meet in Ulvsund", "Ministers met in Ulvsund to speak about cod, and a fishing boat was turned back.")
		f.Events = []*wirefoldv1.Event{r.event}
		decision, _ := d.file(f)
		if n := len(decision.GetStorySteps()[0].GetCodes()); n != r.codes {
			t.Errorf("%s: %d codes, want %d", r.says, n, r.codes)
		}
	}
}
