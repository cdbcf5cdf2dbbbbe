package decider_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/pkg/neardup"
	"github.com/wirefold/wirefold/pkg/story"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/sections"
)

func TestASnapshotUnderOtherParametersIsRefused(t *testing.T) {
	file := save(t, decider.NewMemory(decider.Params{}))
	for name, p := range map[string]decider.Params{
		"another window": {NearDuplicate: neardup.Params{Window: time.Hour}},
		"another month":  {NearDuplicate: neardup.Params{Keep: 31 * 24 * time.Hour}},
		"another memory": {Memory: time.Hour},
	} {
		if _, err := decider.Restore(bytes.NewReader(file), p, anyHead); !errors.Is(err, decider.ErrParams) {
			t.Errorf("%s: got %v, want %v", name, err, decider.ErrParams)
		}
	}
	if _, err := decider.Restore(bytes.NewReader(file), decider.Params{Memory: 30 * 24 * time.Hour}, anyHead); err != nil {
		t.Errorf("defaults written out are the defaults, got %v", err)
	}
}

func TestASnapshotIsRefusedByItsHead(t *testing.T) {
	var file bytes.Buffer
	if err := decider.NewMemory(decider.Params{}).Save(&file, &wirefoldv1.Snapshot{Stream: "of March", DecisionsSeq: 7}); err != nil {
		t.Fatal(err)
	}
	foreign := errors.New("it is of another stream")
	_, err := decider.Restore(&file, decider.Params{}, func(head *wirefoldv1.Snapshot) error {
		if head.GetStream() != "of March" || head.GetDecisionsSeq() != 7 {
			t.Errorf("the head is %v", head)
		}
		return foreign
	})
	if !errors.Is(err, foreign) {
		t.Errorf("got %v, want the caller's own word", err)
	}
}

func TestADamagedSnapshotIsRefused(t *testing.T) {
	whole := save(t, played(t, 3).decider.Memory)
	for at := 0; at < len(whole); at += 1 + at/200 {
		for harm, file := range map[string][]byte{
			"a bit flips":         slices.Concat(whole[:at], []byte{whole[at] ^ 1}, whole[at+1:]),
			"it is cut":           whole[:at],
			"a byte comes twice":  slices.Concat(whole[:at], whole[at:at+1], whole[at:]),
			"it is cut in front":  whole[at+1:],
			"it is written twice": slices.Concat(whole, whole[at:]),
		} {
			if _, err := decider.Restore(bytes.NewReader(file), decider.Params{}, anyHead); !errors.Is(err, sections.ErrDamaged) {
				t.Fatalf("%s at %d of %d: %v", harm, at, len(whole), err)
			}
		}
	}
}

// TestSavingAgainWritesTheSame: a memory that was restored is written as the one it was restored from.
func TestSavingAgainWritesTheSame(t *testing.T) {
	file := save(t, played(t, 5).decider.Memory)
	restored, err := decider.Restore(bytes.NewReader(file), decider.Params{}, anyHead)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(save(t, restored), file) {
		t.Error("another file")
	}
}

func TestAnErrorOfTheDiskIsTold(t *testing.T) {
	m := played(t, 9).decider.Memory
	size := len(save(t, m))
	for room := 0; room < size; room += size / 7 {
		if err := m.Save(&disk{room}, &wirefoldv1.Snapshot{}); !errors.Is(err, errFull) {
			t.Errorf("room for %d of %d bytes: %v", room, size, err)
		}
	}
}

var errFull = errors.New("no room left")

type disk struct{ room int }

func (d *disk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		return 0, errFull
	}
	d.room -= len(p)
	return len(p), nil
}

// FuzzRestore puts anything into the sections of a file that is sound as a file.
func FuzzRestore(f *testing.F) {
	r, err := sections.NewReader(bytes.NewReader(save(f, decider.NewMemory(decider.Params{}))))
	if err != nil {
		f.Fatal(err)
	}
	head, err := io.ReadAll(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{0}, []byte{0}, []byte{0}, []byte{0}, []byte{0, 0})
	f.Add([]byte{1, 1, 'x'}, []byte{0}, []byte{1, 0, 0, 12, 2, 'a', 4, 0, 0, 2, 1, 1, 2, 2, 3, 4}, []byte{0}, []byte{0, 1, 0, 0, 1, 1, 1, 0})
	f.Fuzz(func(t *testing.T, words, names, articles, stories, references []byte) {
		var file bytes.Buffer
		w := sections.NewWriter(&file)
		for _, part := range [][]byte{head, words, names, articles, stories, references} {
			if _, err := w.Write(part); err != nil {
				t.Fatal(err)
			}
			if err := w.End(); err != nil {
				t.Fatal(err)
			}
		}
		for _, part := range []io.WriterTo{neardup.NewIndex(neardup.Params{}), story.New(story.Params{})} {
			if _, err := part.WriteTo(w); err != nil {
				t.Fatal(err)
			}
			if err := w.End(); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		m, err := decider.Restore(&file, decider.Params{}, anyHead)
		if err == nil && m.Len() > len(articles) {
			t.Errorf("%d articles of %d bytes", m.Len(), len(articles))
		}
	})
}
