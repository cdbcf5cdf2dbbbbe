package pageclean

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
)

// ldArticle is an article as JSON-LD describes it (schema.org Article and its kinds).
type ldArticle struct {
	kind      string
	headline  string
	published string
	authors   []string
}

// maxLDDepth bounds the nesting that is followed; @graph and mainEntity lie two or three deep.
const maxLDDepth = 8

// readLD reads the articles of one JSON-LD script, also where it holds a list, a graph, or faults that browsers forgive.
func readLD(script string) []ldArticle {
	script = strings.TrimSpace(script)
	script = strings.TrimSuffix(strings.TrimPrefix(script, "<![CDATA["), "]]>")
	var value any
	if json.Unmarshal([]byte(script), &value) != nil {
		// Raw line breaks in strings and commas before a brace are the common faults.
		mended := trailingComma.ReplaceAllString(strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, script), "$1")
		if json.Unmarshal([]byte(mended), &value) != nil {
			return nil
		}
	}
	var found []ldArticle
	collect(value, maxLDDepth, &found)
	return found
}

var trailingComma = regexp.MustCompile(`,\s*([}\]])`)

func collect(value any, depth int, found *[]ldArticle) {
	if depth == 0 || len(*found) >= 20 {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			collect(e, depth-1, found)
		}
	case map[string]any:
		if kind := articleKind(v["@type"]); kind != "" {
			*found = append(*found, ldArticle{
				kind:      kind,
				headline:  str(v["headline"]),
				published: first(str(v["datePublished"]), str(v["dateCreated"])),
				authors:   people(first1(v["author"], v["creator"])),
			})
			return
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"} {
			collect(v[key], depth-1, found)
		}
	}
}

// articleKind returns the type of an article, or "" where the object is something else.
func articleKind(value any) string {
	switch v := value.(type) {
	case string:
		v = strings.TrimPrefix(strings.TrimPrefix(v, "https://schema.org/"), "http://schema.org/")
		if strings.HasSuffix(v, "Article") || strings.HasSuffix(v, "Posting") || v == "Report" || v == "Review" {
			return v
		}
	case []any:
		for _, e := range v {
			if kind := articleKind(e); kind != "" {
				return kind
			}
		}
	}
	return ""
}

func first1(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

// people are the names of an author value: a string, an object, or a list of either. Bodies count where nobody signs.
func people(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var names []string
		for _, e := range v {
			names = append(names, people(e)...)
		}
		return names
	case map[string]any:
		switch name := v["name"].(type) {
		case string:
			return []string{name}
		case []any:
			return people(name)
		}
	}
	return nil
}

// str is a string value, which JSON-LD often escapes as HTML once more.
func str(value any) string {
	switch v := value.(type) {
	case string:
		return strings.Join(strings.Fields(html.UnescapeString(html.UnescapeString(v))), " ")
	case []any:
		if len(v) > 0 {
			return str(v[0])
		}
	}
	return ""
}
