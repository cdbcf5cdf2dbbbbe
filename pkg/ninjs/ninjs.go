// Package ninjs reads and writes news items in IPTC ninjs 2.x and 3.x, the JSON of news agencies.
//
// Is recognises an item by its own keys; Parse takes from it what makes an article. The two versions differ in the
// case of names only (versioncreated, versionCreated), and any case is taken. Nothing is checked against the schema:
// agencies add fields of their own, and what is missing stays empty. Whatever goes in, the strings that come out are
// valid UTF-8.
//
// Write is the other direction, and strict: what it writes is valid by IPTC's schema of that version, so a fact that the
// schema has no form for is left out. What was written reads as the same Item, white space in Text apart.
package ninjs

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrNotText is the error for an item whose copy is not text: a picture, a graphic, a sound, a video.
var ErrNotText = errors.New("not a text item")

// Item is the article in a news item. What is not known is empty.
type Item struct {
	URI      string // identifies the item over all its versions
	ItemID   string // the same, of an agency (AP) whose URIs carry the tag of a version
	Version  string // most agencies count; the standard allows any string
	Status   string // usable, withheld or canceled; empty when not said
	Headline string // the main one; else the item's title
	Slugline string
	By       string
	Note     string // to the desks that receive it: "Correction: …"
	Language string // BCP 47
	Located  string // where the copy comes from: the dateline
	Embargo  string // not to be published before
	URL      string // of a rendition that is a page; the URI is no link
	Text     string // paragraphs parted by a blank line

	FirstCreated, VersionCreated string // when the first version was made, and this one

	// What and whom it is about.
	Subjects, Events              []Concept
	People, Organisations, Places []Concept

	// InfoSources had a part in the copy: who published it, whom it credits. Rel is their role.
	InfoSources []Concept
}

// Concept is something that has a name: a person, a place, a subject. At least one of Name, URI and Literal is set.
type Concept struct {
	Name    string
	Rel     string // how the copy relates to it: about, mentions
	URI     string
	Literal string // identifies it where there is no URI
}

// Published is when the first version was made, else this one.
func (i Item) Published() string { return first(i.FirstCreated, i.VersionCreated) }

// Is reports whether body is a JSON object with ninjs' keys and without the ones that carry copy elsewhere.
func Is(body []byte) bool {
	var keys struct {
		URI, Headlines, Bodies, PubStatus, VersionCreated, FirstCreated, EdNote, Text, HTML json.RawMessage
	}
	if json.Unmarshal(body, &keys) != nil || keys.Text != nil || keys.HTML != nil {
		return false
	}
	return keys.Headlines != nil || keys.Bodies != nil || keys.URI != nil || keys.PubStatus != nil ||
		keys.VersionCreated != nil || keys.FirstCreated != nil || keys.EdNote != nil
}

// document is the part of ninjs that is read.
type document struct {
	URI                             string
	Type                            string
	Version                         text
	PubStatus                       string
	Title, Slugline, By, EdNote     string
	Language                        string
	FirstCreated, VersionCreated    string
	Embargoed, EmbargoedUntil       string // 2.x, 3.x
	Headlines, Bodies, Descriptions []part
	Renditions                      []struct{ Href, ContentType string }
	AltIDs                          itemID
	Located                         loose

	Subjects, Events, People, Organisations, Places, InfoSources concepts
}

// loose is a string; what is spelled otherwise is passed over.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	_ = json.Unmarshal(b, (*string)(l))
	return nil
}

// concepts is a list of concepts; a list of anything else is passed over.
type concepts []Concept

func (c *concepts) UnmarshalJSON(b []byte) error {
	var list []struct{ Name, Rel, Role, URI, Literal string }
	if json.Unmarshal(b, &list) != nil {
		return nil
	}
	for _, l := range list {
		if l.Name+l.URI+l.Literal != "" {
			*c = append(*c, Concept{Name: l.Name, Rel: first(l.Rel, l.Role), URI: l.URI, Literal: l.Literal})
		}
	}
	return nil
}

// itemID is the alternative id in the role itemid. The standard lists them; AP has an object of them.
type itemID string

func (i *itemID) UnmarshalJSON(b []byte) error {
	var list []struct{ Role, Value string }
	if json.Unmarshal(b, &list) == nil {
		for _, id := range list {
			if strings.EqualFold(id.Role, "itemid") {
				*i = itemID(id.Value)
			}
		}
		return nil
	}
	var object struct{ ItemID string }
	if json.Unmarshal(b, &object) == nil {
		*i = itemID(object.ItemID)
	}
	return nil // what is spelled otherwise is passed over
}

// part is a headline, a body or a description in one role and form.
type part struct{ Role, ContentType, Value string }

// text is a string that some send as a number.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var number json.Number
	if err := json.Unmarshal(b, &number); err == nil {
		*t = text(number)
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}

// Parse reads one item. It fails where body is no JSON, where a field has another type than the standard gives it, and,
// with ErrNotText, where the item's type says that its copy is no text.
func Parse(body []byte) (Item, error) {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return Item{}, fmt.Errorf("read ninjs item: %w", err)
	}
	switch kind := strings.ToLower(doc.Type); kind {
	case "picture", "graphic", "audio", "video":
		return Item{}, fmt.Errorf("read ninjs item of type %s: %w", kind, ErrNotText)
	}
	item := Item{
		URI: doc.URI, ItemID: string(doc.AltIDs), Version: string(doc.Version), Status: doc.PubStatus, Headline: headline(doc.Headlines),
		Slugline: doc.Slugline, By: doc.By, Note: doc.EdNote, Language: doc.Language,
		FirstCreated: doc.FirstCreated, VersionCreated: doc.VersionCreated, Embargo: first(doc.EmbargoedUntil, doc.Embargoed),
		Text: longest(doc.Bodies), Located: string(doc.Located), Subjects: doc.Subjects, Events: doc.Events,
		People: doc.People, Organisations: doc.Organisations, Places: doc.Places, InfoSources: doc.InfoSources,
	}
	item.Headline = first(item.Headline, doc.Title)
	// Flashes have a description and no body.
	item.Text = first(item.Text, longest(doc.Descriptions))
	for _, r := range doc.Renditions {
		if item.URL == "" && isMarkup(r.ContentType) {
			item.URL = r.Href
		}
	}
	return item, nil
}

// headline is the one in the main role, else one without a role, else the first.
func headline(parts []part) string {
	for _, role := range []string{"main", ""} {
		for _, p := range parts {
			if strings.EqualFold(p.Role, role) && strings.TrimSpace(p.Value) != "" {
				return p.line()
			}
		}
	}
	for _, p := range parts {
		if line := p.line(); line != "" {
			return line
		}
	}
	return ""
}

// longest is the part that says most, for roles have no common names and one item may hold teaser, caption and copy.
// Plain copy often has lost its paragraphs, so markup is preferred while it says four fifths as much.
func longest(parts []part) string {
	var plain, marked string
	for _, p := range parts {
		switch {
		case p.markup():
			if t := paragraphs(p.Value); len(t) > len(marked) {
				marked = t
			}
		case len(p.Value) > len(plain) && p.plain():
			plain = p.Value
		}
	}
	if len(marked)*5 >= len(plain)*4 {
		return marked
	}
	return strings.TrimSpace(plain)
}

func (p part) line() string {
	if p.markup() {
		return strings.Join(strings.Fields(paragraphs(p.Value)), " ")
	}
	return strings.TrimSpace(p.Value)
}

func (p part) markup() bool {
	return isMarkup(p.ContentType) || p.ContentType == "" && strings.HasPrefix(strings.TrimSpace(p.Value), "<")
}

func (p part) plain() bool {
	return p.ContentType == "" || strings.HasPrefix(strings.ToLower(p.ContentType), "text/")
}

func isMarkup(contentType string) bool {
	contentType, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	contentType = strings.TrimSpace(contentType)
	return contentType == "text/html" || contentType == "application/xhtml+xml"
}

func first(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
