package sections_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/wirefold/wirefold/services/dedupe/sections"
)

func TestNumbersAndBytesComeBack(t *testing.T) {
	long := bytes.Repeat([]byte("long "), 50_000)
	var b bytes.Buffer
	e := sections.NewEncoder(&b)
	numbers := []int64{0, 1, -1, 127, 128, math.MaxInt64, math.MinInt64}
	for _, v := range numbers {
		e.Varint(v)
		e.Uvarint(uint64(v))
		e.Bytes(long[:min(uint64(v), 10)])
	}
	e.Bytes(long)
	if n, err := e.Close(); n != int64(b.Len()) || err != nil {
		t.Fatal(n, err)
	}
	whole := slices.Clone(b.Bytes())
	d := sections.NewDecoder(&b)
	for _, v := range numbers {
		if s, u, p := d.Varint(), d.Uvarint(), d.Bytes(); s != v || u != uint64(v) || len(p) != int(min(uint64(v), 10)) {
			t.Errorf("%d came back as %d, %d and %d bytes", v, s, u, len(p))
		}
	}
	if !bytes.Equal(d.Bytes(), long) {
		t.Error("the long one is another")
	}
	if n, err := d.Close(); n != int64(len(whole)) || err != nil {
		t.Error(n, err)
	}
}

func TestADecoderTellsDamage(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		read func(*sections.Decoder)
	}{
		"a number that ends early":           {"\x80", func(d *sections.Decoder) { d.Uvarint() }},
		"a number that does not fit":         {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", func(d *sections.Decoder) { d.Uvarint() }},
		"a number written otherwise":         {"\x81\x00", func(d *sections.Decoder) { d.Uvarint() }},
		"bytes that end early":               {"\x05abc", func(d *sections.Decoder) { d.Bytes() }},
		"more bytes announced than can be":   {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01abc", func(d *sections.Decoder) { d.Bytes() }},
		"something behind the end":           {"abc", func(*sections.Decoder) {}},
		"what the reader finds out of order": {"\x01", func(d *sections.Decoder) { d.Damaged("%d is too small", d.Uvarint()) }},
	} {
		d := sections.NewDecoder(bytes.NewReader([]byte(c.data)))
		c.read(d)
		if _, err := d.Close(); !errors.Is(err, sections.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
