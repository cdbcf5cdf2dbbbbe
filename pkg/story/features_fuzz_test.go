package story

import (
	"reflect"
	"testing"
)

func FuzzNewFeatures(f *testing.F) {
	f.Add("Ferry aground", ferryAground, "Ole Lindqvist")
	f.Add("谈判", "谈判在日内瓦举行。การเจรจา ひらがな", "")
	f.Add("\xff\x00", "\u202eİ ß Ǆ 'S .. ’s", "\xc3")
	f.Fuzz(func(t *testing.T, title, text, name string) {
		a := NewFeatures(title, text, []string{name}, receivedAt(noon))
		if len(a.Words) > maxWords || len(a.Names) > maxNames {
			t.Fatalf("%d words and %d names", len(a.Words), len(a.Names))
		}
		if b := NewFeatures(title, text, []string{name}, receivedAt(noon)); !reflect.DeepEqual(a, b) {
			t.Fatalf("first %v, then %v", a, b)
		}
		x := New(Params{})
		x.Add(1, a)
		x.Add(1, NewFeatures("", text, nil, receivedAt(noon)))
		if _, score, _, ok := x.Best(a); ok != (score > 0) || score > 1.000001 {
			t.Fatalf("likeness %v, joined %v", score, ok)
		}
		for _, id := range x.Silent(receivedAt(noon.Add(1000 * 3600e9))) {
			x.Close(id)
		}
		if x.Len() != 0 || x.terms.used != 0 {
			t.Fatalf("%d stories and %d terms left", x.Len(), x.terms.used)
		}
	})
}
