// Package factid gives quotes and events their identity: what makes the quote of one revision the same as that of the
// next. A quote is itself as long as its words are; an event as long as type and parties are.
package factid

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// Quotes gives the key of each quote, within its article. Quotes of the same words have the same key.
func Quotes(quotes []*wirefoldv1.Quote) []string {
	keys := make([]string, len(quotes))
	for i, q := range quotes {
		keys[i] = fold(q.GetText())
	}
	return keys
}

// Events gives the key of each event, within its article. Of several events of one type between the same parties the
// first is the first in any revision.
func Events(events []*wirefoldv1.Event) []string {
	keys := make([]string, len(events))
	seen := map[string]int{}
	for i, e := range events {
		k := e.GetType() + "|" + parties(e.GetActors()) + "|" + parties(e.GetRecipients())
		seen[k]++
		keys[i] = fmt.Sprintf("%s|%d", k, seen[k])
	}
	return keys
}

// Happening is the key under which events of several articles may be the same happening: type and the countries of the
// parties. It is empty where no country is known, for then nothing says who it was.
func Happening(e *wirefoldv1.Event) string {
	actors, recipients := countries(e.GetActors()), countries(e.GetRecipients())
	if actors == "" && recipients == "" {
		return ""
	}
	return e.GetType() + "|" + actors + "|" + recipients
}

// ID is a letter for the kind and 16 hex digits of a hash of the parts.
func ID(kind string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return kind + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// parties are who took part, in any order: by country, by name where none is known.
func parties(ps []*wirefoldv1.Party) string {
	var out []string
	for _, p := range ps {
		if p.GetCountry() != "" {
			out = append(out, p.GetCountry())
		} else {
			out = append(out, fold(p.GetName()))
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "+")
}

func countries(ps []*wirefoldv1.Party) string {
	var out []string
	for _, p := range ps {
		if p.GetCountry() != "" {
			out = append(out, p.GetCountry())
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "+")
}

// fold leaves the letters and digits, lower-cased.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
