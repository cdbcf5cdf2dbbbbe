package lazyregexp

import (
	"reflect"
	"regexp"
	"sync"
	"testing"
)

func TestAnswersAreThoseOfRegexp(t *testing.T) {
	const expression, text = `(\w)o(\w)`, "two boats, one pond"
	lazy, eager := New(expression), regexp.MustCompile(expression)
	for _, r := range []struct {
		method    string
		got, want any
	}{
		{"MatchString", lazy.MatchString(text), eager.MatchString(text)},
		{"FindString", lazy.FindString(text), eager.FindString(text)},
		{"FindStringSubmatch", lazy.FindStringSubmatch(text), eager.FindStringSubmatch(text)},
		{"FindStringSubmatchIndex", lazy.FindStringSubmatchIndex(text), eager.FindStringSubmatchIndex(text)},
		{"FindAllString", lazy.FindAllString(text, -1), eager.FindAllString(text, -1)},
		{"FindAllStringIndex", lazy.FindAllStringIndex(text, 1), eager.FindAllStringIndex(text, 1)},
		{"FindAllStringSubmatch", lazy.FindAllStringSubmatch(text, -1), eager.FindAllStringSubmatch(text, -1)},
		{"ReplaceAllString", lazy.ReplaceAllString(text, "$2-$1"), eager.ReplaceAllString(text, "$2-$1")},
		{"Split", lazy.Split(text, 2), eager.Split(text, 2)},
	} {
		if !reflect.DeepEqual(r.got, r.want) {
			t.Errorf("%s: %v, want %v", r.method, r.got, r.want)
		}
	}
}

func TestFirstUseByMany(t *testing.T) {
	r := New(`^\p{Lu}`)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if !r.MatchString("Ä") {
				t.Error("no match")
			}
		})
	}
	wait.Wait()
}

func TestBadExpressionPanicsAtUse(t *testing.T) {
	r := New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	r.MatchString("")
}
