package decider

import (
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

// text packs a string as it is, word one that other records have too.
func (c *coder) text(v *string) {
	if c.has(*v != "") {
		c.string(v, nil)
	}
}

func (c *coder) word(v *string) {
	if c.has(*v != "") {
		c.string(v, c.words)
	}
}

func (c *coder) texts(v *[]string)    { c.list(v, nil) }
func (c *coder) wordList(v *[]string) { c.list(v, c.words) }

func (c *coder) list(v *[]string, among *words) {
	if !c.has(len(*v) > 0) {
		return
	}
	n := c.count(len(*v))
	if !c.packing {
		*v = make([]string, n)
	}
	for i := range *v {
		c.string(&(*v)[i], among)
	}
}

func (c *coder) string(v *string, among *words) {
	if c.packing {
		c.packString(*v, among)
		return
	}
	var form uint64
	c.uvarint(&form)
	switch form {
	case formEmpty:
		*v = ""
	case formText:
		if text := c.take(c.count(0)); !c.checking {
			*v = string(text)
		}
	case formArticle:
		c.name(v, articlePrefix)
	case formStory:
		c.name(v, storyPrefix)
	case formEvent:
		var n, k uint64
		c.uvarint(&n)
		c.uvarint(&k)
		if !c.checking {
			*v = eventName(n, k)
		}
	default:
		if among == nil || form-formWord >= uint64(len(among.list)) {
			c.broken = true
			return
		}
		*v = among.list[form-formWord]
	}
}

func (c *coder) name(v *string, prefix string) {
	var n uint64
	if c.eight(&n); !c.checking {
		*v = shelf.Name(n, prefix)
	}
}

func (c *coder) packString(s string, among *words) {
	if s == "" {
		c.data = append(c.data, formEmpty)
		return
	}
	if among != nil {
		c.packWord([]byte(s), among)
	} else if n, ok := shelf.Number(s, articlePrefix); ok {
		c.data = binary.LittleEndian.AppendUint64(append(c.data, formArticle), n)
	} else if n, ok := shelf.Number(s, storyPrefix); ok {
		c.data = binary.LittleEndian.AppendUint64(append(c.data, formStory), n)
	} else if n, k, ok := eventNumbers(s); ok {
		c.data = binary.AppendUvarint(binary.AppendUvarint(append(c.data, formEvent), n), k)
	} else {
		c.packText([]byte(s))
	}
}

// packWord packs a string of some length as a word, if it is one.
func (c *coder) packWord(s []byte, among *words) {
	if n, ok := among.number(s); ok {
		c.data = binary.AppendUvarint(c.data, formWord+uint64(n))
	} else {
		c.packText(s)
	}
}

func (c *coder) packText(s []byte) {
	c.data = append(binary.AppendUvarint(append(c.data, formText), uint64(len(s))), s...)
}

func eventName(seq, k uint64) string {
	var room [48]byte
	b := strconv.AppendUint(room[:0], seq, 10)
	return string(strconv.AppendUint(append(b, '-'), k, 10))
}

// eventNumbers are the numbers of which a string is the event's id.
func eventNumbers(s string) (seq, k uint64, ok bool) {
	a, b, ok := strings.Cut(s, "-")
	if !ok || s[0] < '0' || s[0] > '9' || len(s) > 40 {
		return 0, 0, false
	}
	seq, errA := strconv.ParseUint(a, 10, 64)
	k, errB := strconv.ParseUint(b, 10, 64)
	return seq, k, errA == nil && errB == nil && eventName(seq, k) == s
}
