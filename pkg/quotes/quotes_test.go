package quotes

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/ner"
	"github.com/wirefold/wirefold/pkg/nlp"
)

// people are the bearers of names in the samples; every mention of a word of a name is theirs.
var people = []ner.Entity{
	{ID: "roe", Name: "Jane Roe", Type: ner.Person, Roles: []string{"Deputy Foreign Minister"}},
	{ID: "doe", Name: "John Doe", Type: ner.Person},
	{ID: "rur", Name: "Ruritania", Type: ner.Geopolitical, Country: "RUR"},
	{ID: "syl", Name: "Syldavia", Type: ner.Geopolitical, Country: "SYL"},
}

func entitiesOf(doc *nlp.Document) []ner.Entity {
	var found []ner.Entity
	for _, e := range people {
		words := strings.Fields(strings.ToLower(e.Name))
		for i := 0; i < len(doc.Tokens); i++ {
			first := i
			for i < len(doc.Tokens) && (strings.ToLower(doc.Tokens[i].Text) == words[0] || strings.ToLower(doc.Tokens[i].Text) == words[len(words)-1]) {
				i++
			}
			if i > first {
				e.Mentions = append(e.Mentions, nlp.Span{Start: doc.Tokens[first].Span.Start, End: doc.Tokens[i-1].Span.End})
			}
		}
		if e.Mentions != nil {
			found = append(found, e)
		}
	}
	return found
}

func render(text string) string {
	doc := nlp.Parse(text)
	var out []string
	for _, q := range Find(doc, entitiesOf(doc)) {
		who := q.Speaker.Name
		if q.Speaker.EntityID != "" {
			who = "#" + q.Speaker.EntityID
		}
		out = append(out, fmt.Sprintf("%s [%s] %s: %s", q.Kind, q.Cue, who, doc.Slice(q.Span)))
	}
	return strings.Join(out, "\n")
}

func TestFind(t *testing.T) {
	for _, row := range []struct{ behaviour, text, want string }{
		{"the speaker after the verb", `“We are nearly there,” said Doe.`, `direct [said] #doe: We are nearly there,`},
		{"the speaker before the verb", `"We are nearly there," Doe said on Monday.`, `direct [said] #doe: We are nearly there,`},
		{"an office may have a word of saying in it", `"We are nearly there," Secretary of State Doe said.`, `direct [said] #doe: We are nearly there,`},
		{"a verb before the quotation", `Roe told the agency: “Nothing has been decided yet.”`, `direct [told] #roe: Nothing has been decided yet.`},
		{"a question ends within its marks", `“Will they come to the table?” asked Roe, who was tired.`, `direct [asked] #roe: Will they come to the table?`},
		{"single marks, with apostrophes inside", `‘We don’t know what the ministers’ plan is,’ Doe said.`, `direct [said] #doe: We don’t know what the ministers’ plan is,`},
		{"guillemets and low marks", "«We are nearly there», said Doe. „We are not there yet“, said Roe.", "direct [said] #doe: We are nearly there\ndirect [said] #roe: We are not there yet"},
		{"a second sentence goes on with the same speaker", `“We are nearly there,” Doe said. “There is one point left to settle.”`,
			"direct [said] #doe: We are nearly there,\ndirect [] #doe: There is one point left to settle."},
		{"a paragraph of speech goes to who spoke before it", "“We are nearly there,” Doe said.\n\n“There is one point left to settle.”",
			"direct [said] #doe: We are nearly there,\ndirect [] #doe: There is one point left to settle."},
		{"paragraphs open anew, the last one closes", "Doe said: “We are nearly there now.\n\n“One point is left to settle.”",
			"direct [said] #doe: We are nearly there now.\ndirect [] #doe: One point is left to settle."},
		{"an unbalanced mark does not swallow the document", "The “plan was read by all.\n\nDoe was there.\n\nRoe left.”\n\nThe end came.", ""},
		{"a lost opening mark is repaired inside a speech", "“We are nearly there,” Doe said.\n\n“There is one point left to settle.”\n\nIt is a “hard” one.\n\nWe will not give it up.”",
			"direct [said] #doe: We are nearly there,\ndirect [] #doe: There is one point left to settle.\ndirect [] #doe: It is a “hard” one.\ndirect [] #doe: We will not give it up."},
		{"indirect speech", "Roe said that the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"indirect speech without that", "Roe said on Monday the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"the verb at the end", "The talks had failed, Roe said on Monday.", "indirect [said] #roe: The talks had failed"},
		{"according to", "According to Roe, the talks had failed. They were long, according to Doe.", "indirect [According] #roe: the talks had failed\nindirect [according] #doe: They were long"},
		{"someone is told", "Roe told reporters that the talks had failed.", "indirect [told] #roe: the talks had failed"},
		{"a fragment makes it mixed", "Roe said that the talks had been “long and hard”.", "mixed [said] #roe: the talks had been “long and hard”"},
		{"a name given to something", "Doe described the plan as a “bad joke” and left the room.", "mixed [described] #doe: the plan as a “bad joke”"},
		{"a second statement of the same speaker", "Roe said that the talks had failed, adding that they were over.", "indirect [said] #roe: the talks had failed\nindirect [adding] #roe: they were over"},
		{"a warning is carried by its verb", "Doe reiterated the warning that should it come to war, all will lose.", "indirect [reiterated] #doe: should it come to war, all will lose"},
		{"made it clear", "Doe made it clear that the army would stay.", "indirect [made] #doe: the army would stay"},
		{"a broadcast script", "JANE ROE, Deputy Foreign Minister: We did not come here to sign anything today.", "direct [:] #roe: We did not come here to sign anything today."},
		{"a label in capitals that no entity bears", "MAX MUSTER: We did not come here to sign.", "direct [:] MAX MUSTER: We did not come here to sign."},
		{"a pronoun goes back to who spoke", "Roe said the talks had failed. She added that they would go on.", "indirect [said] #roe: the talks had failed\nindirect [added] #roe: they would go on"},
		{"a form of address rules a person out", "Mr Doe said the talks had failed. Ms Roe waited. She added that they would go on.", "indirect [said] #doe: the talks had failed\nindirect [added] #roe: they would go on"},
		{"an office leads to who holds it", "Jane Roe came late. The deputy foreign minister said she was ready.", "indirect [said] #roe: she was ready"},
		{"one of an office is not its holder", "Jane Roe came late. One deputy foreign minister said she was ready.", "indirect [said] One deputy foreign minister: she was ready"},
		{"the name between commas", "The minister, Jane Roe, said the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"the name after an office between commas", "His counterpart, Deputy Foreign Minister Jane Roe, said the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"a time between subject and verb", "Ruritania last week, though, said that the talks had failed.", "indirect [said] #rur: the talks had failed"},
		{"a verb that only keeps something quotes nobody", "Ruritania would maintain its “open door” policy.", ""},
		{"a statement beside a deed", "The national committee is filing a complaint, claiming that the talks had failed.", "indirect [claiming] The national committee: the talks had failed"},
		{"a verb of saying set into the clause", "In private, she said, the talks had failed.", "indirect [said] she: the talks had failed"},
		{"the office between commas", "Jane Roe, the minister, said the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"an unnamed speaker keeps the phrase", "A former envoy to the body said the talks had failed.", "indirect [said] A former envoy to the body: the talks had failed"},
		{"a state speaks", "Ruritania says it will not yield.", "indirect [says] #rur: it will not yield"},
		{"who did not say it is no speaker", "Roe did not say that the talks had failed. She never said that they were over.", ""},
		{"nouns of saying are no verbs", "The report that the talks had failed was false. They spoke of sovereign states that are willing to talk.", ""},
		{"a heading quotes nobody", "Doe calls the plan a “bad joke”\n\nTalks failed, Doe says\n\nRain fell.", ""},
		{"words held at arm's length are no quote", "The so-called “blue line” was crossed.", ""},
		{"a dateline is not said", "STRELSAU, Jan 9 (Test Agency) - The talks had failed, Roe said on Monday.", "indirect [said] #roe: The talks had failed"},
		{"what follows the time of saying is no second statement", "The talks had failed, Roe said on Monday, adding a stop to her trip.", "indirect [said] #roe: The talks had failed"},
		{"a condition says nothing without its clause", "If none came in time, Roe said, the talks would fail.", "indirect [said] #roe: the talks would fail"},
		{"a time is not said", "Two days after the vote in the capital, Roe replied on Monday in a letter to all.", ""},
		{"that of a meeting is not that of saying", "The talks went on, Roe said on Monday after a meeting with Doe that settled nothing.", "indirect [said] #roe: The talks went on"},
		{"whom he speaks of is another", "Doe said that he was tired. Max Muster had left the talks long before, he said.", "indirect [said] #doe: he was tired\nindirect [said] #doe: Max Muster had left the talks long before"},
		{"a source without a name keeps the word", "Doe was there. A lawmaker, who asked not to be named, said that the talks had failed. “It was a long night,” he said.",
			"indirect [said] A lawmaker: the talks had failed\ndirect [said] A lawmaker: It was a long night,"},
		{"two names are not one of them", "Ruritania and Syldavia said that the talks had failed.", "indirect [said] Ruritania and Syldavia: the talks had failed"},
		{"a rank stands behind its article", "One senior official said that the talks had failed.", "indirect [said] One senior official: the talks had failed"},
		{"an adverb is not said", "Roe said afterwards that the talks had failed.", "indirect [said] #roe: the talks had failed"},
		{"furniture is no quote", "Be the first to comment\n\nYour email address will not be published.", ""},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			if got := render(row.text); got != row.want {
				t.Errorf("%s\n got %s\nwant %s", row.text, got, row.want)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "“", "”", "“”", "\"a\" said Doe", "Doe said: “\n\n“\n\n”", "JANE ROE:", "A B: c d e", "said that, he said, \"", "according to", "Roe told “x", "‘ ’ ' “ Doe ” ,",
		"Roe, Doe, said (x) said who said and said"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := nlp.Parse(text)
		runes, start := utf8.RuneCountInString(text), 0
		for _, q := range Find(doc, entitiesOf(doc)) {
			if q.Span.Start < start || q.Span.End <= q.Span.Start || q.Span.End > runes {
				t.Fatalf("span %v after %d in %d", q.Span, start, runes)
			}
			start = q.Span.Start
			if s := q.Speaker.Span; s.End < s.Start || s.End > runes || q.Speaker.Known() != (q.Speaker.Name != "") {
				t.Fatalf("speaker %v", q.Speaker)
			}
			p := doc.Sentences[doc.SentenceAt(q.Span.Start)].Paragraph
			if !doc.Paragraphs[p].Span.Contains(q.Span) {
				t.Fatalf("%v leaves its paragraph %v", q.Span, doc.Paragraphs[p].Span)
			}
		}
	})
}
