package story

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"time"
)

// ErrDamaged is returned for what is no index as WriteTo writes it, in this version.
var ErrDamaged = errors.New("damaged story index")

// ReadFrom replaces the index, its Params included, by one that was written.
// It reads no further than that one's end. After an error the index is as it
// was; an error of r, io.ErrUnexpectedEOF among them, is returned as it is.
func (x *Index) ReadFrom(r io.Reader) (int64, error) {
	in := &reading{sum: crc32.New(castagnoli)}
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	in.n = int64(n)
	if err != nil {
		return in.n, ended(err)
	}
	in.sum.Write(head)
	next, stories, terms, length, err := readHead(head)
	if err != nil {
		return in.n, err
	}
	in.from = io.LimitReader(r, length)
	b := bufio.NewReaderSize(in, blockBytes)
	if err := next.readStories(b, stories); err != nil {
		return in.n, ended(err)
	}
	if err := next.readTerms(b, terms); err != nil {
		return in.n, ended(err)
	}
	if _, err := b.ReadByte(); err != io.EOF {
		return in.n, fmt.Errorf("%w: longer than its stories and terms", ErrDamaged)
	}
	n, err = io.ReadFull(r, head[:crcSize])
	in.n += int64(n)
	if err != nil {
		return in.n, ended(err)
	}
	if binary.LittleEndian.Uint32(head) != in.sum.Sum32() {
		return in.n, fmt.Errorf("%w: checksum", ErrDamaged)
	}
	*x = *next
	return in.n, nil
}

// ended takes an end for what it is before the last byte.
func ended(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func readHead(h []byte) (x *Index, stories, terms uint32, length int64, err error) {
	if string(h[:len(magic)]) != magic {
		return nil, 0, 0, 0, fmt.Errorf("%w: not of this version", ErrDamaged)
	}
	h = h[len(magic):]
	p := Params{
		Join:    math.Float64frombits(binary.LittleEndian.Uint64(h)),
		Merge:   math.Float64frombits(binary.LittleEndian.Uint64(h[8:])),
		Silence: time.Duration(binary.LittleEndian.Uint64(h[16:])),
	}
	if !(p.Join > 0 && p.Merge > 0 && p.Silence > 0) {
		return nil, 0, 0, 0, fmt.Errorf("%w: parameters %+v", ErrDamaged, p)
	}
	stories, terms = binary.LittleEndian.Uint32(h[24:]), binary.LittleEndian.Uint32(h[28:])
	length = int64(binary.LittleEndian.Uint64(h[32:]))
	if length < storySize*int64(stories)+termSize*int64(terms) {
		return nil, 0, 0, 0, fmt.Errorf("%w: %d stories and %d terms in %d bytes", ErrDamaged, stories, terms, length)
	}
	return New(p), stories, terms, length, nil
}

// maxAhead is how many rows room is made for before any is read.
const maxAhead = 1 << 12

func (x *Index) readStories(b *bufio.Reader, n uint32) error {
	x.stories = make([]openStory, 0, min(n, maxAhead))
	var row [12 * maxTerms]byte
	for range n {
		if _, err := io.ReadFull(b, row[:storySize]); err != nil {
			return err
		}
		var s openStory
		terms := s.decode(row[:storySize])
		if most := s.most(); s.articles == 0 || terms > most || int(s.words) > terms {
			return fmt.Errorf("%w: story %d", ErrDamaged, s.id)
		}
		if _, err := io.ReadFull(b, row[:4*terms]); err != nil {
			return err
		}
		s.terms = decodeAll(row[:4*terms])
		x.stories = append(x.stories, s)
	}
	x.places = make(map[uint64]uint32, n)
	for p := range x.stories {
		x.places[x.stories[p].id] = uint32(p)
	}
	if len(x.places) != len(x.stories) {
		return fmt.Errorf("%w: a story twice", ErrDamaged)
	}
	for clock := range x.silent {
		q := &queue{&x.silent[clock], x.stories, clock}
		for p := range x.stories {
			if x.stories[p].last[clock] != unknown {
				q.Push(uint32(p))
			}
		}
		heap.Init(q)
	}
	return nil
}

func (s *openStory) decode(b []byte) (terms int) {
	next := func() uint64 {
		v := binary.LittleEndian.Uint64(b)
		b = b[8:]
		return v
	}
	s.id = next()
	for _, at := range []*instant{&s.first, &s.last} {
		for c := range at {
			at[c] = int64(next())
		}
	}
	s.articles, s.words = binary.LittleEndian.Uint32(b), b[4]
	return int(binary.LittleEndian.Uint16(b[5:]))
}

// most is how many terms and weights a story may have.
func (s *openStory) most() int {
	if s.articles == 1 {
		return maxWords + maxNames + maxCodes
	}
	return 3 * maxTerms
}

func decodeAll(b []byte) []uint32 {
	l := make([]uint32, len(b)/4)
	for i := range l {
		l[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return l
}

func (x *Index) readTerms(b *bufio.Reader, n uint32) error {
	d := &x.terms
	all := make([]listing, 0, min(n, maxAhead))
	var row [4 * maxListed]byte
	for range n {
		if _, err := io.ReadFull(b, row[:termSize]); err != nil {
			return err
		}
		l := listing{binary.LittleEndian.Uint32(row[:]), binary.LittleEndian.Uint32(row[4:]), nowhere}
		listed := int(binary.LittleEndian.Uint16(row[8:]))
		if len(all) > 0 && l.term <= all[len(all)-1].term || l.stories == 0 || listed > maxListed || uint32(listed) > l.stories {
			return damagedTerm(l.term)
		}
		if _, err := io.ReadFull(b, row[:4*listed]); err != nil {
			return err
		}
		list := decodeAll(row[:4*listed])
		for _, p := range list {
			if p >= uint32(len(x.stories)) {
				return damagedTerm(l.term)
			}
		}
		switch {
		case l.stories > 1 && listed > 0:
			l.at = d.room(list)
		case listed == 1:
			l.at = list[0]
		}
		all = append(all, l)
	}
	d.table = newTable(len(all))
	for _, l := range all {
		d.put(l)
	}
	return nil
}

func damagedTerm(t uint32) error { return fmt.Errorf("%w: term %08x", ErrDamaged, t) }

// reading counts and sums what is read.
type reading struct {
	from io.Reader
	sum  interface {
		io.Writer
		Sum32() uint32
	}
	n int64
}

func (r *reading) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	r.n += int64(n)
	r.sum.Write(b[:n])
	return n, err
}
