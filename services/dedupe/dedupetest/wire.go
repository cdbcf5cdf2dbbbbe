// Package dedupetest makes a wire of a million articles for benchmarks, and the decisions on it, without keeping them:
// each is made of its sequence alone. Articles have 3 kB, names that their story's other articles have too, and
// background paragraphs that hundreds share. Every fourth is a copy, half of these edited. They come evenly over the 96
// hours for which texts are found in full.
package dedupetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/factid"
)

// Million is how many articles come in 96 hours.
const Million = 1_000_000

// Morning is when the first article comes.
var Morning = time.Date(2022, 1, 10, 6, 0, 0, 0, time.UTC)

// At is when the article of a WIRE sequence comes.
func At(seq uint64) time.Time { return Morning.Add(time.Duration(seq) * 96 * time.Hour / Million) }

const (
	sentences = 30
	// blockArticles come in the same minutes. Those that are originals tell the same every blockStories: 300 stories of
	// two or three originals and a copy.
	blockArticles = 1000
	blockStories  = 400
	// lately is how far back a copied article lies, at most.
	lately = 2000
)

// Original is the sequence of the article that one is a copy of; ok is false for an original.
func Original(seq uint64) (original uint64, ok bool) {
	if seq%4 != 0 || seq < 8 {
		return 0, false
	}
	r := random(seq, 1)
	back := 1 + r.Uint64N(min(seq-1, lately)-1)
	if original = seq - back; original%4 == 0 {
		original++ // a neighbour of a copy is none
	}
	return original, true
}

// story is the number of the happening that an original tells of.
func story(seq uint64) uint64 {
	return seq/blockArticles*blockStories + seq%blockArticles%blockStories
}

// members are the originals that tell of a happening, up to a sequence.
func members(story, until uint64) (seqs []uint64) {
	block := story / blockStories * blockArticles
	for at := story % blockStories; at < blockArticles && block+at <= until; at += blockStories {
		seqs = append(seqs, block+at)
	}
	return seqs
}

// ID is the id of an article.
func ID(seq uint64) string { return factid.ID("a", fmt.Sprint(seq)) }

// Facts is the article of a WIRE sequence.
func Facts(seq uint64) *wirefoldv1.Facts {
	r := random(seq, 3)
	source := fmt.Sprintf("paper%d_example", r.IntN(2000))
	told, copied := Original(seq)
	if !copied {
		told = seq
	}
	title, body, names := tell(told)
	if copied && r.IntN(2) == 0 {
		title, body = edit(title, body, r)
	}
	f := &wirefoldv1.Facts{
		Article: &wirefoldv1.CleanArticle{
			Origin: &wirefoldv1.Origin{Id: ID(seq), Source: source, WireSeq: seq, Url: "https://" + strings.ReplaceAll(source, "_", ".") + fmt.Sprintf("/%d", seq)},
			Title:  title, Text: strings.Join(body, " "), Status: "usable", Language: "en", PublishedAt: At(seq).Format(time.RFC3339),
		},
		Entities: entities(names), Topics: []string{fmt.Sprintf("topic-%d", story(told)%17)},
	}
	return f
}

func entities(names []string) (l []*wirefoldv1.Entity) {
	for i, n := range names {
		l = append(l, &wirefoldv1.Entity{Id: strings.ToLower(strings.ReplaceAll(n, " ", "-")), Name: n, Type: [...]string{"PER", "ORG", "LOC"}[i%3], Country: "NOR"})
	}
	return l
}

// tell makes title and sentences of an original, and names its story's names.
func tell(seq uint64) (title string, body, names []string) {
	of := random(story(seq), 4)
	for range 9 {
		// A third of the names are known from everywhere, the others are this story's own.
		if n := of.IntN(3); n == 0 {
			names = append(names, name(of.Uint64N(5000)))
		} else {
			names = append(names, name(of.Uint64N(1<<32)))
		}
	}
	subject := [...]string{vocabulary[of.IntN(1<<16)], vocabulary[of.IntN(1<<16)], vocabulary[of.IntN(1<<16)]}
	r := random(seq, 5)
	title = names[0] + " " + subject[0] + " " + common(r) + " " + subject[1] + " in " + names[2]
	for i := range sentences {
		if i == sentences-4 || i == sentences-2 {
			body = append(body, background[r.IntN(len(background))])
			continue
		}
		s := append(make([]byte, 0, 160), "The"...)
		for j := range 15 {
			w := common(r)
			switch {
			case j == 2 && i%3 == 0:
				w = names[r.IntN(len(names))]
			case j == 9 && i%4 == 1:
				w = subject[r.IntN(len(subject))]
			}
			s = append(append(s, ' '), w...)
		}
		body = append(body, string(append(s, '.')))
	}
	return title, body, names
}

// edit makes an edited copy: another title, one sentence less, one more, one in other words.
func edit(title string, body []string, r *rand.Rand) (string, []string) {
	i := r.IntN(sentences - 6)
	edited := append(append([]string{}, body[:i]...), body[i+1:]...)
	edited[r.IntN(sentences-6)] = "It was " + common(r) + " that " + common(r) + " said so on the day."
	return "Report: " + strings.TrimPrefix(title, "The "), append(edited, "This newspaper has "+common(r)+" readers in "+name(r.Uint64N(2000))+".")
}

func random(n, what uint64) *rand.Rand { return rand.New(rand.NewPCG(n, what)) }

var (
	// vocabulary has words in the frequencies of a language: common ones many times.
	vocabulary = makeVocabulary()
	// background are paragraphs that many articles have.
	background = makeBackground()
)

func makeVocabulary() (words [1 << 16]string) {
	zipf := rand.NewZipf(random(0, 6), 1.1, 6, 30000)
	for i := range words {
		words[i] = word(zipf.Uint64())
	}
	return words
}

// common is a word as it occurs in a text.
func common(r *rand.Rand) string { return vocabulary[r.Uint32()>>16] }

func makeBackground() (paragraphs [300]string) {
	for i := range paragraphs {
		r := random(uint64(i), 6)
		s := "Background to this is that " + name(uint64(i))
		for range 26 {
			s += " " + common(r)
		}
		paragraphs[i] = s + "."
	}
	return paragraphs
}

const consonants, vowels = "bdfgklmnprstvz", "aeiou"

// word makes a word of a number, short ones of small ones.
func word(n uint64) string {
	b := make([]byte, 0, 16)
	for left := n; ; left /= uint64(len(consonants) * len(vowels)) {
		b = append(b, consonants[left%uint64(len(consonants))], vowels[left/uint64(len(consonants))%uint64(len(vowels))])
		if left < uint64(len(consonants)*len(vowels)) && len(b) >= 4 {
			return string(b)
		}
	}
}

// name makes a name of two words.
func name(n uint64) string {
	first, last := word(n%700), word(n/3+7)
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
}
