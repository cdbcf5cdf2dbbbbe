package announcer

import (
	"strconv"
	"strings"
	"testing"
)

func TestChangesSayWhatStandsWhereAndWhatItWas(t *testing.T) {
	for _, c := range []struct{ name, was, is, want string }{
		{"the same text has none", "The ferry sank.", "The ferry sank.", ""},
		{"a word that was put for another", "Nine men were saved.", "Ten men were saved.", "0-3 was “Nine”"},
		{"two words apart are two changes", "Nine men were saved on Monday.", "Ten men were saved on Friday.", "0-3 was “Nine”; 22-28 was “Monday”"},
		{"a sentence that came", "The ferry sank.", "The ferry sank. Nobody died.", "15-28 was “”"},
		{"a sentence that went leaves its place", "The ferry sank. Nobody died.", "The ferry sank.", "15-15 was “ Nobody died.”"},
		{"code points are counted, not bytes", "Žižka’s été was long.", "Žižka’s été was short.", "16-21 was “long”"},
	} {
		var got []string
		for _, ch := range changes(c.was, c.is) {
			got = append(got, strings.Join([]string{strconv.Itoa(int(ch.Start)), "-", strconv.Itoa(int(ch.End)), " was “", ch.Was, "”"}, ""))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: got %s, want %s", c.name, s, c.want)
		}
	}
}

func FuzzPuttingBackWhatWasGivesTheOldText(f *testing.F) {
	f.Add("a b c d", "a x c")
	f.Add("", "new")
	f.Add("the cat sat on the mat", "on the mat the cat sat")
	f.Add(strings.Repeat("a b ", 900), strings.Repeat("c d ", 900))
	f.Fuzz(func(t *testing.T, was, is string) {
		was, is = strings.ToValidUTF8(was, "?"), strings.ToValidUTF8(is, "?")
		runes, at := []rune(is), 0
		var b strings.Builder
		for _, c := range changes(was, is) {
			if int(c.Start) < at || c.End < c.Start || int(c.End) > len(runes) {
				t.Fatalf("change %d-%d out of order or range after %d of %d", c.Start, c.End, at, len(runes))
			}
			b.WriteString(string(runes[at:c.Start]) + c.Was)
			at = int(c.End)
		}
		b.WriteString(string(runes[at:]))
		if b.String() != was {
			t.Fatalf("got %q, want %q", b.String(), was)
		}
	})
}
