// Package shelf keeps a great many small records in little room: packed bytes under an id, in the order in which they
// were last touched. It promises:
//
//   - A record costs its own bytes and some 60 more, whatever the number of records, and no pointer: the collector has
//     nothing to follow.
//   - Two ids are never taken for one another. An id of the shelf's usual form, a prefix and 16 lower-case hexadecimal
//     digits, is kept as its number; any other is kept as it is.
//   - Room of what was removed is used again.
//
// A Shelf knows nothing of what its records say, and is not safe for concurrent use.
package shelf

import (
	"iter"
	"time"
)

// Slot stands for an id as long as it is on the shelf; later, another may get it.
type Slot uint32

// Shelf is a shelf of records.
type Shelf struct {
	slots   ByID[Slot]
	entries entries
	// Slots in the order of touching, and those to be used again. Slot 0 is none.
	oldest, newest, free Slot
	used                 Slot // slots ever used
	records              arena
}

// entry is one record's place. Linked while in use by the order of touching, while free by next alone.
type entry struct {
	seconds     int64 // when it was touched
	nanoseconds int32
	prev, next  Slot
	record      block // id and record
}

// New makes an empty shelf, for ids that usually are the prefix and 16 hexadecimal digits.
func New(prefix string) *Shelf { return &Shelf{slots: NewByID[Slot](prefix, 0)} }

// Len is the number of records.
func (s *Shelf) Len() int { return s.slots.Len() }

// Find gives the slot of an id.
func (s *Shelf) Find(id string) (Slot, bool) { return s.slots.Get(id) }

// ID is the id in a slot.
func (s *Shelf) ID(at Slot) string {
	id, _ := cutID(s.records.get(s.entries.at(at).record), s.slots.prefix)
	return id
}

// Record is the record in a slot: to be read before the next Put, and not to be changed.
func (s *Shelf) Record(at Slot) []byte {
	_, record := splitID(s.records.get(s.entries.at(at).record))
	return record
}

// Set keeps a record in a slot, in place of the one there, without touching it.
func (s *Shelf) Set(at Slot, record []byte) {
	s.set(at, s.ID(at), record)
}

func (s *Shelf) set(at Slot, id string, record []byte) {
	var room [32]byte
	e := s.entries.at(at)
	e.record = s.records.put(e.record, appendID(room[:0], id, s.slots.prefix), record)
}

// Put keeps a record, in place of the one of that id, and touches it.
func (s *Shelf) Put(id string, record []byte, now time.Time) Slot {
	k := keyOf(id, s.slots.prefix)
	at, ok := s.slots.get(k)
	if !ok {
		at = s.enter(k)
	}
	s.set(at, id, record)
	s.touch(at, now)
	return at
}

// enter gives a slot to an id that has none.
func (s *Shelf) enter(k key) Slot {
	at := s.take()
	s.slots.set(k, at)
	s.append(at)
	return at
}

// Touch makes a record the one last touched, where there is one of that id. now must not be before any such time before.
func (s *Shelf) Touch(id string, now time.Time) {
	if at, ok := s.slots.Get(id); ok {
		s.touch(at, now)
	}
}

// Remove takes a record away.
func (s *Shelf) Remove(at Slot) {
	s.slots.Delete(s.ID(at))
	s.unlink(at)
	e := s.entries.at(at)
	s.records.drop(e.record)
	*e = entry{next: s.free}
	s.free = at
}

// Oldest is the slot that was touched least recently, and when.
func (s *Shelf) Oldest() (at Slot, touched time.Time, ok bool) {
	if s.oldest == 0 {
		return 0, time.Time{}, false
	}
	return s.oldest, s.entries.at(s.oldest).touched(), true
}

// All gives the slots and when they were touched, least recently first. The one that was given may be removed.
func (s *Shelf) All() iter.Seq2[Slot, time.Time] {
	return func(yield func(Slot, time.Time) bool) {
		for at := s.oldest; at != 0; {
			e := s.entries.at(at)
			next := e.next
			if !yield(at, e.touched()) {
				return
			}
			at = next
		}
	}
}

func (e *entry) touched() time.Time { return time.Unix(e.seconds, int64(e.nanoseconds)).UTC() }

func (s *Shelf) touch(at Slot, now time.Time) {
	if s.newest != at {
		s.unlink(at)
		s.append(at)
	}
	e := s.entries.at(at)
	e.seconds, e.nanoseconds = now.Unix(), int32(now.Nanosecond())
}

// take gives a slot that nobody has.
func (s *Shelf) take() Slot {
	if at := s.free; at != 0 {
		s.free = s.entries.at(at).next
		return at
	}
	s.used++
	s.entries.reach(s.used)
	return s.used
}

func (s *Shelf) append(at Slot) {
	e := s.entries.at(at)
	e.prev, e.next = s.newest, 0
	if s.newest != 0 {
		s.entries.at(s.newest).next = at
	} else {
		s.oldest = at
	}
	s.newest = at
}

func (s *Shelf) unlink(at Slot) {
	e := s.entries.at(at)
	if e.prev != 0 {
		s.entries.at(e.prev).next = e.next
	} else {
		s.oldest = e.next
	}
	if e.next != 0 {
		s.entries.at(e.next).prev = e.prev
	} else {
		s.newest = e.prev
	}
}

// pageEntries is how many entries are made room for at a time: 32 kB.
const pageEntries = 1 << 10

// entries grow by the page, so that growing copies nothing.
type entries []*[pageEntries]entry

func (p entries) at(s Slot) *entry { return &p[s/pageEntries][s%pageEntries] }

func (p *entries) reach(s Slot) {
	for int(s/pageEntries) >= len(*p) {
		*p = append(*p, new([pageEntries]entry))
	}
}
