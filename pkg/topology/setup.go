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

// Where WIRE's metadata keeps what AcceptLoss began an epoch with.
const (
	firstKey = "wirefold.first" // WIRE's first sequence
	newsKey  = "wirefold.news"  // the last sequence of NEWS before it
	stateKey = "wirefold.state" // the last sequence of STATE before it
)

// Part is what one service uses of the topology.
type Part struct {
	Owns  []string // streams it creates and keeps to their configuration
	Needs []string // streams it creates when missing
	Queue *Queue   // the durable it works off, if any
	Marks bool     // whether it keeps crash-loop marks
	Doors bool     // whether it keeps what is known of feeds, sitemaps, hubs and unfinished files
}

// The parts of the services; All is all of them.
var (
	IngestPart  = Part{Owns: []string{Wire, Articles}, Needs: []string{Dead}, Queue: &IngestQueue, Marks: true, Doors: true}
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
	if err := ensureStreams(ctx, js, l, configs, slices.Sorted(maps.Keys(needed)), owned); err != nil {
		return err
	}
	for _, p := range parts {
		if err := ensureQueue(ctx, js, p, configs[Wire].Replicas); err != nil {
			return err
		}
	}
	return nil
}

// leastShare is how far the sizes are divided: the streams together then reserve 0.6 GB, and less is no place for news.
const leastShare = 256

// ensureStreams creates and updates streams. A broker reserves their sizes, by default against three quarters of the
// free disk: where that is too little, all that are made here are made smaller alike.
func ensureStreams(ctx context.Context, js jetstream.JetStream, l Limits, configs map[string]jetstream.StreamConfig, names []string, owned map[string]bool) error {
	made := map[string]int64{} // sizes of those that were not there
	ensureAll := func(share int64) error {
		for _, name := range names {
			config := configs[name]
			if name != News || !l.newsGiven() {
				config.MaxBytes /= share
			}
			created := made[name] > 0
			var err error
			if created {
				err = updateStream(ctx, js, name, config)
			} else {
				created, err = ensureStream(ctx, js, config, configs[name], owned[name])
			}
			if err != nil {
				return err
			}
			if created {
				made[name] = config.MaxBytes
			}
		}
		return nil
	}
	for share := int64(1); ; share *= 2 {
		err := ensureAll(share)
		if hasCode(err, errCodeNoStorage) && share < leastShare {
			continue
		}
		for _, name := range names {
			if size := made[name]; err == nil && size > 0 && size < configs[name].MaxBytes && l.Short != nil {
				l.Short(name, size)
			}
		}
		return err
	}
}

// ensureStream creates a stream as create says, or keeps an existing one to want.
func ensureStream(ctx context.Context, js jetstream.JetStream, create, want jetstream.StreamConfig, owned bool) (made bool, err error) {
	_, err = js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if want.Name == Wire {
			create.Metadata = map[string]string{epochKey: newEpoch()}
		}
		_, err = js.CreateStream(ctx, create)
		switch {
		case err == nil:
			return true, nil
		case hasCode(err, errCodeNoStorage):
			return false, fmt.Errorf("create stream %s: %w: it reserves %d bytes: raise the broker's max_file_store, or lower the limit", want.Name, err, create.MaxBytes)
		case !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse):
			return false, fmt.Errorf("create stream %s: %w", want.Name, err)
		}
		err = nil // another process was quicker, maybe with other limits
	}
	switch {
	case err != nil:
		return false, fmt.Errorf("look up stream %s: %w", want.Name, err)
	case !owned:
		return false, nil
	}
	return false, updateStream(ctx, js, want.Name, want)
}

// updateStream keeps a stream to its configuration; one that the broker has not the space to let grow keeps its size.
func updateStream(ctx context.Context, js jetstream.JetStream, name string, want jetstream.StreamConfig) error {
	stream, err := js.Stream(ctx, name)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", name, err)
	}
	have := stream.CachedInfo().Config
	for {
		config := merged(have, want)
		if reflect.DeepEqual(have, config) {
			return nil
		}
		_, err := js.UpdateStream(ctx, config)
		switch {
		case err == nil:
			return nil
		case hasCode(err, errCodeNoStorage) && want.MaxBytes > have.MaxBytes:
			want.MaxBytes = have.MaxBytes
		default:
			return fmt.Errorf("update stream %s: %w", name, err)
		}
	}
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
	var buckets []jetstream.KeyValueConfig
	if p.Marks {
		buckets = append(buckets, jetstream.KeyValueConfig{
			Bucket: MarksBucket, Description: "Records that were in hand when their process died.",
			TTL: 24 * time.Hour, // a record is tried again within seconds; what is older is litter
		})
	}
	if p.Doors {
		// No TTL: what is forgotten of a feed would come once more.
		buckets = append(buckets,
			jetstream.KeyValueConfig{Bucket: DoorsBucket, Description: "What is known of feeds, sitemaps and hubs."},
			jetstream.KeyValueConfig{Bucket: FilesBucket, Description: "How far unfinished files were published.", TTL: wireAge})
	}
	for _, bucket := range buckets {
		bucket.Replicas = replicas
		if err := ensureBucket(ctx, js, bucket); err != nil {
			return fmt.Errorf("create bucket %s: %w", bucket.Bucket, err)
		}
	}
	return nil
}

// ensureBucket creates a bucket; one that is there stays as it is.
func ensureBucket(ctx context.Context, js jetstream.JetStream, config jetstream.KeyValueConfig) error {
	_, err := js.KeyValue(ctx, config.Bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		_, err = js.CreateKeyValue(ctx, config)
		if errors.Is(err, jetstream.ErrBucketExists) {
			err = nil
		}
	}
	return err
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

	// The last sequences of NEWS and STATE before it, where AcceptLoss began it: up to them records may be missing.
	News, State uint64
}

// ErrMadeAnew means that WIRE is not the one that this process works for.
var ErrMadeAnew = errors.New("WIRE was made anew, or a loss was accepted, since this process started: start it again")

// StillLives says whether WIRE still lives the life of an epoch: [ErrMadeAnew] if not.
func StillLives(ctx context.Context, js jetstream.JetStream, epoch string) error {
	life, err := ReadLife(ctx, js)
	if err != nil {
		return err
	}
	if life.Epoch != epoch {
		return fmt.Errorf("epoch %s has ended, it is %s now: %w", epoch, life.Epoch, ErrMadeAnew)
	}
	return nil
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
	for key, seq := range map[string]*uint64{firstKey: &life.First, newsKey: &life.News, stateKey: &life.State} {
		v, ok := meta[key]
		if !ok {
			continue
		}
		if *seq, err = strconv.ParseUint(v, 10, 64); err != nil {
			return Life{}, fmt.Errorf("read epoch of %s: metadata %s: %w", Wire, key, err)
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
	for name, last := range map[string]*uint64{News: &life.News, State: &life.State} {
		s, err := js.Stream(ctx, name)
		if err != nil {
			return Life{}, fmt.Errorf("look up stream %s: %w", name, err)
		}
		*last = s.CachedInfo().State.LastSeq
	}
	if err := wire.DeleteConsumer(ctx, IngestQueue.Durable); err != nil {
		return Life{}, fmt.Errorf("reset consumer %s: %w", IngestQueue.Durable, err)
	}
	start := IngestQueue.consumer()
	start.DeliverPolicy, start.OptStartSeq = jetstream.DeliverByStartSequencePolicy, life.First
	if _, err := wire.CreateConsumer(ctx, start); err != nil {
		return Life{}, fmt.Errorf("reset consumer %s: %w", IngestQueue.Durable, err)
	}
	if err := forgetIDs(ctx, js); err != nil {
		return Life{}, err
	}
	config := wire.CachedInfo().Config
	config.Metadata = maps.Clone(config.Metadata)
	config.Metadata[epochKey] = life.Epoch
	for key, seq := range map[string]uint64{firstKey: life.First, newsKey: life.News, stateKey: life.State} {
		config.Metadata[key] = strconv.FormatUint(seq, 10)
	}
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return Life{}, fmt.Errorf("set epoch of %s: %w", Wire, err)
	}
	return life, nil
}

// forgetIDs makes NEWS forget the ids it compares: they are counted by WIRE's sequences, which may begin again, and an
// event with the id of one of the last minutes would be taken for its repeat.
func forgetIDs(ctx context.Context, js jetstream.JetStream) error {
	news, err := js.Stream(ctx, News)
	if err != nil {
		return fmt.Errorf("look up stream %s: %w", News, err)
	}
	config := news.CachedInfo().Config
	config.Duplicates = 100 * time.Millisecond // the least that the broker takes
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return fmt.Errorf("forget the ids of %s: %w", News, err)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * config.Duplicates): // the broker looks through them once in that time
	}
	config.Duplicates = dedupeWindow
	if _, err := js.UpdateStream(ctx, config); err != nil {
		return fmt.Errorf("update stream %s: %w", News, err)
	}
	return nil
}

// newEpoch is short, since it stands in every event's source: 48 random bits.
func newEpoch() string {
	var b [6]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
