package tally

import (
	"fmt"
	"strings"
	"testing"
)

func TestNewWatchRefuses(t *testing.T) {
	many := func(n int, form string) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf(form, 'a'+i))
		}
		return out
	}
	for _, row := range []struct {
		why             string
		dyads, speakers []string
		says            string
	}{
		{"a pair the wrong way round", []string{"usa-rus"}, nil, `--watch-dyads: "usa-rus": write rus-usa, as subjects have it`},
		{"a pair in capitals", []string{"RUS-USA"}, nil, `write rus-usa`},
		{"a country alone", []string{"rus"}, nil, "is no pair: want two different countries"},
		{"a country with itself", []string{"rus-rus"}, nil, "is no pair"},
		{"countries by two letters", []string{"ru-us"}, nil, "is no pair"},
		{"three countries", []string{"rus-ukr-usa"}, nil, "is no pair"},
		{"a pair twice", []string{"rus-usa", "rus-usa"}, nil, "rus-usa is there twice"},
		{"nine pairs", many(9, "rus-us%c"), nil, "9 pairs, at most 8"},
		{"a speaker without a country", nil, []string{"ryabkov"}, `--watch-speakers: "ryabkov": want country.speaker as subjects have them, as rus.ryabkov`},
		{"a country without a speaker", nil, []string{"rus."}, "want country.speaker"},
		{"a country that is none", nil, []string{"russia.ryabkov"}, "want country.speaker"},
		{"a speaker in capitals", nil, []string{"RUS.Ryabkov"}, `write rus.ryabkov, as subjects have it`},
		{"a speaker twice", nil, []string{"rus.ryabkov", "rus.ryabkov"}, "rus.ryabkov is there twice"},
		{"twenty-five speakers", nil, many(25, "rus.%c"), "25 speakers, at most 24"},
	} {
		t.Run(row.why, func(t *testing.T) {
			if w, err := NewWatch(row.dyads, row.speakers, nil); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("it gives %+v, %v, want an error with %q", w, err, row.says)
			}
		})
	}
}

func TestNewWatchTakesWhatSubjectsHave(t *testing.T) {
	w, err := NewWatch([]string{"rus-usa", "nato-rus", "eu-igo"}, []string{"rus.ryabkov", "deu.von-der-leyen", "usa.white-house"}, nil)
	if err != nil || len(w.Dyads) != 3 || len(w.Speakers) != 3 || w.Speakers[1] != (Speaker{"deu", "von-der-leyen"}) {
		t.Errorf("it gives %+v, %v", w, err)
	}
	if got := strings.Join(w.countries(), " "); got != "rus usa nato eu igo" {
		t.Errorf("the countries are %s", got)
	}
	if _, err := NewWatch(nil, nil, nil); err != nil {
		t.Errorf("who watches nothing gets %v", err)
	}
}
