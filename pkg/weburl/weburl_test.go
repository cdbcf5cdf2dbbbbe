package weburl

import (
	"errors"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, r := range []struct{ why, raw, address, key string }{
		{"a plain address stays", "https://a.example/talks", "https://a.example/talks", "a.example/talks?"},
		{"tracking goes", "https://a.example/talks?utm_source=rss&id=7&fbclid=x", "https://a.example/talks?id=7", "a.example/talks?id=7"},
		{"the order of parameters means nothing", "https://a.example/?b=1&a=2", "https://a.example/?a=2&b=1", "a.example?a=2&b=1"},
		{"nor does a fragment", "https://a.example/talks#top", "https://a.example/talks", "a.example/talks?"},
		{"nor who asks", "https://me:secret@a.example/talks", "https://a.example/talks", "a.example/talks?"},
		{"nor a default port or the case of a host", "HTTP://A.Example:80/Talks", "http://a.example/Talks", "a.example/Talks?"},
		{"other ports do", "http://a.example:8080/", "http://a.example:8080/", "a.example:8080?"},
		{"a key knows no scheme, www. or last slash", "http://www.a.example/talks/", "http://www.a.example/talks/", "a.example/talks?"},
		{"hosts are punycode", "https://переговоры.example/", "https://xn--b1abfa0cbbjf4i.example/", "xn--b1abfa0cbbjf4i.example?"},
		{"what is no UTF-8 is still an address", "https://a.example/\xff", "https://a.example/%EF%BF%BD", "a.example/%EF%BF%BD?"},
	} {
		address, key, err := Canonical(r.raw)
		if err != nil || address != r.address || key != r.key {
			t.Errorf("%s: %s gives %s and %s (%v), want %s and %s", r.why, r.raw, address, key, err, r.address, r.key)
		}
	}
	for _, raw := range []string{"", "/talks", "//a.example/", "mailto:desk@a.example", "https://", "tag:a.example,2022:1"} {
		if _, _, err := Canonical(raw); !errors.Is(err, ErrNotWeb) {
			t.Errorf("%q: got %v, want ErrNotWeb", raw, err)
		}
	}
}

func TestAbsolute(t *testing.T) {
	const base = "https://a.example/feeds/world.xml?x=1"
	for _, r := range []struct{ why, base, ref, want string }{
		{"an absolute one needs no base", "", "http://b.example/1?utm_source=rss#top", "http://b.example/1?utm_source=rss#top"},
		{"a path begins at the host", base, "/1", "https://a.example/1"},
		{"a name begins at the folder", base, "1", "https://a.example/feeds/1"},
		{"dots lead upwards, not beyond the root", base, "../../../1", "https://a.example/1"},
		{"a scheme may be taken over", base, "//b.example/1", "https://b.example/1"},
		{"lines may be broken", base, " https://a.example/\n\t  1 ", "https://a.example/1"},
		{"nothing is nothing, not the base", base, " ", ""},
		{"a relative one without a base is nothing", "", "/1", ""},
		{"other schemes are nothing", base, "javascript:alert(1)", ""},
		{"a base that is none helps no one", "feed", "1", ""},
		{"what cannot be read is nothing", base, "http://[::1", ""},
	} {
		if got := Absolute(r.base, r.ref); got != r.want {
			t.Errorf("%s: got %q, want %q", r.why, got, r.want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, raw := range []string{"http://X.example/%41?b=%zz&a#f", "https://[2001:DB8::1]:443/ä?ö=ü", "http://x.example:8080?", "http://x.example./a//b/../c"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once, key, err := Canonical(raw)
		if err != nil {
			return
		}
		if twice, again, err := Canonical(once); err != nil || twice != once || again != key {
			t.Errorf("%q becomes %s and then %s (%v)", raw, once, twice, err)
		}
	})
}
