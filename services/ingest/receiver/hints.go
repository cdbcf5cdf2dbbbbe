package receiver

import (
	"slices"
	"strings"

	"github.com/wirefold/wirefold/pkg/selector"
	"github.com/wirefold/wirefold/pkg/subject"
)

// What somebody who knows a source says of its copy, in headers beside a body of any form. Any publisher may.
const (
	// HeaderTopics names topics of the article, parted by commas, beside those found in its text. Names that the topics file does
	// not know are left out.
	HeaderTopics = "Wirefold-Topics"

	// HeaderCleanBody is a CSS selector, as package selector takes them, of where the article stands in a page. Where it matches
	// nothing it is passed over.
	HeaderCleanBody = "Wirefold-Clean-Body"

	// HeaderCleanRemove is a list of CSS selectors, parted by commas, of the parts of a page that are none of the article.
	HeaderCleanRemove = "Wirefold-Clean-Remove"
)

// checkHints refuses selectors that clean could not follow. Those for copy that is no page are checked too, and then left
// out: a wrong one is found at the first article, whatever its form.
func (i *item) checkHints() error {
	for _, hint := range []struct {
		header string
		value  *string
	}{{HeaderCleanBody, &i.body}, {HeaderCleanRemove, &i.remove}} {
		*hint.value = line(*hint.value)
		if _, err := selector.Parse(*hint.value); err != nil {
			return refuse(BadHint, "read %s: %w", hint.header, err)
		}
		if i.page == nil {
			*hint.value = ""
		}
	}
	return nil
}

// readTopics gives the names of a list that may be a topic's, each once.
func readTopics(list string) []string {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); subject.Legal(name) && name != subject.None && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
