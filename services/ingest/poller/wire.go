package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/subject"
	"github.com/wirefold/wirefold/pkg/topology"

	"github.com/wirefold/wirefold/services/ingest/pollstate"
)

// wire looks WIRE up, as it is now.
func (p *Poller) wire(ctx context.Context) (jetstream.Stream, error) {
	ctx, cancel := broker(ctx)
	defer cancel()
	wire, err := p.JS.Stream(ctx, topology.Wire)
	if err != nil {
		return nil, fmt.Errorf("look up stream %s: %w", topology.Wire, err)
	}
	return wire, nil
}

// lastOfWire is the sequence of WIRE's last message.
func (p *Poller) lastOfWire(ctx context.Context) (uint64, error) {
	wire, err := p.wire(ctx)
	if err != nil {
		return 0, err
	}
	return wire.CachedInfo().State.LastSeq, nil
}

// publish publishes one item.
func (v *visit) publish(ctx context.Context, i pollstate.Item, header nats.Header, body []byte) error {
	to, err := subject.Wire(v.source.Name)
	if err != nil {
		return err
	}
	ctx, cancel := broker(ctx)
	defer cancel()
	header.Set(nats.MsgIdHdr, i.MsgID(v.source.Name))
	if _, err = v.p.JS.PublishMsg(ctx, &nats.Msg{Subject: to, Header: header, Data: body}, jetstream.WithExpectStream(topology.Wire)); err != nil {
		return fmt.Errorf("publish on %s: %w", to, err)
	}
	return nil
}

// recover looks on WIRE for what a claim that was cut off meant to publish, and takes it off what waits.
func (v *visit) recover(ctx context.Context, c pollstate.Claim) error {
	missing := map[string]bool{}
	for _, i := range v.e.Waiting {
		missing[i.MsgID(v.source.Name)] = true
	}
	from := c.After + 1
	if c.Epoch != v.p.Epoch {
		from = 1 // WIRE may have been made anew, and counts otherwise
	}
	found, err := v.p.onWire(ctx, v.source.Name, from, missing)
	if err != nil {
		return err
	}
	for _, i := range slices.Clone(v.e.Waiting) {
		if found[i.MsgID(v.source.Name)] {
			v.settle(i)
		}
	}
	fields := []zap.Field{zap.String("instance", c.Instance), zap.Int("published", len(found)), zap.Int("left", len(v.e.Waiting))}
	if c.Instance == v.p.Instance {
		v.log.Debug("a visit is taken up that the broker did not let end", fields...)
	} else {
		v.log.Warn("a visit was cut off and is taken up", fields...)
	}
	return nil
}

// onWire says which of the ids a source's messages carry, from a sequence on. There may be a week of them: each has the
// broker's time for itself.
func (p *Poller) onWire(ctx context.Context, source string, from uint64, ids map[string]bool) (map[string]bool, error) {
	found := map[string]bool{}
	if len(ids) == 0 {
		return found, nil
	}
	name, err := subject.Wire(source)
	if err != nil {
		return nil, err
	}
	wire, err := p.wire(ctx)
	if err != nil {
		return nil, err
	}
	for len(found) < len(ids) {
		if ctx.Err() != nil {
			return nil, errStopped
		}
		m, err := nextOn(ctx, wire, from, name)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s from sequence %d: %w", name, from, err)
		}
		if id := m.Header.Get(nats.MsgIdHdr); ids[id] {
			found[id] = true
		}
		from = m.Sequence + 1
	}
	return found, nil
}

// nextOn is the first message on a subject from a sequence on.
func nextOn(ctx context.Context, wire jetstream.Stream, from uint64, name string) (*jetstream.RawStreamMsg, error) {
	ctx, cancel := broker(ctx)
	defer cancel()
	return wire.GetMsg(ctx, from, jetstream.WithGetMsgSubject(name))
}
