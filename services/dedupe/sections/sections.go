// Package sections writes a file of sections, one behind the other, and reads it again. It promises:
//
//   - A section is a stream of its own, of any length: its reader ends where its writer did.
//   - What was damaged, cut short or put in another order is an error, ErrDamaged, before a byte of it is given: each
//     block of 64 kB has a CRC-32C over itself and its place.
//   - Reading takes room for one block, whatever the file says of itself.
package sections

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// ErrDamaged is what reading finds that is not what was written.
var ErrDamaged = errors.New("file is damaged")

// magic begins each file; the digit is the version of the format.
const magic = "wirefold sections 1\n"

const (
	blockBytes = 64 << 10
	// headBytes before each block: its length in 4 bytes and its sum in 4. A block of no bytes ends a section, one of
	// closing the file.
	headBytes = 8
	closing   = 1<<32 - 1
)

// sum is the checksum of a block, which has its number, its length and its bytes.
func sum(number uint64, length uint32, block []byte) uint32 {
	var place [12]byte
	binary.LittleEndian.PutUint64(place[:], number)
	binary.LittleEndian.PutUint32(place[8:], length)
	return crc32.Update(crc32.Checksum(place[:], castagnoli), castagnoli, block)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Writer writes sections. What it writes goes out a block at a time.
type Writer struct {
	to     io.Writer
	block  []byte // room for its head, then what was written of it
	number uint64 // of the block
	err    error
}

// NewWriter begins a file.
func NewWriter(to io.Writer) *Writer {
	w := &Writer{to: to, block: make([]byte, headBytes, headBytes+blockBytes)}
	_, w.err = io.WriteString(to, magic)
	return w
}

// Write adds to the section.
func (w *Writer) Write(p []byte) (n int, err error) {
	for n < len(p) && w.err == nil {
		if len(w.block) == cap(w.block) {
			w.flush()
		}
		room := w.block[len(w.block):cap(w.block)]
		taken := copy(room, p[n:])
		w.block = w.block[:len(w.block)+taken]
		n += taken
	}
	return n, w.err
}

// End ends the section; the next begins behind it.
func (w *Writer) End() error {
	w.flush()
	w.put(0)
	return w.err
}

// Close ends the file, which is of no use without. It does not close what it was written to.
func (w *Writer) Close() error {
	w.put(closing)
	return w.err
}

func (w *Writer) flush() {
	if n := len(w.block) - headBytes; n > 0 {
		w.put(uint32(n))
	}
}

func (w *Writer) put(length uint32) {
	if w.err != nil {
		return
	}
	binary.LittleEndian.PutUint32(w.block, length)
	binary.LittleEndian.PutUint32(w.block[4:], sum(w.number, length, w.block[headBytes:]))
	_, w.err = w.to.Write(w.block)
	w.block = w.block[:headBytes]
	w.number++
}

// Reader reads sections. It is an io.Reader of the section it is at, and gives io.EOF at its end.
type Reader struct {
	from   io.Reader
	room   []byte
	block  []byte // what is left of it
	number uint64
	ended  bool // the section
	err    error
}

// NewReader begins with the first section.
func NewReader(from io.Reader) (*Reader, error) {
	r := &Reader{from: from, room: make([]byte, blockBytes)}
	begins := r.room[:len(magic)]
	if _, err := io.ReadFull(from, begins); err != nil {
		return nil, r.cut(err)
	}
	if string(begins) != magic {
		return nil, fmt.Errorf("%w: it does not begin as one of this version", ErrDamaged)
	}
	return r, nil
}

// Read reads the section.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.block) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		if r.ended {
			return 0, io.EOF
		}
		switch length := r.next(); {
		case r.err != nil:
		case length == closing:
			r.err = fmt.Errorf("%w: it ends before this section", ErrDamaged)
		case length == 0:
			r.ended = true
		}
	}
	n := copy(p, r.block)
	r.block = r.block[n:]
	return n, nil
}

// Next goes on to the next section, after what is left of this one.
func (r *Reader) Next() error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	r.ended = false
	return nil
}

// Close makes sure that the file ends here, behind the last section.
func (r *Reader) Close() error {
	length := r.next()
	if r.err != nil {
		return r.err
	}
	n, err := io.ReadFull(r.from, r.room[:1])
	switch {
	case length != closing || n > 0:
		r.err = fmt.Errorf("%w: it goes on", ErrDamaged)
	case !errors.Is(err, io.EOF):
		r.err = err
	}
	return r.err
}

// next reads a block and gives its length.
func (r *Reader) next() (length uint32) {
	if r.err != nil {
		return 0
	}
	var head [headBytes]byte
	if _, r.err = io.ReadFull(r.from, head[:]); r.err != nil {
		r.err = r.cut(r.err)
		return 0
	}
	length = binary.LittleEndian.Uint32(head[:])
	block := r.room[:0]
	if length != closing {
		if length > blockBytes {
			r.err = fmt.Errorf("%w: a block of %d bytes", ErrDamaged, length)
			return 0
		}
		block = r.room[:length]
	}
	if _, r.err = io.ReadFull(r.from, block); r.err != nil {
		r.err = r.cut(r.err)
		return 0
	}
	if sum(r.number, length, block) != binary.LittleEndian.Uint32(head[4:]) {
		r.err = fmt.Errorf("%w: block %d is not what was written", ErrDamaged, r.number)
		return 0
	}
	r.number++
	r.block = block
	return length
}

// cut tells a file that ends too early as a damaged one.
func (r *Reader) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends early", ErrDamaged)
	}
	return err
}
