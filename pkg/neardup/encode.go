package neardup

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// encodeBuffer is how much is converted at a time.
const encodeBuffer = 64 << 10

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encoder writes numbers until the first error.
type encoder struct {
	w       io.Writer
	buf     []byte
	crc     uint32
	written int64
	err     error
}

func newEncoder(w io.Writer) *encoder { return &encoder{w: w, buf: make([]byte, 0, encodeBuffer)} }

func (e *encoder) uint64s(vs ...uint64) {
	for _, v := range vs {
		e.room(8)
		e.buf = binary.LittleEndian.AppendUint64(e.buf, v)
	}
}

func (e *encoder) uint32s(vs []uint32) {
	for len(vs) > 0 {
		e.room(4)
		n := min(len(vs), (cap(e.buf)-len(e.buf))/4)
		for _, v := range vs[:n] {
			e.buf = binary.LittleEndian.AppendUint32(e.buf, v)
		}
		vs = vs[n:]
	}
}

func (e *encoder) bytes(b []byte) {
	for len(b) > 0 {
		e.room(1)
		n := min(len(b), cap(e.buf)-len(e.buf))
		e.buf = append(e.buf, b[:n]...)
		b = b[n:]
	}
}

// room flushes the buffer if it has no room for n bytes.
func (e *encoder) room(n int) {
	if cap(e.buf)-len(e.buf) < n {
		e.flush()
	}
}

func (e *encoder) flush() {
	if e.err == nil {
		e.crc = crc32.Update(e.crc, castagnoli, e.buf)
		var n int
		n, e.err = e.w.Write(e.buf)
		e.written += int64(n)
	}
	e.buf = e.buf[:0]
}

// sum ends the writing with the checksum.
func (e *encoder) sum() {
	e.flush()
	e.uint32s([]uint32{e.crc})
	e.flush()
}

// decoder reads numbers until the first error, after which all are zero. It
// reads no further than it was asked to.
type decoder struct {
	r    io.Reader
	buf  []byte
	crc  uint32
	read int64
	err  error
}

func newDecoder(r io.Reader) *decoder { return &decoder{r: r, buf: make([]byte, encodeBuffer)} }

// next returns the next n bytes, at most encodeBuffer, good until the next
// call; zeros after an error.
func (d *decoder) next(n int) []byte {
	b := d.buf[:n]
	if d.err == nil {
		var got int
		got, d.err = io.ReadFull(d.r, b)
		d.read += int64(got)
		if d.err == io.EOF {
			d.err = io.ErrUnexpectedEOF
		}
	}
	if d.err != nil {
		clear(b)
		return b
	}
	d.crc = crc32.Update(d.crc, castagnoli, b)
	return b
}

func (d *decoder) uint64() uint64 { return binary.LittleEndian.Uint64(d.next(8)) }

// uint32s reads n numbers.
func (d *decoder) uint32s(n int) []uint32 {
	var out []uint32
	for len(out) < n && d.err == nil {
		from := len(out)
		out = enlarge(out, n, int(d.read)/4)
		out = out[:min(cap(out), from+encodeBuffer/4)]
		b := d.next(4 * (len(out) - from))
		for i := range out[from:] {
			out[from+i] = binary.LittleEndian.Uint32(b[4*i : 4*i+4])
		}
	}
	return out
}

func (d *decoder) uint8s(n int) []uint8 {
	var out []uint8
	for len(out) < n && d.err == nil {
		from := len(out)
		out = enlarge(out, n, int(d.read))
		out = out[:min(cap(out), from+encodeBuffer)]
		copy(out[from:], d.next(len(out)-from))
	}
	return out
}

// enlarge makes room where there is none: for n numbers, as far as they are
// not many more than what was read before.
func enlarge[T any](s []T, n, read int) []T {
	if len(s) < cap(s) {
		return s
	}
	larger := make([]T, len(s), min(n, max(2*len(s), read, encodeBuffer)))
	copy(larger, s)
	return larger
}

// sum compares the checksum.
func (d *decoder) sum() error {
	want := d.crc
	if got := binary.LittleEndian.Uint32(d.next(4)); d.err == nil && got != want {
		return ErrDamaged
	}
	return d.err
}
