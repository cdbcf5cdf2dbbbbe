package poller

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/sitemap"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const (
	// newsFor is how old a page of a sitemap may be, by its own dates: news sitemaps list two days, and others go back to the
	// beginnings. After a longer pause, what came in between is taken too.
	newsFor = 48 * time.Hour

	// maxChildren is how many sitemaps of an index are read in one visit, the others in the next ones.
	maxChildren = 20

	// maxListed is how many sitemaps of an index are kept in mind, the latest. Of those before nothing is news.
	maxListed = 500
)

// page is one that a sitemap lists, with the time it is of.
type page struct {
	sitemap.Page
	at time.Time
}

// readSitemap reads a sitemap; of an index those of its sitemaps that changed.
func (v *visit) readSitemap(ctx context.Context, r *fetch.Response) (document, error) {
	s, err := v.parseSitemap(ctx, r)
	if err != nil {
		return document{}, err
	}
	doc := document{partial: s.Truncated}
	pages := s.Pages
	if len(s.Index) > 0 {
		doc.partial = true
		if pages, doc.again, err = v.readIndex(ctx, s.Index); err != nil {
			return document{}, err
		}
	}
	doc.items, err = v.recent(pages)
	return doc, err
}

func (v *visit) parseSitemap(ctx context.Context, r *fetch.Response) (sitemap.Sitemap, error) {
	select {
	case v.p.parsing <- struct{}{}:
		defer func() { <-v.p.parsing }()
	case <-ctx.Done():
		return sitemap.Sitemap{}, errStopped
	}
	s, err := sitemap.Parse(r.Body, r.URL)
	if err != nil {
		return sitemap.Sitemap{}, fmt.Errorf("%w: %w", ErrNotRead, err)
	}
	v.missed = append(v.missed, missed{s.Cut, "entries after the first 50,000 of a sitemap left out"},
		missed{s.Foreign, "entries of other sites left out"}, missed{s.Broken, "entries without an address left out"}, brokenOff(s.Truncated))
	return s, nil
}

// recent makes items of the pages that are news, oldest first.
func (v *visit) recent(all []sitemap.Page) ([]item, error) {
	since := v.newsSince()
	var pages []page
	undated := 0
	for _, p := range all {
		at := latest(p.Published, p.LastMod)
		switch {
		case at.IsZero():
			undated++
		case at.After(since):
			pages = append(pages, page{p, at})
		}
	}
	slices.SortStableFunc(pages, func(a, b page) int { return a.at.Compare(b.at) })
	over := max(0, len(pages)-pollstate.MaxSeen)
	v.missed = append(v.missed, missed{undated, "pages without a date left out"}, missed{over, "pages left out: more than 10,000 of two days"})
	var items []item
	listed := map[string]bool{}
	for _, p := range pages[over:] {
		it, err := v.ofSitemap(p.Page)
		if err != nil || listed[it.key] {
			continue // no address on the web, or one that is listed twice
		}
		listed[it.key] = true
		items = append(items, it)
	}
	return items, nil
}

// newsSince is the time from which on pages are news.
func (v *visit) newsSince() time.Time {
	since := v.p.Now()
	if !v.e.Polled.IsZero() && v.e.Polled.Before(since) {
		since = v.e.Polled
	}
	return since.Add(-newsFor)
}

// latest is the latest of some times as sitemaps write them; a date alone lasts until its end.
func latest(times ...string) time.Time {
	var last time.Time
	for _, s := range times {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			if at, err = time.Parse(time.DateOnly, s); err != nil {
				continue
			}
			at = at.Add(24 * time.Hour)
		}
		if at.After(last) {
			last = at
		}
	}
	return last
}

// readIndex reads those sitemaps of an index that are of recent days and changed since they were read last. Those that
// failed or had to wait are read next time, for which again says that the index must be.
func (v *visit) readIndex(ctx context.Context, refs []sitemap.Ref) (pages []sitemap.Page, again bool, err error) {
	children, wanted := v.children(refs)
	if len(wanted) > maxChildren {
		wanted, again = wanted[:maxChildren], true
	}
	var failure error
	failed := 0
	for _, n := range wanted {
		c := &children[n]
		found, err := v.readChild(ctx, c.Address)
		if endsVisit(err) {
			return nil, false, err
		}
		if err != nil {
			v.log.Debug("sitemap of an index not read", zap.String("sitemap", c.Address), zap.Error(err))
			failure, again = err, true
			failed++
			c.LastMod = "" // not read as it is now
			continue
		}
		c.Read = v.p.Now().UTC()
		again = again || c.LastMod == ""
		pages = append(pages, found...)
	}
	if failure != nil && !slices.ContainsFunc(children, func(c pollstate.Child) bool { return !c.Read.IsZero() }) {
		return nil, false, failure // none was ever read
	}
	v.missed = append(v.missed, missed{failed, "sitemaps of the index not read, they are tried again"})
	v.e.Children = children
	return pages, again, nil
}

// children gives the sitemaps of an index that are of recent days, and which of them are to be read: those never read
// first, then those that were read longest ago.
func (v *visit) children(refs []sitemap.Ref) (children []pollstate.Child, wanted []int) {
	known := map[string]pollstate.Child{}
	for _, c := range v.e.Children {
		known[c.Address] = c
	}
	since := v.newsSince()
	slices.SortStableFunc(refs, func(a, b sitemap.Ref) int { return latest(b.LastMod).Compare(latest(a.LastMod)) })
	for _, r := range refs {
		at := latest(r.LastMod)
		if r.URL == "" || !at.IsZero() && !at.After(since) || len(children) == maxListed {
			continue
		}
		before := known[r.URL]
		children = append(children, pollstate.Child{Address: r.URL, LastMod: r.LastMod, Read: before.Read})
		if before.Read.IsZero() || r.LastMod == "" || r.LastMod != before.LastMod {
			wanted = append(wanted, len(children)-1)
		}
	}
	slices.SortStableFunc(wanted, func(a, b int) int {
		return cmp.Or(children[a].Read.Compare(children[b].Read), latest(children[b].LastMod).Compare(latest(children[a].LastMod)))
	})
	// What has to wait counts as it was read last, or it would seem read.
	for _, n := range wanted[min(len(wanted), maxChildren):] {
		children[n].LastMod = known[children[n].Address].LastMod
	}
	return children, wanted
}

func (v *visit) readChild(ctx context.Context, address string) ([]sitemap.Page, error) {
	r, err := v.get(ctx, fetch.Request{URL: address, Types: sitemapTypes, MaxBytes: maxFeed, Robots: !v.source.IgnoreRobots})
	if err != nil {
		return nil, err
	}
	s, err := v.parseSitemap(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.Pages, nil
}
