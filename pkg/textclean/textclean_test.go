package textclean

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const (
	one = "The ministers of the two river states met on Monday in the old harbour town to talk about the ferry."
	two = "They agreed on little, said a diplomat, but they will meet again when the ice has gone from the water."
	end = "The ferry has not sailed since the autumn, when the last of its three engines broke down in a storm."
)

// page is the copy with something before, within and after it.
func page(before, within, after string) string {
	return before + one + "\n\n" + within + two + "\n\n" + end + "\n" + after
}

func TestClean(t *testing.T) {
	copyOnly := []string{one, two, end}
	for _, row := range []struct {
		says, text string
		want       Text
	}{
		{"copy alone stays as it is, without a title", page("", "", ""), Text{Paragraphs: copyOnly}},
		{"a headline becomes the title", page("Ministers meet over ferry\n\n", "", ""), Text{Title: "Ministers meet over ferry", Paragraphs: copyOnly}},
		{"a headline that asks is a headline", page("Will the ferry ever sail again?\n\n", "", ""), Text{Title: "Will the ferry ever sail again?", Paragraphs: copyOnly}},
		{"a byline and a date go to their fields", page("Ministers meet over ferry\nBy Jane Roe, Staff Writer\nPublished 10 January 2022, 14:03 GMT\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Byline: []string{"Jane Roe"}, PublishedAt: "2022-01-10T14:03:00Z", Paragraphs: copyOnly,
				Removed: []Removed{{"By Jane Roe, Staff Writer", Byline}, {"Published 10 January 2022, 14:03 GMT", Date}}}},
		{"a byline with its date in one line", page("Ministers meet over ferry\nBy Jane Roe and John Doe | January 10, 2022\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Byline: []string{"Jane Roe", "John Doe"}, PublishedAt: "2022-01-10", Paragraphs: copyOnly,
				Removed: []Removed{{"By Jane Roe and John Doe | January 10, 2022", Byline}}}},
		{"a byline broken into lines", page("Ministers meet over ferry\nBy\nJane Roe\nHarbour Post\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Byline: []string{"Jane Roe"}, Paragraphs: copyOnly,
				Removed: []Removed{{"By", Byline}, {"Jane Roe", Byline}, {"Harbour Post", Byline}}}},
		{"a name before a date signs", page("Ministers meet over ferry\nJane Roe · January 10, 2022 · 3 min read\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Byline: []string{"Jane Roe"}, PublishedAt: "2022-01-10", Paragraphs: copyOnly,
				Removed: []Removed{{"Jane Roe · January 10, 2022 · 3 min read", Byline}}}},
		{"hard wraps are undone, also within a word", "Ministers meet over ferry\n\nThe ministers of the two river states met on Monday\nin the old harbour town to talk about the old fer-\nry and its engines, which broke down in a storm. They\nagreed on little, said a diplomat, and will meet when\nthe ice has gone.",
			Text{Title: "Ministers meet over ferry", Paragraphs: []string{"The ministers of the two river states met on Monday in the old harbour town to talk about the old ferry and its engines, which broke down in a storm. They agreed on little, said a diplomat, and will meet when the ice has gone."}}},
		{"UTF-8 read as Windows-1252 is read again", page("Ministers meet in cafÃ© â€“ again\n\n", "", ""), Text{Title: "Ministers meet in café – again", Paragraphs: copyOnly}},
		{"an update stamp is no date of publication", page("Ministers meet over ferry\nUpdated 3 hours ago\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Paragraphs: copyOnly, Removed: []Removed{{"Updated 3 hours ago", Date}}}},
		{"a date stamped onto the first words goes to its field", page(" date 2022-01-10 ", "", ""),
			Text{PublishedAt: "2022-01-10", Paragraphs: copyOnly, Removed: []Removed{{"date 2022-01-10", Date}}}},
		{"cues of a script go", page("{O/C}\n", "{SOT}\n", ""), Text{Paragraphs: copyOnly, Removed: []Removed{{"{O/C}", Cue}, {"{SOT}", Cue}}}},
		{"a comment form goes", page("", "", "\nBe the first to comment\n\nLeave a Reply\n\nYour email address will not be published.\n\n*"),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"Be the first to comment", Comments}, {"Leave a Reply", Comments},
				{"Your email address will not be published.", Comments}, {"*", Separator}}}},
		{"readers' comments go with their form", page("", "", "2 Comments\nanna says:\nJanuary 11, 2022 at 4:55 pm\nI took that ferry as a child.\nReply\nLeave a Reply"),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"2 Comments", Comments}, {"anna says:", Comments}, {"January 11, 2022 at 4:55 pm", Comments},
				{"I took that ferry as a child.", Comments}, {"Reply", Comments}, {"Leave a Reply", Comments}}}},
		{"a list of other headlines at the end goes", page("", "", "\n\nStorm Closes Mountain Passes Early\nCouncil Approves Bridge Repair\nMuseum Opens Again With New Maps"),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"Storm Closes Mountain Passes Early", Related}, {"Council Approves Bridge Repair", Related}, {"Museum Opens Again With New Maps", Related}}}},
		{"a list that the copy announces stays", one + "\n" + two + "\nThree things were agreed:\nThe ferry is to be repaired\nThe towns share the costs\nThe harbour stays open to all",
			Text{Paragraphs: []string{one, two, "Three things were agreed:", "The ferry is to be repaired", "The towns share the costs", "The harbour stays open to all"}}},
		{"a list under its heading goes, prose after it stays", page("", "Most read\n1\nStorm closes passes\n2\nBridge to be repaired\n\n", ""),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"Most read", Related}, {"1", Related}, {"Storm closes passes", Related}, {"2", Related}, {"Bridge to be repaired", Related}}}},
		{"a pointer to another article goes", page("", "Related Article: Storm closes passes\n\n", ""),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"Related Article: Storm closes passes", Related}}}},
		{"a caption goes, and the short text on top of it", page("Ministers meet over ferry\n\nThe old harbour\nThe ministers on the pier. (Photo: Northwire)\n\n", "", ""),
			Text{Title: "Ministers meet over ferry", Paragraphs: copyOnly, Removed: []Removed{{"The old harbour", Caption}, {"The ministers on the pier. (Photo: Northwire)", Caption}}}},
		{"a headline behind its text becomes the title", page("", "", "\nMinisters of river states talk about ferry in harbour town"),
			Text{Title: "Ministers of river states talk about ferry in harbour town", Paragraphs: copyOnly}},
		{"a second copy of the body goes", page("", "", "") + one + "\n" + two,
			Text{Paragraphs: copyOnly, Removed: []Removed{{one, Repeated}, {two, Repeated}}}},
		{"a refrain stays", page("", "“Sail, sail!” they cried.\n\n", "“Sail, sail!” they cried."),
			Text{Paragraphs: []string{one, "“Sail, sail!” they cried.", two, end, "“Sail, sail!” they cried."}}},
		{"the words of furniture inside a sentence stay", page("", "“Leave a reply,” the sign on the pier said.\n\n", "Comments were read aloud by the mayor."),
			Text{Paragraphs: []string{one, "“Leave a reply,” the sign on the pier said.", two, end, "Comments were read aloud by the mayor."}}},
		{"a subhead stays", page("", "A harbour in winter\n\n", ""), Text{Paragraphs: []string{one, "A harbour in winter", two, end}}},
		{"a correction goes and is told", page("", "", "\nCorrection: An earlier version gave the wrong day."),
			Text{Paragraphs: copyOnly, Removed: []Removed{{"Correction: An earlier version gave the wrong day.", Correction}}}},
		{"a credit goes to its field", page("", "", "\nWith files from Northwire"), Text{Credit: "Northwire", Paragraphs: copyOnly, Removed: []Removed{{"With files from Northwire", Credit}}}},
		{"a dateline stays and is told", page("HARBOUR TOWN, Jan 10 (Reuters) - ", "", ""),
			Text{Dateline: "HARBOUR TOWN, Jan 10 (Reuters)", Credit: "Reuters", Paragraphs: []string{"HARBOUR TOWN, Jan 10 (Reuters) - " + one, two, end}}},
		{"entities, soft hyphens and no-break spaces are repaired", strings.NewReplacer("ministers", "mini\u00adsters", " of ", "\u00a0of ", "Monday", "Mon\u200bday").Replace(page("Ministers &amp;amp; ferry\n\n", "", "")),
			Text{Title: "Ministers & ferry", Paragraphs: copyOnly}},
		{"text without prose to it is no list of headlines", "Storm closes passes\nBridge to be repaired\nMuseum opens", Text{Title: "Storm closes passes", Paragraphs: []string{"Bridge to be repaired", "Museum opens"}}},
	} {
		t.Run(row.says, func(t *testing.T) {
			got, err := Clean(row.text, Hints{})
			if err != nil {
				t.Fatal(err)
			}
			got.Language = ""
			if !reflect.DeepEqual(got, row.want) {
				t.Errorf("got  %+q\nwant %+q", got, row.want)
			}
		})
	}
}

func TestCleanFindsNoText(t *testing.T) {
	for _, text := range []string{"", " \n\t\n", "\x00\xff", "Share this\nComments\n***"} {
		if got, err := Clean(text, Hints{}); !errors.Is(err, ErrNoText) {
			t.Errorf("%q gave %+v, %v", text, got, err)
		}
	}
}
