package decider

import (
	"encoding/binary"
	"errors"
	"math"
)

// coder packs records and unpacks them. One description of a record serves both ways: each of its methods packs the
// field it is given, or sets it. Fields of an open group that are zero cost one bit.
type coder struct {
	words, names *words
	packing      bool
	checking     bool   // unpacking only to see whether it can be done: strings are passed over
	data         []byte // packing: what was packed; unpacking: what is left
	broken       bool   // what is unpacked was never packed
	fields       fields // of the open group
}

// fields are a group of fields under one mask that tells which of them are there.
type fields struct {
	mask uint32
	at   int // packing: where the mask lies
	next int
}

// errBroken is what unpacking a record finds that was never packed.
var errBroken = errors.New("record is damaged")

// open begins a group of up to 8 fields a byte, in the group that it gives back to close.
func (c *coder) open(bytes int) (outer fields) {
	outer = c.fields
	c.fields = fields{at: len(c.data)}
	if c.packing {
		c.data = append(c.data, 0, 0, 0, 0)[:len(c.data)+bytes]
		return outer
	}
	for i, b := range c.take(bytes) {
		c.fields.mask |= uint32(b) << (8 * i)
	}
	return outer
}

func (c *coder) close(outer fields) { c.fields = outer }

// has tells whether the next field of the group is there: packing by what it is told, else by the mask.
func (c *coder) has(there bool) bool {
	f := c.fields.next
	c.fields.next++
	if !c.packing {
		return c.fields.mask>>f&1 != 0
	}
	if there {
		c.data[c.fields.at+f/8] |= 1 << (f % 8)
	}
	return there
}

func (c *coder) flag(v *bool) { *v = c.has(*v) }

func (c *coder) number(v *uint64) {
	if c.has(*v != 0) {
		c.uvarint(v)
	}
}

// near packs a number by its distance from another that is known when it is unpacked.
func (c *coder) near(v *uint64, to uint64) {
	if c.has(*v != 0) {
		d := int64(*v - to)
		c.varint(&d)
		*v = to + uint64(d)
	}
}

func (c *coder) signed(v *int64) {
	if c.has(*v != 0) {
		c.varint(v)
	}
}

func (c *coder) small(v *int32) {
	if c.has(*v != 0) {
		w := int64(*v)
		c.varint(&w)
		*v = int32(w)
	}
}

func (c *coder) fixed(v *uint64) {
	if c.has(*v != 0) {
		c.eight(v)
	}
}

func (c *coder) float(v *float64) {
	b := math.Float64bits(*v)
	if c.has(b != 0) {
		c.eight(&b)
		*v = math.Float64frombits(b)
	}
}

func (c *coder) numbers(v *[]uint64) {
	if !c.has(len(*v) > 0) {
		return
	}
	n := c.count(len(*v))
	if !c.packing {
		*v = make([]uint64, n)
	}
	for i := range *v {
		c.uvarint(&(*v)[i])
	}
}

// Forms of a string.
const (
	formEmpty   = iota
	formText    // length and bytes
	formArticle // the number of an article's id
	formStory   // of a story's
	formEvent   // the two numbers of a CloudEvent's id
	formWord    // and above: the number of a word
)

const (
	articlePrefix = "a-"
	storyPrefix   = "s-"
)

// count packs how many follow. Unpacked, it is never more than there are bytes left, of which each takes one at least.
func (c *coder) count(n int) int {
	v := uint64(n)
	c.uvarint(&v)
	if !c.packing && v > uint64(len(c.data)) {
		c.broken = true
		return 0
	}
	return int(v)
}

func (c *coder) uvarint(v *uint64) {
	if c.packing {
		c.data = binary.AppendUvarint(c.data, *v)
		return
	}
	n := 0
	if *v, n = binary.Uvarint(c.data); n <= 0 {
		*v, c.broken = 0, true
		return
	}
	c.data = c.data[n:]
}

func (c *coder) varint(v *int64) {
	u := uint64(*v)<<1 ^ uint64(*v>>63)
	c.uvarint(&u)
	*v = int64(u>>1) ^ -int64(u&1)
}

func (c *coder) eight(v *uint64) {
	if c.packing {
		c.data = binary.LittleEndian.AppendUint64(c.data, *v)
	} else if b := c.take(8); b != nil {
		*v = binary.LittleEndian.Uint64(b)
	}
}

// take gives the next bytes, nil where there are not so many.
func (c *coder) take(n int) []byte {
	if n > len(c.data) {
		c.broken, c.data = true, nil
		return nil
	}
	b := c.data[:n]
	c.data = c.data[n:]
	return b
}
