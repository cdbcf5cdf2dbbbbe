package poller

import (
	"context"
	"slices"

	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// item is what a feed or sitemap says of one article.
type item struct {
	key, digest string
	article     []byte // the article object of its own text; of a sitemap's, what it says beside
	hasText     bool   // there is something to read in it
	page        string // the page that is to be fetched; "": none
}

// absorb takes in the items of a document, oldest first: what is new or revised is published, or waits for its page.
// Where the document may not hold all that the feed has, partial, nothing counts as having left it. It says how much was
// new, and whether all found a place: where not, the document must be read again.
func (v *visit) absorb(ctx context.Context, items []item, partial bool) (fresh int, all bool, err error) {
	v.arrange(items, partial)
	waiting, size := v.waiting()
	all = true
	for _, it := range items {
		next := pollstate.Item{Key: it.key, Digest: it.digest, Article: it.article, Page: it.page, Due: v.p.Now().UTC()}
		kind := itemNew
		if n, ok := v.places[it.key]; ok {
			kind = itemRevised
			former := v.e.Seen[n]
			for _, digest := range former.Former {
				if digest == it.digest {
					next.Again++ // it is again what it was
				}
			}
			if former.Digest == it.digest {
				kind = itemKnown
			}
		}
		n, waits := waiting[it.key]
		if waits {
			if kind = itemRevised; v.e.Waiting[n].Digest == it.digest {
				kind = itemKnown
			}
		}
		switch {
		case kind == itemKnown:
			v.p.Metrics.items.Of(itemKnown).Inc()
			continue
		case it.page == "" && !it.hasText, len(it.article) > topology.MaxBody:
			v.leaveOut(it)
			continue
		}
		if waits { // its page was not fetched yet, and it has changed
			size += sizeOf(next) - sizeOf(v.e.Waiting[n])
			v.e.Waiting[n] = next
			continue
		}
		if next.Page != "" && size+sizeOf(next) > pollstate.MaxWaiting {
			if !it.hasText {
				all = false
				continue
			}
			next.Page = "" // its page would have to wait too long
		}
		fresh++
		v.p.Metrics.items.Of(kind).Inc()
		v.e.Waiting = append(v.e.Waiting, next)
		waiting[it.key] = len(v.e.Waiting) - 1
		if size += sizeOf(next); next.Page == "" && size > pollstate.MaxWaiting {
			if err := v.send(ctx); err != nil {
				return fresh, false, err
			}
			waiting, size = v.waiting()
		}
	}
	if fresh > 0 {
		err = v.send(ctx)
	}
	v.tell(v.noText, "items without text left out: let their pages be fetched (pages: auto)")
	v.tell(v.tooLarge, "items of more than 4 MiB left out")
	return fresh, all, err
}

// sizeOf is what an item that waits takes in the state, without base64 and JSON.
func sizeOf(i pollstate.Item) int { return len(i.Article) + len(i.Page) + 100 }

// waiting says where the items are that wait, and how much room they take.
func (v *visit) waiting() (places map[string]int, size int) {
	places = map[string]int{}
	for n, i := range v.e.Waiting {
		places[i.Key], size = n, size+sizeOf(i)
	}
	return places, size
}

// leaveOut passes over an item of which there is nothing to publish. It counts as seen: it is told once.
func (v *visit) leaveOut(it item) {
	v.p.Metrics.items.Of(itemDropped).Inc()
	if len(it.article) > topology.MaxBody {
		v.tooLarge++
	} else {
		v.noText++
	}
	v.remember(it.key, it.digest)
}

// send writes down what is to be published, and publishes it.
func (v *visit) send(ctx context.Context) error {
	if err := v.intend(ctx); err != nil {
		return err
	}
	return v.deliver(ctx)
}

// deliver publishes all that waits for no page.
func (v *visit) deliver(ctx context.Context) error {
	for _, i := range slices.Clone(v.e.Waiting) {
		if i.Page != "" {
			continue
		}
		if err := v.keep(ctx); err != nil {
			return err
		}
		if err := v.publish(ctx, i, v.headers(), i.Article); err != nil {
			return err
		}
		v.settle(i)
	}
	return nil
}

// settle notes that an item is on WIRE.
func (v *visit) settle(i pollstate.Item) {
	v.unwait(i)
	v.remember(i.Key, i.Digest)
}

// unwait takes an item off those that wait.
func (v *visit) unwait(i pollstate.Item) {
	v.e.Waiting = slices.DeleteFunc(v.e.Waiting, func(o pollstate.Item) bool { return o.Key == i.Key && o.Digest == i.Digest })
}

// remember notes the copy of an item that was seen; what it was before becomes a former copy.
func (v *visit) remember(key, digest string) {
	if v.places == nil {
		v.index()
	}
	n, ok := v.places[key]
	if !ok {
		v.places[key] = len(v.e.Seen)
		v.e.Seen = append(v.e.Seen, pollstate.Seen{Key: key, Digest: digest})
		return
	}
	if s := &v.e.Seen[n]; s.Digest != digest {
		s.Former = slices.Insert(s.Former, 0, s.Digest)
		s.Former = s.Former[:min(len(s.Former), pollstate.MaxFormer)]
		s.Digest = digest
	}
}

// digestOf is the copy of an item that was seen; "" of any other.
func (v *visit) digestOf(key string) string {
	if v.places == nil {
		v.index()
	}
	if n, ok := v.places[key]; ok {
		return v.e.Seen[n].Digest
	}
	return ""
}

// index notes where the items seen are.
func (v *visit) index() {
	v.places = make(map[string]int, len(v.e.Seen))
	for n, s := range v.e.Seen {
		v.places[s.Key] = n
	}
}

// arrange puts the items that left the document before those that are in it, and forgets those that left first.
func (v *visit) arrange(items []item, partial bool) {
	defer v.index()
	last := func(seen []pollstate.Seen, n int) []pollstate.Seen { return seen[max(0, len(seen)-n):] }
	if partial {
		v.e.Seen = last(v.e.Seen, pollstate.MaxSeen+pollstate.MaxLeft)
		return
	}
	listed := make(map[string]bool, len(items))
	for _, it := range items {
		listed[it.key] = true
	}
	var in, left []pollstate.Seen
	for _, s := range v.e.Seen {
		if listed[s.Key] {
			in = append(in, s)
		} else {
			left = append(left, s)
		}
	}
	v.e.Seen = append(last(left, pollstate.MaxLeft), in...)
}
