package feed

import (
	"cmp"
	"time"

	"github.com/wirefold/wirefold/pkg/weburl"
)

// Distrust takes ids from items, which then go by their URL or content. It is for ids that were in Shared before: when all
// but one of the items that had one in common have left the feed, it would look like an identity again.
func (f *Feed) Distrust(ids []string) {
	shared := make(map[string]bool, len(ids))
	for _, id := range ids {
		shared[id] = true
	}
	for n := range f.Items {
		if shared[f.Items[n].ID] {
			f.Items[n].ID = ""
		}
	}
	f.unite()
}

// settle makes identities of what feeds give for them. One id on items that differ in title and page is no identity of any:
// a number of the feed, or a mistake of its software. On one page it is an article in two states, under one title an article
// listed in two sections.
func (f *Feed) settle() {
	type meaning struct{ page, title string }
	meant, shared := map[string]meaning{}, map[string]bool{}
	for _, i := range f.Items {
		if i.ID == "" {
			continue
		}
		_, key, _ := weburl.Canonical(i.URL)
		before, ok := meant[i.ID]
		if !ok {
			meant[i.ID] = meaning{key, i.Title}
		} else if !shared[i.ID] && before.title != i.Title && (before.page != key || key == "") {
			shared[i.ID] = true
			f.Shared = append(f.Shared, i.ID)
		}
	}
	f.Distrust(f.Shared)
}

// unite keeps one item for each Key, where its newest state stands first: by its dates, else the first in the feed.
func (f *Feed) unite() {
	at := map[string]int{}
	kept := f.Items[:0]
	for _, i := range f.Items {
		key := i.Key()
		n, twice := at[key]
		if !twice {
			at[key] = len(kept)
			kept = append(kept, i)
		} else if later(i, kept[n]) {
			kept[n] = i
		}
	}
	f.Items = kept
}

// later compares when two states of an item were written.
func later(a, b Item) bool {
	at, err := time.Parse(time.RFC3339, cmp.Or(a.Updated, a.Published))
	if err != nil {
		return false
	}
	bt, err := time.Parse(time.RFC3339, cmp.Or(b.Updated, b.Published))
	return err == nil && at.After(bt)
}
