package httpdoor

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/wirefold/wirefold/pkg/subject"
)

// minToken is the shortest token in bytes: 16 random letters cannot be guessed.
const minToken = 16

// all, as a source that a token may publish, is all sources.
const all = "*"

// tokens are those who may come in, by what they show.
type tokens []entry

type entry struct {
	sum     [sha256.Size]byte // of the token: all are compared alike, whatever their length
	visitor Visitor
}

// parseTokens reads the file of tokens.
func parseTokens(files ...[]byte) (*tokens, error) {
	var list []struct {
		Token   string
		Publish []string
		Read    bool
		Rate    float64
	}
	d := yaml.NewDecoder(bytes.NewReader(files[0]))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	var out tokens
	for i, e := range list {
		v, err := visitorFor(e.Publish, e.Read, e.Rate)
		sum := sha256.Sum256([]byte(e.Token))
		switch {
		case len(e.Token) < minToken:
			err = fmt.Errorf("token has %d bytes, less than %d: make one with `openssl rand -hex 16`", len(e.Token), minToken)
		case slices.ContainsFunc(out, func(o entry) bool { return o.sum == sum }):
			err = errors.New("token is in the list before")
		}
		if err != nil {
			return nil, fmt.Errorf("read tokens: entry %d: %w", i+1, err)
		}
		v.id = string(sum[:])
		out = append(out, entry{sum, v})
	}
	return &out, nil
}

func visitorFor(publish []string, read bool, rate float64) (Visitor, error) {
	v := Visitor{read: read, rate: rate}
	if len(publish) == 0 && !read {
		return v, errors.New("it may do nothing: want publish, a list of sources, or read: true")
	}
	if rate < 0 || rate > 0 && len(publish) == 0 {
		return v, errors.New("rate is the articles a second that may be published: want a number above 0, beside publish")
	}
	for _, name := range publish {
		if name == all {
			v.all = true
			continue
		}
		source := subject.Source(name)
		if source == subject.None {
			return v, fmt.Errorf("publish %q: no letter or digit in it", name)
		}
		v.sources = append(v.sources, source)
	}
	return v, nil
}

// find gives the visitor of a token, in a time that tells nothing of the tokens.
func (t tokens) find(token string) (v Visitor, ok bool) {
	sum := sha256.Sum256([]byte(token))
	for _, e := range t {
		if subtle.ConstantTimeCompare(sum[:], e.sum[:]) == 1 {
			v, ok = e.visitor, true
		}
	}
	return v, ok
}
