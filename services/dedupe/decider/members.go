package decider

import (
	"cmp"
	"slices"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/shelf"
)

// copiesOf are the articles that are copies of an original, in order of arrival.
func (m *Memory) copiesOf(original string) []string { return m.listed(m.copies, original) }

// detachedFrom are the articles that an operator detached from an original, in order of arrival.
func (m *Memory) detachedFrom(original string) []string { return m.listed(m.detached, original) }

// manyCopies is from how many copies on the credits of a group are counted: of few, each can be asked.
const manyCopies = 16

// creditsOfCopies counts whom the live copies of an original credit. It is to be read only.
func (m *Memory) creditsOfCopies(original string) map[string]int {
	if counts, ok := m.credited.Get(original); ok {
		return counts
	}
	return m.credits(original)
}

// credits counts whom the live copies of an original credit.
func (m *Memory) credits(original string) map[string]int {
	counts := map[string]int{}
	slots, _ := m.copies.Get(original)
	for _, at := range slots {
		count(counts, m.articleIn(at), 1)
	}
	return counts
}

// count adds n for each credit of a live copy.
func count(credits map[string]int, a *wirefoldv1.ArticleMemory, n int) {
	if !live(a) {
		return
	}
	for _, c := range a.GetCredits() {
		if credits[c] += n; credits[c] == 0 {
			delete(credits, c)
		}
	}
}

func (m *Memory) listed(lists shelf.ByID[[]shelf.Slot], original string) []string {
	slots, _ := lists.Get(original)
	ids := make([]string, len(slots))
	for i, at := range slots {
		ids[i] = m.articles.ID(at)
	}
	return ids
}

// link enters an article into the lists of its original.
func (m *Memory) link(at shelf.Slot, a *wirefoldv1.ArticleMemory) {
	if o := a.GetJoin().GetOriginalId(); o != "" {
		m.insert(m.copies, o, at, a)
		m.countCredits(o, a, 1)
	}
	for _, o := range a.GetDetachedFrom() {
		m.insert(m.detached, o, at, a)
	}
}

// insert puts an article into a list, which is in order of arrival.
func (m *Memory) insert(lists shelf.ByID[[]shelf.Slot], original string, at shelf.Slot, a *wirefoldv1.ArticleMemory) {
	l, _ := lists.Get(original)
	i, _ := slices.BinarySearchFunc(l, a, func(at shelf.Slot, a *wirefoldv1.ArticleMemory) int {
		b := m.articleIn(at)
		return cmp.Or(cmp.Compare(b.GetFirstWireSeq(), a.GetFirstWireSeq()), cmp.Compare(b.GetId(), a.GetId()))
	})
	lists.Set(original, slices.Insert(l, i, at))
}

// unlink takes an article out of the lists of its original.
func (m *Memory) unlink(at shelf.Slot, a *wirefoldv1.ArticleMemory) {
	if o := a.GetJoin().GetOriginalId(); o != "" {
		remove(m.copies, o, at)
		m.countCredits(o, a, -1)
	}
	for _, o := range a.GetDetachedFrom() {
		remove(m.detached, o, at)
	}
}

// countCredits keeps the counts of a group to which a copy came, or from which it went.
func (m *Memory) countCredits(original string, a *wirefoldv1.ArticleMemory, n int) {
	counts, counted := m.credited.Get(original)
	slots, _ := m.copies.Get(original)
	switch {
	case len(slots) < manyCopies:
		m.credited.Delete(original)
	case counted:
		count(counts, a, n)
	default:
		m.credited.Set(original, m.credits(original))
	}
}

func remove(lists shelf.ByID[[]shelf.Slot], original string, at shelf.Slot) {
	l, _ := lists.Get(original)
	i := slices.Index(l, at)
	switch {
	case i < 0:
	case len(l) == 1:
		lists.Delete(original)
	default:
		lists.Set(original, slices.Delete(l, i, i+1))
	}
}
