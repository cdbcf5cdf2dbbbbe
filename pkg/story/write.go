package story

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
)

// The written form, all numbers little-endian: a head of magic (the last byte
// is the version), Join, Merge, Silence, the number of stories, that of terms,
// and the length of the body; the body, of stories and then of terms in order;
// the CRC-32C of head and body.
const (
	magic      = "wfstory\x01"
	headSize   = len(magic) + 3*8 + 2*4 + 8
	storySize  = 8 + 2*clocks*8 + 4 + 1 + 2 // and 4 bytes for each term or weight
	termSize   = 4 + 4 + 2                  // and 4 bytes for each story listed
	crcSize    = 4
	blockBytes = 1 << 16
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// WriteTo writes the whole index with its Params, in some 300 bytes a story.
func (x *Index) WriteTo(w io.Writer) (int64, error) {
	out := &writer{to: w, sum: crc32.New(castagnoli)}
	b := bufio.NewWriterSize(out, blockBytes)
	terms := x.terms.sorted()
	b.Write(x.head(terms))
	// Stories are written one after the other, without the free places between.
	number := make([]uint32, len(x.stories))
	n := uint32(0)
	var row []byte
	for p := range x.stories {
		if s := &x.stories[p]; s.articles > 0 {
			number[p] = n
			n++
			row = s.append(row[:0])
			b.Write(row)
		}
	}
	var one [1]uint32
	for _, t := range terms {
		listed := x.terms.listed(t, &one)
		row = binary.LittleEndian.AppendUint32(row[:0], t.term)
		row = binary.LittleEndian.AppendUint32(row, t.stories)
		row = binary.LittleEndian.AppendUint16(row, uint16(len(listed)))
		for _, p := range listed {
			row = binary.LittleEndian.AppendUint32(row, number[p])
		}
		b.Write(row)
	}
	if err := b.Flush(); err != nil {
		return out.n, err
	}
	_, err := out.Write(binary.LittleEndian.AppendUint32(nil, out.sum.Sum32()))
	return out.n, err
}

func (x *Index) head(terms []listing) []byte {
	length := storySize*len(x.places) + termSize*len(terms)
	for p := range x.stories {
		length += 4 * len(x.stories[p].terms)
	}
	var one [1]uint32
	for _, t := range terms {
		length += 4 * len(x.terms.listed(t, &one))
	}
	h := append(make([]byte, 0, headSize), magic...)
	h = binary.LittleEndian.AppendUint64(h, math.Float64bits(x.params.Join))
	h = binary.LittleEndian.AppendUint64(h, math.Float64bits(x.params.Merge))
	h = binary.LittleEndian.AppendUint64(h, uint64(x.params.Silence))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(x.places)))
	h = binary.LittleEndian.AppendUint32(h, uint32(len(terms)))
	return binary.LittleEndian.AppendUint64(h, uint64(length))
}

func (s *openStory) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, s.id)
	for _, at := range []instant{s.first, s.last} {
		for _, t := range at {
			b = binary.LittleEndian.AppendUint64(b, uint64(t))
		}
	}
	b = binary.LittleEndian.AppendUint32(b, s.articles)
	b = append(b, s.words)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(s.terms)))
	return appendAll(b, s.terms)
}

func appendAll(b []byte, l []uint32) []byte {
	for _, v := range l {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// writer counts and sums what is written.
type writer struct {
	to  io.Writer
	sum interface {
		io.Writer
		Sum32() uint32
	}
	n int64
}

func (w *writer) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	w.n += int64(n)
	w.sum.Write(b[:n])
	return n, err
}
