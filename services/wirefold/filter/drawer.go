package filter

import (
	"errors"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// drawer keeps records in a temporary file, as FACTS does for the services: copy is compared with texts of a month.
type drawer struct {
	file *os.File
	end  int64
	at   map[uint64]place
}

type place struct {
	offset int64
	length int
}

func openDrawer() (*drawer, error) {
	file, err := os.CreateTemp("", "wirefold-texts-*")
	if err != nil {
		return nil, fmt.Errorf("open temporary file for texts: %w", err)
	}
	return &drawer{file: file, at: map[uint64]place{}}, nil
}

func (d *drawer) close() error {
	return errors.Join(d.file.Close(), os.Remove(d.file.Name()))
}

func (d *drawer) put(seq uint64, f *wirefoldv1.Facts) error {
	data, err := proto.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep text of line %d: %w", seq, err)
	}
	if _, err := d.file.WriteAt(data, d.end); err != nil {
		return fmt.Errorf("keep text of line %d: %w", seq, err)
	}
	d.at[seq] = place{d.end, len(data)}
	d.end += int64(len(data))
	return nil
}

// get reads a record again.
func (d *drawer) get(seq uint64) (*wirefoldv1.Facts, error) {
	p, ok := d.at[seq]
	if !ok {
		return nil, fmt.Errorf("read text of line %d again: %w", seq, decider.ErrGone)
	}
	data := make([]byte, p.length)
	if _, err := d.file.ReadAt(data, p.offset); err != nil {
		return nil, fmt.Errorf("read text of line %d again: %w", seq, err)
	}
	f := new(wirefoldv1.Facts)
	if err := proto.Unmarshal(data, f); err != nil {
		return nil, fmt.Errorf("read text of line %d again: %w", seq, err)
	}
	return f, nil
}
