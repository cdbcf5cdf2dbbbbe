package neardup

import "slices"

// segment holds the texts of one stretch of time. While open it is found
// through hash chains; sealed, its postings are a sorted list of 8 bytes each.
type segment struct {
	begin, last int64 // Unix seconds
	rows        []row
	postings    []uint64 // anchor in the high half, row in the low one
	heads, next []uint32 // chains over postings, 1-based, nil once sealed
}

// row is one text.
type row struct {
	at        int64
	id, group uint32
	anchors   uint16
	gone      bool
}

func (s *segment) add(r row, anchors []uint32) {
	n := uint64(len(s.rows))
	s.rows = append(s.rows, r)
	for _, a := range anchors {
		s.postings = append(s.postings, uint64(a)<<32|n)
		s.next = append(s.next, 0)
		if len(s.postings) > len(s.heads) {
			s.grow()
			continue
		}
		s.chain(len(s.postings) - 1)
	}
}

// grow doubles the table of chains and enters all postings anew.
func (s *segment) grow() {
	s.heads = make([]uint32, max(1024, 2*len(s.heads)))
	for i := range s.postings {
		s.chain(i)
	}
}

func (s *segment) chain(i int) {
	b := uint32(s.postings[i]>>32) & uint32(len(s.heads)-1)
	s.next[i] = s.heads[b]
	s.heads[b] = uint32(i + 1)
}

// seal sorts the postings and frees the chains.
func (s *segment) seal() {
	s.heads, s.next = nil, nil
	slices.Sort(s.postings)
	s.postings = slices.Clip(s.postings)
	s.rows = slices.Clip(s.rows)
}

// find appends the places of the texts that have an anchor, oldest first.
func (s *segment) find(anchor, number uint32, to []place) []place {
	if s.heads != nil {
		from := len(to)
		for i := s.heads[anchor&uint32(len(s.heads)-1)]; i != 0; i = s.next[i-1] {
			if p := s.postings[i-1]; uint32(p>>32) == anchor && !s.rows[uint32(p)].gone {
				to = append(to, place{number, uint32(p)})
			}
		}
		slices.Reverse(to[from:])
		return to
	}
	i := s.lower(uint64(anchor) << 32)
	for ; i < len(s.postings) && uint32(s.postings[i]>>32) == anchor; i++ {
		if !s.rows[uint32(s.postings[i])].gone {
			to = append(to, place{number, uint32(s.postings[i])})
		}
		if len(to) >= maxPostings {
			break
		}
	}
	return to
}

// lower returns the first posting that is not below key. Anchors are hashes
// and so evenly spread: it starts where the key should be and widens.
func (s *segment) lower(key uint64) int {
	n := len(s.postings)
	if n == 0 {
		return 0
	}
	guess := min(int(uint64(n)*(key>>32)/sampled), n-1)
	lo, hi := guess, guess+1
	for step := 8; lo > 0 && s.postings[lo] >= key; step *= 2 {
		lo = max(0, lo-step)
	}
	for step := 8; hi < n && s.postings[hi-1] < key; step *= 2 {
		hi = min(n, hi+step)
	}
	i, _ := slices.BinarySearch(s.postings[lo:hi], key)
	return lo + i
}
