package feed

import (
	"testing"

	"github.com/wirefold/wirefold/pkg/feed/feedtest"
)

func FuzzParse(f *testing.F) {
	for _, o := range feedtest.Odd() {
		if len(o.Body) < 8<<10 {
			f.Add(o.Body, o.ContentType)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, err := promises(t, body, contentType, "https://a.example/feed")
		if err != nil {
			return
		}
		again, err := Parse(body, contentType, "https://a.example/feed")
		if err != nil || len(again.Items) != len(got.Items) {
			t.Fatalf("%d items, and then %d (%v)", len(got.Items), len(again.Items), err)
		}
		for n, i := range got.Items {
			if i.Key() != again.Items[n].Key() || i.Digest() != again.Items[n].Digest() {
				t.Errorf("item %d is another the second time", n)
			}
		}
	})
}
