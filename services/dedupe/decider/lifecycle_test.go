package decider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// copyOf is the i-th paper's copy of a text.
func copyOf(i int, text string, opts ...option) *wirefoldv1.Facts {
	title, body, _ := copyText(text)
	return article(fmt.Sprintf("paper%d_example", i), fmt.Sprintf("c%d", i), title, body, opts...)
}

func agencys(text string, opts ...option) *wirefoldv1.Facts {
	title, body, _ := copyText(text)
	return article("north_example", "n1", title, body, opts...)
}

// page is what a chain of papers puts under each article.
const page = "The Coastal Herald group prints nineteen weekly papers between Harwick and the northern isles. Readers who would like to place a notice of birth or marriage may call at any branch before Wednesday noon, or write to the desk in Quay Street, where the archive of the group is open to visitors on the first Saturday of every month."

// told are the article and copy events of inputs, by type and reason; a stale copy says so.
func told(t *testing.T, d *desk, inputs ...*wirefoldv1.Facts) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, f := range inputs {
		_, events := d.file(f)
		for _, e := range events {
			kind := strings.TrimSuffix(strings.TrimPrefix(e.Type, "wirefold."), ".v1")
			if !strings.HasPrefix(kind, "article.") && !strings.HasPrefix(kind, "copy.") {
				continue
			}
			data := decode(t, e).Data
			if reason := data["reason"].(string); reason != "" {
				kind += " " + reason
			}
			if data["stale"] == true {
				kind += " stale"
			}
			n[kind]++
		}
	}
	return n
}

// TestWhatHappensToGroups plays what may happen to a group, of one, two and two hundred copies.
func TestWhatHappensToGroups(t *testing.T) {
	each := func(n int, f func(i int) *wirefoldv1.Facts) (all []*wirefoldv1.Facts) {
		for i := range n {
			all = append(all, f(i))
		}
		return all
	}
	copies := func(n int, text string, opts ...option) []*wirefoldv1.Facts {
		return each(n, func(i int) *wirefoldv1.Facts { return copyOf(i, text, opts...) })
	}
	group := func(n int) []*wirefoldv1.Facts {
		return append([]*wirefoldv1.Facts{agencys("ferry")}, copies(n, "ferry")...)
	}
	kill := agencys("ferry", status("canceled"))
	correction := func(f *wirefoldv1.Facts) { f.Article.Correction = true }
	refile := func(f *wirefoldv1.Facts) { f.Article.Refile = true }
	marked := func(f *wirefoldv1.Facts) { f.Article.VersionMark, f.Article.Origin.Id = true, "n2" }
	for _, row := range []struct {
		name          string
		before, input func(n int) []*wirefoldv1.Facts
		want          func(n int) map[string]int
	}{
		{"a correction is told to each copy, which is stale by it",
			group,
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry/update", correction)} },
			func(n int) map[string]int {
				return map[string]int{"article.corrected": 1, "copy.superseded corrected stale": n}
			}},
		{"a refile is told, and leaves no copy stale",
			group,
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry/case", refile)} },
			func(n int) map[string]int {
				return map[string]int{"article.corrected": 1, "copy.superseded corrected": n}
			}},
		{"so is a marked version under another identity",
			group,
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry/update", marked)} },
			func(n int) map[string]int {
				return map[string]int{"article.updated": 1, "copy.superseded updated stale": n}
			}},
		{"what is first seen held has copies that are told so",
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry", status("withheld"))} },
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry") },
			func(n int) map[string]int { return map[string]int{"copy.collapsed held": n} }},
		{"and is new when it is released, which each is told",
			func(n int) []*wirefoldv1.Facts {
				return append([]*wirefoldv1.Facts{agencys("ferry", status("withheld"))}, copies(n, "ferry")...)
			},
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry")} },
			func(n int) map[string]int {
				return map[string]int{"article.new released": 1, "copy.superseded released": n}
			}},
		{"the agency that all credit takes them over",
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry", crediting("north")) },
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry")} },
			func(n int) map[string]int { return map[string]int{"article.new": 1, "copy.collapsed": n} }},
		{"credited copies of a withdrawn article are withdrawn as they come",
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry"), kill} },
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry", crediting("north")) },
			func(n int) map[string]int { return map[string]int{"copy.withdrawn original_withdrawn": n} }},
		{"uncredited ones speak for themselves, the first for the rest",
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry"), kill} },
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry") },
			func(n int) map[string]int { return map[string]int{"article.new": 1, "copy.collapsed": n - 1} }},
		{"a text that comes after its kill takes those that credit it along",
			func(n int) []*wirefoldv1.Facts {
				return append(copies(n, "ferry", crediting("north")), agencys("ferry", status("canceled"), func(f *wirefoldv1.Facts) { f.Article.Text = "" }))
			},
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry")} },
			func(n int) map[string]int { return map[string]int{"copy.withdrawn original_withdrawn": n} }},
		{"copies of an older revision are stale",
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry"), agencys("ferry/update")} },
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry") },
			func(n int) map[string]int { return map[string]int{"copy.collapsed stale": n} }},
		{"also on the page of one chain, by which they are more alike than by the text",
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry"), agencys("ferry/update")} },
			func(n int) []*wirefoldv1.Facts {
				all := copies(n, "ferry")
				for _, f := range all {
					f.Article.Text += "\n\n" + page
				}
				return all
			},
			func(n int) map[string]int { return map[string]int{"copy.collapsed stale": n} }},
		{"copies that their publishers change a little are copies again",
			group,
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry/case") },
			func(n int) map[string]int { return map[string]int{"copy.collapsed": n} }},
		{"copies that become another text leave; the next are copies of the first",
			group,
			func(n int) []*wirefoldv1.Facts { return copies(n, "apples") },
			func(n int) map[string]int {
				return map[string]int{"copy.detached": 1, "article.new": 1, "copy.collapsed": n - 1}
			}},
		{"copies that their publishers kill are withdrawn, and nobody else is told",
			func(n int) []*wirefoldv1.Facts {
				return append([]*wirefoldv1.Facts{agencys("ferry")}, copies(n, "ferry", crediting("north"))...)
			},
			func(n int) []*wirefoldv1.Facts { return copies(n, "ferry", status("canceled")) },
			func(n int) map[string]int { return map[string]int{"copy.withdrawn": n} }},
		{"an operator detaches each",
			group,
			func(n int) []*wirefoldv1.Facts {
				return each(n, func(i int) *wirefoldv1.Facts { return command("detach", fmt.Sprintf("c%d", i)) })
			},
			func(n int) map[string]int { return map[string]int{"copy.detached operator": n, "article.new": n} }},
		{"who was withdrawn or detached before is told no more",
			func(n int) []*wirefoldv1.Facts {
				group := append([]*wirefoldv1.Facts{agencys("ferry")}, copies(n+2, "ferry")...)
				return append(group, copyOf(n, "ferry", status("canceled")), command("detach", fmt.Sprintf("c%d", n+1)))
			},
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{agencys("ferry/update")} },
			func(n int) map[string]int {
				return map[string]int{"article.updated": 1, "copy.superseded updated stale": n}
			}},
		{"an operator joins a group to another",
			func(n int) []*wirefoldv1.Facts {
				return append([]*wirefoldv1.Facts{agencys("ferry")}, copies(n, "apples")...)
			},
			func(int) []*wirefoldv1.Facts { return []*wirefoldv1.Facts{command("join", "c0", "n1")} },
			func(n int) map[string]int { return map[string]int{"copy.collapsed": n} }},
	} {
		for _, size := range []int{1, 2, 200} {
			t.Run(fmt.Sprintf("%s, %d", row.name, size), func(t *testing.T) {
				d := newDesk(t)
				d.thorough = size < 10
				told(t, d, row.before(size)...)
				want := row.want(size)
				maps.DeleteFunc(want, func(_ string, n int) bool { return n == 0 })
				if got := told(t, d, row.input(size)...); !maps.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
				if err := d.decider.Memory.CheckStories(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
