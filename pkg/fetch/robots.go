package fetch

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/wirefold/wirefold/pkg/robots"
)

// Token is the name by which robots.txt speaks of us.
const Token = "wirefold"

const (
	robotsLife    = 24 * time.Hour   // RFC 9309, section 2.4: not longer, unless the file cannot be had
	robotsLeast   = 10 * time.Minute // whatever the file's own Cache-Control says; and how long an outage stands
	robotsEntries = 20_000
	robotsBytes   = 32 << 20
)

// robotsCache remembers what robots.txt says, of the hosts last asked.
type robotsCache struct {
	client *Client
	mu     sync.Mutex
	hosts  map[string]*list.Element // of *robotsEntry, by scheme and host
	order  *list.List               // the last used first
	bytes  int
}

// robotsEntry is a host's. Who has its token reads and writes what is below it; one asks, and the others wait for him.
type robotsEntry struct {
	site  string
	size  int // under robotsCache.mu
	token chan struct{}

	rules robots.Rules
	err   error // why nothing may be asked; nil: the rules say
	known bool  // there were rules once
	until time.Time
}

func newRobotsCache(c *Client) *robotsCache {
	return &robotsCache{client: c, hosts: map[string]*list.Element{}, order: list.New()}
}

// ask gives the pause that a host asks for, or the error that its robots.txt makes of a request.
func (c *robotsCache) ask(ctx context.Context, t target) (time.Duration, error) {
	path := t.url.EscapedPath()
	if path == "/robots.txt" {
		return 0, nil
	}
	if t.url.RawQuery != "" {
		path += "?" + t.url.RawQuery
	}
	e := c.entry(t.url.Scheme + "://" + t.url.Host)
	select {
	case e.token <- struct{}{}:
		defer func() { <-e.token }()
	case <-ctx.Done():
		return 0, t.ended(ctx.Err())
	}
	if now := c.client.options.Now(); now.After(e.until) {
		if err := c.renew(ctx, e, t, now); err != nil {
			return 0, err
		}
	}
	switch {
	case e.err != nil:
		return 0, e.err
	case !e.rules.Allowed(path):
		return 0, t.fail(Robots, errors.New("robots.txt disallows it"))
	}
	return min(e.rules.Delay, MaxCrawlDelay), nil
}

// renew fetches a host's robots.txt. Its error is the end of ctx; all else is remembered.
func (c *robotsCache) renew(ctx context.Context, e *robotsEntry, t target, now time.Time) error {
	file := *t.url
	file.Path, file.RawPath, file.RawQuery, file.ForceQuery = "/robots.txt", "", "", false
	answer, err := c.client.get(ctx, target{url: &file, key: t.key}, question{
		Request: Request{MaxBytes: robots.MaxFile}, accept: "text/plain, */*;q=0.1", cut: true,
	})
	var failure *Error
	switch {
	case err != nil && ctx.Err() != nil:
		return err // ours, and no word on the host
	case err == nil:
		e.rules, e.err, e.known = robots.Parse(answer.Body, Token), nil, true
		e.until = now.Add(min(max(answer.Fresh, robotsLeast), robotsLife))
		if answer.Fresh == 0 {
			e.until = now.Add(robotsLife)
		}
	case !errors.As(err, &failure):
		return err
	case failure.Status >= 400 && failure.Status < 500 && failure.Status != http.StatusTooManyRequests, failure.Reason == Redirects:
		e.rules, e.err, e.known = robots.Rules{}, nil, true // there is none (sections 2.3.1.2 and 2.3.1.3)
		e.until = now.Add(robotsLife)
	default:
		// Nobody knows what it says: all is disallowed for a while, unless it said something before.
		e.until = now.Add(max(robotsLeast, failure.RetryAfter))
		if !e.known {
			e.err = unreadable(failure)
		}
	}
	c.weigh(e)
	return nil
}

// unreadable is the error of all requests to a host whose robots.txt cannot be read.
func unreadable(failure *Error) *Error {
	e := *failure
	if e.RetryAfter < robotsLeast {
		e.RetryAfter = robotsLeast
	}
	cause := failure.Err
	if cause == nil {
		cause = fmt.Errorf("status %d", failure.Status)
	}
	e.Err = fmt.Errorf("robots.txt cannot be read, so nothing is asked: %w", cause)
	return &e
}

func (c *robotsCache) entry(site string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.hosts[site]; at != nil {
		c.order.MoveToFront(at)
		return at.Value.(*robotsEntry)
	}
	e := &robotsEntry{site: site, token: make(chan struct{}, 1)}
	c.hosts[site] = c.order.PushFront(e)
	c.evict()
	return e
}

// weigh counts what an entry holds, and forgets those that were not used for longest where all is too much. One that
// is forgotten while it is asked is fetched again by the next who asks.
func (c *robotsCache) weigh(e *robotsEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.hosts[e.site]; at == nil || at.Value.(*robotsEntry) != e {
		return
	}
	c.bytes += e.rules.Size() - e.size
	e.size = e.rules.Size()
	c.evict()
}

func (c *robotsCache) evict() {
	for c.order.Len() > 1 && (c.order.Len() > robotsEntries || c.bytes > robotsBytes) {
		last := c.order.Remove(c.order.Back()).(*robotsEntry)
		delete(c.hosts, last.site)
		c.bytes -= last.size
	}
}
