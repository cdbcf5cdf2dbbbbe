package receiver

import (
	"strings"
	"testing"
)

func TestHints(t *testing.T) {
	all := []string{"Wirefold-Topics: talks, north,,talks,No Topic", "wirefold-clean-body: article .text", "Wirefold-Clean-Remove: .promo, aside"}
	event := `{"specversion":"1.0","id":"1","source":"/x","type":"t",`
	for _, r := range []struct {
		why, body            string
		headers              []string
		topics, main, remove string
	}{
		{"they ride beside a page", "<p>B", all, "talks north", "article .text", ".promo, aside"},
		{"beside an object with a page", `{"html":"<p>B"}`, all, "talks north", "article .text", ".promo, aside"},
		{"beside a page in an envelope", event + `"datacontenttype":"text/html","data":"<p>B"}`, all, "talks north", "article .text", ".promo, aside"},
		{"what is no page has topics only", `{"text":"B"}`, all, "talks north", "", ""},
		{"plain text too", "B", all, "talks north", "", ""},
		{"and ninjs", `{"uri":"urn:x","headlines":[{"value":"A"}],"bodies":[{"value":"B"}]}`, all, "talks north", "", ""},
		{"nothing said is nothing", "<p>B", nil, "", "", ""},
	} {
		a := step(t, message(r.body, r.headers...))
		if got := strings.Join(a.GetOrigin().GetTopics(), " "); got != r.topics || a.GetCleanBody() != r.main || a.GetCleanRemove() != r.remove {
			t.Errorf("%s: got %q, %q, %q", r.why, got, a.GetCleanBody(), a.GetCleanRemove())
		}
	}
}
