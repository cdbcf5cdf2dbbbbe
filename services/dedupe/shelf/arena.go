package shelf

import "encoding/binary"

const (
	// unit is the grain of room: a record wastes half of it on average.
	unit = 8
	// pageUnits are the units of a page, 64 kB.
	pageUnits = 1 << 13
	// maxUnits is the largest record kept on a page, 4 kB; a longer one has room of its own.
	maxUnits = 512
	// apart marks the blocks with room of their own. Below it 2^31 units are 16 GB, enough for 100 million records.
	apart = 1 << 31
)

// block is where a record lies: its first unit, or its number among those apart. 0 is none.
type block uint32

// arena gives records room on large pages. A block that is dropped waits for the next record of its size.
type arena struct {
	pages []*[pageUnits * unit]byte
	next  uint32               // the first unit never used
	free  [maxUnits + 1]uint32 // by size in units, the first free block; each names the next

	apart     map[block][]byte
	nextApart block
}

// put writes a record of two parts, over the one at b where that has the same size.
func (a *arena) put(b block, id, record []byte) block {
	var prefix [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(prefix[:], uint64(len(id)+len(record)))
	units := unitsOf(n + len(id) + len(record))
	if b == 0 || b >= apart || units != a.units(b) {
		a.drop(b)
		b = a.take(units)
	}
	if b >= apart {
		a.apart[b] = append(append(make([]byte, 0, len(id)+len(record)), id...), record...)
		return b
	}
	to := a.bytes(uint32(b))
	n = copy(to, prefix[:n])
	n += copy(to[n:], id)
	copy(to[n:], record)
	return b
}

// get reads a record.
func (a *arena) get(b block) []byte {
	if b >= apart {
		return a.apart[b]
	}
	at := a.bytes(uint32(b))
	l, n := binary.Uvarint(at)
	return at[n : n+int(l)]
}

// drop lets the room of a record be used again.
func (a *arena) drop(b block) {
	switch {
	case b >= apart:
		delete(a.apart, b)
	case b != 0:
		a.release(uint32(b), a.units(b))
	}
}

func (a *arena) release(at uint32, units int) {
	binary.LittleEndian.PutUint32(a.bytes(at), a.free[units])
	a.free[units] = at
}

func (a *arena) take(units int) block {
	if units > maxUnits || a.next >= apart-2*pageUnits && a.free[units] == 0 {
		if a.apart == nil {
			a.apart, a.nextApart = map[block][]byte{}, apart
		}
		// Numbers come round after two milliards; those in use are passed over.
		for taken := true; taken; _, taken = a.apart[a.nextApart] {
			a.nextApart = max(a.nextApart+1, apart)
		}
		return a.nextApart
	}
	if at := a.free[units]; at != 0 {
		a.free[units] = binary.LittleEndian.Uint32(a.bytes(at))
		return block(at)
	}
	if left := len(a.pages)*pageUnits - int(a.next); left < units {
		if left > 0 {
			a.release(a.next, left)
		}
		a.next = uint32(len(a.pages) * pageUnits)
		a.pages = append(a.pages, new([pageUnits * unit]byte))
		if a.next == 0 {
			a.next = 1 // block 0 is none
		}
	}
	at := a.next
	a.next += uint32(units)
	return block(at)
}

// bytes is the room from a unit to the end of its page.
func (a *arena) bytes(at uint32) []byte { return a.pages[at/pageUnits][at%pageUnits*unit:] }

func (a *arena) units(b block) int {
	l, n := binary.Uvarint(a.bytes(uint32(b)))
	return unitsOf(n + int(l))
}

func unitsOf(bytes int) int { return (bytes + unit - 1) / unit }
