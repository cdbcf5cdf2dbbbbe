package nlp

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func tokens(text string) []string {
	var out []string
	for _, t := range Parse(text).Tokens {
		out = append(out, t.Text)
	}
	return out
}

func sentences(text string) []string {
	d := Parse(text)
	var out []string
	for _, s := range d.Sentences {
		out = append(out, d.Slice(s.Span))
	}
	return out
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ behaviour, text, want string }{
		{"an acronym keeps its stops", "the U.S. envoy to the U.N. at 9 p.m.", "the|U.S.|envoy|to|the|U.N.|at|9|p.m."},
		{"an acronym without its last stop", "U.S.A and the E.U", "U.S.A|and|the|E.U"},
		{"an abbreviated title keeps its stop", "Mr. Brown met Gen. J. Smith", "Mr.|Brown|met|Gen.|J.|Smith"},
		{"initials grown together", "J.K. Miller of Smith & Co.", "J.K.|Miller|of|Smith|&|Co."},
		{"a last stop stands alone", "It ended.", "It|ended|."},
		{"the pronoun I is no initial", "So did I. Then", "So|did|I|.|Then"},
		{"the possessive is a token", "Norway's and the ministers’ plan’s", "Norway|'s|and|the|ministers|’|plan|’s"},
		{"contractions are parted as in the Penn Treebank", "don't can’t we'll I'm", "do|n't|ca|n’t|we|'ll|I|'m"},
		{"an apostrophe inside a name stays", "O'Hara D’Souza", "O'Hara|D’Souza"},
		{"compounds are parted at the hyphen", "U.S.-led Kim Yong-il", "U.S.|-|led|Kim|Yong|-|il"},
		{"figures keep their marks", "100,000 men, 1.5 per cent at 10:30, 5.", "100,000|men|,|1.5|per|cent|at|10:30|,|5|."},
		{"letters grown to a figure stay", "the 20th in the 1990s, 5km", "the|20th|in|the|1990s|,|5km"},
		{"a letter-figure name is one word", "the G20, F-16s", "the|G20|,|F|-|16s"},
		{"signs are symbols", "$5m and 30%", "$|5m|and|30|%"},
		{"runs of a mark are one token", "well... no -- yes!!", "well|...|no|--|yes|!!"},
		{"a host is one word", "at example.org.", "at|example.org|."},
		{"a company with an ampersand", "AT&T R&D", "AT&T|R&D"},
		{"a missing blank after a stop", "the end.The next", "the|end|.|The|next"},
		{"number sign", "No. 10 said no. 5", "No.|10|said|no.|5"},
		{"Cyrillic", "Россия и США, г. Минск", "Россия|и|США|,|г|.|Минск"},
		{"Han characters stand alone", "中国说好。", "中|国|说|好|。"},
		{"Arabic", "قال الوزير: نعم؟", "قال|الوزير|:|نعم|؟"},
		{"marks belong to their letter", "cafe\u0301 नमस्ते", "cafe\u0301|नमस्ते"},
		{"formatting characters outside a word are blanks", "\ufeffthe\u200b end\u00ad.", "the|end|."},
		{"curly quotes", "“Yes,” he said", "“|Yes|,|”|he|said"},
		{"nothing", " \n\t ", ""},
	} {
		if got := strings.Join(tokens(c.text), "|"); got != c.want {
			t.Errorf("%s: %q\n got %s\nwant %s", c.behaviour, c.text, got, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		behaviour, text string
		want            []string
	}{
		{"a stop ends", "One came. Two left.", []string{"One came.", "Two left."}},
		{"a title does not end", "Mr. Brown left. Dr. Green stayed.", []string{"Mr. Brown left.", "Dr. Green stayed."}},
		{"a country's acronym does not end before a name", "The U.S. Senate met. It was late.", []string{"The U.S. Senate met.", "It was late."}},
		{"an acronym ends before a word that opens sentences", "She flew to the U.S. The visit was short.", []string{"She flew to the U.S.", "The visit was short."}},
		{"a month does not end", "It was on Jan. 10 in Bern. He left.", []string{"It was on Jan. 10 in Bern.", "He left."}},
		{"initials do not end", "John F. Kelly spoke. E. B. Hart too.", []string{"John F. Kelly spoke.", "E. B. Hart too."}},
		{"a figure's point does not end", "It rose 1.5 per cent. It fell.", []string{"It rose 1.5 per cent.", "It fell."}},
		{"a closing quote belongs to its sentence", `"It is over." She left.`, []string{`"It is over."`, "She left."}},
		{"a question within a sentence", `"Why now?" he asked. "Why not?" Ms Hill said.`, []string{`"Why now?" he asked.`, `"Why not?" Ms Hill said.`}},
		{"a bracket belongs to its sentence", "(It was so.) Then rain.", []string{"(It was so.)", "Then rain."}},
		{"an opening quote opens", "He left. “We wait,” she said.", []string{"He left.", "“We wait,” she said."}},
		{"an ellipsis ends before a capital only", "Well... maybe. So... Yes.", []string{"Well... maybe.", "So...", "Yes."}},
		{"a blank line ends", "A heading\n\nA line\nbroken. Next", []string{"A heading", "A line\nbroken.", "Next"}},
		{"a missing blank", "It was the end.The next day came.", []string{"It was the end.", "The next day came."}},
		{"a list's number does not end", "1. The first. 2. The second.", []string{"1. The first.", "2. The second."}},
		{"a figure opens", "They won. 20 people came.", []string{"They won.", "20 people came."}},
		{"Chinese", "他来了。她走了！", []string{"他来了。", "她走了！"}},
		{"Russian", "Он пришёл. Она ушла.", []string{"Он пришёл.", "Она ушла."}},
		{"Arabic", "هل جاء؟ نعم.", []string{"هل جاء؟", "نعم."}},
		{"a company ends before an opener", "She works for Acme Inc. He does not.", []string{"She works for Acme Inc.", "He does not."}},
	} {
		if got := sentences(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q\n got %q\nwant %q", c.behaviour, c.text, got, c.want)
		}
	}
}

func TestParagraphsArePartedByABlankLine(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a": 1, "a\nb": 1, "a\n\nb": 2, "a\r\n\r\nb": 2, "a\r\nb": 1, "a\n \t\nb\n\n\n": 2, "\n\na": 1, "a\u2029b": 2,
	} {
		if got := len(Parse(text).Paragraphs); got != want {
			t.Errorf("%q: %d paragraphs, want %d", text, got, want)
		}
	}
}

func TestLookUps(t *testing.T) {
	d := Parse("Ёж тут. Он ушёл.\n\nДа.")
	for pos, want := range map[int]int{-1: 0, 0: 0, 6: 0, 7: 0, 8: 1, 15: 1, 18: 2, 99: 2} {
		if got := d.SentenceAt(pos); got != want {
			t.Errorf("SentenceAt(%d) = %d, want %d", pos, got, want)
		}
	}
	for pos, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: 1, 6: 2, 99: len(d.Tokens)} {
		if got := d.TokenAt(pos); got != want {
			t.Errorf("TokenAt(%d) = %d, want %d", pos, got, want)
		}
	}
	if got := d.Slice(Span{3, 6}); got != "тут" {
		t.Errorf("Slice = %q", got)
	}
	if got := Parse("").SentenceAt(0); got != -1 {
		t.Errorf("SentenceAt in nothing = %d", got)
	}
	if got := d.Slice(Span{-5, 2}) + d.Slice(Span{5, 3}) + d.Slice(Span{19, 1 << 40}); got != "Ёжа." {
		t.Errorf("spans outside the text: %q", got)
	}
}

// hostile texts of 4 MiB, the most that a message may hold.
func TestTimeIsLinear(t *testing.T) {
	for _, unit := range []string{".", "a.", "?\"", "U.S. ", "a'", "n't", "\u200d", "a\u00ad", "\n\n", "1,", "中", "\xff", "“", "Mr. ", "a b. ", "\x00"} {
		text := strings.Repeat(unit, 4<<20/len(unit))
		start := time.Now()
		Parse(text)
		// 4 MiB take about 0.3 s; a quadratic walk would take hours.
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q repeated: %v", unit, took)
		}
	}
}

// check asserts the promises of the package comment.
func check(t *testing.T, text string) {
	t.Helper()
	d := Parse(text)
	runes := utf8.RuneCountInString(text)
	pos := 0
	for i, k := range d.Tokens {
		if k.Span.Start < pos || k.Span.End <= k.Span.Start || k.Span.End > runes {
			t.Fatalf("token %d %q at %v after %d of %d", i, k.Text, k.Span, pos, runes)
		}
		if d.Slice(k.Span) != k.Text || k.Text == "" {
			t.Fatalf("token %d %q is not its span's text %q", i, k.Text, d.Slice(k.Span))
		}
		pos = k.Span.End
	}
	token, sentence := 0, 0
	for p, para := range d.Paragraphs {
		if para.First != sentence || para.Last <= para.First {
			t.Fatalf("paragraph %d: %+v", p, para)
		}
		for ; sentence < para.Last; sentence++ {
			s := d.Sentences[sentence]
			if s.First != token || s.Last <= s.First || s.Paragraph != p {
				t.Fatalf("sentence %d: %+v", sentence, s)
			}
			for ; token < s.Last; token++ {
				if d.Tokens[token].Sentence != sentence || !s.Span.Contains(d.Tokens[token].Span) {
					t.Fatalf("token %d in sentence %d: %+v", token, sentence, d.Tokens[token])
				}
			}
		}
	}
	if token != len(d.Tokens) || sentence != len(d.Sentences) {
		t.Fatalf("%d of %d tokens, %d of %d sentences", token, len(d.Tokens), sentence, len(d.Sentences))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "Mr. O'Neil doesn't know. U.S.A", "a\xffb \xc3.", "1. x\n\n2,5%", "中国。\u2029“Да.” ‘n’t", "I.e. e.g... ?! \"\u00ad"} {
		f.Add(s)
	}
	f.Fuzz(check)
}

func BenchmarkParse(b *testing.B) {
	text := strings.Repeat("The minister of Norway's coast said on Jan. 10 that 1,500 boats, mostly old, wouldn't sail. ", 33) // 3 kB
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
