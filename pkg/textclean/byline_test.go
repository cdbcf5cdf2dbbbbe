package textclean

import (
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	for _, r := range []struct {
		why, byline string
		want        []string
	}{
		{"a name is a name", "Ida Holm", []string{"Ida Holm"}},
		{"By is no part of it", "By Ida Holm and Per Lund", []string{"Ida Holm", "Per Lund"}},
		{"nor in capitals", "BY IDA HOLM", []string{"IDA HOLM"}},
		{"a field may leave it out", "Ida Holm and Per Lund", []string{"Ida Holm", "Per Lund"}},
		{"a list is a list", "I. Holm, Per Lund, Ana de Souza", []string{"I. Holm", "Per Lund", "Ana de Souza"}},
		{"a desk signs whole", "North Wire Staff", []string{"North Wire Staff"}},
		{"one word is a signature", "AFP", []string{"AFP"}},
		{"also behind By", "By Gallus", []string{"Gallus"}},
		{"what a writer is does not belong to the name", "By Ida Holm, staff writer | Harbour News", []string{"Ida Holm"}},
		{"what reads as no names stands as it is", "with files from the night shift", []string{"with files from the night shift"}},
		{"nothing is nobody", " ", nil},
	} {
		if got := Names(r.byline); !slices.Equal(got, r.want) {
			t.Errorf("%s: %q gives %q, want %q", r.why, r.byline, got, r.want)
		}
	}
}
