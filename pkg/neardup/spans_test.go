package neardup

import (
	"strings"
	"testing"
	"time"
	"unicode"
)

// letters folds what spans promise to ignore: case, punctuation and space.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// checkSpans asserts the promise on spans.
func checkSpans(t *testing.T, m Match, copy, original string) {
	t.Helper()
	c, o := []rune(copy), []rune(original)
	at := 0
	for _, s := range m.Spans {
		if s.CopyStart < at || s.CopyEnd <= s.CopyStart || s.CopyEnd > len(c) || s.OriginalStart < 0 || s.OriginalEnd <= s.OriginalStart || s.OriginalEnd > len(o) {
			t.Fatalf("span %+v out of order or out of the text (%d, %d)", s, len(c), len(o))
		}
		at = s.CopyEnd
		a, b := letters(string(c[s.CopyStart:s.CopyEnd])), letters(string(o[s.OriginalStart:s.OriginalEnd]))
		if a != b {
			t.Fatalf("span %+v: %q is not %q", s, a, b)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add(ferry, ferry[:300])
	f.Add("U.S. troops, 1,000 of them — “all” centres…", "US troops 1000 of them all centers")
	f.Add("谈判在日内瓦举行,双方没有取得进展。", "谈判在日内瓦举行双方没有取得任何进展")
	f.Add("a a a a a a a a a a", "a a a a b a a a")
	f.Add("\xff\xfe\x00 \u202eabc", "ﬁ ǅ İ ß ẞ ΐ")
	f.Fuzz(func(t *testing.T, copy, original string) {
		x := NewIndex(Params{})
		a, b := Parse("", copy, time.Time{}), Parse("", original, time.Time{})
		for i, s := range []Sketch{NewSketch(a), NewSketch(b)} {
			if len(s.Anchors) > maxAnchors || (s.Tokens > 0) != (len(s.Anchors) > 0) {
				t.Fatalf("sketch of %d words with %d anchors", s.Tokens, len(s.Anchors))
			}
			x.Add(uint32(i), uint32(i), s, time.Unix(0, 0))
		}
		m, ok := x.Compare(a, b)
		if ok != (m.Relation != "") || ok && (m.Rule == "" || m.Score < 0.5 || m.Score > 1 || len(m.Spans) == 0) {
			t.Fatalf("%v %+v", ok, m)
		}
		checkSpans(t, m, copy, original)
		if again, _ := x.Compare(a, b); again.Score != m.Score || again.Rule != m.Rule {
			t.Fatalf("second answer %+v, first %+v", again, m)
		}
		if a.Len() > 0 {
			if m, ok := x.Compare(a, a); !ok || m.Relation != Exact {
				t.Fatalf("a text is not exactly itself: %+v", m)
			}
		}
	})
}
