// Package pollstate is what is known of every feed and sitemap that Wirefold polls: one entry each in the key-value bucket
// [topology.DoorsBucket], written by whichever ingest polls it and readable by anybody.
//
// It promises: a write that does not stand on the entry's last revision is refused ([ErrTaken]), so of several writers one
// goes on; an entry is below the broker's max_payload however long the feed is, as long as its writers keep to [MaxSeen],
// [MaxLeft] and [MaxWaiting].
package pollstate

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// State is what is known of one feed or sitemap.
type State struct {
	Source  string `json:"source"` // as subjects have it
	Address string `json:"address"`
	Sitemap bool   `json:"sitemap,omitempty"`

	// The schedule.
	Next     time.Time `json:"next,omitzero"`     // when it is polled next
	Interval Duration  `json:"interval,omitzero"` // the adaptive interval, before jitter and what the publisher asks for
	Polled   time.Time `json:"polled,omitzero"`   // when it last answered in order, be it that nothing is new
	LastItem time.Time `json:"lastItem,omitzero"` // when an item was last found new or revised

	// What a conditional request needs.
	ETag          string    `json:"etag,omitempty"`
	LastModified  string    `json:"lastModified,omitempty"`
	Body          string    `json:"body,omitempty"`          // hash of the body that was read last
	Whole         time.Time `json:"whole,omitzero"`          // when it was last sent whole
	Unconditional bool      `json:"unconditional,omitempty"` // it said "not modified" of what was: it is not asked so again

	// What is wrong. Errors in a row; an answer in order ends them.
	Errors int       `json:"errors,omitempty"`
	Reason string    `json:"reason,omitempty"` // of the last error: a reason of fetch, or [NotFeed]
	Error  string    `json:"error,omitempty"`  // in words
	Gone   time.Time `json:"gone,omitzero"`    // since when it says 410
	Note   string    `json:"note,omitempty"`   // what an operator should know though nothing failed: items left out

	MovedTo string `json:"movedTo,omitempty"` // where permanent redirects led: it is polled there

	// WebSub: what the feed says of its hub, and until when that pushes. While it does, the feed is polled seldom.
	Hub    string    `json:"hub,omitempty"`
	Self   string    `json:"self,omitempty"` // the topic to subscribe to
	Pushed time.Time `json:"pushed,omitzero"`

	Claim    *Claim   `json:"claim,omitempty"`    // nil: nobody works on it
	Waiting  []Item   `json:"waiting,omitempty"`  // items that are not on WIRE yet
	Children []Child  `json:"children,omitempty"` // of a sitemap index
	Shared   []string `json:"shared,omitempty"`   // hashes of ids that several items had in common, latest last: they identify none
	Seen     []Seen   `json:"seen,omitempty"`     // items that were published, or left out: those that left the feed, then those in it
}

// Claim says who works on a feed. One that is found expired, or is one's own, was cut off: what it had in hand may be on
// WIRE or not.
type Claim struct {
	Instance string    `json:"instance"`
	Until    time.Time `json:"until"`

	// After is WIRE's last sequence before anything of Waiting was published under this claim, and Epoch the life of WIRE in
	// which it counts. Zero where nothing was to be published.
	After uint64 `json:"after,omitempty"`
	Epoch string `json:"epoch,omitempty"`
}

// Item is an item on its way to WIRE.
type Item struct {
	Key    string `json:"key"`    // 16 hex digits of its identity within the source
	Digest string `json:"digest"` // 16 hex digits of its copy
	Again  int    `json:"again,omitempty"`

	Article  []byte    `json:"article,omitempty"` // the article object of the feed's own text, as it is published
	Page     string    `json:"page,omitempty"`    // address of the page that is fetched instead
	Attempts int       `json:"attempts,omitempty"`
	Due      time.Time `json:"due,omitzero"` // when the page is tried next
	Reason   string    `json:"reason,omitempty"`
}

// MsgID is the Nats-Msg-Id: <source>/<key>/<digest>, and the number of the time where copy came back to what it was before.
func (i Item) MsgID(source string) string {
	id := source + "/" + i.Key + "/" + i.Digest
	if i.Again > 0 {
		id += "/" + strconv.Itoa(i.Again)
	}
	return id
}

// Child is a sitemap that an index names.
type Child struct {
	Address string    `json:"address"`
	LastMod string    `json:"lastMod,omitempty"` // as the index said when it was read
	Read    time.Time `json:"read,omitzero"`
}

// Seen is an item that was published: its key, the digest of its copy, and those of its former copies, latest first, at
// most [MaxFormer]. In JSON they are one string of hex digits.
type Seen struct {
	Key, Digest string
	Former      []string
}

const hexDigits = 16 // of 64 bits

// MarshalText writes the digits one after another.
func (s Seen) MarshalText() ([]byte, error) {
	return []byte(s.Key + s.Digest + strings.Join(s.Former, "")), nil
}

// UnmarshalText reads them.
func (s *Seen) UnmarshalText(text []byte) error {
	if len(text) < 2*hexDigits || len(text)%hexDigits != 0 {
		return fmt.Errorf("read seen item %.100q: not two or more times %d digits", text, hexDigits)
	}
	*s = Seen{Key: string(text[:hexDigits]), Digest: string(text[hexDigits : 2*hexDigits])}
	for rest := text[2*hexDigits:]; len(rest) > 0; rest = rest[hexDigits:] {
		s.Former = append(s.Former, string(rest[:hexDigits]))
	}
	return nil
}

// What an entry may hold. 10,200 items seen take 0.4 MB, what waits 1 MiB and one article of 4 MiB,
// both in base64: below the 8 MiB of the broker's max_payload.
const (
	// MaxSeen is how many items of one feed or sitemap are looked at. Feeds have tens, a news sitemap at most 1,000.
	MaxSeen = 10_000

	// MaxLeft is how many items are remembered after they left the feed. Where only a part of it was read, as of a sitemap
	// index, nothing counts as having left, and MaxSeen and MaxLeft together are remembered.
	MaxLeft = 200

	// MaxShared is how many ids are remembered that identify nothing.
	MaxShared = 200

	// MaxFormer is how many former copies of an item are remembered.
	MaxFormer = 3

	// MaxWaiting is how much of articles and addresses that wait an entry holds, in bytes; one article more is taken in at once.
	MaxWaiting = 1 << 20
)

// NotFeed is the reason of an error beside those of fetch: what came is neither feed nor sitemap.
const NotFeed = "not_feed"

// The conditions that a feed may be in.
const (
	OK      = "ok"
	Failing = "failing"
	Gone    = "gone" // it says 410: not polled, but for one try a week
)

// Condition is one of them.
func (s *State) Condition() string {
	switch {
	case !s.Gone.IsZero():
		return Gone
	case s.Errors > 0:
		return Failing
	}
	return OK
}

// Duration is written as 1m30s.
type Duration time.Duration

// MarshalText writes it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads it.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}
