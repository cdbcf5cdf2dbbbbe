package edition

import (
	"cmp"
	"slices"
	"time"
)

// window is the newest items of one topic, newest first.
type window struct {
	items   []*Item
	changed time.Time // when what it shows last changed
}

func byPlace(a, b *Item) int { return cmp.Compare(b.place, a.place) }

func (w *window) holds(i *Item) bool {
	_, ok := slices.BinarySearchFunc(w.items, i, byPlace)
	return ok
}

// add takes an item in at its place and gives those that have to go: the oldest, maybe the item itself.
func (w *window) add(i *Item) (gone []*Item) {
	at, ok := slices.BinarySearchFunc(w.items, i, byPlace)
	if ok {
		return nil
	}
	w.items = slices.Insert(w.items, at, i)
	i.kept++
	if len(w.items) > Newest {
		gone = []*Item{w.items[Newest]}
		w.items = w.items[:Newest]
		gone[0].kept--
	}
	return gone
}

func (w *window) drop(i *Item) {
	if at, ok := slices.BinarySearchFunc(w.items, i, byPlace); ok {
		w.items = slices.Delete(w.items, at, at+1)
		i.kept--
	}
}

// age lets items go that came before a time.
func (w *window) age(before time.Time) (gone []*Item) {
	for len(w.items) > 0 && w.items[len(w.items)-1].Came.Before(before) {
		last := w.items[len(w.items)-1]
		w.items = w.items[:len(w.items)-1]
		last.kept--
		gone = append(gone, last)
	}
	return gone
}
