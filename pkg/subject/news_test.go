package subject

import (
	"strings"
	"testing"
)

func TestReadNews(t *testing.T) {
	for _, row := range []struct {
		why, subject string
		want         News
	}{
		{"an article", "news.article.new.us-russia-talks.en.reuters_com", News{Kind: "article", Action: "new", Topic: "us-russia-talks", Language: "en", Source: "reuters_com"}},
		{"a copy without topic and language", "news.copy.collapsed._._.ria-novosti", News{Kind: "copy", Action: "collapsed", Topic: "_", Language: "_", Source: "ria-novosti"}},
		{"a story", "news.story.merged._.s-1e843c8d23057692", News{Kind: "story", Action: "merged", Topic: "_", Story: "s-1e843c8d23057692"}},
		{"a quote", "news.quote.dropped.rus.ryabkov._", News{Kind: "quote", Action: "dropped", Country: "rus", Speaker: "ryabkov", Topic: "_"}},
		{"an event between two", "news.event.new.threaten.rus-usa.usa.rus._", News{Kind: "event", Action: "new", Type: "threaten", Dyad: "rus-usa", Actor: "usa", Recipient: "rus", Topic: "_"}},
		{"talks", "news.event.new.consult.rus-usa.both.both._", News{Kind: "event", Action: "new", Type: "consult", Dyad: "rus-usa", Actor: "both", Recipient: "both", Topic: "_"}},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := ReadNews(row.subject); err != nil || got != row.want {
				t.Errorf("%s gives %+v, %v, want %+v", row.subject, got, err, row.want)
			}
		})
	}
}

func TestReadNewsRefuses(t *testing.T) {
	for _, row := range []struct{ why, subject, says string }{
		{"another root", "state.article.a-1", "not under news"},
		{"nothing below the root", "news", "not under news"},
		{"a kind that is none", "news.rumour.new._._._", "no such kind"},
		{"an action of another kind", "news.article.closed._.en.reuters_com", `no action "closed"`},
		{"a token too few", "news.article.new._.en", "5 tokens, a subject of this kind has 6"},
		{"a token too many", "news.story.new._.s-1.s-2", "6 tokens, a subject of this kind has 5"},
		{"a wildcard", "news.article.new._.en.*", `token 6: "*"`},
		{"an empty token", "news.quote.new..ryabkov._", `token 4: ""`},
		{"a long subject, in few words", "news.article.new._.en." + strings.Repeat("x", 5000), "…"},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got, err := ReadNews(row.subject); err == nil || !strings.Contains(err.Error(), row.says) || len(err.Error()) > 400 {
				t.Errorf("%.100s gives %+v, %v, want an error with %q", row.subject, got, err, row.says)
			}
		})
	}
}

// FuzzReadNews: what is read builds the same subject again, and what is refused no builder builds.
func FuzzReadNews(f *testing.F) {
	for _, s := range []string{
		"news.article.new._.en.reuters_com", "news.copy.detached._._.x", "news.story.opened._.s-1", "news.quote.new.rus._._",
		"news.event.new.agree.rus-usa.both.both._", "news.", "news.event.new......", "news.article.new._.en.a b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ReadNews(s)
		if err != nil {
			return
		}
		again, err := map[string]func() (string, error){
			KindArticle: func() (string, error) { return Article(n.Action, n.Topic, n.Language, n.Source) },
			KindCopy:    func() (string, error) { return Copy(n.Action, n.Topic, n.Language, n.Source) },
			KindStory:   func() (string, error) { return Story(n.Action, n.Topic, n.Story) },
			KindQuote:   func() (string, error) { return Quote(n.Action, n.Country, n.Speaker, n.Topic) },
			KindEvent:   func() (string, error) { return Event(n.Action, n.Type, n.Dyad, n.Actor, n.Recipient, n.Topic) },
		}[n.Kind]()
		if err != nil || again != s {
			t.Errorf("%q reads as %+v, which builds %q, %v", s, n, again, err)
		}
	})
}
