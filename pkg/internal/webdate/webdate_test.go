package webdate

import "testing"

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Mon, 10 Jan 2022 19:04:05 +0300", "10 Jan 22 19:04 EST", "2022-01-10T19:04:05.5-05:00", "January 10, 2022, 7:04 p.m. GMT", "20220110T190405Z", "1641841445"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// What Parse gives is a date, and the same one.
		if d := Parse(s); d != "" && Parse(d) != d {
			t.Errorf("%q is %q, and that is %q", s, d, Parse(d))
		}
	})
}
