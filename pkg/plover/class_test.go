package plover

import (
	"slices"
	"testing"
)

func TestEveryTypeOfTheLexiconHasAClassAndEveryTypeIsThere(t *testing.T) {
	var coded []string
	for _, patterns := range english().starts {
		for _, p := range patterns {
			if p.kind != none && !slices.Contains(coded, p.kind) {
				coded = append(coded, p.kind)
			}
		}
	}
	slices.Sort(coded)
	known := Types()
	slices.Sort(known)
	if len(known) != 16 || !slices.Equal(coded, known) {
		t.Errorf("the lexicon codes %v, the types are %v", coded, known)
	}
	for _, kind := range known {
		if c := Class(kind); c != Cooperation && c != Conflict {
			t.Errorf("%s is of class %q", kind, c)
		}
	}
}

func TestClass(t *testing.T) {
	for _, row := range []struct{ why, kind, want string }{
		{"talks are cooperation", "CONSULT", Cooperation},
		{"yielding in words is cooperation", "CONCEDE", Cooperation},
		{"pulling troops back is cooperation", "RETREAT", Cooperation},
		{"a demand is conflict", "REQUEST", Conflict},
		{"an investigation is an accusation", "ACCUSE", Conflict},
		{"a threat is conflict", "THREATEN", Conflict},
		{"what is no type has no class", "INVESTIGATE", ""},
		{"types are in upper case", "consult", ""},
	} {
		if got := Class(row.kind); got != row.want {
			t.Errorf("%s: %s is %q, want %q", row.why, row.kind, got, row.want)
		}
	}
}
