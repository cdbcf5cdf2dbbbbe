package robots

import (
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	for _, row := range []struct{ what, file, path, want string }{
		{"an empty file allows all", "", "/a", "yes"},
		{"no group for us allows all", "User-agent: other\nDisallow: /", "/a", "yes"},
		{"the group of all", "User-agent: *\nDisallow: /", "/a", "no"},
		{"our own group comes before it", "User-agent: *\nDisallow: /\nUser-agent: wirefold\nDisallow: /x", "/a", "yes"},
		{"our own, without rules, allows all", "User-agent: wirefold\nUser-agent: *\nDisallow:\n", "/a", "yes"},
		{"our name in capitals", "USER-AGENT: WireFold\nDISALLOW: /", "/a", "no"},
		{"our name with a version", "User-agent: wirefold/2.0\nDisallow: /", "/a", "no"},
		{"the start of our name is another's", "User-agent: wire\nDisallow: /", "/a", "yes"},
		{"a name that starts with ours is another's", "User-agent: wirefoldbot\nDisallow: /", "/a", "yes"},
		{"several names of a group", "User-agent: a\nUser-agent: wirefold\nUser-agent: b\nDisallow: /", "/a", "no"},
		{"a group ends where names begin again", "User-agent: wirefold\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", "yes"},
		{"groups of ours are joined", "User-agent: wirefold\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: wirefold\nDisallow: /c", "/c", "no"},
		{"groups of all are joined", "User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", "no"},
		{"a blank line ends no group", "User-agent: wirefold\n\nDisallow: /", "/a", "no"},
		{"a sitemap ends no names", "User-agent: wirefold\nSitemap: https://paper.example/s.xml\nUser-agent: b\nDisallow: /", "/a", "no"},
		{"rules before any name are nobody's", "Disallow: /\nUser-agent: *\nAllow: /", "/a", "yes"},
		{"rules match from the start", "User-agent: *\nDisallow: /a", "/b/a", "yes"},
		{"and are prefixes", "User-agent: *\nDisallow: /a", "/abc", "no"},
		{"the longest rule decides", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", "yes"},
		{"in whatever order", "User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c", "yes"},
		{"of equally long ones the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", "yes"},
		{"an empty Disallow says nothing", "User-agent: *\nDisallow:", "/a", "yes"},
		{"a star is anything", "User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?x", "no"},
		{"the dollar is the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", "yes"},
		{"and matches there", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", "no"},
		{"a dollar elsewhere is itself", "User-agent: *\nDisallow: /a$b", "/a$bc", "no"},
		{"the root alone", "User-agent: *\nDisallow: /$", "/a", "yes"},
		{"two stars", "User-agent: *\nDisallow: /a*b*c$", "/axxbyyc", "no"},
		{"the end is looked for last", "User-agent: *\nDisallow: /*ab$", "/ab/ab", "no"},
		{"parts do not overlap", "User-agent: *\nDisallow: /*aba*aba$", "/ababa", "yes"},
		{"a star at the start", "User-agent: *\nDisallow: *print", "/a?print", "no"},
		{"the longest with its stars counts", "User-agent: *\nDisallow: /a*****\nAllow: /ab", "/abc", "no"},
		{"a path without its slash matches none", "User-agent: *\nDisallow: a", "/a", "yes"},
		{"encoded letters are letters", "User-agent: *\nDisallow: /%61%7Ejoe", "/a~joe", "no"},
		{"hex digits have no case", "User-agent: *\nDisallow: /%3cd%3e", "/%3Cd%3E/x", "no"},
		{"an encoded slash is no slash", "User-agent: *\nDisallow: /a%2Fb", "/a/b", "yes"},
		{"letters beyond ASCII are encoded", "User-agent: *\nDisallow: /zeitüng", "/zeit%C3%BCng/1", "no"},
		{"comments are none of it", "User-agent: * # all\nDisallow: /a # not /b\n#Disallow: /c", "/c", "yes"},
		{"a comment behind a rule", "User-agent: *\nDisallow: /a # x", "/a", "no"},
		{"space is let pass", " user-agent : *\t\n\tdisallow :  /a ", "/a", "no"},
		{"lines end in any way", "User-agent: *\rDisallow: /a\r\nDisallow: /b", "/b", "no"},
		{"a byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", "no"},
		{"a bad line harms no other", "User-agent: *\nCrawl-delay: soon\n%%%\n\x00\xff\nDisallow: /a", "/a", "no"},
		{"robots.txt may always be asked for", "User-agent: *\nDisallow: /", "/robots.txt", "yes"},
	} {
		got := "no"
		if Parse([]byte(row.file), "wirefold").Allowed(row.path) {
			got = "yes"
		}
		if got != row.want {
			t.Errorf("%s: %s: %s", row.what, row.path, got)
		}
	}
}

func TestDelay(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"5": 5 * time.Second, "0.5": 500 * time.Millisecond, "": 0, "soon": 0, "-1": 0, "NaN": 0, "Inf": 0, "1e300": 24 * time.Hour,
	} {
		if got := Parse([]byte("User-agent: *\nCrawl-delay: "+value), "wirefold").Delay; got != want {
			t.Errorf("%q: %s", value, got)
		}
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	file := "User-agent: *\n" + strings.Repeat("Disallow: /a\n", 2*MaxRules) + "Disallow: /" + strings.Repeat("b", MaxPattern)
	rules := Parse([]byte(file), "wirefold")
	if len(rules.rules) != MaxRules {
		t.Errorf("%d rules are kept", len(rules.rules))
	}
	late := strings.Repeat("#\n", MaxFile/2) + "User-agent: *\nDisallow: /"
	if !Parse([]byte(late), "wirefold").Allowed("/a") {
		t.Error("what stands beyond the limit is read")
	}
}

// A pattern made to be tried over and over takes no longer than another.
func BenchmarkHostilePattern(b *testing.B) {
	rules := Parse([]byte("User-agent: *\nDisallow: /"+strings.Repeat("a*", 1000)+"b$"), "wirefold")
	path := "/" + strings.Repeat("a", 2000)
	b.ReportAllocs()
	for b.Loop() {
		if !rules.Allowed(path) {
			b.Fatal("matched")
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a$\nAllow: /%61*", "/a")
	f.Add("User-agent: wirefold\nCrawl-delay: 1e99\nDisallow: *", "")
	f.Fuzz(func(t *testing.T, file, path string) {
		rules := Parse([]byte(file), "wirefold")
		if rules.Delay < 0 || rules.Delay > 24*time.Hour || len(rules.rules) > MaxRules {
			t.Errorf("delay %s, %d rules", rules.Delay, len(rules.rules))
		}
		if rules.Allowed(path) != Parse([]byte(file+"\n#"), "wirefold").Allowed(path) {
			t.Error("a comment changes the rules")
		}
		if once := normal(path); normal(once) != once {
			t.Errorf("%q is normal as %q and as %q", path, once, normal(once))
		}
	})
}
