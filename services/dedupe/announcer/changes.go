package announcer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

const (
	// maxEdits bounds the memory of the comparison, edits × edits: 2 MB at 500. A rewritten text has more.
	maxEdits = 500
	// maxPieces bounds, with maxEdits, its work: edits × pieces. The longest features have 30,000.
	maxPieces = 1 << 16
	// maxChanges bounds what is told.
	maxChanges = 500
)

// changes tells where a text differs from what it was, word by word: put back every `was`, and the old text is there
// again. Where the two have too little in common it is one change.
func changes(was, is string) []*wirefoldv1.Change {
	a, b := pieces(was), pieces(is)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	middleA, middleB := a[head:len(a)-tail], b[head:len(b)-tail]
	at := length(b[:head])
	if len(middleA) == 0 && len(middleB) == 0 {
		return nil
	}
	whole := []*wirefoldv1.Change{{Start: int32(at), End: int32(at + length(middleB)), Was: join(middleA)}}
	if len(middleA)+len(middleB) > maxPieces {
		return whole
	}
	script, ok := edits(middleA, middleB)
	if !ok {
		return whole
	}
	var out []*wirefoldv1.Change
	open := false
	between := "" // kept since the last change
	for _, e := range script {
		if e.kept != "" {
			at += utf8.RuneCountInString(e.kept)
			between += e.kept
			open = open && !strings.ContainsFunc(e.kept, isWord)
			continue
		}
		if open {
			// Only space or a mark between: the two read as one change.
			out[len(out)-1].Was += between
		}
		between = ""
		if !open {
			out = append(out, &wirefoldv1.Change{Start: int32(at), End: int32(at)})
			open = true
		}
		c := out[len(out)-1]
		at += utf8.RuneCountInString(e.added)
		c.End = int32(at)
		c.Was += e.removed
	}
	if len(out) > maxChanges {
		return whole
	}
	return out
}

// pieces cuts a text into words, spaces and single marks; together they are the text.
func pieces(s string) []string {
	var out []string
	start, kind := 0, -1
	for i, r := range s {
		k := 2
		switch {
		case unicode.IsSpace(r):
			k = 0
		case isWord(r):
			k = 1
		}
		if i > start && (k != kind || k == 2) {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func length(ps []string) int {
	n := 0
	for _, p := range ps {
		n += utf8.RuneCountInString(p)
	}
	return n
}

func join(ps []string) string {
	var out []byte
	for _, p := range ps {
		out = append(out, p...)
	}
	return string(out)
}

// edit is one piece that stayed, came or went.
type edit struct{ kept, added, removed string }

// edits is the shortest way from a to b, by Myers, An O(ND) Difference Algorithm (1986); ok is false beyond maxEdits.
func edits(a, b []string) (script []edit, ok bool) {
	var trace [][]int
	most := min(len(a)+len(b), maxEdits)
	reached := make([]int, 2*most+3)
	furthest := func(k int) *int { return &reached[k+most+1] }
	for d := 0; d <= most; d++ {
		row := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := *furthest(k - 1) + 1
			if k == -d || k != d && *furthest(k - 1) < *furthest(k + 1) {
				x = *furthest(k + 1)
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			*furthest(k) = x
			row[k+d] = x
			if x >= len(a) && y >= len(b) {
				return walk(a, b, append(trace, row)), true
			}
		}
		trace = append(trace, row)
	}
	return nil, false
}

// walk follows the furthest reaching paths back from the end.
func walk(a, b []string, trace [][]int) []edit {
	var back []edit
	x, y := len(a), len(b)
	for d := len(trace) - 1; d > 0; d-- {
		before := trace[d-1]
		reach := func(k int) int { return before[k+d-1] }
		k := x - y
		down := k == -d || k != d && reach(k-1) < reach(k+1)
		from := k - 1
		if down {
			from = k + 1
		}
		// One step from where the path was, then the pieces that both have.
		mx, my := reach(from), reach(from)-from
		if down {
			my++
		} else {
			mx++
		}
		for ; x > mx; x, y = x-1, y-1 {
			back = append(back, edit{kept: a[x-1]})
		}
		if down {
			back = append(back, edit{added: b[my-1]})
			y--
		} else {
			back = append(back, edit{removed: a[mx-1]})
			x--
		}
	}
	for ; x > 0; x-- {
		back = append(back, edit{kept: a[x-1]})
	}
	script := make([]edit, 0, len(back))
	for i := len(back) - 1; i >= 0; i-- {
		script = append(script, back[i])
	}
	return script
}
