package neardup

import (
	"strings"
	"testing"
	"time"
)

const ferry = `The ferry Margarete ran aground off Ulvsund on Tuesday night with 212 passengers aboard, the coast guard said. Nobody was hurt.

Divers found a tear of four metres in the hull near the engine room, and the captain, Ole Lindqvist, was taken ashore for questioning.

"We heard a long scraping noise and then the lights went out," passenger Hanne Brod told local radio.

The shipping line cancelled its sailings until Friday and promised to refund tickets for the route, which carries commuters between the islands. An inspector of the maritime authority said the channel had been dredged in March and that its buoys were in place.

Two tugs from Karlsvik are to pull the ship free at high water on Thursday, if the wind allows.`

const ferryTitle = "Ferry runs aground off Ulvsund"

// result is a form: the same sentences with other names and figures.
func result(company, city, shares, net, before, chief string) string {
	return company + " reported quarterly results on Thursday. Net profit at the " + city + " based company was " + net + " million kroner against " + before +
		" million a year ago, and earnings per share were " + shares + " kroner. Chief executive " + chief +
		" said demand had been solid in all markets and that the company keeps its outlook for the full year. The board proposes an unchanged dividend, which the general meeting is to decide in spring. This report was generated automatically from figures that the company published."
}

const readout = "The minister spoke by telephone today with Prime Minister %s of %s. The two leaders discussed ways to deepen the strategic partnership between their countries, including trade, energy security and the defence of shared values. The minister thanked the prime minister for the support of %s and reaffirmed the commitment of his government to the security of the region. They agreed to remain in close contact in the weeks to come."

func call(who, country string) string {
	return strings.NewReplacer("%s of", who+" of", "of %s.", "of "+country+".", "support of %s", "support of "+country).Replace(readout)
}

func TestCompare(t *testing.T) {
	paragraphs := strings.Split(ferry, "\n\n")
	edited := strings.NewReplacer("ran aground", "struck a sandbank", "the coast guard said", "according to rescue officials", "Nobody was hurt", "There were no injuries",
		"was taken ashore for questioning", "is being questioned", "cancelled its sailings", "called off its crossings", "if the wind allows", "weather permitting").Replace(ferry)
	bulletin := "A court in Tallow acquitted the former mayor of fraud after a trial of eleven weeks, saying the accounts had been kept in order by his deputy.\n\nScientists at the institute in Brell have bred a potato that needs half the water, and farmers are to plant it next spring on forty fields.\n\n"
	rows := []struct {
		says          string
		title, copy   string
		original      string
		originalTitle string
		apart         time.Duration
		want          Relation
		wantRule      string
	}{
		{says: "the same words in other case, space and punctuation are exact", copy: strings.ToUpper(strings.ReplaceAll(ferry, "\n\n", " ")), original: ferry, want: Exact, wantRule: "same_words"},
		{says: "a dateline, a byline and page furniture leave it verbatim", copy: "By Jonna Ek\n\nULVSUND, Norway, Jan 11 (NNA) - " + ferry + "\n\nSubscribe to our newsletter and share this article on Facebook.", original: ferry, want: Verbatim},
		{says: "the first paragraphs are an excerpt", copy: paragraphs[0] + "\n\n" + paragraphs[1], original: ferry, want: Excerpt},
		{says: "words changed throughout make it edited", copy: edited, original: ferry, want: Edited},
		{says: "paragraphs of its own among those taken over make it edited", copy: ferry + "\n\n" + article(1, 60), original: ferry, want: Edited},
		{says: "the paragraphs in another order are still taken over", copy: paragraphs[0] + "\n\n" + paragraphs[4] + "\n\n" + paragraphs[3] + "\n\n" + paragraphs[1], original: ferry, want: Edited},
		{says: "a longer version of an earlier brief under its title is taken from it", title: ferryTitle, copy: ferry, original: paragraphs[0] + "\n\n" + paragraphs[1], originalTitle: ferryTitle, want: Edited},
		{says: "an article about something else is no copy", copy: article(1, 200), original: ferry},
		{says: "a report of its own that shares the quotation is no copy", copy: "A passenger ship stuck in shallow water near Ulvsund kept rescuers busy into the morning.\n\n" + paragraphs[2] + "\n\nIslanders without a boat home slept in the school, where the mayor brought blankets and soup. Fishermen said the sound has silted up for years. The prosecutor has opened a file, and the owner, a family firm from the mainland, did not answer calls.", original: ferry},
		{says: "the next day's report that repeats a paragraph of background is no copy", copy: "Tugs failed on Thursday to free a stranded passenger ship, and its owner said the rescue may take until next week. Winds of gale force tore a line, a crewman broke his arm, and the harbour master closed the sound to all traffic. Oil has not leaked so far, environment officials said after a flight over the wreck, but booms lie ready on the beach.\n\n" + paragraphs[3], original: ferry},
		{says: "a digest that contains the article among others is no copy", title: "The week in brief", copy: bulletin + paragraphs[0] + "\n\n" + bulletin[:140] + article(3, 40), original: ferry, originalTitle: ferryTitle},
		{says: "two company results on one form are no copies", copy: result("Norvik Shipping", "Karlsvik", "2.14", "318", "290", "Anna Moe"), original: result("Brell Foods", "Tallow", "0.87", "96", "121", "Peter Hahn")},
		{says: "one result printed twice is", copy: "KARLSVIK (NNA) - " + result("Norvik Shipping", "Karlsvik", "2.14", "318", "290", "Anna Moe"), original: result("Norvik Shipping", "Karlsvik", "2.14", "318", "290", "Anna Moe"), want: Verbatim},
		{says: "readouts of two calls on one form are no copies", copy: call("Marta Vale", "Estia"), original: call("Jon Arvid", "Norland")},
		{says: "two pages that share only the sign-up form are no copies", copy: "Oil prices rise. " + signUp, original: "Elections in Tallow. " + signUp},
		{says: "two articles in the dress of one page are no copies", copy: article(5, 62) + ".\n\n" + signUp + signUp, original: article(6, 62) + ".\n\n" + signUp + signUp},
		{says: "two reports that are mostly the same speech in quotation marks are no copies", copy: article(5, 24) + " said: " + speech + " " + article(7, 20), original: article(5, 12) + article(6, 20) + " said: " + speech + " " + article(8, 20)},
		{says: "a report that is mostly the background of an earlier one, under a lead of its own, is no copy", copy: article(5, 60) + ".\n\n" + article(9, 100), original: article(6, 60) + ".\n\n" + article(9, 100)},
		{says: "a digest that has an earlier brief in its middle is no copy", copy: article(5, 60) + ".\n\n" + article(9, 80) + ".\n\n" + article(6, 60), original: article(9, 80)},
		{says: "a yearly letter with another figure is no copy of last year's", copy: strings.Replace(ferry, "212", "305", 1), original: ferry, apart: 300 * 24 * time.Hour},
		{says: "the same change within a day is an edit", copy: strings.Replace(ferry, "212", "305", 1), original: ferry, apart: 3 * time.Hour, want: Verbatim},
		{says: "fragments put in another order throughout are taken over", copy: shuffle(article(9, 160), 5), original: article(9, 160), want: Edited},
		{says: "a scan in which half of the words are misread is taken over", copy: misread(article(9, 160)), original: article(9, 160), want: Verbatim},
		{says: "an empty text is a copy of nothing", copy: "", original: ferry},
		{says: "and nothing is a copy of it", copy: ferry, original: ""},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			x := NewIndex(Params{})
			m, ok := x.Compare(Parse(r.title, r.copy, noon.Add(r.apart)), Parse(r.originalTitle, r.original, noon))
			if ok != (r.want != "") || m.Relation != r.want || r.wantRule != "" && m.Rule != r.wantRule {
				t.Fatalf("got %v %q by rule %q (of copy %.2f, of original %.2f), want %q %s", ok, m.Relation, m.Rule, m.OfCopy, m.OfOriginal, r.want, r.wantRule)
			}
			checkSpans(t, m, r.copy, r.original)
			if ok && len(m.Spans) == 0 {
				t.Fatal("no spans")
			}
		})
	}
}

const signUp = "Registered users can read three reports. Enter your email address to register for a free trial and subscribe to our newsletter. By registering you agree to our privacy policy and to the use of cookies. The password for your account must have eight characters. Share this page on Facebook or Twitter. Comments that contain spam or advertising are removed by our moderation. All rights reserved, copyright of the publisher, may not be reproduced or redistributed."

const speech = `"We have worked on this bridge for nine years, and I want to thank each of the crews who stood in the river in winter. When the first train crosses on Sunday, the valley will be an hour closer to the sea, and our children will not know how long the road once was. Let nobody tell you that nothing can be built here any more, for you have built it, and you may be proud of it."`

// shuffle cuts a text into fragments of n words and puts each five of them in
// another order.
func shuffle(s string, n int) string {
	words := strings.Fields(s)
	var out []string
	for from := 0; from < len(words); from += 5 * n {
		for _, k := range []int{3, 0, 4, 2, 1} {
			a, b := min(from+k*n, len(words)), min(from+(k+1)*n, len(words))
			out = append(out, words[a:b]...)
		}
	}
	return strings.Join(out, " ")
}

// misread changes a letter in every second and third word.
func misread(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i%5 < 2 && len(w) > 3 {
			words[i] = w[:2] + "x" + w[3:]
		}
	}
	return strings.Join(words, " ")
}

func TestHouseSpellingIsFolded(t *testing.T) {
	us := "The organization's two labor centers canceled their program of fiber defense. A traveler in the harbor theater apologized for the color of three catalogs."
	uk := "The organisation's 2 labour centres cancelled their programme of fibre defence. A traveller in the harbour theatre apologised for the colour of 3 catalogues."
	a, b := Parse("", us, time.Time{}), Parse("", uk, time.Time{})
	for i := range a.tokens {
		if a.tokens[i].folded != b.tokens[i].folded {
			t.Errorf("word %d differs: %q, %q", i, us[a.tokens[i].start:a.tokens[i].end], uk[b.tokens[i].start:b.tokens[i].end])
		}
	}
}

func TestBoilerplateIsLearntFromTheGroupsThatShareIt(t *testing.T) {
	notice := "Sentencing took place in the small hall of the old town house, where the benches are hard and the windows look over a courtyard with a chestnut tree that was planted in the year of the great flood."
	a, b := Parse("", article(1, 40)+notice, noon), Parse("", article(2, 40)+notice, noon)
	covered := func(group func(i uint32) uint32) float64 {
		x := NewIndex(Params{})
		for i := range uint32(20) {
			x.Add(i, group(i), sketch(article(int64(100+i), 40)+notice), noon)
		}
		return weigh(a, b, align(a, b), x.frequencies(a)).ofCopy
	}
	one := covered(func(uint32) uint32 { return 0 })
	many := covered(func(i uint32) uint32 { return i })
	if one < 0.3 || many > one/2 {
		t.Errorf("coverage %.2f when one group has the words and %.2f when twenty have", one, many)
	}
}

func TestQuotationMarks(t *testing.T) {
	for _, r := range []struct{ text, outside string }{
		{`He said "we will go" today.`, "He said today"},
		{"He said “we will go” today.", "He said today"},
		{"Er sagte „wir gehen“ heute.", "Er sagte heute"},
		{"Il dit « on y va » ce soir.", "Il dit ce soir"},
		{"他说「我们走」今天", "他说今天"},
		{"He said “we will go\n\nand then left.", "He said and then left"},
		{`A 5" nail and a 6" nail.`, "A 5 nail and a 6 nail"},
		{"“Go,” he said, “now!” and left.", "he said and left"},
	} {
		var out []string
		runes := []rune(r.text)
		for _, w := range Parse("", r.text, noon).tokens {
			if !w.is(quoted) {
				out = append(out, string(runes[w.start:w.end]))
			}
		}
		sep := " "
		if strings.Contains(r.text, "「") {
			sep = ""
		}
		if got := strings.Join(out, sep); got != r.outside {
			t.Errorf("%s: outside %q, want %q", r.text, got, r.outside)
		}
	}
}
