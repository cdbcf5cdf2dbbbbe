package edition

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/services/wirefold/sample/sampletest"
)

var noon = time.Date(2022, time.March, 3, 12, 0, 0, 0, time.UTC)

// script reads events, one a line: the wire message, the event, the article, then what else its data say. Minutes are
// wire messages.
//
//	1 article.new A source=coast
func script(t *testing.T, lines string) []Event {
	t.Helper()
	var out []Event
	counts := map[string]int{}
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		counts[f[0]]++
		var minute int
		fmt.Sscan(f[0], &minute)
		kind, action, _ := strings.Cut(f[1], ".")
		e := Event{ID: fmt.Sprintf("%s-%d", f[0], counts[f[0]]), Kind: kind, Action: action, Time: noon.Add(time.Duration(minute) * time.Minute)}
		e.Data = Data{ID: f[2], Source: strings.ToLower(f[2]), Title: f[2] + " of " + f[0], Text: "Text of " + f[2] + ".", Topics: []string{"talks"}}
		for _, more := range f[3:] {
			name, value, _ := strings.Cut(more, "=")
			switch name {
			case "of":
				e.Data.OriginalID = value
			case "reason":
				e.Data.Reason = value
			case "topics":
				e.Data.Topics = strings.Split(value, ",")
			case "at":
				e.Data.PublishedAt = value
			default:
				t.Fatalf("%s: %s", line, name)
			}
		}
		out = append(out, e)
	}
	return out
}

// shown is a feed in a line: guid(article copies "title") of each item.
func shown(e *Edition, topic string) string {
	feed, _ := e.Feed(topic)
	var out []string
	for _, i := range feed.Items {
		s := i.GUID + "(" + i.ArticleID
		for _, c := range i.Copies {
			s += " " + c.ID
		}
		out = append(out, s+")")
	}
	return strings.Join(out, " ")
}

func TestFold(t *testing.T) {
	for _, r := range []struct{ why, events, want string }{
		{"the newest comes first", "1 article.new A\n2 article.new B", "B(B) A(A)"},
		{"a copy is told with its original", "1 article.new A\n2 copy.collapsed B of=A", "A(A B)"},
		{"an update moves nothing", "1 article.new A\n2 article.new B\n3 article.updated A", "B(B) A(A)"},
		{"nor does an update of a copy", "1 article.new A\n2 copy.collapsed B of=A\n3 copy.superseded B of=A", "A(A B)"},
		{"a withdrawn article leaves", "1 article.new A\n2 article.new B\n3 article.withdrawn A", "B(B)"},
		{"so does a held one", "1 article.new A\n2 article.held A", ""},
		{"and comes back at its place when it is released", "1 article.new A\n2 article.new B\n3 article.held A\n4 article.released A", "B(B) A(A)"},
		{"one first seen held is not shown", "1 article.held A", ""},
		{"until it is news", "1 article.held A\n2 article.new A", "A(A)"},
		{"a withdrawn copy is no more told", "1 article.new A\n2 copy.collapsed B of=A\n3 copy.withdrawn B of=A", "A(A)"},
		{"a detached one is an item of its own", "1 article.new A\n2 copy.collapsed B of=A\n3 copy.detached B of=A\n3 article.new B", "B(B) A(A)"},
		{"an agency that takes a group over keeps its guid and place",
			"1 article.new A\n2 copy.collapsed B of=A\n3 article.new X\n4 article.new C\n4 copy.collapsed A of=C\n4 copy.collapsed B of=C", "X(X) A(C B A)"},
		{"and goes on with it", "1 article.new A\n2 article.new C\n2 copy.collapsed A of=C\n3 article.updated C", "A(C A)"},
		{"a join of two that were shown keeps the elder's guid", "1 article.new A\n2 article.new B\n3 copy.collapsed B of=A", "A(A B)"},
		{"whichever is the original", "1 article.new A\n2 article.new B\n3 copy.collapsed A of=B", "A(B A)"},
		{"the copies of both are told", "1 article.new A\n2 copy.collapsed C of=A\n3 article.new B\n4 copy.collapsed D of=B\n5 copy.collapsed B of=A\n5 copy.superseded D of=A", "A(A C D B)"},
		{"a copy that outlives its original is the same item",
			"1 article.new A\n2 copy.collapsed B of=A\n3 copy.collapsed C of=A\n4 article.withdrawn A\n4 copy.withdrawn B of=A\n4 article.new C reason=original_withdrawn", "A(C)"},
		{"and so is the next", "1 article.new A\n2 copy.collapsed B of=A\n3 copy.collapsed C of=A\n4 article.withdrawn A\n4 article.new B reason=original_withdrawn\n4 copy.superseded C of=B\n5 article.withdrawn B\n5 article.new C reason=original_withdrawn", "A(C)"},
		{"an original that comes back then is an item of its own",
			"1 article.new A\n2 copy.collapsed B of=A\n3 article.withdrawn A\n3 article.new B reason=original_withdrawn\n4 article.updated A", "A:4-1(A) A(B)"},
		{"a former original that is detached is an item of its own",
			"1 article.new A\n2 article.new C\n2 copy.collapsed A of=C\n3 copy.detached A of=C\n3 article.new A", "A:3-2(A) A(C)"},
		{"an article whose beginning is not known is shown", "7 article.corrected A", "A(A)"},
		{"a recall of an unknown one is nothing", "7 article.withdrawn A\n8 copy.withdrawn B of=A", ""},
		{"nor is a copy of an unknown one", "7 copy.collapsed B of=A", ""},
		{"what became a copy of an unknown one leaves", "7 article.new B\n8 copy.collapsed B of=A", ""},
		{"a revision may leave the topic", "1 article.new A\n2 article.updated A topics=fish", ""},
		{"or join it", "1 article.new A topics=fish\n2 article.new B\n3 article.updated A topics=fish,talks", "B(B) A(A)"},
		{"the items of other topics are not in it", "1 article.new A topics=fish", ""},
	} {
		t.Run(r.why, func(t *testing.T) {
			e := New("talks")
			for _, event := range script(t, r.events) {
				e.Take(event)
			}
			e.EndTurn()
			if got := shown(e, "talks"); got != r.want {
				t.Errorf("got  %s\nwant %s", got, r.want)
			}
			check(t, e)
		})
	}
}

// check looks for what no edition may have: two items of one guid, memory of what is not shown.
func check(t *testing.T, e *Edition) {
	t.Helper()
	kept := map[*Item]int{}
	for name, w := range e.topics {
		if len(w.items) > Newest || !slices.IsSortedFunc(w.items, byPlace) {
			t.Errorf("%s has %d items, or not in order", name, len(w.items))
		}
		guids := map[string]bool{}
		for _, i := range w.items {
			kept[i]++
			if guids[i.GUID] || !e.guids[i.GUID] {
				t.Errorf("%s: guid %s twice, or not known", name, i.GUID)
			}
			guids[i.GUID] = true
			if e.items[i.ArticleID] != i {
				t.Errorf("%s is shown and not known", i.ArticleID)
			}
		}
	}
	copies := 0
	for i, n := range kept {
		if i.kept != n {
			t.Errorf("%s is kept %d times, counted %d", i.GUID, n, i.kept)
		}
		copies += len(i.Copies)
	}
	if len(e.items) != len(kept) || len(e.guids) != len(kept) || len(e.copies) > copies || len(e.heirs) != len(e.handed) || len(e.heirs) > maxHeirs {
		t.Errorf("%d items are kept, %d known, %d guids, %d of %d copies, %d heirs of %d", len(kept), len(e.items), len(e.guids), len(e.copies), copies, len(e.heirs), len(e.handed))
	}
	for id, i := range e.copies {
		if kept[i] == 0 || !slices.ContainsFunc(i.Copies, func(c Copy) bool { return c.ID == id }) {
			t.Errorf("copy %s is of an item that is not kept, or not its", id)
		}
	}
}

func TestATurnIsShownWhole(t *testing.T) {
	e := New("talks")
	events := script(t, "1 article.new A\n2 article.new C\n2 copy.collapsed A of=C\n3 article.new D")
	want := []string{"", "A(A)", "A(A)", "A(C A)"}
	for n, event := range events {
		if e.Take(event); shown(e, "talks") != want[n] {
			t.Errorf("after %s it shows %s, want %s", event.ID, shown(e, "talks"), want[n])
		}
	}
}

func TestItem(t *testing.T) {
	e := New()
	for _, event := range script(t, "1 article.new A at=2022-03-03T10:00:00+01:00\n2 copy.collapsed B of=A\n3 article.corrected A at=2099-01-01T00:00:00Z\n9 article.new Z topics=a/b,%,_,"+strings.Repeat("x", 49)) {
		e.Take(event)
	}
	feed, _ := e.Feed("talks")
	i := feed.Items[0]
	if i.Title != "A of 3" || i.Action != "corrected" || !i.Came.Equal(noon.Add(time.Minute)) || !i.Modified.Equal(noon.Add(3*time.Minute)) || i.Outlets() != 2 {
		t.Errorf("%+v", i)
	}
	if !i.Published.Equal(i.Came) {
		t.Errorf("a time to come was taken: %s", i.Published)
	}
	if !feed.Changed.Equal(i.Modified) {
		t.Errorf("changed %s", feed.Changed)
	}
	if e.EndTurn(); !slices.Equal(e.Topics(), []string{All, "talks", "_"}) {
		t.Errorf("topics %q", e.Topics())
	}
	if _, ok := e.Feed("fish"); ok {
		t.Error("a topic that nobody named")
	}
}

func TestTagChangesWithTheFeedAlone(t *testing.T) {
	e := New("talks", "fish")
	tag := func(topic string) string { f, _ := e.Feed(topic); return f.Tag }
	take := func(lines string) {
		for _, event := range script(t, lines) {
			e.Take(event)
		}
		e.EndTurn()
	}
	take("1 article.new A\n2 article.new F topics=fish")
	talks, fish := tag("talks"), tag("fish")
	for _, lines := range []string{"3 copy.collapsed B of=A", "4 article.updated A", "5 article.withdrawn A"} {
		take(lines)
		if tag("talks") == talks || tag("fish") != fish {
			t.Errorf("after %s: talks changed: %v, fish changed: %v", lines, tag("talks") != talks, tag("fish") != fish)
		}
		talks = tag("talks")
	}
}

func TestOldItemsLeave(t *testing.T) {
	e := New("talks")
	events := script(t, "1 article.new A\n2 copy.collapsed C of=A\n3 article.new B")
	events[2].Time = events[0].Time.Add(Memory + time.Second)
	for _, event := range events {
		e.Take(event)
	}
	e.EndTurn()
	if got := shown(e, All); got != "B(B)" {
		t.Errorf("got %s", got)
	}
	check(t, e)
}

// A reader has what left: when it is corrected later, it comes back as the item that it was.
func TestWhatLeftComesBackAsItself(t *testing.T) {
	for _, r := range []struct{ why, events, late, want string }{
		{"an article", "1 article.new A", "99999 article.corrected A", "A(A)"},
		{"an agency that took a group over", "1 article.new A\n2 article.new C\n2 copy.collapsed A of=C", "99999 article.corrected C", "A(C)"},
		{"a copy that outlived its original", "1 article.new A\n2 copy.collapsed C of=A\n3 article.withdrawn A\n3 article.new C reason=original_withdrawn", "99999 article.corrected C", "A(C)"},
	} {
		t.Run(r.why, func(t *testing.T) {
			e := New("talks")
			for _, event := range script(t, r.events+"\n88888 article.new X topics=fish\n"+r.late) {
				e.Take(event)
			}
			e.EndTurn()
			feed, _ := e.Feed("talks")
			if got := shown(e, "talks"); got != r.want || feed.Items[0].Modified.IsZero() {
				t.Errorf("got %s, modified %s, want %s", got, feed.Items[0].Modified, r.want)
			}
			check(t, e)
		})
	}
}

func TestLongTextIsCutBetweenParagraphs(t *testing.T) {
	for _, r := range []struct{ why, in, want string }{
		{"a short one is left alone", "a\n\nb", "a\n\nb"},
		{"of a long one whole paragraphs stay", strings.Repeat("a", MaxText-9) + "\n\nbbbbbbbbbbb\n\nc", strings.Repeat("a", MaxText-9)},
		{"of one long paragraph whole characters", "a" + strings.Repeat("ö", MaxText), "a" + strings.Repeat("ö", MaxText/2-1)},
	} {
		if got, cut := shorten(r.in); got != r.want || cut != (r.in != r.want) {
			t.Errorf("%s: %d bytes, %v", r.why, len(got), cut)
		}
	}
}

// Whatever comes, and as often as it likes, memory is bounded and no guid is given twice.
func TestBounded(t *testing.T) {
	for seed := range uint64(2) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		name := func() string { return fmt.Sprintf("a%d", rnd.IntN(400)) }
		actions := [...]string{"article.new", "article.new", "article.updated", "article.withdrawn", "article.held", "copy.collapsed", "copy.collapsed", "copy.superseded", "copy.withdrawn", "copy.detached"}
		e := New("talks")
		for n := range 10_000 {
			kind, action, _ := strings.Cut(actions[rnd.IntN(len(actions))], ".")
			event := Event{ID: fmt.Sprintf("%d-%d", n/3, n%3), Kind: kind, Action: action, Time: noon.Add(time.Duration(n) * time.Minute)}
			event.Data = Data{ID: name(), OriginalID: name(), Title: "x", Topics: []string{"talks", fmt.Sprintf("t%d", rnd.IntN(300))}}
			if event.Data.OriginalID == event.Data.ID {
				continue
			}
			e.Take(event)
		}
		e.EndTurn()
		check(t, e)
		if len(e.topics) != MaxTopics+1 {
			t.Errorf("%d topics", len(e.topics))
		}
	}
}

func TestCopiesAreBounded(t *testing.T) {
	e := New("talks")
	var lines strings.Builder
	lines.WriteString("1 article.new A\n")
	for n := range MaxCopies + 20 {
		fmt.Fprintf(&lines, "%d copy.collapsed B%d of=A\n", n+2, n)
	}
	lines.WriteString("900 copy.withdrawn B110 of=A\n901 copy.withdrawn B1 of=A\n902 article.new O\n903 copy.collapsed A of=O\n")
	for _, event := range script(t, lines.String()) {
		e.Take(event)
	}
	e.EndTurn()
	feed, _ := e.Feed("talks")
	if i := feed.Items[0]; i.ArticleID != "O" || len(i.Copies) != MaxCopies || i.More != 19 {
		t.Errorf("%d copies and %d more", len(i.Copies), i.More)
	}
	check(t, e)
}

// The same news gives the same edition, and each article of the sample that stands is in it once.
func TestSample(t *testing.T) {
	edition := func() *Edition {
		e := New("us-russia-talks")
		for _, raw := range sampletest.Events(t) {
			event, ok, err := Read(raw.Data)
			if err != nil {
				t.Fatal(err)
			}
			if ok {
				e.Take(event)
			}
		}
		e.EndTurn()
		check(t, e)
		return e
	}
	one, other := edition(), edition()
	for _, topic := range one.Topics() {
		a, _ := one.Feed(topic)
		b, _ := other.Feed(topic)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s differs", topic)
		}
	}
	all, _ := one.Feed(All)
	articles, titles := map[string]bool{}, map[string]bool{}
	for _, i := range all.Items {
		for _, c := range i.Copies {
			if articles[c.ID] {
				t.Errorf("copy %s is told twice", c.ID)
			}
			articles[c.ID] = true
		}
		if articles[i.ArticleID] || titles[i.Title] || i.Text == "" {
			t.Errorf("%s is told twice, or without its text: %q", i.ArticleID, i.Title)
		}
		articles[i.ArticleID], titles[i.Title] = true, true
	}
	if len(all.Items) < 25 {
		t.Errorf("%d items", len(all.Items))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"id":"1-1","type":"wirefold.article.new.v1","time":"2022-01-10T10:00:00Z","data":{"id":"a","topics":["t"],"copies":[{"id":"b"}],"copyCount":-3}}`))
	f.Add([]byte(`{"id":"1-2","type":"wirefold.copy.collapsed.v1","data":{"id":"a","originalId":"a"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		event, ok, err := Read(data)
		if err != nil || !ok {
			return
		}
		e := New()
		e.Take(event)
		event.Kind = "copy"
		e.Take(event)
		e.EndTurn()
		check(t, e)
	})
}
