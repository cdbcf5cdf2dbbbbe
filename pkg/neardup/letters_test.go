package neardup

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestWordsThatKeyboardsAndPagesWriteOtherwiseAreOne(t *testing.T) {
	for _, r := range []struct{ why, a, b string }{
		{"accents are lost", "Zürich naïve Ľubomír", "Zurich naive Lubomir"},
		{"letters without accents to lose", "Łódź Strøm Straße çığ", "Lodz Strom Strasse cig"},
		{"Russian ё is printed е", "всё ещё", "все еще"},
		{"full width", "Ｇ７ ２０２２年", "G7 2022年"},
		{"mathematical letters", "𝐛𝐫𝐞𝐚𝐤𝐢𝐧𝐠 𝐧𝐞𝐰𝐬", "breaking news"},
		{"Arabic digits", "عام ٢٠٢٢ و ۱۹۹۸", "عام 2022 و 1998"},
		{"Arabic vowel points and stretching", "مُحَمَّد الرئيـــس", "محمد الرئيس"},
		{"Arabic letters written for each other", "إلى أحمد في القاهرة", "الي احمد في القاهره"},
		{"Hebrew points", "שָׁלוֹם", "שלום"},
		{"an unseen space inside a word", "min\u200bis\u200bter", "minister"},
		{"ligatures", "the ﬁrst oﬃce", "the first office"},
	} {
		a, b := Parse("", r.a, noon), Parse("", r.b, noon)
		if a.Len() != b.Len() {
			t.Errorf("%s: %d words and %d", r.why, a.Len(), b.Len())
			continue
		}
		for i := range a.tokens {
			if a.tokens[i].folded != b.tokens[i].folded {
				t.Errorf("%s: word %d of %q differs", r.why, i, r.a)
			}
		}
	}
}

func TestWordsThatDifferStayApart(t *testing.T) {
	for _, r := range []struct{ why, a, b string }{
		{"another vowel in Hindi", "कि", "की"},
		{"a voiced Japanese syllable", "か", "が"},
		{"another Arabic digit", "٢٠٢٢", "٢٠٢٣"},
		{"another word", "Ärzte", "Erzte"},
	} {
		a, b := Parse("", r.a, noon), Parse("", r.b, noon)
		if a.tokens[0].folded == b.tokens[0].folded {
			t.Errorf("%s: %q and %q are taken for one", r.why, r.a, r.b)
		}
	}
}

func TestLostLettersDoNotPartAWord(t *testing.T) {
	for _, r := range []struct {
		text  string
		words int
	}{
		{"Stra?e nach M?nchen", 3},
		{"Gda\uFFFD\uFFFDsk lies there", 3},
		{"Who? They did", 3},
		{"Is it so? “No”", 4},
		{"a result of 5?2 or so", 7},
		{"in 2\u200b0\u200b2\u200b2 it was", 4},
		{"中\u200b文", 2},
		{"凯Ivey来", 3},
	} {
		if got := Parse("", r.text, noon).Len(); got != r.words {
			t.Errorf("%q has %d words, want %d", r.text, got, r.words)
		}
	}
	parsed := Parse("", "in Stra?e 5", noon)
	if w := parsed.tokens[1]; w.start != 3 || w.end != 9 {
		t.Errorf("the broken word lies at %d to %d, want 3 to 9", w.start, w.end)
	}
}

func TestOneTextDecomposedIsExact(t *testing.T) {
	text := strings.Repeat("Le ministère a confirmé l’accord signé à Genève après une semaine de négociations très serrées. ", 5)
	m, ok := NewIndex(Params{}).Compare(Parse("", norm.NFD.String(text), noon), Parse("", text, noon))
	if !ok || m.Relation != Exact {
		t.Errorf("the same text, decomposed: %v %v", m.Relation, ok)
	}
}

func TestAWordInThousandPiecesIsReadInLinearTime(t *testing.T) {
	if n := Parse("", strings.Repeat("a\u200b", 1<<18), noon).Len(); n == 0 {
		t.Error("no word")
	}
	Parse("", strings.Repeat("?", 1<<18), noon)
}
