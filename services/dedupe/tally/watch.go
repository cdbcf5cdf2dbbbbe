package tally

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/subject"
)

// Watch is what an operator wants counted by name.
type Watch struct {
	Dyads    []string  // pairs of countries or bodies, as subjects have them: rus-usa
	Speakers []Speaker // each once
	Sources  sources.List
}

// Speaker is somebody whose quotes are counted by name.
type Speaker struct{ Country, Name string }

// Bounds of what is watched: each pair has 22 series, and up to two for the quotes of its countries; each speaker has one.
const (
	maxDyads    = 8
	maxSpeakers = 24
)

// NewWatch reads what flags say, and refuses what no subject could ever have.
func NewWatch(dyads, speakers []string, list sources.List) (Watch, error) {
	w := Watch{Sources: list}
	if len(dyads) > maxDyads {
		return w, fmt.Errorf("--watch-dyads: %d pairs, at most %d", len(dyads), maxDyads)
	}
	if len(speakers) > maxSpeakers {
		return w, fmt.Errorf("--watch-speakers: %d speakers, at most %d", len(speakers), maxSpeakers)
	}
	for _, d := range dyads {
		if err := checkDyad(d); err != nil {
			return w, fmt.Errorf("--watch-dyads: %w", err)
		}
		if slices.Contains(w.Dyads, d) {
			return w, fmt.Errorf("--watch-dyads: %s is there twice", d)
		}
		w.Dyads = append(w.Dyads, d)
	}
	for _, text := range speakers {
		s, err := readSpeaker(text)
		if err != nil {
			return w, fmt.Errorf("--watch-speakers: %w", err)
		}
		if slices.Contains(w.Speakers, s) {
			return w, fmt.Errorf("--watch-speakers: %s is there twice", text)
		}
		w.Speakers = append(w.Speakers, s)
	}
	return w, nil
}

// checkDyad refuses what pkg/subject would not build of two parties.
func checkDyad(d string) error {
	a, b, _ := strings.Cut(d, "-")
	switch right := subject.Dyad(a, b); right {
	case d:
		return nil
	case subject.None:
		return fmt.Errorf("%.60q is no pair: want two different countries (three letters, ISO 3166) or nato, un, osce, eu, igo, in alphabetical order, joined by -, as rus-usa", d)
	default:
		return fmt.Errorf("%.60q: write %s, as subjects have it", d, right)
	}
}

func readSpeaker(text string) (Speaker, error) {
	country, name, found := strings.Cut(text, ".")
	s := Speaker{country, name}
	switch {
	case !found || subject.Country(country) == subject.None || subject.Token(name) == subject.None:
		return s, fmt.Errorf("%.60q: want country.speaker as subjects have them, as rus.ryabkov", text)
	case subject.Country(country) != country || subject.Token(name) != name:
		return s, fmt.Errorf("%.60q: write %s.%s, as subjects have it", text, subject.Country(country), subject.Token(name))
	}
	return s, nil
}

// countries are those of the watched pairs, each once.
func (w Watch) countries() []string {
	var out []string
	for _, d := range w.Dyads {
		for _, c := range strings.Split(d, "-") {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// speaker gives the labels of who spoke. A text often names a well-known person without a country: the quote is then
// that of the watched speaker of this name, where there is only one.
func (w Watch) speaker(country, name string) []string {
	var found []Speaker
	for _, s := range w.Speakers {
		if s.Name == name && (s.Country == country || country == subject.None) {
			found = append(found, s)
		}
	}
	switch {
	case len(found) == 1:
		return []string{found[0].Country, name}
	case slices.Contains(w.countries(), country):
		return []string{country, other}
	}
	return []string{other, other}
}
