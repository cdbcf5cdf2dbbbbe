package decider

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/sections"
	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

// ErrParams is returned for a snapshot that was made under other parameters: memory is then folded from the log.
var ErrParams = errors.New("snapshot was made under other parameters")

// part is one section of a snapshot behind its head.
type part struct {
	name string
	io.WriterTo
	io.ReaderFrom
	then func() error // what is to be done with it once it is read, beside the reading of the others; may be nil
}

// parts are the sections of a snapshot in their order. Articles and stories are made of the words before them.
func (m *Memory) parts() []part {
	return []part{
		{"words of articles", m.words, m.words, nil},
		{"articles", m.articles, m.articles, m.relink},
		{"words of stories", m.told.words, m.told.words, nil},
		{"names", m.told.names, m.told.names, nil},
		{"stories", m.stories, m.stories, m.checkStories},
		{"references", &m.references, &m.references, nil},
		{"near-duplicate index", m.near, m.near, nil},
		{"story index", m.index, m.index, nil},
	}
}

// Save writes the whole memory behind head, of which the caller sets what it wants to find again, Stream and DecisionsSeq.
// It takes no more room for it than a few blocks.
func (m *Memory) Save(to io.Writer, head *wirefoldv1.Snapshot) error {
	m.putBack(0)
	head = clone(head)
	head.WireSeq, head.Parameters, head.Clock = m.wireSeq, m.params.Hash(), timestamppb.New(m.clock)
	w := sections.NewWriter(to)
	data, err := proto.Marshal(head)
	if err != nil {
		return fmt.Errorf("encode head: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	for _, p := range m.parts() {
		if err := w.End(); err != nil {
			return err
		}
		if _, err := p.WriteTo(w); err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	return errors.Join(w.End(), w.Close())
}

// Restore gives the memory that was saved: it answers everything as that would have. fits sees the head first, and may
// refuse it.
func Restore(from io.Reader, p Params, fits func(head *wirefoldv1.Snapshot) error) (*Memory, error) {
	m := NewMemory(p)
	r, err := sections.NewReader(from)
	if err != nil {
		return nil, err
	}
	head, err := readHead(r)
	if err != nil {
		return nil, err
	}
	if err := fits(head); err != nil {
		return nil, err
	}
	if head.GetParameters() != m.params.Hash() {
		return nil, ErrParams
	}
	m.wireSeq, m.clock = head.GetWireSeq(), head.GetClock().AsTime()
	if err := readParts(r, m.parts()); err != nil {
		return nil, err
	}
	return m, errors.Join(r.Next(), r.Close())
}

func readParts(r *sections.Reader, parts []part) error {
	var hands sync.WaitGroup
	errs := make([]error, len(parts))
	defer hands.Wait()
	for i, p := range parts {
		if err := r.Next(); err != nil {
			return err
		}
		if _, err := p.ReadFrom(r); err != nil {
			return fmt.Errorf("read %s: %w", p.name, err)
		}
		if p.then != nil {
			hands.Go(func() { errs[i] = p.then() })
		}
	}
	hands.Wait()
	return errors.Join(errs...)
}

// maxHead bounds the head: it has a few numbers and a name.
const maxHead = 4 << 10

func readHead(r io.Reader) (*wirefoldv1.Snapshot, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxHead))
	if err != nil {
		return nil, err
	}
	head := new(wirefoldv1.Snapshot)
	if err := proto.Unmarshal(data, head); err != nil {
		return nil, fmt.Errorf("decode head: %w", err)
	}
	return head, nil
}

// checkStories makes sure of every story's record.
func (m *Memory) checkStories() error {
	for at := range m.stories.All() {
		if err := m.told.checkStory(m.stories.Record(at)); err != nil {
			return fmt.Errorf("read story %s: %w", m.stories.ID(at), err)
		}
	}
	return nil
}

// relink makes sure of every article's record, and makes the lists of originals anew.
func (m *Memory) relink() error {
	var listed []shelf.Slot
	for at := range m.articles.All() {
		isListed, err := m.checkArticle(m.articles.Record(at))
		if err != nil {
			return fmt.Errorf("read article %s: %w", m.articles.ID(at), err)
		}
		if isListed {
			listed = append(listed, at)
		}
	}
	// The lists are in the order of the articles in them, so that all of these must be sound.
	for _, at := range listed {
		m.link(at, m.articleIn(at))
	}
	return nil
}
