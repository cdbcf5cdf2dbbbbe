package filter

import (
	"context"
	"encoding/json"
	"io"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/wirefold/wirefold/pkg/lang"
	"github.com/wirefold/wirefold/pkg/topic"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/extract/extractor"
)

// facts is a line that extract gives. Its lists have the JSON form of wirefold.v1.Facts.
type facts struct {
	ID         json.RawMessage `json:"id"`
	Entities   json.RawMessage `json:"entities"`
	Quotes     json.RawMessage `json:"quotes"`
	Times      json.RawMessage `json:"times"`
	Quantities json.RawMessage `json:"quantities"`
	Events     json.RawMessage `json:"events"`
}

// Extract finds what clean articles say.
func Extract(in io.Reader, out io.Writer) error {
	step := extractor.New(topic.Builtin()).Step
	return chain[line, answered[facts]]{
		open: same,
		work: func(l line) (r answered[facts]) {
			var article struct{ Title, Text, PublishedAt, Language string }
			if r.id, r.err = decode(l, &article); r.err != nil {
				return r
			}
			if article.Language == "" {
				article.Language = lang.Detect(article.Text)
			}
			r.out, r.err = guard(func() (facts, error) {
				found, err := step(context.Background(), &wirefoldv1.CleanArticle{
					Origin: &wirefoldv1.Origin{WireSeq: uint64(l.number)},
					Title:  article.Title, Text: article.Text, PublishedAt: article.PublishedAt, Language: article.Language,
				})
				if err != nil {
					return facts{}, err
				}
				return factsOf(r.id, found)
			})
			return r
		},
		tell: tell[facts],
	}.run(in, out)
}

func factsOf(id json.RawMessage, f *wirefoldv1.Facts) (facts, error) {
	f.Article = nil
	data, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(f)
	if err != nil {
		return facts{}, err
	}
	out := facts{}
	err = json.Unmarshal(data, &out)
	out.ID = id
	return out, err
}
