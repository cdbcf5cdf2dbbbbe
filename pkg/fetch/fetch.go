// Package fetch gets feeds, sitemaps, pages and robots.txt over HTTP: safely for us, politely to others, and bounded in
// everything that the other side chooses.
//
// It promises:
//
//   - safe: no connection goes to an address that is not the public internet's (loopback, private, link-local, metadata,
//     …; see [Forbidden]), unless the operator allowed it. The address is checked that is then dialled, at each dial and
//     after each redirect, so that names which change their address gain nothing. No proxy of the environment, no
//     cookies, no credentials, no Referer.
//   - polite: one request a host at a time in the whole process, robots.txt, redirects and all, in the order in which
//     they were asked for, with a pause between; robots.txt as RFC 9309 has it; a name that says who asks.
//   - bounded: redirects, header, body, time, rate, decompression, sockets and what is remembered of hosts.
//   - whole or nothing: a body that was cut is an error, and so is one of another kind than those that were asked for.
//
// It speaks HTTP/1.1: with one request a host at a time, HTTP/2 has nothing to give.
package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"time"
)

// Request is what is wanted of an address.
type Request struct {
	URL string // absolute, http or https

	// ETag and LastModified are the validators of the copy at hand, as the answer gave them: with one of them the
	// request is conditional. One that no header may carry (control characters, above 1 KiB) is left out.
	ETag, LastModified string

	// Types are the media types that are taken, such as application/rss+xml; empty: all. They are also what the request
	// says that it accepts, the best first. See [Response.ContentType] for what is done where the answer declares another.
	Types []string

	MaxBytes int64 // of the body, unpacked; 0: the client's
	Robots   bool  // ask the robots.txt of each host on the way
}

// Response is an answer that can be used: the whole body, or the word that the copy at hand is still good.
type Response struct {
	URL       string // where the body came from, after redirects
	Permanent string // the URL to use from now on, where there were redirects and all of them permanent; else ""

	Status      int
	NotModified bool // the copy at hand is still good; there is no body

	// ContentType is the declared one, where it is among the types asked for. Where it is missing, or such as servers
	// give to anything (text/html and text/plain for a feed), it is what the body looks like: application/xml,
	// application/json, text/html or text/plain, with the declared charset.
	ContentType string

	ETag, LastModified string        // the validators of this copy, verbatim; "" for none that can be sent again
	Fresh              time.Duration // for how long it need not be asked again, by Cache-Control or Expires; 0 unknown, at most MaxFresh
	Links              []Link        // of the header: rel hub, self, canonical; at most 32
	Body               []byte        // unpacked, also where it is itself a gzip file
}

// Link is a link of the header.
type Link struct {
	Rel string // hub, self or canonical
	URL string // absolute
}

// Client gets. It is used by any number of goroutines; a process has one, since hosts have their turns in it.
type Client struct {
	options   Options
	transport *http.Transport
	turns     *turns
	open      places // for each exchange under way
	large     places // for each large body that comes
	unpacking places // for each body that is unpacked
	robots    *robotsCache
}

// New is a client with the options' defaults filled in.
func New(o Options) *Client {
	c := &Client{options: o.withDefaults()}
	c.transport = newTransport(c.options, c.allowedHost)
	c.turns = newTurns()
	c.open, c.large, c.unpacking = make(places, c.options.Open), make(places, mostLarge), make(places, runtime.GOMAXPROCS(0))
	c.robots = newRobotsCache(c)
	return c
}

// Close closes the idle connections. The client may still be used.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Get gets what a request asks for. It waits for its turn at the host, as long as ctx lets it; the limits of time count
// from there. An error is an [*Error], or ctx's own where ctx was cancelled.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	t, err := c.target(r.URL)
	if err != nil {
		return nil, err
	}
	return c.get(ctx, t, c.question(r))
}

func (c *Client) get(ctx context.Context, t target, q question) (*Response, error) {
	seen := map[string]bool{}
	for permanent := true; ; {
		var delay time.Duration
		if q.Robots {
			var err error
			if delay, err = c.robots.ask(ctx, t); err != nil {
				return nil, err
			}
		}
		seen[t.url.String()] = true
		a, err := c.visit(ctx, http.MethodGet, t, q, delay)
		if err != nil {
			return nil, err
		}
		if a.redirect == "" {
			a.response.URL = t.url.String()
			if permanent && len(seen) > 1 {
				a.response.Permanent = a.response.URL
			}
			return a.response, nil
		}
		next, err := c.follow(t, a.redirect)
		switch {
		case err != nil:
			return nil, err
		case seen[next.url.String()]:
			return nil, t.fail(Redirects, fmt.Errorf("they lead in a circle, back to %s", shown(next.url.String())))
		case len(seen) > c.options.Redirects:
			return nil, t.fail(Redirects, fmt.Errorf("more than %d", c.options.Redirects))
		}
		permanent = permanent && lasting(a.status) && !downgrade(t, next)
		t = next
	}
}

// Post sends a form, as WebSub's subscriptions are, and gives the status of the answer, whose body is not read. Only 307
// and 308 are followed. A status that is not 2xx is an [*Error] too.
func (c *Client) Post(ctx context.Context, address string, form url.Values) (status int, err error) {
	t, err := c.target(address)
	if err != nil {
		return 0, err
	}
	for hops := 0; ; hops++ {
		a, err := c.visit(ctx, http.MethodPost, t, question{accept: "*/*", form: form.Encode()}, 0)
		if err != nil {
			return statusOf(err), err
		}
		if a.redirect == "" {
			return a.status, nil
		}
		if hops == c.options.Redirects {
			return a.status, t.fail(Redirects, fmt.Errorf("more than %d", c.options.Redirects))
		}
		if t, err = c.follow(t, a.redirect); err != nil {
			return a.status, err
		}
	}
}
