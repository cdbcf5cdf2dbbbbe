package decider

import (
	"io"
	"math"
	"time"

	"github.com/wirefold/wirefold/services/dedupe/sections"
	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

// reference is the revision whose text is indexed under a number; empty where that was forgotten.
type reference struct {
	article  string
	factsSeq uint64
	revision int32
}

// pageReferences is how many references are forgotten at a time.
const pageReferences = 1 << 10

// references say what the numbers of the near-duplicate index stand for. Numbers ascend by one, so that a number is a
// place in a queue of pages, and what is old leaves in front a page at a time.
type references struct {
	pages []*referencePage
	first uint32 // the number in front
	next  uint32 // the number to be given
}

// referencePage has no pointers, but for the articles whose ids are not of the usual form.
type referencePage struct {
	article  [pageReferences]uint64
	factsSeq [pageReferences]uint64
	revision [pageReferences]int32
	named    map[uint32]string
	last     time.Time // when the youngest was given
}

// give gives a number to a revision. At the 23 numbers a second of two million articles a day they last for six years.
func (r *references) give(ref reference, now time.Time) uint32 {
	number := r.next
	if (number-r.first)%pageReferences == 0 {
		r.pages = append(r.pages, new(referencePage))
	}
	p, at := r.place(number)
	p.factsSeq[at], p.revision[at], p.last = ref.factsSeq, ref.revision, now
	if n, ok := shelf.Number(ref.article, articlePrefix); ok {
		p.article[at] = n
	} else {
		if p.named == nil {
			p.named = map[uint32]string{}
		}
		p.named[number] = ref.article
	}
	r.next++
	return number
}

func (r *references) get(number uint32) reference {
	if number-r.first >= r.next-r.first {
		return reference{}
	}
	p, at := r.place(number)
	id, ok := p.named[number]
	if !ok {
		id = shelf.Name(p.article[at], articlePrefix)
	}
	return reference{id, p.factsSeq[at], p.revision[at]}
}

// forget drops the pages that are all from before a time.
func (r *references) forget(limit time.Time) {
	for len(r.pages) > 0 && r.pages[0].last.Before(limit) {
		r.first += min(pageReferences, r.next-r.first)
		r.pages[0] = nil
		r.pages = r.pages[1:]
	}
}

func (r *references) place(number uint32) (p *referencePage, at uint32) {
	n := number - r.first
	return r.pages[n/pageReferences], n % pageReferences
}

func (r *references) len() int { return int(r.next - r.first) }

// WriteTo writes the references, in pages as they are.
func (r *references) WriteTo(to io.Writer) (int64, error) {
	e := sections.NewEncoder(to)
	e.Uvarint(uint64(r.first))
	e.Uvarint(uint64(r.len()))
	for number := r.first; number != r.next; number++ {
		p, at := r.place(number)
		if at == 0 {
			e.Varint(p.last.Unix())
			e.Uvarint(uint64(p.last.Nanosecond()))
		}
		e.Uvarint(p.factsSeq[at])
		e.Varint(int64(p.revision[at]))
		e.Uvarint(p.article[at])
		e.Bytes([]byte(p.named[number]))
	}
	return e.Close()
}

// ReadFrom gives the references to a queue that has none.
func (r *references) ReadFrom(from io.Reader) (int64, error) {
	d := sections.NewDecoder(from)
	first, count := d.Uvarint(), d.Uvarint()
	if first+count < first || first+count > math.MaxUint32 {
		d.Damaged("%d references from %d on", count, first)
	}
	r.first, r.next = uint32(first), uint32(first)
	var last time.Time
	for n := range count {
		if n%pageReferences == 0 {
			last = time.Unix(d.Varint(), int64(d.Uvarint())).UTC()
		}
		ref := reference{factsSeq: d.Uvarint(), revision: int32(d.Varint())}
		if number, name := d.Uvarint(), d.Bytes(); len(name) > 0 {
			ref.article = string(name)
		} else {
			ref.article = shelf.Name(number, articlePrefix)
		}
		if d.Err() != nil {
			break
		}
		r.give(ref, last)
	}
	return d.Close()
}
