package shelf_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/services/dedupe/sections"
	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

var morning = time.Date(2022, 1, 10, 6, 0, 0, 0, time.UTC)

// TestAShelfIsAMapInOrderOfTouching plays anything to a shelf and to a map beside a list.
func TestAShelfIsAMapInOrderOfTouching(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := shelf.New("a-")
		records, order, touched := map[string][]byte{}, []string{}, map[string]time.Time{}
		now := morning
		move := func(id string) {
			order = append(slices.DeleteFunc(order, func(o string) bool { return o == id }), id)
			touched[id] = now
		}
		for step := range 4000 {
			now = now.Add(time.Duration(r.IntN(3)) * time.Nanosecond)
			id := anyID(r)
			switch r.IntN(8) {
			case 0, 1, 2, 3:
				record := bytes.Repeat([]byte{byte(r.Uint32())}, anyLength(r))
				s.Put(id, record, now)
				records[id] = record
				move(id)
			case 4:
				s.Touch(id, now)
				if _, ok := records[id]; ok {
					move(id)
				}
			case 5:
				if at, ok := s.Find(id); ok {
					s.Remove(at)
				}
				delete(records, id)
				order = slices.DeleteFunc(order, func(o string) bool { return o == id })
			case 7:
				if at, ok := s.Find(id); ok {
					records[id] = bytes.Repeat([]byte{byte(r.Uint32())}, anyLength(r))
					s.Set(at, records[id])
				}
			case 6:
				at, when, ok := s.Oldest()
				if ok != (len(order) > 0) || ok && (s.ID(at) != order[0] || !when.Equal(touched[order[0]])) {
					t.Fatalf("seed %d, step %d: the oldest is %v of %v", seed, step, at, order)
				}
			}
			var got []byte
			at, ok := s.Find(id)
			if ok {
				got = s.Record(at)
			}
			if want, has := records[id]; ok != has || !bytes.Equal(got, want) {
				t.Fatalf("seed %d, step %d: %q has %d bytes, %v; want %d, %v", seed, step, id, len(got), ok, len(want), has)
			}
		}
		var all []string
		for at, when := range s.All() {
			id := s.ID(at)
			all = append(all, id)
			if !when.Equal(touched[id]) || !bytes.Equal(s.Record(at), records[id]) {
				t.Errorf("seed %d: %q is not as it was left", seed, id)
			}
		}
		if !slices.Equal(all, order) || s.Len() != len(order) {
			t.Errorf("seed %d: order is %q, want %q", seed, all, order)
		}
	}
}

// anyID gives ids of the usual form, and those that look like it.
func anyID(r *rand.Rand) string {
	n := r.Uint64N(20)
	switch r.IntN(6) {
	case 0:
		return fmt.Sprintf("line %d", n)
	case 1:
		return fmt.Sprintf("a-%016X", n<<8|0xab)
	case 2:
		return fmt.Sprintf("a-%x", n)
	case 3:
		return fmt.Sprintf("b-%016x", n)
	case 4:
		return strings.Repeat("long ", int(n)*10)
	}
	return fmt.Sprintf("a-%016x", n<<60|n)
}

func anyLength(r *rand.Rand) int {
	if r.IntN(20) == 0 {
		return r.IntN(20000)
	}
	return r.IntN(200)
}

func TestRoomIsUsedAgain(t *testing.T) {
	s := shelf.New("a-")
	fill := func(from int) {
		for i := range 20000 {
			s.Put(shelf.Name(uint64(from+i), "a-"), make([]byte, 20+i%100), morning)
		}
	}
	fill(0)
	before := heap()
	for round := 1; round <= 10; round++ {
		for at := range s.All() {
			s.Remove(at)
		}
		fill(round * 20000)
	}
	if grown := heap() - before; grown > 512<<10 {
		t.Errorf("ten times as many records, of which as many are left: %d kB more", grown>>10)
	}
	runtime.KeepAlive(s)
}

func TestARecordCostsLittleMoreThanItsBytes(t *testing.T) {
	const records, bytes = 200_000, 70
	before := heap()
	s := shelf.New("a-")
	for i := range uint64(records) {
		s.Put(shelf.Name(i*0x9e3779b97f4a7c15, "a-"), make([]byte, bytes), morning)
	}
	if each := (heap() - before) / records; each > bytes+85 {
		t.Errorf("a record of %d bytes costs %d", bytes, each)
	}
	runtime.KeepAlive(s)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestNumbersAndNames(t *testing.T) {
	for _, c := range []struct {
		id string
		n  uint64
		ok bool
	}{
		{"a-0000000000000000", 0, true},
		{"a-ffffffffffffffff", 1<<64 - 1, true},
		{"a-00000000deadbeef", 0xdeadbeef, true},
		{"a-00000000DEADBEEF", 0, false}, // another id than the one above
		{"a-0000000deadbeef", 0, false},
		{"a-000000000deadbeef", 0, false},
		{"b-00000000deadbeef", 0, false},
		{"a-0000000 deadbeef", 0, false},
		{"", 0, false},
	} {
		n, ok := shelf.Number(c.id, "a-")
		if n != c.n || ok != c.ok {
			t.Errorf("%q: %x, %v", c.id, n, ok)
		}
		if ok && shelf.Name(n, "a-") != c.id {
			t.Errorf("%q comes back as %q", c.id, shelf.Name(n, "a-"))
		}
	}
}

func TestAShelfComesBackAsItWasWritten(t *testing.T) {
	s := some()
	var file bytes.Buffer
	if n, err := s.WriteTo(&file); n != int64(file.Len()) || err != nil {
		t.Fatal(n, err)
	}
	again := shelf.New("a-")
	if n, err := again.ReadFrom(bytes.NewReader(file.Bytes())); n != int64(file.Len()) || err != nil {
		t.Fatal(n, err)
	}
	var rewritten bytes.Buffer
	if _, err := again.WriteTo(&rewritten); err != nil || !bytes.Equal(rewritten.Bytes(), file.Bytes()) {
		t.Errorf("it writes other bytes than it read, %v", err)
	}
	at, _, _ := s.Oldest()
	other, _, _ := again.Oldest()
	if s.ID(at) != again.ID(other) || s.Len() != again.Len() {
		t.Errorf("of %d records %q is the oldest, want %d and %q", again.Len(), again.ID(other), s.Len(), s.ID(at))
	}
}

func some() *shelf.Shelf {
	r := rand.New(rand.NewPCG(5, 5))
	s := shelf.New("a-")
	now := morning
	for range 50 {
		now = now.Add(time.Duration(r.IntN(1e9)))
		s.Put(anyID(r), make([]byte, anyLength(r)), now)
	}
	return s
}

func FuzzReadFrom(f *testing.F) {
	var file bytes.Buffer
	if _, err := some().WriteTo(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x02\x00\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := shelf.New("a-")
		_, err := s.ReadFrom(bytes.NewReader(data))
		if err == nil {
			var again bytes.Buffer
			if _, err := s.WriteTo(&again); err != nil {
				t.Fatal(err)
			}
			same := shelf.New("a-")
			if _, err := same.ReadFrom(&again); err != nil || same.Len() != s.Len() {
				t.Errorf("what was read and written cannot be read again: %v", err)
			}
		} else if !errors.Is(err, sections.ErrDamaged) {
			t.Errorf("the error is not one of damage: %v", err)
		}
	})
}
