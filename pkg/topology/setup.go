package topology

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// epochKey is where WIRE's metadata keeps its epoch: a name for this life of the stream, since its sequences begin
// again when it is made anew.
const epochKey = "wirefold.epoch"

// firstKey is where WIRE's metadata keeps the first sequence of an epoch that AcceptLoss began.
const firstKey = "wirefold.first"

// Part is what one service uses of the topology.
type Part struct {
	Owns  []string // streams it creates and keeps to their configuration
	Needs []string // streams it creates when missing
	Queue *Queue   // the durable it works off, if any
	Marks bool     // whether it keeps crash-loop marks
}

// The parts of the services; All is all of them.
var (
	IngestPart  = Part{Owns: []string{Wire, Articles}, Needs: []string{Dead}, Queue: &IngestQueue, Marks: true}
	CleanPart   = Part{Owns: []string{Clean}, Needs: []string{Wire, Articles, Dead}, Queue: &CleanQueue, Marks: true}
	ExtractPart = Part{Owns: []string{Facts}, Needs: []string{Wire, Clean, Dead}, Queue: &ExtractQueue, Marks: true}
	DedupePart  = Part{Owns: []string{Decisions, News, State, Dead}, Needs: []string{Wire, Articles, Clean, Facts}}

	All = []Part{IngestPart, CleanPart, ExtractPart, DedupePart}
)

// Setup creates or updates what the parts use. It fails when the broker's max_payload is below [MaxPayload], since
// creating streams would work and publishing fail later.
func Setup(ctx context.Context, js jetstream.JetStream, l Limits, parts ...Part) error {
	if got := js.Conn().MaxPayload(); got < MaxPayload {
		return fmt.Errorf("set up streams: the broker's max_payload is %d bytes, Wirefold needs %d: set max_payload: 8MB in its configuration", got, MaxPayload)
	}
	owned, needed := map[string]bool{}, map[string]bool{}
	for _, p := range parts {
		for _, name := range p.Owns {
			owned[name] = true
		}
		for _, name := range slices.Concat(p.Owns, p.Needs) {
			needed[name] = true
		}
	}
	configs := streams(l)
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if err := ensureStream(ctx, js, configs[name], owned[name]); err != nil {
			return err
		}
	}
	for _, p := range parts {
		if err := ensureQueue(ctx, js, p, configs[Wire].Replicas); err != nil {
			return err
		}
	}
	return nil
}

func ensureStream(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig, owned bool) error {
	stream, err := js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if want.Name == Wire {
			want.Metadata = map[string]string{epochKey: newEpoch()}
		}
		_, err = js.CreateStream(ctx, want)
		switch {
		case err == nil:
			return nil
		case hasCode(err, errCodeNoStorage):
			return fmt.Errorf("create stream %s: %w: it reserves %d bytes: raise the broker's max_file_store, or lower the limit", want.Name, err, want.MaxBytes)
		case !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse):
			return fmt.Errorf("create stream %s: %w", want.Name, err)
		}
		stream, err = js.Stream(ctx, want.Name) // another process was quicker, maybe with other limits
	}
	switch {
	case err != nil:
		return fmt.Errorf("look up stream %s: %w", want.Name, err)
	case !owned:
		return nil
	}
	have := stream.CachedInfo().Config
	config := merged(have, want)
	if reflect.DeepEqual(have, config) {
		return nil
	}
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return fmt.Errorf("update stream %s: %w", want.Name, err)
	}
	return nil
}

// merged sets what Wirefold decides; all else (placement, compression, metadata, …) stays as the operator has it, and
// nothing here scales down.
func merged(have, want jetstream.StreamConfig) jetstream.StreamConfig {
	config := have
	config.Subjects, config.Description, config.Retention, config.Discard = want.Subjects, want.Description, want.Retention, want.Discard
	config.MaxAge, config.Duplicates, config.AllowDirect = want.MaxAge, want.Duplicates, want.AllowDirect
	config.MaxBytes, config.MaxMsgSize = want.MaxBytes, orDefault(want.MaxMsgSize, -1)
	config.MaxMsgsPerSubject = orDefault(want.MaxMsgsPerSubject, -1)
	config.Replicas = max(have.Replicas, want.Replicas)
	if config.Name == Wire && config.Metadata[epochKey] == "" {
		config.Metadata = maps.Clone(config.Metadata)
		if config.Metadata == nil {
			config.Metadata = map[string]string{}
		}
		config.Metadata[epochKey] = newEpoch()
	}
	return config
}

func ensureQueue(ctx context.Context, js jetstream.JetStream, p Part, replicas int) error {
	if p.Queue != nil {
		if err := ensureConsumer(ctx, js, *p.Queue); err != nil {
			return fmt.Errorf("set up consumer %s on %s: %w", p.Queue.Durable, p.Queue.Stream, err)
		}
	}
	if !p.Marks {
		return nil
	}
	_, err := js.KeyValue(ctx, MarksBucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		_, err = js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: MarksBucket, Description: "Records that were in hand when their process died.", Replicas: replicas,
			TTL: 24 * time.Hour, // a record is tried again within seconds; what is older is litter
		})
		if errors.Is(err, jetstream.ErrBucketExists) {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("create bucket %s: %w", MarksBucket, err)
	}
	return nil
}

// ensureConsumer keeps where an existing consumer starts, which cannot be changed and is set by AcceptLoss.
func ensureConsumer(ctx context.Context, js jetstream.JetStream, q Queue) error {
	have, err := js.Consumer(ctx, q.Stream, q.Durable)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		_, err = js.CreateConsumer(ctx, q.Stream, q.consumer())
		if errors.Is(err, jetstream.ErrConsumerExists) {
			return nil
		}
		return err
	}
	if err != nil {
		return err
	}
	config, want := have.CachedInfo().Config, q.consumer()
	config.AckWait, config.MaxDeliver, config.MaxAckPending = want.AckWait, want.MaxDeliver, want.MaxAckPending
	if reflect.DeepEqual(have.CachedInfo().Config, config) {
		return nil
	}
	_, err = js.UpdateConsumer(ctx, q.Stream, config)
	return err
}

// ErrNoEpoch means that WIRE carries no epoch: it was made by hand and setup never ran.
var ErrNoEpoch = errors.New("stream WIRE carries no epoch: run `wirefold setup` once")

// Life is one life of WIRE.
type Life struct {
	Epoch string
	First uint64 // the first WIRE sequence that belongs to it
}

// ReadLife reads WIRE's epoch and where it began.
func ReadLife(ctx context.Context, js jetstream.JetStream) (Life, error) {
	s, err := js.Stream(ctx, Wire)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return Life{}, fmt.Errorf("read epoch of %s: %w: run `wirefold setup` once", Wire, err)
	case err != nil:
		return Life{}, fmt.Errorf("read epoch of %s: %w", Wire, err)
	}
	meta := s.CachedInfo().Config.Metadata
	if meta[epochKey] == "" {
		return Life{}, ErrNoEpoch
	}
	life := Life{Epoch: meta[epochKey], First: 1}
	if v, ok := meta[firstKey]; ok {
		if life.First, err = strconv.ParseUint(v, 10, 64); err != nil {
			return Life{}, fmt.Errorf("read epoch of %s: metadata %s: %w", Wire, firstKey, err)
		}
	}
	return life, nil
}

// AcceptLoss starts a new epoch after part of the streams was lost: what was under way is given up, dedupe's memory
// begins anew, and the wire is read from its present end. NEWS and STATE stay; the events of the new epoch follow in
// them. All services must be stopped.
func AcceptLoss(ctx context.Context, js jetstream.JetStream, l Limits) (Life, error) {
	for _, name := range []string{Articles, Clean, Facts, Decisions} {
		if err := js.DeleteStream(ctx, name); err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
			return Life{}, fmt.Errorf("give up stream %s: %w", name, err)
		}
	}
	if err := Setup(ctx, js, l, All...); err != nil {
		return Life{}, err
	}
	wire, err := js.Stream(ctx, Wire)
	if err != nil {
		return Life{}, fmt.Errorf("look up stream %s: %w", Wire, err)
	}
	life := Life{Epoch: newEpoch(), First: wire.CachedInfo().State.LastSeq + 1}
	if err := wire.DeleteConsumer(ctx, IngestQueue.Durable); err != nil {
		return Life{}, fmt.Errorf("reset consumer %s: %w", IngestQueue.Durable, err)
	}
	start := IngestQueue.consumer()
	start.DeliverPolicy, start.OptStartSeq = jetstream.DeliverByStartSequencePolicy, life.First
	if _, err := wire.CreateConsumer(ctx, start); err != nil {
		return Life{}, fmt.Errorf("reset consumer %s: %w", IngestQueue.Durable, err)
	}
	config := wire.CachedInfo().Config
	config.Metadata = maps.Clone(config.Metadata)
	config.Metadata[epochKey], config.Metadata[firstKey] = life.Epoch, strconv.FormatUint(life.First, 10)
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return Life{}, fmt.Errorf("set epoch of %s: %w", Wire, err)
	}
	return life, nil
}

// newEpoch is short, since it stands in every event's source: 48 random bits.
func newEpoch() string {
	var b [6]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
