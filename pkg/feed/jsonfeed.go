package feed

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/webdate"
)

// maxJSONDepth is how deep JSON may nest. A JSON Feed with extensions stays below 10.
const maxJSONDepth = 64

// scalar is a string that may come as a number or a truth value, as JSON Feed asks its readers to take; whatever else
// stands there is "".
type scalar string

func (s *scalar) UnmarshalJSON(raw []byte) error {
	var text string
	switch {
	case raw[0] == '"':
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	case raw[0] != '{' && raw[0] != '[' && string(raw) != "null":
		text = string(raw)
	}
	*s = scalar(text)
	return nil
}

// list is values of which there may be one alone, or none of the right type.
type list[T any] []T

func (l *list[T]) UnmarshalJSON(raw []byte) error {
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		many = []json.RawMessage{raw}
	}
	*l = nil
	for _, m := range many {
		var one T
		if json.Unmarshal(m, &one) == nil {
			*l = append(*l, one)
		}
	}
	return nil
}

type jsonAuthor struct{ Name scalar }

// jsonHead is what a JSON Feed says of itself, versions 1.0 and 1.1.
type jsonHead struct {
	Version, Title, Language scalar
	Home                     scalar `json:"home_page_url"`
	Self                     scalar `json:"feed_url"`
	Author, Authors          list[jsonAuthor]
	Hubs                     list[struct{ Type, URL scalar }]
}

type jsonItem struct {
	ID, URL, Title, Summary, Language scalar
	HTML                              scalar `json:"content_html"`
	Text                              scalar `json:"content_text"`
	Published                         scalar `json:"date_published"`
	Modified                          scalar `json:"date_modified"`
	Author, Authors                   list[jsonAuthor]
	Tags                              list[scalar]
}

// readJSON reads a JSON Feed, item by item, so that one that is broken, or cut off, spoils no other. gofeed's own reader
// refuses the whole for one field of another type.
func readJSON(text, address string) (Feed, bool) {
	if !shallow(text) {
		return Feed{}, false
	}
	f := Feed{}
	var head jsonHead
	var raw []json.RawMessage
	found := false
	d := json.NewDecoder(strings.NewReader(text))
	members := map[string]json.RawMessage{}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return Feed{}, false
	}
	for d.More() && !f.Truncated {
		key, err := d.Token()
		if err != nil {
			f.Truncated = true
			break
		}
		if key == "items" {
			found = true
			f.Truncated = !items(d, &raw, &f.Cut)
			continue
		}
		var value json.RawMessage
		if f.Truncated = d.Decode(&value) != nil; !f.Truncated {
			members[key.(string)] = value
		}
	}
	if _, err := d.Token(); err != nil {
		f.Truncated = true
	}
	if all, err := json.Marshal(members); err != nil || json.Unmarshal(all, &head) != nil {
		return Feed{}, false
	}
	if !found && !strings.Contains(strings.ToLower(string(head.Version)), "jsonfeed.org") {
		return Feed{}, false
	}
	head.fill(&f, address)
	authors := jsonNames(head.Author, head.Authors)
	for _, r := range raw {
		var j jsonItem
		if r[0] != '{' || json.Unmarshal(r, &j) != nil {
			f.Broken++
			continue
		}
		f.Items = append(f.Items, j.item(address, authors))
	}
	return f, true
}

// items reads the members of an array, as far as they are whole.
func items(d *json.Decoder, raw *[]json.RawMessage, cut *int) (whole bool) {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return false
	}
	for d.More() {
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return false
		}
		if len(*raw) == MaxItems {
			*cut++
			continue
		}
		*raw = append(*raw, value)
	}
	_, err := d.Token()
	return err == nil
}

func (h jsonHead) fill(f *Feed, address string) {
	f.Title, f.Language = title(string(h.Title)), line(string(h.Language))
	f.Home, f.Self = firstAddress(address, string(h.Home)), firstAddress(address, string(h.Self))
	for _, hub := range h.Hubs {
		if strings.EqualFold(string(hub.Type), "websub") || strings.EqualFold(string(hub.Type), "pubsubhubbub") {
			f.Hub = cmp.Or(f.Hub, firstAddress(address, string(hub.URL)))
		}
	}
}

func (j jsonItem) item(address string, authors []string) Item {
	i := Item{
		ID: line(string(j.ID)), URL: firstAddress(address, string(j.URL)), Title: title(string(j.Title)), Language: string(j.Language),
		Published: webdate.Parse(string(j.Published)), Updated: webdate.Parse(string(j.Modified)), Bylines: jsonNames(j.Author, j.Authors),
	}
	if len(i.Bylines) == 0 {
		i.Bylines = authors
	}
	tags := make([]string, 0, len(j.Tags))
	for _, t := range j.Tags {
		tags = append(tags, string(t))
	}
	i.Categories = lines(tags...)
	// content_text is text, and what looks like a reference in it is none; some put HTML there for all that.
	text := string(j.Text)
	if !hasMarkup(text) {
		text = escape.Replace(text)
	}
	i.fill("", []string{string(j.HTML), text}, []string{string(j.Summary)})
	return i
}

func jsonNames(groups ...list[jsonAuthor]) []string {
	var raw []string
	for _, g := range groups {
		for _, a := range g {
			raw = append(raw, string(a.Name))
		}
	}
	return bylines(raw...)
}

// shallow reports that nothing nests deeper than maxJSONDepth.
func shallow(s string) bool {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxJSONDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}
