package tagger

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// Model is a trained tagger. It is not changed and may be shared.
type Model struct {
	lexicon     Lexicon
	transitions Transitions

	// An open hash table from feature to row of weights. A row has all tags:
	// one look-up, one cache line.
	mask  uint32
	slots []slot
	rows  [][Tags]int8
}

type slot struct {
	feature uint32
	row     int32 // 1 for the first; 0: empty
}

//go:embed model.bin.gz
var packed []byte

// Shared is the model that the package carries, see MODEL.md.
var Shared = sync.OnceValues(func() (*Model, error) {
	m, err := Load(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("load the embedded name model: %w", err)
	}
	return m, nil
})

// score adds the weights of the features.
func (m *Model) score(features []uint32, sum *[Tags]int32) {
	for _, f := range features {
		for i := f & m.mask; m.slots[i].row != 0; i = (i + 1) & m.mask {
			if m.slots[i].feature == f {
				for t, w := range &m.rows[m.slots[i].row-1] {
					sum[t] += int32(w)
				}
				break
			}
		}
	}
}

// New makes a model of its parts: parallel slices of features and their weights.
func New(lexicon Lexicon, transitions *Transitions, features []uint32, rows [][Tags]int8) *Model {
	size := uint32(1)
	for int(size) < 2*len(features)+1 {
		size *= 2
	}
	m := &Model{lexicon: lexicon, transitions: *transitions, mask: size - 1, slots: make([]slot, size), rows: rows}
	for r, f := range features {
		i := f & m.mask
		for m.slots[i].row != 0 {
			i = (i + 1) & m.mask
		}
		m.slots[i] = slot{f, int32(r + 1)}
	}
	return m
}

// header of a packed model.
type header struct {
	Magic                   [8]byte
	Common, Mixed, Features uint32
	Transitions             Transitions
}

var magic = [8]byte{'w', 'f', 'n', 'a', 'm', 'e', 's', '1'}

// Save packs a model: the header, the sorted hashes of the lexicon and of the
// features as differences, then the weights tag by tag, all gzipped. Features
// must be in ascending order.
func Save(w io.Writer, lexicon Lexicon, transitions *Transitions, features []uint32, rows [][Tags]int8) error {
	common, mixed := lexicon.sorted()
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	h := header{magic, uint32(len(common)), uint32(len(mixed)), uint32(len(features)), *transitions}
	if err := binary.Write(z, binary.LittleEndian, h); err != nil {
		return err
	}
	var b []byte
	for _, list := range [][]uint32{common, mixed, features} {
		last := uint32(0)
		for _, v := range list {
			b = binary.AppendUvarint(b, uint64(v-last))
			last = v
		}
	}
	for t := range Tags {
		for _, r := range rows {
			b = append(b, byte(r[t]))
		}
	}
	if _, err := z.Write(b); err != nil {
		return err
	}
	return z.Close()
}

// Load reads what Save wrote.
func Load(r io.Reader) (*Model, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	var h header
	if err := binary.Read(z, binary.LittleEndian, &h); err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	if h.Magic != magic {
		return nil, fmt.Errorf("not a name model: begins with %q", h.Magic[:])
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	lists := [3][]uint32{}
	for i, n := range []uint32{h.Common, h.Mixed, h.Features} {
		last := uint32(0)
		for range n {
			d, size := binary.Uvarint(body)
			if size <= 0 {
				return nil, io.ErrUnexpectedEOF
			}
			body, last = body[size:], last+uint32(d)
			lists[i] = append(lists[i], last)
		}
	}
	n := len(lists[2])
	if len(body) != n*Tags {
		return nil, fmt.Errorf("%d bytes of weights for %d features", len(body), n)
	}
	rows := make([][Tags]int8, n)
	for t := range Tags {
		for i := range rows {
			rows[i][t] = int8(body[t*n+i])
		}
	}
	return New(newLexicon(lists[0], lists[1]), &h.Transitions, lists[2], rows), nil
}
