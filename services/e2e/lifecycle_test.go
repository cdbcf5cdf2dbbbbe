package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// step is one message on the wire and the article and copy events that it causes, as "kind of-whom reason".
type step struct {
	source string
	fields map[string]any
	want   []string
}

// Every line of the contract's "What happens when", on a real broker. A row tells one article's fate; {} stands for a text
// of the row's own, and names of outlets end in the row's number, so that all rows share one wire.
func TestWhatHappensWhen(t *testing.T) {
	is := func(kv ...any) map[string]any {
		m := map[string]any{"text": "{}"}
		for i := 0; i+1 < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return m
	}
	const own, id = "Harbour report", "id"
	rows := []struct {
		line  string
		steps []step
	}{
		{"a change under the same identity is an update", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"a", is(id, "1", "title", own, "text", "{} The council will meet again on Friday."), []string{"article.updated a"}},
		}},
		{"the same clean text and title again is nothing", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"a", is(id, "1", "title", own), nil},
		}},
		{"a correction is told to every copy", []step{
			{"a", is(id, "1", "title", own, "text", "{} Some 300 ships were waiting."), []string{"article.new a"}},
			{"b", is("title", "Ships", "text", "{} Some 300 ships were waiting."), []string{"copy.collapsed b"}},
			{"c", is("title", "More ships", "text", "{} Some 300 ships were waiting."), []string{"copy.collapsed c"}},
			{"a", is(id, "1", "title", "CORRECTED-"+own, "text", "{} Some 30 ships were waiting."), []string{"article.corrected a", "copy.superseded b corrected stale", "copy.superseded c corrected stale"}},
		}},
		{"a note that begins Correction corrects", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"a", is(id, "1", "title", own, "note", "Correction: the last sentence was added.", "text", "{} It was the third time."), []string{"article.corrected a"}},
		}},
		{"an older version that comes late is not announced", []step{
			{"a", is(id, "1", "version", 3, "title", own, "text", "{} This is the third version of it."), []string{"article.new a"}},
			{"a", is(id, "1", "version", "2", "title", own), nil},
		}},
		{"a kill withdraws, and recalls the copies that credit the killed source", []step{
			{"meridian", is(id, "1", "title", own), []string{"article.new meridian"}},
			{"b", is("title", "Pasted", "byline", "Staff", "text", "{}\n\n(Meridian#)\n\nWith files from Meridian#."), []string{"copy.collapsed b"}},
			{"c", is("title", "Pasted in silence"), []string{"copy.collapsed c"}},
			{"d", is("title", "Pasted as well"), []string{"copy.collapsed d"}},
			{"meridian", is(id, "1", "title", "KILL KILL KILL - "+own, "text", ""), []string{
				"article.withdrawn meridian", "copy.withdrawn b original_withdrawn", "article.new c original_withdrawn", "copy.superseded d original_withdrawn",
			}},
			{"e", is("title", "Late and credited", "text", "{}\n\nWith files from Meridian#."), []string{"copy.withdrawn e original_withdrawn"}},
		}},
		{"status canceled withdraws without a text", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"a", is(id, "1", "status", "canceled", "text", ""), []string{"article.withdrawn a"}},
		}},
		{"a kill of an unknown article is remembered", []step{
			{"a", is(id, "1", "status", "canceled", "title", own, "text", ""), nil},
			{"a", is(id, "1", "title", own), nil},
		}},
		{"that names a version kills that and older ones", []step{
			{"a", is(id, "1", "version", 2, "status", "canceled", "title", own, "text", ""), nil},
			{"a", is(id, "1", "version", 1, "title", own), nil},
			{"a", is(id, "1", "version", 3, "title", own), []string{"article.new a"}},
		}},
		{"withheld holds and usable releases, and copies are told", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"b", is("title", "Pasted"), []string{"copy.collapsed b"}},
			{"a", is(id, "1", "title", own, "status", "withheld"), []string{"article.held a", "copy.superseded b held"}},
			{"c", is("title", "Pasted meanwhile"), []string{"copy.collapsed c held"}},
			{"a", is(id, "1", "title", own, "status", "usable"), []string{"article.released a", "copy.superseded b released", "copy.superseded c released"}},
		}},
		{"an article first seen held is new when released", []step{
			{"a", is(id, "1", "title", "HOLD HOLD HOLD - "+own), []string{"article.held a"}},
			{"a", is(id, "1", "title", own, "status", "usable"), []string{"article.new a"}},
		}},
		{"the agency that copies credit speaks for them once it comes", []step{
			{"b", is("title", "Pasted", "text", "{}\n\nWith files from Northwire#."), []string{"article.new b"}},
			{"c", is("title", "Pasted too", "text", "{}\n\nWith files from Northwire#."), []string{"copy.collapsed c"}},
			{"northwire", is(id, "1", "title", own), []string{"article.new northwire", "copy.collapsed b", "copy.collapsed c"}},
		}},
		{"a copy that its publisher changes is judged again: still a copy", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"b", is(id, "7", "title", "Pasted"), []string{"copy.collapsed b"}},
			{"b", is(id, "7", "title", "Pasted, with a new head"), []string{"copy.collapsed b"}},
		}},
		{"not any more", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"b", is(id, "7", "title", "Pasted"), []string{"copy.collapsed b"}},
			{"b", is(id, "7", "title", "Our own report", "text", "{other}"), []string{"copy.detached b", "article.new b"}},
		}},
		{"a copy that its own publisher kills goes alone", []step{
			{"a", is(id, "1", "title", own), []string{"article.new a"}},
			{"b", is(id, "7", "title", "Pasted"), []string{"copy.collapsed b"}},
			{"b", is(id, "7", "title", "Pasted", "status", "canceled", "text", ""), []string{"copy.withdrawn b"}},
		}},
		{"a later copy of an older revision is stale", []step{
			{"a", is(id, "1", "title", own, "text", "{} Some 300 ships were waiting."), []string{"article.new a"}},
			{"a", is(id, "1", "title", own, "text", "{other} {} Some 30 ships were waiting at the gate."), []string{"article.updated a"}},
			{"b", is("title", "Pasted late", "text", "{} Some 300 ships were waiting."), []string{"copy.collapsed b stale"}},
		}},
	}
	d := open(t)
	type played struct {
		seq  uint64
		want []string
	}
	var all [][]played
	outlets := map[string]string{} // article id by outlet is not known before: sources name them
	for n, row := range rows {
		g := newGenerator(uint64(n), 77)
		text, other := g.article(), g.article()
		var steps []played
		for _, s := range row.steps {
			fields := map[string]any{}
			for k, v := range s.fields {
				if str, ok := v.(string); ok {
					v = strings.NewReplacer("{other}", other, "{}", text, "#", fmt.Sprint(n)).Replace(str)
				}
				fields[k] = v
			}
			source := fmt.Sprintf("%s%d_example", s.source, n)
			outlets[source] = s.source
			steps = append(steps, played{d.article(t, source, fields), s.want})
		}
		all = append(all, steps)
	}
	events := d.settle(t)
	for n, row := range rows {
		t.Run(row.line, func(t *testing.T) {
			for i, s := range all[n] {
				var got []string
				for _, e := range of(t, events, s.seq, "article", "copy") {
					told := e.kind() + " " + outlets[e.text("source")]
					if reason := e.text("reason"); reason != "" {
						told += " " + reason
					}
					if stale, _ := e.Data["stale"].(bool); stale {
						told += " stale"
					}
					got = append(got, told)
				}
				if !slices.Equal(got, s.want) {
					t.Errorf("message %d: %q, want %q\n%s", i+1, got, s.want, outline(of(t, events, s.seq)))
				}
			}
		})
	}
}
