package neardup

import "time"

// form tells two notices on one form: their slots hold other names and
// figures. Real copies exchange at most one in ten, and when more than one,
// one in fifteen; an update of a text under the same title up to one in seven.
func (e evidence) form() bool {
	x := e.exchanged()
	switch {
	case e.apart >= recurs:
		// A yearly letter is reworded a little each time.
		return x > 0.01 || e.changed() > 0.03
	case e.misread >= 15 && e.misread*12 >= e.matched && float64(e.misread) >= 3*e.conflict:
		// Read by a machine: names and figures are misread as well.
		return x > 0.25
	case e.reissued():
		return true
	case e.conflict == 0:
		return false
	case e.sameTitle() && e.ofOriginal >= 0.95 && e.knowsNames() >= 0.95:
		return x > 0.15
	case e.sameTitle() && e.cover() >= 0.5 && e.renamed == 0 && !(e.short() && e.conflict >= 2 && e.knowsNumbers() < 0.6):
		return x > 0.15
	case e.sameTitle() && e.cover() >= 0.45 && e.knowsNames() >= 0.6 && e.apart < recurs/3:
		return x > 0.12
	case e.conflict < 2 && e.own() >= 80 && (e.title < 0.5 || e.sameTitle()):
		// One exchange in a text of some length: another outlet's credit, a slip.
		return x > 0.17
	case e.conflict >= 1 && e.knowsNames() < 0.7 && !e.sameTitle():
		// Most names differ: the ones that agree belong to the form.
		return x > 0.03
	case e.conflict >= 2 && e.title >= 0.5 && !e.sameTitle():
		// The title has a slot as well.
		return x > 0.05
	case e.conflict >= 2:
		return x > 0.07
	}
	return x > 0.1
}

// reissued tells the next issue of a form whose frame is most of it: all that
// was changed are figures and dates. A correction changes one figure within
// hours, and leaves the day.
func (e evidence) reissued() bool {
	figures := e.conflict - e.renamed
	switch {
	case e.retimed && e.title >= 0.5 && e.apart >= issue && e.conflict > 0:
		return true
	case e.moved > 0 && e.apart >= issue && (e.short() || e.moved >= 2 || e.conflict >= 2):
		return true
	case !e.short() || min(e.ofCopy, e.ofOriginal) < 0.75:
		return false
	case figures >= 2:
		return true
	}
	return figures >= 1 && (e.moved > 0 || e.apart >= issue || e.exchanged() > 0.1)
}

// issue is the shortest time between two issues of a form that is told by its
// date: morning and evening.
const issue = 8 * time.Hour

// recurs is the time after which a form comes back: weekly tables, monthly
// indices, yearly letters. Copies come within days.
const recurs = 6 * 24 * time.Hour

// frame tells two issues of a column, a page or a list: the frame is the same,
// and each puts matter of its own in it.
func (e evidence) frame() bool {
	sum := e.ofCopy + e.ofOriginal
	switch {
	case e.replaced > 0.7*e.taken, e.blank():
		return true
	case e.replaced > 0.2*e.taken && e.knowsNames() < 0.6*e.cover():
		// The names go with what was replaced.
		return true
	case e.short() && (e.knowsNames() == 0 && sum > 1.6 || e.knowsNames() < 0.6*e.cover() && e.jumps > 0):
		// A notice that is the same but for every name, or in other order.
		return true
	case e.jumps >= 3 && e.longest < 25 && sum < 1.5:
		// Short phrases in any order, as in forecasts and tables.
		return true
	case e.apart > late && sum < 1.5:
		// Background, the item of a digest and a weekly page live longer than a
		// story; of copies only nearly whole ones come so late.
		return !(e.sameTitle() && e.ofCopy >= 0.9)
	}
	return false
}

// blank tells a frame by what agrees in it: hardly a figure or name, though both
// texts have figures, most of them others. What a copy takes over has some.
func (e evidence) blank() bool {
	return min(e.ofCopy, e.ofOriginal) >= 0.7 && e.knowsNumbers() <= 0.5 && e.agree <= 4
}

// late is the time within which a story is copied, the default of Params.Window.
const late = 4 * 24 * time.Hour
