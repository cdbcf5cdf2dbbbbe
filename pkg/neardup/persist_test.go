package neardup

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math/rand"
	"reflect"
	"runtime"
	"testing"
	"testing/iotest"
	"time"
)

// TestAnIndexReadAnswersAsTheOneWritten writes an index at several points of a
// stream, goes on with both and compares every third answer.
func TestAnIndexReadAnswersAsTheOneWritten(t *testing.T) {
	const texts = 9_000
	x := NewIndex(Params{Window: 24 * time.Hour, Keep: 96 * time.Hour})
	var others []*Index
	s := newStream(1)
	s.pause = time.Minute
	for i := range texts {
		if i%3000 == 2500 {
			var buf bytes.Buffer
			written, err := x.WriteTo(&buf)
			if err != nil || written != int64(buf.Len()) {
				t.Fatal(written, buf.Len(), err)
			}
			buf.WriteString("what comes after")
			y := NewIndex(Params{Window: 24 * time.Hour, Keep: 96 * time.Hour})
			read, err := y.ReadFrom(&buf)
			if err != nil || read != written || buf.String() != "what comes after" {
				t.Fatal(read, written, err)
			}
			others = append(others, y)
		}
		a := s.next()
		if i%3 == 0 {
			want := x.Candidates(a.sketch, a.at)
			for n, y := range others {
				if got := y.Candidates(a.sketch, a.at); !reflect.DeepEqual(got, want) {
					t.Fatalf("text %d: the index read %dth finds %v, want %v", i, n+1, got, want)
				}
			}
		}
		for _, y := range append([]*Index{x}, others...) {
			y.Add(a.id, a.group, a.sketch, a.at)
		}
	}
}

func writtenIndex(tb testing.TB, texts int) []byte {
	x := NewIndex(Params{})
	s := newStream(3)
	for range texts {
		a := s.next()
		x.Add(a.id, a.group, a.sketch, a.at)
	}
	var buf bytes.Buffer
	if _, err := x.WriteTo(&buf); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func TestWhatWasNotWrittenIsNotRead(t *testing.T) {
	whole := writtenIndex(t, 300)
	changed := func(at int) []byte { b := bytes.Clone(whole); b[at]++; return b }
	rows := []struct {
		says string
		from io.Reader
		want error
	}{
		{"nothing", bytes.NewReader(nil), io.ErrUnexpectedEOF},
		{"half of an index", bytes.NewReader(whole[:len(whole)/2]), io.ErrUnexpectedEOF},
		{"an index without its last byte", bytes.NewReader(whole[:len(whole)-1]), io.ErrUnexpectedEOF},
		{"another file", bytes.NewReader(bytes.Repeat([]byte("wire"), 100)), ErrDamaged},
		{"another version", bytes.NewReader(changed(7)), ErrDamaged},
		{"an index of another window", bytes.NewReader(changed(8)), ErrParams},
		{"a changed posting", bytes.NewReader(changed(len(whole) - 20)), ErrDamaged},
		{"a changed group", bytes.NewReader(changed(8 + 7*8 + 5*8 + 300*4)), ErrDamaged},
		{"a changed checksum", bytes.NewReader(changed(len(whole) - 1)), ErrDamaged},
		{"a disk that fails", io.MultiReader(bytes.NewReader(whole[:999]), iotest.ErrReader(io.ErrClosedPipe)), io.ErrClosedPipe},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := NewIndex(Params{})
			x.Add(7, 7, sketch(ferry), noon)
			if _, err := x.ReadFrom(r.from); !errors.Is(err, r.want) {
				t.Fatalf("got %v, want %v", err, r.want)
			}
			if got := ids(x.Candidates(sketch(ferry), noon)); !reflect.DeepEqual(got, []uint32{7}) {
				t.Fatalf("then finds %v", got)
			}
		})
	}
	t.Run("a disk that is full", func(t *testing.T) {
		x := NewIndex(Params{})
		x.Add(7, 7, sketch(ferry), noon)
		if _, err := x.WriteTo(fullDisk{}); !errors.Is(err, io.ErrShortWrite) {
			t.Fatal(err)
		}
	})
}

// TestAnIndexThatContradictsItselfIsNotRead writes indices that no calls lead to.
func TestAnIndexThatContradictsItselfIsNotRead(t *testing.T) {
	rows := []struct {
		says   string
		tamper func(x *Index, first, last *segment)
	}{
		{"numbers that do not ascend", func(_ *Index, s, _ *segment) { s.rows.ids[5] = s.rows.ids[4] }},
		{"a segment with numbers of an earlier one", func(_ *Index, s, l *segment) { l.rows.ids[0] = s.rows.ids[0] }},
		{"a number not yet given", func(x *Index, _, _ *segment) { x.next-- }},
		{"a time to come", func(x *Index, _, l *segment) { x.now = int64(l.rows.at[len(l.rows.at)-1]) - 1 }},
		{"times that run back", func(_ *Index, s, _ *segment) { s.rows.at[7] = s.rows.at[6] - 1 }},
		{"a text of another slot", func(_ *Index, s, _ *segment) { s.slot++ }},
		{"a text with more anchors than there are", func(_ *Index, s, _ *segment) { s.rows.anchors[3] = maxAnchors + 1 }},
		{"a text with fewer postings than anchors", func(_ *Index, s, _ *segment) { s.rows.anchors[3]++ }},
		{"a posting of no row", func(_ *Index, s, _ *segment) { s.postings.list[0] |= 1<<s.postings.rowBits - 1 }},
		{"a posting of no anchor", func(_ *Index, s, _ *segment) { s.postings.list[0] |= 1 << postingBits }},
		{"postings out of order", func(_ *Index, s, _ *segment) {
			s.postings.list[0], s.postings.list[1] = s.postings.list[1], s.postings.list[0]
		}},
		{"a bucket that ends before it begins", func(_ *Index, s, _ *segment) { s.postings.starts[3] = 0 }},
		{"a bucket past the end", func(_ *Index, s, _ *segment) { s.postings.starts[3] = 1 << 30 }},
		{"hot before cold", func(_ *Index, _, l *segment) { l.cold = true }},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := NewIndex(Params{})
			for i := range 200 {
				x.Add(uint32(i), 1, Sketch{Anchors: []uint32{uint32(i), sampled/2 + uint32(i)}}, noon.Add(time.Duration(i/150)*7*time.Hour))
			}
			x.seal()
			r.tamper(x, x.segments[0], x.segments[1])
			var buf bytes.Buffer
			if _, err := x.WriteTo(&buf); err != nil {
				t.Fatal(err)
			}
			if _, err := NewIndex(Params{}).ReadFrom(&buf); !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
		})
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// FuzzReadFrom damages an index, mends its checksum, and uses what can be read.
func FuzzReadFrom(f *testing.F) {
	whole := writtenIndex(f, 10)
	f.Add(whole)
	f.Add(whole[:100])
	var empty bytes.Buffer
	NewIndex(Params{}).WriteTo(&empty)
	f.Add(empty.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.Clone(data)
		if n := len(data) - 4; n > 0 {
			binary.LittleEndian.PutUint32(data[n:], crc32.Checksum(data[:n], castagnoli))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x := NewIndex(Params{})
		_, err := x.ReadFrom(bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 16*uint64(len(data))+1<<21 {
			t.Fatalf("%d bytes taken for %d", got, len(data))
		}
		if err != nil {
			return
		}
		r := rand.New(rand.NewSource(int64(len(data))))
		for range 30 {
			anchors := []uint32{uint32(r.Intn(sampled)), sampled - 1}
			x.Candidates(Sketch{Anchors: anchors}, noon)
			x.Add(uint32(x.next), 1, Sketch{Anchors: anchors[1:]}, time.Unix(x.now+int64(r.Intn(1<<18)), 0))
		}
	})
}
