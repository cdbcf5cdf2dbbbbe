package filter

import (
	"errors"
	"os"
	"time"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// pendingBytes is written at once: some 50 texts.
const pendingBytes = 256 << 10

// shelf is one file of records, by their sequences.
type shelf struct {
	file    *os.File
	first   uint64   // sequence
	ends    []uint32 // of the records, as offsets; each begins where the one before it ends
	pending []byte   // what is not written yet
	written int
	latest  time.Time
}

func (s *shelf) close() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

func (s *shelf) end() int { return s.written + len(s.pending) }

func (s *shelf) put(seq uint64, at time.Time, f *wirefoldv1.Facts) error {
	for s.first+uint64(len(s.ends)) < seq { // bad lines, of which nothing is kept
		s.ends = append(s.ends, uint32(s.end()))
	}
	pending, err := proto.MarshalOptions{}.MarshalAppend(s.pending, f)
	if err != nil {
		return err
	}
	s.pending = pending
	s.ends = append(s.ends, uint32(s.end()))
	if at.After(s.latest) {
		s.latest = at
	}
	if len(s.pending) < pendingBytes {
		return nil
	}
	return s.write()
}

func (s *shelf) write() error {
	if _, err := s.file.WriteAt(s.pending, int64(s.written)); err != nil {
		return err
	}
	s.written, s.pending = s.end(), s.pending[:0]
	return nil
}

func (s *shelf) get(seq uint64) (*wirefoldv1.Facts, error) {
	n := seq - s.first
	if n >= uint64(len(s.ends)) {
		return nil, decider.ErrGone
	}
	begin, end := 0, int(s.ends[n])
	if n > 0 {
		begin = int(s.ends[n-1])
	}
	if begin == end {
		return nil, decider.ErrGone
	}
	var data []byte
	if begin >= s.written {
		data = s.pending[begin-s.written : end-s.written]
	} else {
		data = make([]byte, end-begin)
		if _, err := s.file.ReadAt(data, int64(begin)); err != nil {
			return nil, err
		}
	}
	f := new(wirefoldv1.Facts)
	if err := proto.Unmarshal(data, f); err != nil {
		return nil, err
	}
	return f, nil
}
