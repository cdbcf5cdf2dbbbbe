package poller

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/pkg/weburl"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const (
	// pageBatch is how many pages of a feed are fetched in one visit: then others of the same host have their turn.
	pageBatch = 10

	// firstRetry is how long after its first failure a page is tried again. It grows fourfold, and after maxAttempts the
	// feed's own text is news still: 1 h 25 min later.
	firstRetry  = time.Minute
	maxAttempts = 5

	// longestPageWish bounds what a host may ask for by Retry-After, of a page.
	longestPageWish = 6 * time.Hour
)

// pageTypes are the media types of pages.
var pageTypes = []string{"text/html", "application/xhtml+xml"}

// passing are the reasons for which a page is tried again.
var passing = []string{
	fetch.Throttled, fetch.Unavailable, fetch.Timeout, fetch.DNS, fetch.TLS, fetch.Connect, fetch.Truncated, fetch.Broken,
}

// elsewhere is the reason of a page that is another one than was asked for: the front page, or one to log in or consent.
const elsewhere = "elsewhere"

// fetchPages fetches some of the pages that are due on a host, and publishes them.
func (v *visit) fetchPages(ctx context.Context, host string) error {
	v.asked = true
	without := map[string]int{} // a page, by reason
	for range pageBatch {
		n := v.duePage(host)
		if n < 0 {
			break
		}
		i := v.e.Waiting[n]
		r, err := v.get(ctx, fetch.Request{URL: i.Page, Types: pageTypes, MaxBytes: topology.MaxBody, Robots: !v.source.IgnoreRobots})
		if endsVisit(err) {
			return err
		}
		var address, reason string
		if err == nil {
			address, reason = landed(i.Page, r)
		} else if reason = fetch.ReasonOf(err); reason == "" {
			reason = fetch.Timeout
		}
		switch {
		case reason == "":
			if err := v.publishPage(ctx, i, address, r); err != nil {
				return err
			}
		case slices.Contains(passing, reason) && i.Attempts+1 < maxAttempts:
			if v.postpone(n, reason, err); !v.hold.IsZero() {
				return nil // the host wants to be left alone
			}
		default:
			without[reason]++
			if err := v.doWithout(ctx, n, reason); err != nil {
				return err
			}
		}
	}
	for reason, n := range without {
		v.tell(n, "pages not to be had ("+reason+"): the feed's own text is taken, where there is any")
	}
	return nil
}

// duePage finds the page that was due first; -1: none is.
func (v *visit) duePage(host string) int {
	found, now := -1, v.p.Now()
	for n, i := range v.e.Waiting {
		if i.Page != "" && !i.Due.After(now) && hostOf(i.Page) == host && (found < 0 || i.Due.Before(v.e.Waiting[found].Due)) {
			found = n
		}
	}
	return found
}

func (v *visit) publishPage(ctx context.Context, i pollstate.Item, address string, r *fetch.Response) error {
	var a article
	if err := json.Unmarshal(i.Article, &a); err != nil {
		return err
	}
	if err := v.publish(ctx, i, v.pageHeaders(a, address, r), r.Body); err != nil {
		return err
	}
	v.settle(i)
	return nil
}

// postpone lets a page wait for a better time; where its host wants to be left alone, all that is asked of the host. That is
// for as long as the host says and no longer, since one page that never comes must not hold up what others read.
func (v *visit) postpone(n int, reason string, err error) {
	i := &v.e.Waiting[n]
	wait, wish := firstRetry<<(2*i.Attempts), time.Duration(0)
	var fetched *fetch.Error
	if errors.As(err, &fetched) {
		wish = min(fetched.RetryAfter, longestPageWish)
	}
	wait = max(wait, wish)
	i.Attempts++
	i.Reason = reason
	now := v.p.Now().UTC()
	i.Due = v.pace.spread(now, now, wait)
	v.log.Debug("page not fetched, it is tried again", zap.String("page", i.Page), zap.String("reason", reason), zap.Int("attempt", i.Attempts), zap.Error(err))
	if reason != fetch.Throttled && (reason != fetch.Unavailable || wish == 0) {
		return
	}
	v.hold = v.pace.spread(now, now, cmp.Or(wish, firstRetry))
	for m := range v.e.Waiting {
		if o := &v.e.Waiting[m]; o.Page != "" && hostOf(o.Page) == hostOf(i.Page) && o.Due.Before(v.hold) {
			o.Due = v.hold
		}
	}
	if hostOf(v.polled()) == hostOf(i.Page) && v.e.Next.Before(v.hold) {
		v.e.Next = v.hold // so that other instances and people know
	}
}

// doWithout publishes what the feed itself says of an item. Of a sitemap's that is no text.
func (v *visit) doWithout(ctx context.Context, n int, reason string) error {
	i := v.e.Waiting[n]
	v.log.Debug("page not to be had", zap.String("page", i.Page), zap.String("reason", reason), zap.Int("attempt", i.Attempts+1))
	var a article
	if err := json.Unmarshal(i.Article, &a); err != nil {
		return err
	}
	if a.Text+a.HTML == "" {
		v.p.Metrics.items.Of(itemDropped).Inc()
		v.settle(i)
		return nil
	}
	if err := v.publish(ctx, i, v.headers(), i.Article); err != nil {
		return err
	}
	v.settle(i)
	return nil
}

// landed says where a page is, by its canonical link in the header or where redirects ended; or why it is none: redirects
// that end at a front page, or where to log in or consent, are a site's way to say that there is nothing here.
func landed(asked string, r *fetch.Response) (address, reason string) {
	want, err := url.Parse(asked)
	if err != nil {
		return "", fetch.Broken
	}
	end, err := url.Parse(r.URL)
	if err != nil {
		return "", fetch.Broken
	}
	if r.URL != asked && (frontPage(end) && !frontPage(want) || gate(end) && !gate(want)) {
		return "", elsewhere
	}
	for _, l := range r.Links {
		if c, err := url.Parse(l.URL); l.Rel == "canonical" && err == nil && strings.EqualFold(c.Host, end.Host) && (!frontPage(c) || frontPage(end)) {
			return canonical(l.URL, asked), ""
		}
	}
	return canonical(r.URL, asked), ""
}

// canonical leaves out of an address what does not name the page.
func canonical(address, otherwise string) string {
	if c, _, err := weburl.Canonical(address); err == nil {
		return c
	}
	return otherwise
}

func frontPage(u *url.URL) bool { return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" }

// gates are the words of hosts and paths at which sites stop a reader.
var gates = []string{"login", "log-in", "signin", "sign-in", "sso", "consent", "captcha", "cookiewall", "cookie-wall", "paywall", "auth", "oauth"}

func gate(u *url.URL) bool {
	first, _, _ := strings.Cut(u.Hostname(), ".")
	if slices.Contains(gates, strings.ToLower(first)) {
		return true
	}
	for segment := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if word, _, _ := strings.Cut(segment, "."); slices.Contains(gates, word) {
			return true
		}
	}
	return false
}
