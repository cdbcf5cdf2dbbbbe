package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// reader gathers a roster.
type reader struct {
	Question
	js      jetstream.JetStream
	sources map[string]*Source
	out     Roster
}

// source gives the entry of a source; nil where it is not asked for.
func (r *reader) source(name string) *Source {
	if r.Source != "" && name != r.Source {
		return nil
	}
	if r.sources[name] == nil {
		r.sources[name] = &Source{Name: name}
	}
	return r.sources[name]
}

// wire finds when the sources were heard last, by the last message on each of WIRE's subjects. A source may have several, by
// the ways its publishers spell it.
func (r *reader) wire(ctx context.Context) error {
	err := lastOfEach(ctx, r.js, topology.Wire, func(on string, at time.Time) {
		name, err := subject.WireSource(on)
		if err != nil {
			return // an operator's decision, or what ingest buried
		}
		if s := r.source(name); s != nil && at.After(s.LastItem) {
			s.LastItem = at
		}
	})
	if err != nil {
		return fmt.Errorf("read the last messages of %s: %w", topology.Wire, err)
	}
	return nil
}

// lastOfEach gives subject and time of the last message on each subject that a stream holds now.
func lastOfEach(ctx context.Context, js jetstream.JetStream, name string, take func(subject string, at time.Time)) error {
	stream, err := js.Stream(ctx, name)
	if err != nil || stream.CachedInfo().State.Msgs == 0 {
		return err
	}
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy, HeadersOnly: true})
	if err != nil {
		return err
	}
	if consumer.CachedInfo().NumPending == 0 {
		return nil
	}
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for end := stream.CachedInfo().State.LastSeq; ; {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		take(m.Subject(), meta.Timestamp)
		// What comes meanwhile is no reason to go on for ever.
		if meta.NumPending == 0 || meta.Sequence.Stream >= end {
			return nil
		}
	}
}

// feeds reads what ingest keeps of the feeds it polls.
func (r *reader) feeds(ctx context.Context) error {
	store, err := pollstate.Open(ctx, r.js)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return nil // no ingest was here that polls
	}
	if err != nil {
		return err
	}
	states, err := store.List(ctx)
	r.out.Broken = err // one that is broken does not hide the others
	for _, state := range states {
		if s := r.source(state.Source); s != nil {
			s.Feeds = append(s.Feeds, r.feed(state))
		}
	}
	return nil
}

func (r *reader) feed(s pollstate.State) Feed {
	f := Feed{
		Address: s.Address, Sitemap: s.Sitemap, State: Polling, LastItem: s.LastItem, Next: s.Next, Interval: time.Duration(s.Interval),
		Errors: s.Errors, Reason: s.Reason, Error: s.Error, Waiting: len(s.Waiting), MovedTo: s.MovedTo, Note: s.Note,
	}
	switch {
	case !s.Gone.IsZero():
		f.State = Gone
	case s.Errors > 0 && s.Reason == fetch.Robots:
		f.State = Robots
	case s.Claim != nil && s.Claim.Until.After(r.Now):
		f.State = Claimed
	case s.Pushed.After(r.Now):
		f.State = WebSub
	}
	return f
}

// news counts what NEWS keeps of each source, by its subjects.
func (r *reader) news(ctx context.Context) error {
	stream, err := r.js.Stream(ctx, topology.News)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil // no dedupe was here yet
	}
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", topology.News, err)
	}
	if state := stream.CachedInfo().State; state.Msgs > 0 {
		r.out.Since = state.FirstTime
	}
	token := r.Source
	if token == "" {
		token = "*"
	}
	for _, counted := range []struct {
		filter string
		of     func(*Source) *int
	}{
		{"news.article.new.*.*." + token, func(s *Source) *int { return &s.Articles }},
		{"news.copy.collapsed.*.*." + token, func(s *Source) *int { return &s.Copies }},
	} {
		info, err := stream.Info(ctx, jetstream.WithSubjectFilter(counted.filter))
		if err != nil {
			return fmt.Errorf("count %s in %s: %w", counted.filter, topology.News, err)
		}
		for name, n := range info.State.Subjects {
			on, err := subject.ReadNews(name)
			if err != nil {
				continue // somebody else's message
			}
			if s := r.source(on.Source); s != nil {
				*counted.of(s) += int(n)
			}
		}
	}
	return nil
}

// expected adds what the list says: how long a source may be silent, feeds that were never polled, and those that are no more.
func (r *reader) expected() {
	if len(r.List) > 0 {
		r.unlisted()
	}
	for _, listed := range r.List {
		s := r.source(listed.Name)
		if s == nil {
			continue
		}
		s.Every = listed.Every
		known := map[string]bool{}
		for _, f := range s.Feeds {
			known[f.Address] = true
		}
		for _, kind := range []struct {
			addresses []string
			sitemap   bool
		}{{listed.Feeds, false}, {listed.Sitemaps, true}} {
			for _, address := range kind.addresses {
				if !known[address] {
					s.Feeds = append(s.Feeds, Feed{Address: address, Sitemap: kind.sitemap, State: Waiting})
				}
			}
		}
	}
}

// unlisted marks the feeds that are not in the list. Their states stay for the day when they are back, and are not news.
func (r *reader) unlisted() {
	type address struct{ source, of string }
	listed := map[address]bool{}
	for _, s := range r.List {
		for _, of := range slices.Concat(s.Feeds, s.Sitemaps) {
			listed[address{s.Name, of}] = true
		}
	}
	for name, s := range r.sources {
		for n := range s.Feeds {
			if f := &s.Feeds[n]; !listed[address{name, f.Address}] {
				f.State, f.Next, f.Interval, f.Errors = Unlisted, time.Time{}, 0, 0
			}
		}
	}
}
