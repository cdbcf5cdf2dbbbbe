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

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Mon, 10 Jan 2022 19:04:05 +0300", "10 Jan 22 19:04 EST", "2022-01-10T19:04:05.5-05:00", "January 10, 2022, 7:04 p.m. GMT", "20220110T190405Z", "1641841445"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// What date gives is a date, and the same one.
		if d := date(s); d != "" && date(d) != d {
			t.Errorf("%q is %q, and that is %q", s, d, date(d))
		}
	})
}
