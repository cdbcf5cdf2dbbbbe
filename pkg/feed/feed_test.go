package feed

import (
	"errors"
	"testing"
)

func TestParseGivesItemsInTheirOrder(t *testing.T) {
	f, err := Parse([]byte(`<rss version="2.0"><channel><title>Nordlicht</title>
		<item><guid isPermaLink="false">n2</guid><link>/2</link><title>Envoys meet again</title><description>They met.</description></item>
		<item><guid isPermaLink="false">n1</guid><link>/1</link><title>Envoys meet</title></item></channel></rss>`), "", "https://nordlicht.example/rss.xml")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Items) != 2 || f.Items[0].ID != "n2" || f.Items[0].URL != "https://nordlicht.example/2" || f.Items[1].Title != "Envoys meet" {
		t.Errorf("got %+v", f)
	}
	if _, err := Parse([]byte("<html><p>Sorry"), "text/html", ""); !errors.Is(err, ErrNotFeed) {
		t.Errorf("a page gives %v", err)
	}
}
