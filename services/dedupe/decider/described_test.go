package decider_test

import (
	"strings"
	"testing"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// bare is a kill or a hold that came without copy: no more than an id and a status.
func bare(source, id, s string) *wirefoldv1.Facts {
	f := article(source, id, "", "", status(s))
	f.Article.Origin.Url, f.Article.Language = "", ""
	return f
}

// TestAKillWithoutCopyIsStillOfTheArticle: its text may be left out, what names the article may not.
func TestAKillWithoutCopyIsStillOfTheArticle(t *testing.T) {
	title, text, _ := copyText("ferry")
	for _, s := range []string{"canceled", "withheld"} {
		d := newDesk(t)
		known := article("north_example", "n1", title, text, published("2022-01-10T09:00:00+01:00"))
		known.Topics = []string{"shipping"}
		d.file(known)
		repeated := article("paper_example", "c1", title, text, published("2022-01-10T10:00:00Z"))
		d.file(repeated)
		for _, of := range []*wirefoldv1.Facts{repeated, known} {
			origin := of.GetArticle().GetOrigin()
			_, events := d.file(bare(origin.GetSource(), origin.GetId(), s))
			data := decode(t, events[0]).Data
			if data["title"] != title || data["url"] != origin.GetUrl() || data["publishedAt"] != of.GetArticle().GetPublishedAt() || data["language"] != "en" {
				t.Errorf("%s: %s says %v", s, events[0].Type, data)
			}
			if data["text"] != "" {
				t.Errorf("%s: %s spreads the text", s, events[0].Type)
			}
			if strings.Contains(events[0].Type, "article") && len(data["topics"].([]any)) != 1 {
				t.Errorf("%s: %s has topics %v", s, events[0].Type, data["topics"])
			}
		}
	}
}
