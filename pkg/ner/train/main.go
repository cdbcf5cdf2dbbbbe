// Command train learns the model of names that package ner carries from the sets
// named in corpus.go, see MODEL.md for them and their licences:
//
//	go run ./ner/train -data DIR -out ner/internal/tagger/model.bin.gz
//
// The same data gives the same model, byte for byte.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/ner/internal/tagger"
	"github.com/wirefold/wirefold/pkg/nlp"
)

func main() {
	data := flag.String("data", "", "folder of the sets")
	out := flag.String("out", "model.bin.gz", "file of the model")
	epochs := flag.Int("epochs", 5, "times that every sentence is seen")
	seldom := flag.Int("seldom", 2, "features seen less often are left out")
	small := flag.Float64("small", 0.3, "rows whose weights are all smaller are left out")
	flag.Parse()
	if err := train(*data, *out, *epochs, *seldom, *small); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func train(data, out string, epochs, seldom int, small float64) error {
	var examples []example
	for _, c := range corpora {
		e, err := c.read(data)
		if err != nil {
			return err
		}
		fmt.Printf("%-32s %6d sentences\n", c.path, len(e))
		examples = append(examples, e...)
		examples = append(examples, speakers(e)...)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	lexicon := usage(examples)
	runs, ids := prepare(examples, lexicon, seldom)
	fmt.Printf("%d runs, %d features, %d words\n", len(runs), len(ids), len(lexicon))

	t := newTrainer(len(ids))
	var order []int
	for k, r := range runs {
		for range r.weight {
			order = append(order, k)
		}
	}
	for e := range epochs {
		fmt.Printf("epoch %d: %d of %d wrong\n", e+1, t.epoch(runs, order, rnd), len(order))
	}
	return save(out, lexicon, t, ids, small)
}

// usage counts how the texts write their words.
func usage(examples []example) tagger.Lexicon {
	low, high := map[string]int{}, map[string]int{}
	for _, e := range examples {
		for i, t := range e.doc.Tokens {
			lower := strings.ToLower(t.Text)
			switch first := e.doc.Sentences[t.Sentence].First == i; {
			case t.Kind != nlp.Word:
			case t.Text == lower:
				low[lower] += e.weight
			case !first:
				high[lower] += e.weight
			}
		}
	}
	l := tagger.Lexicon{}
	for w, n := range low {
		switch {
		case n >= 2 && n >= 4*high[w]:
			l.Add(w, tagger.Common)
		case n >= 2:
			l.Add(w, tagger.Mixed)
		}
	}
	return l
}

// prepare extracts the features of all runs and numbers those seen often enough.
func prepare(examples []example, lexicon tagger.Lexicon, seldom int) ([]run, map[uint32]int32) {
	x := tagger.NewExtractor(lexicon)
	var (
		runs   []run
		hashes [][][]uint32
		counts = map[uint32]int{}
	)
	for _, e := range examples {
		x.Read(e.doc)
		for _, s := range e.doc.Sentences {
			for i := s.First; i < s.Last; i++ {
				if !x.Candidate(i) {
					continue
				}
				r, h := run{partial: e.partial, weight: e.weight}, [][]uint32{}
				for ; i < s.Last && x.Candidate(i); i++ {
					f := slices.Clone(x.Features(i))
					for _, v := range f {
						counts[v]++
					}
					h = append(h, f)
					r.tags = append(r.tags, e.tags[i])
				}
				mend(r.tags)
				runs, hashes = append(runs, r), append(hashes, h)
			}
		}
	}
	ids := map[uint32]int32{}
	for k, h := range hashes {
		for _, fs := range h {
			var dense []int32
			for _, f := range fs {
				if counts[f] < seldom {
					continue
				}
				id, ok := ids[f]
				if !ok {
					id = int32(len(ids))
					ids[f] = id
				}
				dense = append(dense, id)
			}
			runs[k].features = append(runs[k].features, dense)
		}
	}
	return runs, ids
}

// mend takes away a name that a run cuts off.
func mend(tags []tagger.Tag) {
	last := tagger.Outside
	for i, t := range tags {
		if !last.Follows(t) {
			clearAround(tags, i)
		}
		last = tags[i]
	}
	if !last.Ends() {
		clearAround(tags, len(tags)-1)
	}
}

func clearAround(tags []tagger.Tag, i int) {
	for k := i - 1; k >= 0 && !tags[k].Ends(); k-- {
		tags[k] = tagger.Outside
	}
	for k := i; k < len(tags) && tags[k] != tagger.Outside && tags[k].Position() != tagger.Begin && tags[k].Position() != tagger.Unit; k++ {
		tags[k] = tagger.Outside
	}
	if !tags[i].Ends() && i == len(tags)-1 {
		tags[i] = tagger.Outside
	}
}

func save(path string, lexicon tagger.Lexicon, t *trainer, ids map[uint32]int32, small float64) error {
	type row struct {
		feature uint32
		id      int32
	}
	var (
		kept  []row
		sizes []float64
	)
	for f, id := range ids {
		most := 0.0
		for tag := range tagger.Tags {
			most = max(most, math.Abs(t.average(int(id), tag)))
		}
		if most >= small {
			kept = append(kept, row{f, id})
			sizes = append(sizes, most)
		}
	}
	slices.SortFunc(kept, func(a, b row) int { return cmp.Compare(a.feature, b.feature) })
	slices.Sort(sizes)
	// The largest weight in a thousand fills the byte, the few above are cut.
	unit := 127 / sizes[len(sizes)*999/1000]

	features, rows := make([]uint32, len(kept)), make([][tagger.Tags]int8, len(kept))
	for k, r := range kept {
		features[k] = r.feature
		for tag := range tagger.Tags {
			rows[k][tag] = int8(min(max(math.Round(t.average(int(r.id), tag)*unit), -127), 127))
		}
	}
	var trans tagger.Transitions
	for a := range trans {
		for b := range trans[a] {
			trans[a][b] = int32(math.Round(t.averageTransition(a, b) * unit))
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := tagger.Save(f, lexicon, &trans, features, rows); err != nil {
		return fmt.Errorf("save model: %w", err)
	}
	fmt.Printf("%d features kept, unit %.2f\n", len(kept), unit)
	return f.Close()
}
