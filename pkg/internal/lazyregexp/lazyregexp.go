// Package lazyregexp gives regular expressions that are compiled when they are first used.
//
// The rules for text are some hundred long expressions: compiled at the start they cost every process 25 ms and 22 MB
// of garbage, also those that never clean a text. A Regexp promises the answers of the regexp it stands for, and is
// safe for concurrent use. It panics at the first use where that could not be compiled: an expression is part of the
// program, and its package's tests use it.
package lazyregexp

import (
	"regexp"
	"sync"
)

// Regexp is a regular expression in the syntax of the package regexp.
type Regexp struct{ compiled func() *regexp.Regexp }

// New takes an expression without looking at it.
func New(expression string) *Regexp {
	return &Regexp{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// The methods are those of regexp.Regexp.

func (r *Regexp) MatchString(s string) bool { return r.compiled().MatchString(s) }

func (r *Regexp) FindString(s string) string { return r.compiled().FindString(s) }

func (r *Regexp) FindStringSubmatch(s string) []string { return r.compiled().FindStringSubmatch(s) }

func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	return r.compiled().FindStringSubmatchIndex(s)
}

func (r *Regexp) FindAllString(s string, n int) []string { return r.compiled().FindAllString(s, n) }

func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	return r.compiled().FindAllStringIndex(s, n)
}

func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return r.compiled().FindAllStringSubmatch(s, n)
}

func (r *Regexp) ReplaceAllString(s, by string) string { return r.compiled().ReplaceAllString(s, by) }

func (r *Regexp) Split(s string, n int) []string { return r.compiled().Split(s, n) }
