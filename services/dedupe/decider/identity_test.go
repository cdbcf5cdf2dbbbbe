package decider

import (
	"testing"
	"unicode/utf8"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

func TestSqueeze(t *testing.T) {
	for _, r := range []struct{ why, in, want string }{
		{"case, space and punctuation go", "The Boats,\tthe “Boats” – and\u00a0THE quay!", "theboatstheboatsandthequay"},
		{"symbols that change a sum stay", "It fell 3 % to €4.50+$1", "itfell3to€450+$1"},
		{"so do the letters and marks of any script", "Ärger im ПОРТУ 港口、हिन्दी", "ärgerimпорту港口हिन्दी"},
		{"what is no UTF-8 counts as the character for it", "a\xffb\xe2\x80", "a\ufffdb\ufffd\ufffd"},
		{"nothing is left of control characters", "\x00\x7f\u200b", ""},
	} {
		if got := squeeze(r.in); got != r.want {
			t.Errorf("%s: %q, want %q", r.why, got, r.want)
		}
	}
	for r := range rune(utf8.MaxRune) {
		want := ""
		if s := squeezed(r); s >= 0 {
			want = string(s)
		}
		if got := squeeze(string(r)); utf8.ValidRune(r) && got != want {
			t.Fatalf("%U alone gives %q, want %q", r, got, want)
		}
	}
}

// Hashes stand in logs and snapshots: they must not change between builds.
func TestHashesStay(t *testing.T) {
	f := &wirefoldv1.CleanArticle{Title: "Pier closed", Text: "The Café by the pier: 3 % down."}
	if content, substance := contentHash(f), substanceHash(f); content != 0xd8ea2fefffcbd31d || substance != 0x22c4d950d9f3621d {
		t.Errorf("content %#x, substance %#x", content, substance)
	}
}
