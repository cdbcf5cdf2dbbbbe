package sections

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// longest bounds what Decoder.Bytes reads at once.
const longest = 64 << 20

// Encoder writes numbers and runs of bytes. The first error is told by Close.
type Encoder struct {
	to   io.Writer
	room []byte
	n    int64
	err  error
}

// NewEncoder writes to to.
func NewEncoder(to io.Writer) *Encoder { return &Encoder{to: to, room: make([]byte, 0, 64<<10)} }

// Uvarint writes a number of which most are small.
func (e *Encoder) Uvarint(v uint64) { e.room = binary.AppendUvarint(e.full(), v) }

// Varint writes a number of which most are near zero.
func (e *Encoder) Varint(v int64) { e.room = binary.AppendVarint(e.full(), v) }

// Bytes writes bytes and how many.
func (e *Encoder) Bytes(p []byte) {
	e.Uvarint(uint64(len(p)))
	e.room = append(e.room, p...)
}

// full writes out what there is, once it is much.
func (e *Encoder) full() []byte {
	if len(e.room) > 32<<10 {
		e.flush()
	}
	return e.room
}

func (e *Encoder) flush() {
	if e.err == nil {
		var n int
		n, e.err = e.to.Write(e.room)
		e.n += int64(n)
	}
	e.room = e.room[:0]
}

// Close writes the rest, and tells how many bytes there were. It does not close what it writes to.
func (e *Encoder) Close() (int64, error) {
	e.flush()
	return e.n, e.err
}

// Decoder reads what an Encoder wrote. After the first error, told by Close, it gives zeros.
type Decoder struct {
	from *bufio.Reader
	room []byte
	n    int64
	err  error
}

// NewDecoder reads from from to its end.
func NewDecoder(from io.Reader) *Decoder { return &Decoder{from: bufio.NewReaderSize(from, 64<<10)} }

// Err is the first error.
func (d *Decoder) Err() error { return d.err }

// Damaged makes the first error one of damage.
func (d *Decoder) Damaged(format string, args ...any) {
	d.fail(fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...)))
}

func (d *Decoder) fail(err error) {
	if d.err != nil {
		return
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: it ends early", ErrDamaged)
	}
	d.err = err
}

// Uvarint reads a number.
func (d *Decoder) Uvarint() (v uint64) {
	for shift := 0; d.err == nil; shift += 7 {
		b, err := d.from.ReadByte()
		switch {
		case err != nil:
			d.fail(err)
		case shift == 63 && b > 1 || b == 0 && shift > 0:
			d.Damaged("a number that is written in too many bytes")
		default:
			d.n++
			v |= uint64(b&0x7f) << shift
			if b < 0x80 {
				return v
			}
		}
	}
	return 0
}

// Varint reads a number.
func (d *Decoder) Varint() int64 {
	u := d.Uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// Bytes reads bytes, that are there until the next call. Room is made as they come, not as they are announced.
func (d *Decoder) Bytes() []byte {
	left := d.Uvarint()
	if left > longest {
		d.Damaged("a run of %d bytes", left)
	}
	d.room = d.room[:0]
	for d.err == nil && left > 0 {
		more := int(min(left, 64<<10))
		d.room = append(d.room, make([]byte, more)...)
		n, err := io.ReadFull(d.from, d.room[len(d.room)-more:])
		d.n += int64(n)
		left -= uint64(more)
		if err != nil {
			d.fail(err)
		}
	}
	if d.err != nil {
		return nil
	}
	return d.room
}

// Close makes sure that nothing is left, and tells how many bytes there were.
func (d *Decoder) Close() (int64, error) {
	if _, err := d.from.ReadByte(); err == nil {
		d.Damaged("it goes on where it should end")
	} else if err != io.EOF {
		d.fail(err)
	}
	return d.n, d.err
}
