package story

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"testing"
	"testing/iotest"
	"time"
)

func written(t testing.TB, x *Index) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := x.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func TestAnIndexThatWasReadAnswersAsTheOneWritten(t *testing.T) {
	for _, pause := range []int{0, 1, 40, 599, 1500} {
		t.Run(fmt.Sprintf("after %d articles", pause), func(t *testing.T) {
			a := New(Params{Silence: 20 * time.Hour})
			for i := range pause {
				file(a, i)
			}
			saved := written(t, a)
			b := New(Params{Join: .9})
			if n, err := b.ReadFrom(bytes.NewReader(append(saved, "what follows"...))); err != nil || n != int64(len(saved)) {
				t.Fatalf("read %d of %d bytes: %v", n, len(saved), err)
			}
			if again := written(t, b); !bytes.Equal(again, saved) {
				t.Error("written again it differs")
			}
			for i := pause; i < pause+700; i++ {
				if one, other := file(a, i), file(b, i); one != other {
					t.Fatalf("the index written says %s, the one read %s", one, other)
				}
			}
		})
	}
}

func TestReadFromRefuses(t *testing.T) {
	x := New(Params{})
	for i := range 200 {
		file(x, i)
	}
	whole := written(t, x)
	changed := func(at int, value byte) []byte {
		b := bytes.Clone(whole)
		b[at] ^= value
		return b
	}
	for _, r := range []struct {
		what string
		data []byte
		want error
	}{
		{"nothing", nil, io.ErrUnexpectedEOF},
		{"half a head", whole[:headSize/2], io.ErrUnexpectedEOF},
		{"half an index", whole[:len(whole)/2], io.ErrUnexpectedEOF},
		{"all but the last byte", whole[:len(whole)-1], io.ErrUnexpectedEOF},
		{"another version", changed(len(magic)-1, 0xff), ErrDamaged},
		{"no likeness", changed(len(magic)+7, 0xff), ErrDamaged},
		{"a number of stories that memory has no room for", changed(headSize-13, 0x7f), ErrDamaged},
		{"a longer body than is there", changed(headSize-2, 0x7f), ErrDamaged},
		{"a bit flipped in a story", changed(headSize+storySize+2, 1), ErrDamaged},
		{"a bit flipped in the checksum", changed(len(whole)-1, 1), ErrDamaged},
	} {
		t.Run(r.what, func(t *testing.T) {
			y := New(Params{Join: .5})
			file(y, 1)
			before := written(t, y)
			if _, err := y.ReadFrom(bytes.NewReader(r.data)); !errors.Is(err, r.want) {
				t.Errorf("got %v, want %v", err, r.want)
			}
			if !bytes.Equal(written(t, y), before) {
				t.Error("the index is not as it was before the error")
			}
		})
	}
	broken := errors.New("disk gone")
	if _, err := New(Params{}).ReadFrom(io.MultiReader(bytes.NewReader(whole[:500]), iotest.ErrReader(broken))); err != broken {
		t.Errorf("an error of the reader came back as %v", err)
	}
	if _, err := x.WriteTo(failing{broken}); err != broken {
		t.Errorf("an error of the writer came back as %v", err)
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

// FuzzReadFrom signs what it makes, so that it gets beyond the checksum.
func FuzzReadFrom(f *testing.F) {
	for _, n := range []int{0, 1, 3, 30} {
		x := New(Params{})
		for i := range n {
			file(x, i)
		}
		whole := written(f, x)
		f.Add(whole[:len(whole)-crcSize])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
		x := New(Params{})
		n, err := x.ReadFrom(bytes.NewReader(data))
		if n > int64(len(data)) {
			t.Fatalf("read %d of %d bytes", n, len(data))
		}
		if err != nil {
			if x.Len() != 0 {
				t.Fatal("half an index is left")
			}
			return
		}
		if again := written(t, x); !bytes.Equal(again, data[:n]) {
			t.Fatal("written again it differs")
		}
		for i := range 5 {
			file(x, i)
		}
		for id := range x.places {
			x.Merge(id, 1)
		}
		for id := range x.places {
			x.Close(id)
		}
	})
}
