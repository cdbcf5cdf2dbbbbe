package plover

// The two sides of PLOVER's quad classes, verbal and material taken together.
const (
	Cooperation = "cooperation"
	Conflict    = "conflict"
)

// Types lists the sixteen types, by their quad classes.
func Types() []string {
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = t.name
	}
	return out
}

// Class tells whether a type is Cooperation or Conflict; "" for what is no type.
func Class(kind string) string {
	for _, t := range types {
		if t.name == kind {
			return t.class
		}
	}
	return ""
}

// types are those of the codebook of 2023 with its quad classes: verbal cooperation, material cooperation, verbal
// conflict, material conflict. CONCEDE is a yielding in words and RETREAT one in deeds, both cooperation; a REQUEST is a
// demand, and so conflict. (Drafts of 2016 to 2021 counted SANCTION as verbal, and had DISAPPROVE and INVESTIGATE, which
// became modes of ACCUSE.)
var types = []struct{ name, class string }{
	{"AGREE", Cooperation}, {"CONSULT", Cooperation}, {"SUPPORT", Cooperation}, {"CONCEDE", Cooperation},
	{"COOPERATE", Cooperation}, {"AID", Cooperation}, {"RETREAT", Cooperation},
	{"REQUEST", Conflict}, {"ACCUSE", Conflict}, {"REJECT", Conflict}, {"THREATEN", Conflict},
	{"PROTEST", Conflict}, {"SANCTION", Conflict}, {"MOBILIZE", Conflict}, {"COERCE", Conflict}, {"ASSAULT", Conflict},
}
