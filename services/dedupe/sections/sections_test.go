package sections_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/wirefold/wirefold/services/dedupe/sections"
)

// parts are three sections: a short one, an empty one, one of several blocks.
var parts = [][]byte{[]byte("the short one"), {}, bytes.Repeat([]byte("0123456789abcdef"), 50_000)}

func file(t testing.TB, parts ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := sections.NewWriter(&b)
	for _, part := range parts {
		for piece := range slices.Chunk(part, 100_001) {
			if n, err := w.Write(piece); n != len(piece) || err != nil {
				t.Fatal(n, err)
			}
		}
		if err := w.End(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read gives the sections of a file, as many as are wanted.
func read(from io.Reader, n int) (parts [][]byte, err error) {
	r, err := sections.NewReader(from)
	if err != nil {
		return nil, err
	}
	for range n {
		part, err := io.ReadAll(r)
		if err != nil {
			return parts, err
		}
		parts = append(parts, part)
		if err := r.Next(); err != nil {
			return parts, err
		}
	}
	return parts, r.Close()
}

func TestSectionsComeBackAsTheyWereWritten(t *testing.T) {
	for name, from := range map[string]io.Reader{
		"at once":        bytes.NewReader(file(t, parts...)),
		"byte by byte":   iotest.OneByteReader(bytes.NewReader(file(t, parts...))),
		"with their end": iotest.DataErrReader(bytes.NewReader(file(t, parts...))),
	} {
		got, err := read(from, len(parts))
		if err != nil || !slices.EqualFunc(got, parts, bytes.Equal) {
			t.Errorf("%s: got %d sections, %v", name, len(got), err)
		}
	}
}

func TestWhatIsLeftOfASectionIsPassedOver(t *testing.T) {
	r, err := sections.NewReader(bytes.NewReader(file(t, parts[2], parts[0])))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, parts[0]) {
		t.Errorf("the next section is %q, %v", got, err)
	}
}

func TestDamageIsFound(t *testing.T) {
	whole := file(t, parts[0], parts[1], parts[2][:1000])
	for at := range whole {
		for _, harm := range []struct {
			name string
			file []byte
		}{
			{"a flipped bit", slices.Concat(whole[:at], []byte{whole[at] ^ 4}, whole[at+1:])},
			{"a byte that is missing", slices.Concat(whole[:at], whole[at+1:])},
			{"an end too early", whole[:at]},
			{"something behind the end", append(slices.Clone(whole), whole[at:]...)},
		} {
			if got, err := read(bytes.NewReader(harm.file), 3); !errors.Is(err, sections.ErrDamaged) {
				t.Fatalf("%s at %d: %d sections, %v", harm.name, at, len(got), err)
			}
		}
	}
	for name, wanted := range map[string]int{"fewer sections": 2, "more sections": 4} {
		if _, err := read(bytes.NewReader(whole), wanted); !errors.Is(err, sections.ErrDamaged) {
			t.Errorf("%s wanted than written: %v", name, err)
		}
	}
}

func TestBlocksInAnotherOrderAreFound(t *testing.T) {
	const block, head, begin = 64 << 10, 8, 20
	whole := file(t, parts[2])
	first, second := whole[begin:begin+head+block], whole[begin+head+block:begin+2*(head+block)]
	swapped := slices.Concat(whole[:begin], second, first, whole[begin+2*(head+block):])
	if _, err := read(bytes.NewReader(swapped), 1); !errors.Is(err, sections.ErrDamaged) {
		t.Errorf("two blocks have changed places: %v", err)
	}
}

func TestErrorsOfTheDiskAreToldAsTheyAre(t *testing.T) {
	broken := errors.New("no disk")
	if _, err := read(io.MultiReader(bytes.NewReader(file(t, parts...)[:200]), iotest.ErrReader(broken)), 3); !errors.Is(err, broken) || errors.Is(err, sections.ErrDamaged) {
		t.Errorf("reading: %v", err)
	}
	w := sections.NewWriter(full{broken})
	_, _ = w.Write(parts[0])
	if err := errors.Join(w.End(), w.Close()); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func FuzzRead(f *testing.F) {
	f.Add(file(f, parts[0]))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := read(bytes.NewReader(data), 1); err == nil && !bytes.Equal(file(t, got...), data) {
			t.Errorf("%q was read of a file that is not its own", got)
		}
	})
}
