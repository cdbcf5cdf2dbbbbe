package story

import (
	"cmp"
	"slices"
)

const (
	// maxWords and maxNames keep the features of an article under 300 bytes. On
	// labelled pairs 32 words or 12 names do as well.
	maxWords, maxNames = 40, 24
	// maxCodes is how many coded events of an article are kept: of a report on
	// one happening the first few are it.
	maxCodes = 8
	// leadTokens and leadBytes are how far an article is read: news says what
	// happened first. Four hundred words of any script have less than 16 KiB.
	leadTokens, leadBytes = 400, 1 << 14
	// titleWeight is what a word of the title counts against one of the lead.
	titleWeight = 3
)

// Features are what a story index remembers of an article.
type Features struct {
	Words []uint32 // hashes of its telling words, the most telling first, at most 40
	Names []uint32 // hashes of the words of its names, the most frequent first, at most 24
	Codes []uint32 // hashes of its events as coded, where the caller codes any, at most 8
	At    Moment
}

// Coded adds events to features: each as a key that says what was done by whom
// to whom, the same in any text that tells of it.
func (f Features) Coded(events []string) Features {
	for _, e := range events {
		if c := hashOf([]rune(e)) &^ isName; len(f.Codes) < maxCodes && !slices.Contains(f.Codes, c) {
			f.Codes = append(f.Codes, c)
		}
	}
	return f
}

// NewFeatures reads an article. names are its entities where the caller knows
// them; without, the capitalised words within sentences stand for them.
func NewFeatures(title, text string, names []string, at Moment) Features {
	var words, capitalised terms
	r := reader{words: &words, names: &capitalised}
	r.read(title, titleWeight, false)
	r.read(text, 1, true)
	if len(names) > 0 {
		var ignored terms
		capitalised = terms{}
		r := reader{words: &capitalised, names: &ignored}
		for _, n := range names {
			r.read(n, 1, false)
		}
	}
	return Features{Words: words.top(maxWords), Names: capitalised.top(maxNames), At: at}
}

// terms sums up weights, in order of first occurrence. It has room for what a
// reader reads.
type terms struct {
	list []term
	at   [1024]uint16 // hash table of more than twice leadTokens: place in list, from 1
}

type term struct {
	hash   uint32
	weight float64
}

func (t *terms) add(hash uint32, weight float64) {
	i := int(hash) % len(t.at)
	for t.at[i] != 0 && t.list[t.at[i]-1].hash != hash {
		i = (i + 1) % len(t.at)
	}
	if t.at[i] == 0 {
		t.list = append(t.list, term{hash: hash})
		t.at[i] = uint16(len(t.list))
	}
	t.list[t.at[i]-1].weight += weight
}

// top returns the n heaviest terms, earlier ones first among equals.
func (t *terms) top(n int) []uint32 {
	slices.SortStableFunc(t.list, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	out := make([]uint32, 0, min(n, len(t.list)))
	for _, t := range t.list[:min(n, len(t.list))] {
		out = append(out, t.hash)
	}
	return out
}
