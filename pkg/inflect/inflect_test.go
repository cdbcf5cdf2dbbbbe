package inflect

import (
	"strings"
	"testing"
)

func TestVerb(t *testing.T) {
	for word, want := range map[string]string{
		"warn":             "warn warns warned warning",
		"accuse":           "accuse accuses accused accusing",
		"deny":             "deny denies denied denying",
		"ban":              "ban bans banned banning",
		"agree":            "agree agrees agreed agreeing",
		"veto":             "veto vetoes vetoed vetoing",
		"deploy":           "deploy deploys deployed deploying",
		"say/said":         "say says said saying",
		"break/broke":      "break breaks broke breaking",
		"lie":              "lie lies lied lying",
		"visit":            "visit visits visited visiting",
		"permit/permitted": "permit permits permitted permitting",
		"call off":         "call off|calls off|called off|calling off",
	} {
		sep := " "
		if strings.Contains(want, "|") {
			sep = "|"
		}
		if got := strings.Join(Verb(word), sep); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func TestNoun(t *testing.T) {
	for word, want := range map[string]string{"talk": "talk talks", "embassy": "embassy embassies", "embargo": "embargo embargoes", "man/men": "man men", "church": "church churches"} {
		if got := strings.Join(Noun(word), " "); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}
