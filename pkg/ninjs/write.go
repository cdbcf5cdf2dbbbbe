package ninjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Version is a version of the standard that Write knows.
type Version string

// The last version with names in small letters, and the one that newsrooms take today.
const (
	V2 Version = "2.2"
	V3 Version = "3.1"
)

// ErrNoURI is the error for an item without a URI: the standard requires one, with a scheme, as RFC 3986 writes it.
var ErrNoURI = errors.New("no URI that identifies the item")

// Write writes an item on one line. It fails, with ErrNoURI, on an item without a URI. Everything else is left out where
// the schema has no form for it: a status that is none of usable, withheld and canceled, a time that is not RFC 3339, the
// URI of a concept that is none, an address that is no absolute URL. Text is written as plain text and as HTML.
func Write(i Item, v Version) ([]byte, error) {
	if v != V2 && v != V3 {
		return nil, fmt.Errorf("write ninjs item %q: no version %q, there are %s and %s", i.URI, v, V2, V3)
	}
	if uri(i.URI) == "" {
		return nil, fmt.Errorf("write ninjs item %q: %w", i.URI, ErrNoURI)
	}
	embargo := "embargoedUntil"
	if v == V2 {
		embargo = "embargoed"
	}
	o := object{
		{"uri", i.URI},
		{"standard", object{
			{"name", "ninjs"}, {"version", string(v)}, {"schema", "https://www.iptc.org/std/ninjs/ninjs-schema_" + string(v) + ".json"},
		}},
		{"type", "text"},
		{"version", i.Version},
		{"firstCreated", dateTime(i.FirstCreated)},
		{"versionCreated", dateTime(i.VersionCreated)},
		{embargo, dateTime(i.Embargo)},
		{"pubStatus", status(i.Status)},
		{"language", i.Language},
		{"headlines", parts(object{{"role", "main"}, {"contentType", "text/plain"}, {"value", i.Headline}})},
		{"slugline", i.Slugline},
		{"by", i.By},
		{"located", i.Located},
		{"edNote", i.Note},
		{"bodies", parts(
			object{{"role", "main"}, {"contentType", "text/html"}, {"value", markup(i.Text)}},
			object{{"role", "main"}, {"contentType", "text/plain"}, {"value", i.Text}},
		)},
		{"subjects", listed(i.Subjects, "rel")},
		{"events", listed(i.Events, "rel")},
		{"people", listed(i.People, "rel")},
		{"organisations", listed(i.Organisations, "rel")},
		{"places", listed(i.Places, "rel")},
		{"infoSources", listed(i.InfoSources, "role")},
		{"altIds", parts(object{{"role", "itemid"}, {"value", i.ItemID}})},
		{"renditions", pages(i.URL)},
	}
	var out bytes.Buffer
	if err := o.write(&out, v); err != nil {
		return nil, fmt.Errorf("write ninjs item %q: %w", i.URI, err)
	}
	return out.Bytes(), nil
}

// object is a JSON object whose members stand in order; names are spelled as 3.x does, values are strings, objects and
// lists of objects. Members without a value are not written.
type object []member

type member struct {
	name  string
	value any
}

func (o object) write(out *bytes.Buffer, v Version) error {
	out.WriteByte('{')
	sep := ""
	for _, m := range o {
		var value bytes.Buffer
		switch x := m.value.(type) {
		case string:
			if x == "" {
				continue
			}
			enc := json.NewEncoder(&value)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(x); err != nil {
				return err
			}
			value.Truncate(value.Len() - 1) // the encoder's line feed
		case object:
			if err := x.write(&value, v); err != nil {
				return err
			}
		case []object:
			if len(x) == 0 {
				continue
			}
			value.WriteByte('[')
			for i, each := range x {
				if i > 0 {
					value.WriteByte(',')
				}
				if err := each.write(&value, v); err != nil {
					return err
				}
			}
			value.WriteByte(']')
		}
		name := m.name
		if v == V2 {
			name = strings.ToLower(name)
		}
		fmt.Fprintf(out, "%s%q:%s", sep, name, value.Bytes())
		sep = ","
	}
	out.WriteByte('}')
	return nil
}

// parts keeps the parts that say something.
func parts(all ...object) []object {
	return slices.DeleteFunc(all, func(o object) bool { return o[len(o)-1].value == "" })
}

func listed(concepts []Concept, rel string) []object {
	var out []object
	for _, c := range concepts {
		c.URI = uri(c.URI)
		if c.Name+c.URI+c.Literal != "" {
			out = append(out, object{{"name", c.Name}, {rel, c.Rel}, {"uri", c.URI}, {"literal", c.Literal}})
		}
	}
	return out
}

// pages is the page of the article, under the name that the guidelines give to a rendition on the web.
func pages(address string) []object {
	if u, err := url.Parse(address); err != nil || u.Host == "" || uri(address) == "" {
		return nil
	}
	return []object{{{"name", "web"}, {"href", address}, {"contentType", "text/html"}}}
}

// markup is text as HTML.
func markup(text string) string {
	var out strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			out.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(paragraph), "\n", "<br>") + "</p>")
		}
	}
	return out.String()
}

func status(s string) string {
	if slices.Contains([]string{"usable", "withheld", "canceled"}, s) {
		return s
	}
	return ""
}

// dateTime is a time as RFC 3339 has it, else nothing. time.Parse also takes a comma before the fraction.
func dateTime(s string) string {
	if _, err := time.Parse(time.RFC3339, s); err != nil || strings.Contains(s, ",") {
		return ""
	}
	return s
}

// uriForm is RFC 3986 without what a schema's checker and a URL parser see differently: addresses in brackets, and paths
// that begin with two slashes after an empty host.
var uriForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9]|/?[A-Za-z0-9])([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(#([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$`)

func uri(s string) string {
	if _, err := url.Parse(s); err != nil || !uriForm.MatchString(s) {
		return ""
	}
	return s
}
