package edition

// article folds an event of an article.
func (e *Edition) article(event Event) {
	d := event.Data
	i := e.items[d.ID]
	if i == nil {
		i = e.inherit(event)
	}
	if event.Action == "withdrawn" || event.Action == "held" {
		if i != nil {
			i.withdraw(event)
			e.show(i, event)
		}
		return // one that was never shown stays so
	}
	if i == nil {
		e.counter++
		i = &Item{GUID: e.guid(event), Came: event.Time, place: e.counter}
		e.items[d.ID] = i
	}
	for _, c := range i.Copies {
		delete(e.copies, c.ID)
	}
	i.tell(event)
	for _, c := range i.Copies {
		e.copies[c.ID] = i
	}
	e.show(i, event)
}

// inherit gives a copy the item of its original, when that one was withdrawn and the copy now speaks for itself. A copy
// that speaks for any other reason begins an item of its own.
func (e *Edition) inherit(event Event) *Item {
	id := event.Data.ID
	i := e.copies[id]
	if i == nil {
		return nil
	}
	i.remove(id)
	delete(e.copies, id)
	if i.stands() || event.Action != "new" {
		e.show(i, event)
		return nil
	}
	delete(e.items, i.ArticleID)
	e.items[id] = i
	e.hand(id, i.GUID)
	return i
}

// copy folds an event of a copy.
func (e *Edition) copy(event Event) {
	d := event.Data
	if event.Action == "withdrawn" || event.Action == "detached" {
		if i := e.copies[d.ID]; i != nil {
			e.leave(d.ID, event)
		} else if i := e.items[d.OriginalID]; i != nil && i.More > 0 {
			i.More--
			e.show(i, event)
		}
		return
	}
	if d.ID == d.OriginalID {
		return // nobody's copy
	}
	target := e.items[d.OriginalID]
	if own := e.items[d.ID]; own != nil {
		target = e.join(own, target, event)
	}
	if i := e.copies[d.ID]; i != nil && i != target {
		e.leave(d.ID, event)
	}
	if target == nil {
		return // its original is older than this edition
	}
	e.add(target, Copy{ID: d.ID, Source: d.Source, URL: d.URL, PublishedAt: d.PublishedAt, Relation: d.Relation})
	e.show(target, event)
}

func (e *Edition) add(i *Item, c Copy) {
	if i.put(c) {
		e.copies[c.ID] = i
	}
}

func (e *Edition) leave(id string, event Event) {
	i := e.copies[id]
	i.remove(id)
	delete(e.copies, id)
	e.show(i, event)
}

// join makes one item of two, of which the first has become a copy of the second. Of guid and place the elder's stay, for
// readers have seen it; the original's text is what they see now.
func (e *Edition) join(own, target *Item, event Event) *Item {
	for _, w := range e.topics {
		if w.holds(own) {
			w.drop(own)
			w.changed = later(w.changed, event.Time)
		}
	}
	delete(e.items, own.ArticleID)
	if target == nil { // its original is older than this edition: readers have it
		e.forget([]*Item{own})
		return nil
	}
	for _, c := range own.Copies {
		delete(e.copies, c.ID)
		e.add(target, c)
	}
	target.More += own.More
	if own.place > target.place {
		delete(e.guids, own.GUID)
		return target
	}
	for _, w := range e.topics {
		if w.holds(target) {
			w.drop(target)
		}
	}
	delete(e.guids, target.GUID)
	target.GUID, target.place, target.Came, target.Modified = own.GUID, own.place, own.Came, event.Time
	e.hand(target.ArticleID, target.GUID)
	return target
}
