// Package topology declares every stream, consumer and limit of Wirefold, once.
//
// Setup creates what is missing and updates what it owns; it never deletes and never empties anything, with the
// one exception of [AcceptLoss], which an operator asks for by name.
package topology

import (
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Stream names.
const (
	Wire      = "WIRE"
	Articles  = "ARTICLES"
	Clean     = "CLEAN"
	Facts     = "FACTS"
	Decisions = "DECISIONS"
	News      = "NEWS"
	State     = "STATE"
	Dead      = "DEAD"
)

// Subjects of the internal streams: one each, since distinct subjects cost the broker's heap.
const (
	SubjectArticles  = "wirefold.articles"
	SubjectClean     = "wirefold.clean"
	SubjectFacts     = "wirefold.facts"
	SubjectDecisions = "wirefold.decisions"
)

// StreamOf names the internal stream of a subject.
func StreamOf(subject string) string {
	switch subject {
	case SubjectArticles:
		return Articles
	case SubjectClean:
		return Clean
	case SubjectFacts:
		return Facts
	case SubjectDecisions:
		return Decisions
	}
	return subject
}

// MarksBucket is the key-value bucket of crash-loop marks.
const MarksBucket = "wirefold_marks"

// DoorsBucket is the key-value bucket of what is known of feeds, sitemaps and hubs.
const DoorsBucket = "wirefold_doors"

// FilesBucket is the key-value bucket of how far files were published that were not published to their end.
const FilesBucket = "wirefold_files"

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

const (
	// MaxBody and MaxHeaders bound a message on WIRE.
	MaxBody    = 4 * mib
	MaxHeaders = 64 * kib

	// MaxPayload is the broker's max_payload: any accepted body fits its records and its dead letter, with
	// the headers that are added on the way.
	MaxPayload = 8 * mib

	// AckWait is short, with progress told from a ticker, so that a killed worker holds the order up for
	// seconds only.
	AckWait = 5 * time.Second

	// dedupeWindow is how long JetStream compares Nats-Msg-Ids. It makes a retry cheap; what makes the output
	// exact is the fenced log.
	dedupeWindow = 2 * time.Minute

	// wireAge is how long WIRE keeps a message, and how long an unfinished file is remembered.
	wireAge = 7 * 24 * time.Hour

	// wireDedupeWindow is longer: publishers' retries are harmless within it.
	wireDedupeWindow = 10 * time.Minute
)

// Limits are the sizes an operator may set. The zero value of a field means its default.
type Limits struct {
	WireMaxBytes  int64         // WIRE; publishers are refused when it is full
	FactsMaxBytes int64         // FACTS; the pipeline waits when it is full
	NewsMaxBytes  int64         // NEWS; oldest go first
	MemoryWindow  time.Duration // how long dedupe remembers; FACTS keeps texts as long
	Replicas      int           // copies of each stream in a cluster

	// Short is told of the streams that are made smaller, because the broker has not the space; nil for nobody.
	Short func(stream string, bytes int64)
}

// newsGiven tells a size of NEWS that the operator chose: it is not made smaller.
func (l Limits) newsGiven() bool {
	return orDefault(l.NewsMaxBytes, DefaultNewsMaxBytes) != DefaultNewsMaxBytes
}

// Defaults. The memory window covers the 30 days in which copy is still recognised.
const (
	DefaultWireMaxBytes  = 16 * gib
	DefaultFactsMaxBytes = 32 * gib
	DefaultNewsMaxBytes  = 8 * gib
	DefaultMemoryWindow  = 30 * 24 * time.Hour
)

func orDefault[T int | int32 | int64 | time.Duration](v, def T) T {
	if v == 0 {
		return def
	}
	return v
}

// streams gives the configuration of every stream under the limits.
func streams(l Limits) map[string]jetstream.StreamConfig {
	window := orDefault(l.MemoryWindow, DefaultMemoryWindow)
	all := []jetstream.StreamConfig{
		{
			Name: Wire, Subjects: []string{"wire.>"},
			Description: "Raw copy as published. Its sequence is the clock of the world.",
			MaxAge:      wireAge, MaxBytes: orDefault(l.WireMaxBytes, DefaultWireMaxBytes),
			MaxMsgSize: MaxBody + MaxHeaders, Discard: jetstream.DiscardNew,
			Duplicates: wireDedupeWindow, AllowDirect: true,
		},
		{
			Name: Articles, Subjects: []string{SubjectArticles}, Description: "Articles of known form, on their way to clean.",
			Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, MaxBytes: 4 * gib,
		},
		{
			Name: Clean, Subjects: []string{SubjectClean}, Description: "Clean articles, on their way to extract.",
			Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, MaxBytes: 4 * gib,
		},
		{
			Name: Facts, Subjects: []string{SubjectFacts}, Description: "Articles with their facts; the texts dedupe reads again.",
			MaxAge: window, MaxBytes: orDefault(l.FactsMaxBytes, DefaultFactsMaxBytes), Discard: jetstream.DiscardNew, AllowDirect: true,
		},
		{
			// No MaxAge: the tail is the writer's position and must not age out. It must cover the memory window,
			// or identities and kills are forgotten: 64 GiB are 30 days of a million decisions of 2 kB a day.
			Name: Decisions, Subjects: []string{SubjectDecisions}, Description: "dedupe's decisions, one a WIRE sequence, in its order.",
			MaxBytes: 64 * gib, Discard: jetstream.DiscardOld, AllowDirect: true,
		},
		{
			Name: News, Subjects: []string{"news.>"}, Description: "Enriched events, each once.",
			MaxBytes: orDefault(l.NewsMaxBytes, DefaultNewsMaxBytes), Discard: jetstream.DiscardOld, AllowDirect: true,
		},
		{
			Name: State, Subjects: []string{"state.>"}, Description: "The last event of each article and story.",
			MaxMsgsPerSubject: 1, MaxBytes: 16 * gib, Discard: jetstream.DiscardOld, AllowDirect: true,
		},
		{
			Name: Dead, Subjects: []string{"dead.>"}, Description: "What could not be understood, whole and with its reason.",
			MaxAge: 90 * 24 * time.Hour, MaxBytes: 4 * gib, Discard: jetstream.DiscardOld, AllowDirect: true,
		},
	}
	byName := make(map[string]jetstream.StreamConfig, len(all))
	for _, c := range all {
		if c.Duplicates == 0 {
			c.Duplicates = dedupeWindow
		}
		c.Storage, c.Replicas = jetstream.FileStorage, orDefault(l.Replicas, 1)
		byName[c.Name] = c
	}
	return byName
}

// Streams names every stream.
func Streams() []string { return slices.Sorted(maps.Keys(streams(Limits{}))) }

// Queue names a stream and the durable consumer by which a stage works it off.
type Queue struct{ Stream, Durable string }

// The queues of the stages that run in any number.
var (
	IngestQueue  = Queue{Wire, "ingest"}
	CleanQueue   = Queue{Articles, "clean"}
	ExtractQueue = Queue{Clean, "extract"}
)

// Queues names the durable of every stage that has one.
func Queues() []Queue {
	var queues []Queue
	for _, p := range All {
		if p.Queue != nil {
			queues = append(queues, *p.Queue)
		}
	}
	return queues
}

// consumer gives the configuration of a stage's durable.
func (q Queue) consumer() jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		Durable:       q.Durable,
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       AckWait,
		MaxDeliver:    -1,   // the runner buries, not the broker
		MaxAckPending: 8192, // many workers of 256 records in hand each
	}
}
