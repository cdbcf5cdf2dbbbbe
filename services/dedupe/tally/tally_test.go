package tally

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/sources"
)

var watch = Watch{
	Dyads:    []string{"rus-usa", "nato-rus"},
	Speakers: []Speaker{{"rus", "ryabkov"}, {"usa", "blinken"}, {"nato", "stoltenberg"}, {"rus", "ivanov"}, {"ukr", "ivanov"}},
	Sources:  sources.List{{Name: "meridian_example", Every: time.Hour}, {Name: "north_example", Every: time.Hour}},
}

func TestWhatIsCounted(t *testing.T) {
	now := time.Date(2022, 1, 10, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, row := range []struct {
		why, subject string
		told         Told
		want         string
	}{
		{"a new article of a known source, with its ages and its source's delay", "news.article.new._.en.north_example",
			Told{Received: ago(time.Second), Published: ago(time.Minute), Arrival: true},
			"events article new 1; articles en 1; source_articles north_example original 1; source_delay north_example 59; freshness ingest 1; freshness publish 60"},
		{"one of a source that nobody waits for", "news.article.new._.en.south_example", Told{Received: ago(time.Second), Published: ago(time.Minute), Arrival: true},
			"events article new 1; articles en 1; source_articles other original 1; source_delay other 59; freshness ingest 1; freshness publish 60"},
		{"a date without a time of day tells no age and no delay", "news.article.new._.en.north_example", Told{Received: ago(0), Arrival: true},
			"events article new 1; articles en 1; source_articles north_example original 1; freshness ingest 0"},
		{"an article that speaks now for its group says nothing of its source's delay", "news.article.new._.en.north_example",
			Told{Received: ago(0), Published: ago(time.Hour)},
			"events article new 1; articles en 1; source_articles north_example original 1; freshness ingest 0; freshness publish 3600"},
		{"a publisher's clock that runs ahead is counted and taken as no age", "news.article.new._.en.north_example",
			Told{Received: ago(time.Second), Published: now.Add(time.Hour), Arrival: true},
			"events article new 1; articles en 1; source_articles north_example original 1; source_delay north_example 0; freshness ingest 1; wrong_clocks publish 1; freshness publish 0"},
		{"the broker's clock too", "news.article.new._.en.north_example", Told{Received: now.Add(time.Second)},
			"events article new 1; articles en 1; source_articles north_example original 1; wrong_clocks ingest 1; freshness ingest 0"},
		{"ages end at thirty days", "news.article.new._.en.north_example", Told{Received: ago(0), Published: ago(90 * 24 * time.Hour), Arrival: true},
			"events article new 1; articles en 1; source_articles north_example original 1; source_delay north_example 2.592e+06; freshness ingest 0; freshness publish 2.592e+06"},
		{"of a language the primary part counts", "news.article.new._.pt-br.north_example", Told{},
			"events article new 1; articles pt 1; source_articles north_example original 1"},
		{"a language without a label is other", "news.article.new._.ka.north_example", Told{}, "events article new 1; articles other 1; source_articles north_example original 1"},
		{"so is none", "news.article.new._._.north_example", Told{}, "events article new 1; articles other 1; source_articles north_example original 1"},
		{"a revision is an event, and no article more", "news.article.updated._.en.north_example", Told{Received: ago(0)}, "events article updated 1"},
		{"a copy, by relation and source", "news.copy.collapsed._.en.meridian_example", Told{Relation: "verbatim", Received: ago(0), Published: ago(time.Minute), Arrival: true},
			"events copy collapsed 1; copies verbatim 1; source_articles meridian_example copy 1; source_delay meridian_example 60"},
		{"a former original that becomes a copy", "news.copy.collapsed._.en.meridian_example", Told{Relation: "edited", Received: ago(0), Published: ago(time.Hour)},
			"events copy collapsed 1; copies edited 1; source_articles meridian_example copy 1"},
		{"a copy that its publisher revised away", "news.copy.detached._.en.x", Told{}, "events copy detached 1; joins_undone revised 1"},
		{"one that an operator detached", "news.copy.detached._.en.x", Told{Reason: "operator"}, "events copy detached 1; joins_undone operator 1"},
		{"a reason of a later version", "news.copy.detached._.en.x", Told{Reason: "moon"}, "events copy detached 1; joins_undone other 1"},
		{"a copy that is told of its original is an event alone", "news.copy.superseded._.en.x", Told{Relation: "exact"}, "events copy superseded 1"},
		{"a story that closes", "news.story.closed._.s-1", Told{Copies: 3}, "events story closed 1; story_copies 3"},
		{"a story that goes into another", "news.story.merged._.s-1", Told{Copies: 0}, "events story merged 1; story_copies 0"},
		{"a story that goes on", "news.story.updated._.s-1", Told{Copies: 3}, "events story updated 1"},
		{"a watched speaker", "news.quote.new.rus.ryabkov.us-russia-talks", Told{}, "events quote new 1; quotes rus ryabkov 1"},
		{"a watched speaker whose country the text leaves out", "news.quote.new._.stoltenberg._", Told{}, "events quote new 1; quotes nato stoltenberg 1"},
		{"a name that two watched speakers have, without a country", "news.quote.new._.ivanov._", Told{}, "events quote new 1; quotes other other 1"},
		{"the same name from elsewhere is somebody else", "news.quote.new.usa.ryabkov._", Told{}, "events quote new 1; quotes usa other 1"},
		{"somebody else of a watched pair's country", "news.quote.new.rus.kremlin._", Told{}, "events quote new 1; quotes rus other 1"},
		{"somebody of another country", "news.quote.new.deu.scholz._", Told{}, "events quote new 1; quotes other other 1"},
		{"somebody without country and name", "news.quote.new._._._", Told{}, "events quote new 1; quotes other other 1"},
		{"a quote that a revision dropped", "news.quote.dropped.rus.ryabkov._", Told{}, "events quote dropped 1"},
		{"a deed between a watched pair", "news.event.new.threaten.rus-usa.usa.rus._", Told{}, "events event new 1; coded_events threaten rus-usa 1; acts rus-usa usa conflict 1"},
		{"talks of a watched pair", "news.event.new.consult.nato-rus.both.both._", Told{}, "events event new 1; coded_events consult nato-rus 1; acts nato-rus both cooperation 1"},
		{"a deed between others", "news.event.new.threaten.fra-usa.usa.fra._", Told{}, "events event new 1"},
		{"a deed without a recipient", "news.event.new.request._.usa._._", Told{}, "events event new 1"},
		{"a type that is none", "news.event.new._.rus-usa.usa.rus._", Told{}, "events event new 1"},
		{"a deed told again in other words", "news.event.updated.threaten.rus-usa.usa.rus._", Told{}, "events event updated 1"},
		{"what is no news", "state.article.a-1", Told{}, ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			var got []string
			for _, i := range watch.increments(row.subject, row.told, now) {
				got = append(got, strings.Join(append(append([]string{short(i.name)}, i.labels...), fmt.Sprint(i.value)), " "))
			}
			if s := strings.Join(got, "; "); s != row.want {
				t.Errorf("%s counts\n%s, want\n%s", row.subject, s, row.want)
			}
		})
	}
}

// short is a metric's name without what all have.
func short(name string) string {
	return strings.NewReplacer("wirefold_news_", "", "wirefold_", "", "_total", "", "_seconds", "").Replace(name)
}

// Whatever is counted has a label set that stood at zero before.
func TestAllLabelSetsStandAtTheStart(t *testing.T) {
	r := metrics.New(false)
	tally := New(r, watch)
	before := labelSets(t, r)
	for _, want := range []string{
		"wirefold_news_events_total withdrawn event", "wirefold_news_articles_total other", "wirefold_news_copies_total excerpt",
		"wirefold_news_joins_undone_total operator", "wirefold_news_freshness_seconds publish", "wirefold_news_wrong_clocks_total ingest",
		"wirefold_news_story_copies", "wirefold_news_coded_events_total nato-rus coerce", "wirefold_news_acts_total both conflict nato-rus",
		"wirefold_news_quotes_total rus ryabkov", "wirefold_news_quotes_total usa other", "wirefold_news_quotes_total other other",
		"wirefold_source_articles_total copy north_example", "wirefold_source_articles_total original other", "wirefold_source_delay_seconds other",
	} {
		if !slices.Contains(before, want) {
			t.Errorf("there is no %s at the start, of %d label sets", want, len(before))
		}
	}
	for _, subject := range []string{
		"news.article.new._.ka.x", "news.article.new._.en.north_example", "news.copy.collapsed._.en.x", "news.copy.detached._.en.x", "news.story.closed._.s-1",
		"news.quote.new.fra.macron._", "news.quote.new.usa.x._", "news.event.new.assault.nato-rus.nato.rus._", "news.event.withdrawn.assault.nato-rus.nato.rus._",
	} {
		tally.Count(subject, Told{Relation: "exact", Received: time.Now(), Published: time.Now().Add(time.Hour), Arrival: true}, time.Now())
	}
	if after := labelSets(t, r); !slices.Equal(before, after) {
		t.Errorf("there were %d label sets, and are %d", len(before), len(after))
	}
}

// labelSets lists the name of each series of a registry, with its label values.
func labelSets(t *testing.T, r *metrics.Registry) (out []string) {
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			s := f.GetName()
			for _, l := range m.GetLabel() {
				s += " " + l.GetValue()
			}
			out = append(out, s)
		}
	}
	return out
}

func TestWhatIsCountedIsTold(t *testing.T) {
	r := metrics.New(false)
	tally := New(r, watch)
	New(r, watch) // another service of the process asks for the same
	now := time.Now()
	for range 3 {
		tally.Count("news.article.new._.en.north_example", Told{Received: now.Add(-20 * time.Millisecond)}, now)
	}
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != freshness {
			continue
		}
		h := f.GetMetric()[0].GetHistogram() // since ingest
		if h.GetSampleCount() != 3 || h.GetBucket()[0].GetCumulativeCount() != 0 || h.GetBucket()[1].GetCumulativeCount() != 3 {
			t.Errorf("three articles of 20 ms are %v", h)
		}
	}
}
