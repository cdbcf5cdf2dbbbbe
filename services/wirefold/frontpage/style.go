package frontpage

import (
	"strings"
	"unicode/utf8"
)

// Width is how wide a page is, in columns.
const Width = 100

// Style is how a page looks.
type Style struct{ Colour bool }

// ink is an SGR code.
type ink string

const (
	bold   ink = "1"
	faint  ink = "2"
	red    ink = "31"
	green  ink = "32"
	yellow ink = "33"
	blue   ink = "34"
	violet ink = "35"
)

func (s Style) paint(text string, inks ...ink) string {
	if !s.Colour || text == "" {
		return text
	}
	codes := make([]string, len(inks))
	for i, k := range inks {
		codes[i] = string(k)
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + text + "\x1b[0m"
}

// cell makes text exactly n columns wide.
func cell(text string, n int) string {
	text = cut(text, n)
	return text + strings.Repeat(" ", n-utf8.RuneCountInString(text))
}

// cut makes text at most n columns wide.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:max(n-1, 0)]), " ,;:-") + "…"
}

// wrap breaks text into lines of at most n columns; what would be more than most lines is cut.
func wrap(text string, n, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		word = cut(word, n)
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= n:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		last := lines[most-1]
		for utf8.RuneCountInString(last)+2 > n && strings.Contains(last, " ") {
			last = last[:strings.LastIndex(last, " ")]
		}
		lines[most-1] = cut(last+" …", n)
	}
	return lines
}
