package selector

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// part is a compound selector as written, and how it is joined to the one before.
type part struct {
	combinator byte
	compound   string
}

// pseudo are the classes that look no further than the element's neighbours.
var pseudo = []string{"not", "first-child", "last-child", "only-child", "empty", "root"}

// split parts a list at its commas and combinators, and refuses what this package does not take.
func split(list string) ([][]part, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	var out [][]part
	var chain []part
	combinator := byte(0)
	start := -1 // of the compound under way
	end := func(at int) {
		if start >= 0 {
			chain = append(chain, part{combinator, list[start:at]})
			start, combinator = -1, ' '
		}
	}
	join := func(c byte) error {
		if len(chain) == 0 || combinator != ' ' {
			return fmt.Errorf("nothing stands before %q", c)
		}
		combinator = c
		return nil
	}
	finish := func() error {
		if len(chain) == 0 || combinator != ' ' {
			return errors.New("a selector is missing")
		}
		out = append(out, chain)
		chain, combinator = nil, 0
		return nil
	}
	for i := 0; i < len(list); i++ {
		c := list[i]
		var err error
		switch {
		case strings.IndexByte(" \t\r\n\f", c) >= 0:
			end(i)
		case c == '>' || c == '+' || c == '~':
			end(i)
			err = join(c)
		case c == ',':
			end(i)
			err = finish()
		default:
			if start < 0 {
				start = i
			}
			i, err = simple(list, i)
		}
		if err != nil {
			return nil, err
		}
	}
	end(len(list))
	return out, finish()
}

// simple gives where the piece of a compound that begins at i ends.
func simple(list string, i int) (int, error) {
	switch list[i] {
	case '\\':
		return escape(list, i)
	case '[':
		end, err := closing(list, i, ']')
		if err == nil && strings.Contains(unquoted(list[i:end]), "#=") {
			err = errors.New("[attribute#=expression] is not taken")
		}
		return end, err
	case ':':
		return class(list, i)
	case '/', '(', ')', ']', '"', '\'', '|':
		return 0, fmt.Errorf("%q is not taken here", list[i])
	}
	return i, nil
}

// escape reads an escaped letter: itself, or its number in up to six hexadecimal digits with a space that ends them.
func escape(list string, i int) (int, error) {
	n := 0
	for n < 6 && i+1+n < len(list) && strings.IndexByte("0123456789abcdefABCDEF", list[i+1+n]) >= 0 {
		n++
	}
	if n == 0 {
		return i + 1, nil
	}
	if end := i + 1 + n; end < len(list) && list[end] == ' ' {
		return end, nil
	}
	return i + n, nil
}

// class reads a pseudo-class.
func class(list string, i int) (int, error) {
	name := list[i+1:]
	if n := strings.IndexFunc(name, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') }); n >= 0 {
		name = name[:n]
	}
	if !slices.Contains(pseudo, name) {
		return 0, fmt.Errorf("of pseudo-classes only %s are taken", strings.Join(pseudo, ", "))
	}
	at := i + 1 + len(name)
	if name != "not" {
		return at - 1, nil
	}
	if at == len(list) || list[at] != '(' {
		return 0, errors.New(":not stands without its argument")
	}
	end, err := closing(list, at, ')')
	if err != nil {
		return 0, err
	}
	within, err := split(list[at+1 : end])
	if err != nil {
		return 0, err
	}
	if len(within) == 0 || slices.ContainsFunc(within, func(c []part) bool { return len(c) > 1 }) {
		return 0, errors.New(":not takes no combinators")
	}
	return end, nil
}

// closing finds the bracket that closes the one at i.
func closing(list string, i int, bracket byte) (int, error) {
	open, depth := list[i], 0
	for ; i < len(list); i++ {
		switch c := list[i]; c {
		case '\\':
			i++
		case '"', '\'':
			end := i + 1
			for end < len(list) && list[end] != c {
				if list[end] == '\\' {
					end++
				}
				end++
			}
			i = end
		case open:
			depth++
		case bracket:
			if depth--; depth == 0 {
				return i, nil
			}
		}
	}
	return 0, fmt.Errorf("%q is not closed", open)
}

// unquoted is a piece up to its first quote.
func unquoted(piece string) string {
	if n := strings.IndexAny(piece, `"'`); n >= 0 {
		return piece[:n]
	}
	return piece
}
