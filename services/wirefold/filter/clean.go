package filter

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
	"github.com/wirefold/wirefold/services/clean/cleaner"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// raw is a line that clean takes.
type raw struct {
	Text, HTML       string
	HTMLBase64       []byte
	URL, PublishedAt string
}

// clean is a line that clean gives.
type clean struct {
	ID                json.RawMessage `json:"id"`
	Title             string          `json:"title"`
	Byline            []string        `json:"byline"`
	Dateline          string          `json:"dateline"`
	Credit            string          `json:"credit"`
	PublishedAt       string          `json:"publishedAt"`
	PublishedAtOrigin string          `json:"publishedAtOrigin"`
	Language          string          `json:"language"`
	Paragraphs        []string        `json:"paragraphs"`
	Removed           []removed       `json:"removed"`
}

type removed struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// Clean makes clean articles of raw copy.
func Clean(in io.Reader, out io.Writer) error {
	step := cleaner.New().Step
	return chain[line, answered[clean]]{
		open: same,
		work: func(l line) (r answered[clean]) {
			var copy raw
			if r.id, r.err = decode(l, &copy); r.err != nil {
				return r
			}
			r.out, r.err = guard(func() (clean, error) {
				article, err := copy.article(uint64(l.number))
				if err != nil {
					return clean{}, err
				}
				a, err := step(context.Background(), article)
				if err != nil {
					return clean{}, err
				}
				return cleanOf(r.id, a), nil
			})
			return r
		},
		tell: tell[clean],
	}.run(in, out)
}

// article lets the copy in by the rules of the wire.
func (r raw) article(seq uint64) (*wirefoldv1.Article, error) {
	if strings.TrimSpace(r.Text) == "" && strings.TrimSpace(r.HTML) == "" && len(r.HTMLBase64) == 0 {
		return nil, stage.Permanent(empty, fmt.Errorf("read line %d: no text, html or htmlBase64", seq))
	}
	object := &wirefoldv1.RawArticle{
		Text: r.Text, Html: r.HTML, Url: r.URL, PublishedAt: r.PublishedAt,
		Status: "usable", // which lets an article through that has its page only below
	}
	a, err := receiver.FromObject(sourceOf(r.URL), seq, time.Time{}, object)
	if reason, _ := stage.PermanentReason(err); reason == receiver.BadURL {
		// On the wire an article would lose its identity; here it has none to lose.
		object.Url = ""
		a, err = receiver.FromObject(unknownSource, seq, time.Time{}, object)
	}
	if err != nil {
		return nil, err
	}
	a.Origin.Status = ""
	if len(r.HTMLBase64) > 0 && a.GetText() == "" && len(a.GetHtml()) == 0 {
		a.Html = r.HTMLBase64
	}
	return a, nil
}

// unknownSource stands for a source that a line does not tell.
const unknownSource = "unknown"

// sourceOf is the source that published under an address.
func sourceOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || subject.Source(u.Hostname()) == subject.None {
		return unknownSource
	}
	return u.Hostname()
}

func cleanOf(id json.RawMessage, a *wirefoldv1.CleanArticle) clean {
	c := clean{
		ID: id, Title: a.GetTitle(), Byline: a.GetByline(), Dateline: a.GetDateline(), Credit: a.GetCredit(),
		PublishedAt: a.GetPublishedAt(), PublishedAtOrigin: a.GetPublishedAtOrigin(), Language: a.GetLanguage(),
		Paragraphs: []string{}, Removed: []removed{},
	}
	if c.Byline == nil {
		c.Byline = []string{}
	}
	if a.GetText() != "" {
		c.Paragraphs = strings.Split(a.GetText(), "\n\n")
	}
	for _, r := range a.GetRemoved() {
		c.Removed = append(c.Removed, removed{r.GetText(), r.GetReason()})
	}
	return c
}
