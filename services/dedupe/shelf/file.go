package shelf

import (
	"encoding/binary"
	"io"
	"time"

	"github.com/wirefold/wirefold/services/dedupe/sections"
)

// maxPresize bounds what a count alone makes room for: 3 MB.
const maxPresize = 1 << 16

// WriteTo writes all records, least recently touched first.
func (s *Shelf) WriteTo(to io.Writer) (int64, error) {
	w := sections.NewEncoder(to)
	w.Uvarint(uint64(s.Len()))
	var last time.Time
	for at, touched := range s.All() {
		w.Varint(touched.Unix() - last.Unix())
		w.Uvarint(uint64(touched.Nanosecond()))
		w.Bytes(s.records.get(s.entries.at(at).record))
		last = touched
	}
	return w.Close()
}

// ReadFrom fills an empty shelf of the same prefix with what WriteTo wrote, and reads to the end. Anything else is an
// error, and takes no more room than it has bytes, a few times.
func (s *Shelf) ReadFrom(from io.Reader) (int64, error) {
	r := sections.NewDecoder(from)
	count := r.Uvarint()
	s.slots = NewByID[Slot](s.slots.prefix, int(min(count, maxPresize)))
	var last time.Time
	for seconds := last.Unix(); uint64(s.Len()) < count && r.Err() == nil; {
		seconds += r.Varint()
		nanoseconds := r.Uvarint()
		b := r.Bytes()
		if r.Err() != nil {
			break
		}
		k, ok := keyIn(b, s.slots.prefix)
		touched := time.Unix(seconds, int64(nanoseconds))
		if _, twice := s.slots.get(k); !ok || twice || nanoseconds >= uint64(time.Second) || touched.Before(last) {
			r.Damaged("a record without an id or a time of its own")
			break
		}
		at := s.enter(k)
		e := s.entries.at(at)
		e.record = s.records.put(e.record, b, nil)
		s.touch(at, touched)
		last = touched
	}
	return r.Close()
}

// keyIn reads the id before a record, if it is written as appendID would.
func keyIn(b []byte, prefix string) (k key, ok bool) {
	l, n := binary.Uvarint(b)
	switch {
	case n <= 0 || n > 1 && b[n-1] == 0:
		return key{}, false
	case l == 0:
		if len(b) < 9 {
			return key{}, false
		}
		return key{number: binary.LittleEndian.Uint64(b[1:]), usual: true}, true
	case l-1 > uint64(len(b)-n):
		return key{}, false
	}
	k = keyOf(string(b[n:n+int(l-1)]), prefix)
	return k, !k.usual
}
