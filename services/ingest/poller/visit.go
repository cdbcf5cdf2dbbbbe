package poller

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/sources"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

const (
	// claimFor is how long a feed is claimed: after that, whoever claimed it counts as dead. Clocks of several machines may
	// differ by as much, without harm but a feed that is polled twice.
	claimFor = 20 * time.Second

	// renewEvery is how often a claim is renewed while a request takes long.
	renewEvery = claimFor / 4

	// requestWithin bounds a request, with the wait for its host.
	requestWithin = 3 * time.Minute
)

// outcome is what the schedule learns from a visit.
type outcome struct {
	due       time.Time // when the feed wants its next visit
	host      string    // and the host that this one asks
	hold      time.Time // the visited host said: not before
	asked     bool      // the visited host was asked something
	condition string
}

var (
	// errStopped is the error of a request that the end of the process cut short.
	errStopped = errors.New("stopped")

	// errLost means that the claim is not to be kept: somebody else has it, or the broker is away.
	errLost = errors.New("the claim on the feed is lost")
)

// endsVisit says whether an error is none of the host that was asked.
func endsVisit(err error) bool { return errors.Is(err, errStopped) || errors.Is(err, errLost) }

// visit is one turn at a feed: it is polled, or some of the pages that its items link to are fetched.
type visit struct {
	p      *Poller
	feed   *target
	source sources.Source
	pace   pace
	log    *zap.Logger
	e      *pollstate.Entry
	places map[string]int // of the items seen, by key

	noText, tooLarge int      // items left out
	missed           []missed // of the document
	outcome
}

// visit visits a feed, as far as it has to do with the host.
func (p *Poller) visit(ctx context.Context, f *target, host string) (outcome, error) {
	v, err := p.begin(ctx, f)
	if err != nil {
		return outcome{}, err
	}
	defer func() { p.noteHub(f, v.e) }()
	now := p.Now()
	if c := v.e.Claim; c != nil && c.Instance != p.Instance && now.Before(c.Until) {
		return outcome{due: c.Until, host: host, condition: v.e.Condition()}, nil
	}
	cutOff := v.e.Claim != nil
	due, at := v.next()
	if !cutOff && (due.After(now) || at != host) {
		return outcome{due: due, host: at, condition: v.e.Condition()}, nil
	}
	if err := v.claim(ctx); err != nil {
		return outcome{}, err
	}
	err = v.deliver(ctx) // what was cut off
	switch due, at = v.next(); {
	case err != nil || due.After(now) || at != host:
	case v.polls():
		err = v.poll(ctx)
	default:
		err = v.fetchPages(ctx, host)
	}
	if err != nil && !errors.Is(err, errStopped) {
		return outcome{}, fmt.Errorf("visit %s: %w", f.address, err)
	}
	if err := v.release(ctx); err != nil {
		return outcome{}, err
	}
	v.due, v.host = v.next()
	v.condition = v.e.Condition()
	return v.outcome, nil
}

// begin reads a feed's state.
func (p *Poller) begin(ctx context.Context, f *target) (*visit, error) {
	source := p.sourceOf(f)
	v := &visit{p: p, feed: f, source: source, log: p.Log.With(zap.String("source", source.Name), zap.String("url", f.address))}
	v.pace.seed = p.Instance + f.key
	v.pace.least, v.pace.most = source.Bounds()
	ctx, cancel := broker(ctx)
	defer cancel()
	var err error
	v.e, err = p.store.Get(ctx, source.Name, f.address)
	if err == nil {
		v.e.Sitemap = f.sitemap
	}
	return v, err
}

// broker bounds a question to the broker, and lets it end when the process is told to: what was begun is written down.
func broker(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), brokerWithin)
}

// next says when the feed wants its next visit, and whom that asks.
func (v *visit) next() (due time.Time, host string) {
	due, host = v.e.Next, hostOf(v.polled())
	for _, i := range v.e.Waiting {
		if i.Page != "" && i.Due.Before(due) {
			due, host = i.Due, hostOf(i.Page)
		}
	}
	return due, host
}

// polls says whether it is the feed itself that is due next, and none of the pages.
func (v *visit) polls() bool {
	due, _ := v.next()
	return !due.Before(v.e.Next)
}

// polled is the address at which the feed is now.
func (v *visit) polled() string {
	if v.e.MovedTo != "" {
		return v.e.MovedTo
	}
	return v.feed.address
}

// claim makes the feed this instance's. What a former claim left behind is looked for on WIRE before.
func (v *visit) claim(ctx context.Context) error {
	if c := v.e.Claim; c != nil && c.Epoch != "" {
		if err := v.recover(ctx, *c); err != nil {
			return err
		}
	}
	v.e.Claim = &pollstate.Claim{Instance: v.p.Instance}
	if len(v.e.Waiting) > 0 {
		return v.intend(ctx)
	}
	return v.renew(ctx)
}

// intend writes down what waits, and from where on WIRE it will be found once it is published.
func (v *visit) intend(ctx context.Context) error {
	last, err := v.p.lastOfWire(ctx)
	if err != nil {
		return err
	}
	// What was published earlier under this claim is no longer waiting.
	v.e.Claim.After, v.e.Claim.Epoch = last, v.p.Epoch
	return v.renew(ctx)
}

// renew writes the state with a claim that is good for claimFor from now on.
func (v *visit) renew(ctx context.Context) error {
	v.e.Claim.Until = v.p.Now().Add(claimFor).UTC().Truncate(time.Second)
	return v.put(ctx)
}

// keep renews the claim if it has come half way to its end.
func (v *visit) keep(ctx context.Context) error {
	if v.e.Claim.Until.Sub(v.p.Now()) > claimFor/2 {
		return nil
	}
	return v.renew(ctx)
}

// get asks a host, and keeps the claim for as long as that takes.
func (v *visit) get(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	if err := v.keep(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", errLost, err)
	}
	bounded, cancel := context.WithTimeout(ctx, requestWithin)
	defer cancel()
	var renewing sync.WaitGroup
	var lost error
	answered := make(chan struct{})
	renewing.Go(func() {
		tick := time.NewTicker(v.p.renewEvery)
		defer tick.Stop()
		for {
			select {
			case <-answered:
				return
			case <-tick.C:
			}
			if lost = v.renew(ctx); lost != nil {
				cancel()
				return
			}
		}
	})
	response, err := v.p.Client.Get(bounded, r)
	close(answered)
	renewing.Wait()
	switch {
	case lost != nil:
		return nil, fmt.Errorf("%w: %w", errLost, lost)
	case err != nil && ctx.Err() != nil:
		return nil, errStopped
	}
	return response, err
}

// release writes the state, and lets others have the feed.
func (v *visit) release(ctx context.Context) error {
	v.e.Claim = nil
	return v.put(ctx)
}

func (v *visit) put(ctx context.Context) error {
	ctx, cancel := broker(ctx)
	defer cancel()
	return v.p.store.Put(ctx, v.e)
}

// missed is what was passed over though nothing failed.
type missed struct {
	n    int
	what string
}

// tellAgain is how often the log has the same of a feed: every item may bring it anew.
const tellAgain = 24 * time.Hour

// tell notes for the operator what was passed over.
func (v *visit) tell(n int, what string) {
	if n == 0 {
		return
	}
	v.e.Note = strconv.Itoa(n) + " " + what
	level := zap.DebugLevel
	if now := v.p.Now(); now.Sub(v.feed.told[what]) >= tellAgain {
		if level = zap.WarnLevel; v.feed.told == nil {
			v.feed.told = map[string]time.Time{}
		}
		v.feed.told[what] = now
	}
	v.log.Log(level, "feed not taken whole", zap.Int("items", n), zap.String("why", what))
}
