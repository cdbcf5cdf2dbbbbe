package neardup

// agreements covers the figures and names of two stretches that say the same
// and stand in about the same place: a figure and its rounding, a first name
// and its initial.
func (e *evidence) agreements(a, b side, c, o stretch) {
	for i := c.from; i < c.to; i++ {
		at := o.from + i - c.from
		for j := max(o.from, at-drift); j < min(o.to, at+drift+1) && !a.covered[i]; j++ {
			if !b.covered[j] && (sameFigure(a.tokens, i, b.tokens, j) || initials(a.tokens[i], b.tokens[j])) {
				a.covered[i], b.covered[j] = true, true
				e.agree++
			}
		}
	}
}

// sameFigure tells that one of two numbers is the other one's rounding: to two
// digits or more, or to one where the text says "about".
func sameFigure(a []token, i int, b []token, j int) bool {
	if !a[i].is(number) || !b[j].is(number) {
		return false
	}
	return rounds(a[i].letters, b[j].letters, approximate(a, i)) || rounds(b[j].letters, a[i].letters, approximate(b, j))
}

// rounds tells that the digits of r are those of x rounded. Where the point
// stands does not matter: 2.3 million is 2,312,000.
func rounds(r, x uint32, approximate bool) bool {
	r, x = significant(r), significant(x)
	n := digits(r)
	if r == 0 || n >= digits(x) || n < 2 && !approximate {
		return false
	}
	unit := uint32(1)
	for range digits(x) - n {
		unit *= 10
	}
	return significant((x+unit/2)/unit) == r
}

// significant is a number without the zeros at its end.
func significant(n uint32) uint32 {
	for n > 0 && n%10 == 0 {
		n /= 10
	}
	return n
}

func digits(n uint32) (count int) {
	for ; n > 0; n /= 10 {
		count++
	}
	return count
}

// approximate tells that a word before a number says that it is rounded.
func approximate(ts []token, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if ts[k].is(vague) {
			return true
		}
	}
	return false
}

// vagueWords say of a figure that it is rounded.
var vagueWords = plainSet(`about around nearly almost roughly approximately some over more than under circa
etwa rund knapp fast gut über mehr als zirka environ près quelque presque plus unos unas cerca casi aproximadamente alrededor más
circa quasi oltre około prawie ponad okolo yaklaşık около почти более примерно свыше 约 近 超`)

// initials tells that one of two words is a letter that begins the other.
func initials(a, b token) bool {
	if !a.is(capital) || !b.is(capital) || a.initial != b.initial {
		return false
	}
	la, lb := a.end-a.start, b.end-b.start
	return min(la, lb) == 1 && max(la, lb) > 1
}
