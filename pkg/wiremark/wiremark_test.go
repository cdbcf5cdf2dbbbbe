package wiremark

import (
	"reflect"
	"strings"
	"testing"
)

func TestHeadline(t *testing.T) {
	for _, row := range []struct {
		says, title, clean string
		marks              []Mark
	}{
		{"a plain headline has no marks", "Ministers meet in harbour town", "Ministers meet in harbour town", nil},
		{"an update has its number", "UPDATE 2-Ministers meet", "Ministers meet", []Mark{{Update, 2}}},
		{"spaces around the dash are forgiven", "UPDATE 2 - Ministers meet", "Ministers meet", []Mark{{Update, 2}}},
		{"a wrapup", "WRAPUP 3-Ministers meet", "Ministers meet", []Mark{{Wrapup, 3}}},
		{"a correction", "CORRECTED-Ministers meet", "Ministers meet", []Mark{{Correction, 0}}},
		{"an official correction", "CORRECTED-(OFFICIAL)-Ministers meet", "Ministers meet", []Mark{{Correction, 0}}},
		{"an official correction of an update", "CORRECTED (OFFICIAL)-UPDATE 1-Ministers meet", "Ministers meet", []Mark{{Correction, 0}, {Update, 1}}},
		{"a refile", "REFILE-Ministers meet", "Ministers meet", []Mark{{Refile, 0}}},
		{"a repeat", "RPT-Ministers meet", "Ministers meet", []Mark{{Repeat, 0}}},
		{"marks in a row", "RPT-UPDATE 4-Ministers meet", "Ministers meet", []Mark{{Repeat, 0}, {Update, 4}}},
		{"a withdrawal alone", "STORY WITHDRAWN", "", []Mark{{Kill, 0}}},
		{"a withdrawal of a story", "STORY WITHDRAWN: Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a kill cried three times is one", "KILL KILL KILL", "", []Mark{{Kill, 0}}},
		{"a kill cried three times needs no dash", "KILL KILL KILL Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a mandatory kill", "MANDATORY KILL: Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a kill of a story", "STORY KILL: Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a kill in brackets", "(KILL) Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a hold in brackets", "[HOLD] Ministers meet", "Ministers meet", []Mark{{Hold, 0}}},
		{"a withdrawal in a word", "WITHDRAWAL-Ministers meet", "Ministers meet", []Mark{{Kill, 0}}},
		{"a hold cried three times", "HOLD HOLD HOLD", "", []Mark{{Hold, 0}}},
		{"a hold cried three times needs no dash", "HOLD HOLD HOLD Ministers meet", "Ministers meet", []Mark{{Hold, 0}}},
		{"a hold on a story", "HOLD: Ministers meet", "Ministers meet", []Mark{{Hold, 0}}},
		{"a lifted hold", "HOLD LIFTED: Ministers meet", "Ministers meet", []Mark{{Release, 0}}},
		{"a numbered lead behind a slug", "EU-Talks, 2nd Ld-Writethru", "EU-Talks", []Mark{{Writethru, 2}}},
		{"a correction in words", "Correction: Ministers meet", "Ministers meet", []Mark{{Correction, 0}}},
		{"a correction in brackets", "(Corrects spelling) Ministers meet", "Ministers meet", []Mark{{Correction, 0}}},
		{"a mark behind the headline", "Ministers meet (CORRECTED)", "Ministers meet", []Mark{{Correction, 0}}},
		{"a lead by its ordinal", "2ND LEAD: Ministers meet", "Ministers meet", []Mark{{Update, 2}}},
		{"holding is no hold", "Hold the line, minister says", "Hold the line, minister says", nil},
		{"killing is no kill", "Kill two birds: a fisherman's tale", "Kill two birds: a fisherman's tale", nil},
		{"KILL in a headline in capitals is no kill", "KILL BILL RETURNS TO CINEMAS", "KILL BILL RETURNS TO CINEMAS", nil},
		{"an update without a dash is no mark", "UPDATE 2 of the harbour plan is out", "UPDATE 2 of the harbour plan is out", nil},
		{"nothing", "", "", nil},
	} {
		t.Run(row.says, func(t *testing.T) {
			clean, marks := Headline(row.title)
			if clean != row.clean || !reflect.DeepEqual(marks, row.marks) {
				t.Errorf("got %q %v, want %q %v", clean, marks, row.clean, row.marks)
			}
		})
	}
}

func TestNote(t *testing.T) {
	for _, row := range []struct {
		says, note string
		kinds      []Kind
	}{
		{"a correction note", "Correction: An earlier version gave the wrong day.", []Kind{Correction}},
		{"a correction that tells itself", "An earlier version of this story misstated the day.", []Kind{Correction}},
		{"a note to kill", "EDITORS: Please kill the story about the harbour.", []Kind{Kill}},
		{"a note that a story is withdrawn", "The story on the harbour has been withdrawn.", []Kind{Kill}},
		{"an agency that withdraws", "Northwire has withdrawn the story on the harbour because of a source error.", []Kind{Kill}},
		{"a note to hold", "EDS: HOLD this story until noon", []Kind{Hold}},
		{"the bare word", "Hold", []Kind{Hold}},
		{"a lifted hold is a release", "Hold lifted, the story may be used", []Kind{Release}},
		{"a refile", "Refiles to add dropped word", []Kind{Refile}},
		{"an update", "Adds quotes, background", []Kind{Update}},
		{"a note of something else", "With graphic and video", nil},
		{"nothing", "", nil},
	} {
		t.Run(row.says, func(t *testing.T) {
			var kinds []Kind
			for _, m := range Note(row.note) {
				kinds = append(kinds, m.Kind)
			}
			if !reflect.DeepEqual(kinds, row.kinds) {
				t.Errorf("got %v, want %v", kinds, row.kinds)
			}
		})
	}
}

func TestOpening(t *testing.T) {
	for _, row := range []struct {
		says, paragraph string
		kind            Kind
	}{
		{"a bracketed correction", "(Corrects spelling of name in paragraph 3)", Correction},
		{"a bracketed refile", "(Refiles to fix typo in headline)", Refile},
		{"a bracketed update", "(Adds quotes, background)", Update},
		{"a bare correction", "Corrects day in paragraph 2", Correction},
		{"a withdrawal", "Northwire has withdrawn this story. A new one will follow.", Kill},
		{"copy about a withdrawal is copy", "The ministry said its report on the harbour was withdrawn on Monday.", ""},
		{"copy about corrections is copy", "Correction officers went on strike on Monday, the union said.", ""},
		{"copy in brackets is copy", "(The minister is to speak later.)", ""},
	} {
		t.Run(row.says, func(t *testing.T) {
			marks := Opening(row.paragraph)
			if row.kind == "" && len(marks) > 0 || row.kind != "" && !Has(marks, row.kind) {
				t.Errorf("got %v, want %q", marks, row.kind)
			}
		})
	}
}

func TestFindDateline(t *testing.T) {
	for _, row := range []struct{ says, paragraph, text, place, agency, rest string }{
		{"place, date, agency", "GENEVA, Jan 10 (Reuters) - The ministers met.", "GENEVA, Jan 10 (Reuters)", "GENEVA", "Reuters", "The ministers met."},
		{"place and agency", "WASHINGTON (AP) — The ministers met.", "WASHINGTON (AP)", "WASHINGTON", "AP", "The ministers met."},
		{"a Cyrillic dateline with slashes", "ЖЕНЕВА, 10 января. /ТАСС/. Министры встретились.", "ЖЕНЕВА, 10 января. /ТАСС/.", "ЖЕНЕВА", "ТАСС", "Министры встретились."},
		{"a Cyrillic dateline in mixed case", "Женева, 10 января. /ТАСС/ Министры встретились.", "Женева, 10 января. /ТАСС/", "Женева", "ТАСС", "Министры встретились."},
		{"a date and an agency without a place", "Jan 10 (Reuters) - The ministers met.", "Jan 10 (Reuters)", "", "Reuters", "The ministers met."},
		{"a place and a dash", "PORT ELSE — The crowd waited.", "PORT ELSE", "PORT ELSE", "", "The crowd waited."},
		{"a place and a colon", "GENEVA: The ministers met.", "GENEVA", "GENEVA", "", "The ministers met."},
		{"two places", "MOSCOW/KYIV, Jan 10 (Reuters) - Talks went on.", "MOSCOW/KYIV, Jan 10 (Reuters)", "MOSCOW/KYIV", "Reuters", "Talks went on."},
		{"a region", "AUSTIN, Texas (AP) -- Rain fell.", "AUSTIN, Texas (AP)", "AUSTIN, Texas", "AP", "Rain fell."},
		{"a German dateline", "Genf (dpa) - Die Minister trafen sich.", "Genf (dpa)", "Genf", "dpa", "Die Minister trafen sich."},
		{"a French dateline", "Genève, 10 janvier (AFP) – Les ministres se sont vus.", "Genève, 10 janvier (AFP)", "Genève", "AFP", "Les ministres se sont vus."},
		{"a speaker is no place", "NED PRICE: We met.", "", "", "", ""},
		{"an alliance is no place", "NATO — the alliance — met.", "", "", "", ""},
		{"a sentence with a dash", "The ministers — all of them — met.", "", "", "", ""},
		{"an aside in brackets", "Geneva (the old town) - a stroll.", "", "", "", ""},
		{"a question mark's letter", "Q: What did you see?", "", "", "", ""},
	} {
		t.Run(row.says, func(t *testing.T) {
			d, ok := FindDateline(row.paragraph)
			if ok != (row.text != "") || d.Text != row.text || d.Place != row.place || d.Agency != row.agency {
				t.Fatalf("got %+v", d)
			}
			if ok && row.paragraph[d.End:] != row.rest {
				t.Errorf("the copy begins %q", row.paragraph[d.End:])
			}
		})
	}
}

func TestCredits(t *testing.T) {
	for _, row := range []struct {
		says       string
		paragraphs []string
		links      []string
		want       []Credit
	}{
		{"the dateline", []string{"GENEVA, Jan 10 (Reuters) - The ministers met."}, nil, []Credit{{Name: "reuters", Source: "reuters_com", As: "Reuters"}}},
		{"a tail in words", []string{"The ministers met.", "With files from AFP and The Associated Press"}, nil,
			[]Credit{{Name: "afp", Source: "afp_com", As: "AFP"}, {Name: "ap", Source: "apnews_com", As: "The Associated Press"}}},
		{"a name in brackets at the end", []string{"The ministers met. (Reuters)"}, nil, []Credit{{Name: "reuters", Source: "reuters_com", As: "Reuters"}}},
		{"a contribution", []string{"The ministers met.", "The Associated Press contributed to this report."}, nil, []Credit{{Name: "ap", Source: "apnews_com", As: "Associated Press"}}},
		{"a copyright", []string{"The ministers met.", "© 2022 dpa"}, nil, []Credit{{Name: "dpa", Source: "dpa_com", As: "dpa"}}},
		{"a copyright of the outlet itself is no credit", []string{"The ministers met.", "© 2022 Harbour Post"}, nil, nil},
		{"a contribution of a writer", []string{"The ministers met.", "Associated Press writer John Doe in Boston contributed to this report."}, nil, []Credit{{Name: "ap", Source: "apnews_com", As: "Associated Press"}}},
		{"an unknown agency in a phrase that means nothing else", []string{"The ministers met.", "Source: Northwire"}, nil, []Credit{{Name: "northwire", As: "Northwire"}}},
		{"an unknown agency in the dateline", []string{"PORT ELSE (Northwire) - The ministers met."}, nil, []Credit{{Name: "northwire", As: "Northwire"}}},
		{"a link", []string{"The ministers met."}, []string{"https://www.reuters.com/world/x"}, []Credit{{Name: "reuters", Source: "reuters_com", ByLink: true}}},
		{"an agency in brackets at the head", []string{"(Reuters) - The ministers met."}, nil, []Credit{{Name: "reuters", Source: "reuters_com", As: "Reuters"}}},
		{"an agency in brackets behind a place and a colon", []string{"Geneva: (dpa) The ministers met."}, nil, []Credit{{Name: "dpa", Source: "dpa_com", As: "dpa"}}},
		{"an agency and its service", []string{"Geneva (dpa/tmn) - The ministers met."}, nil, []Credit{{Name: "dpa", Source: "dpa_com", As: "dpa"}}},
		{"an agency in slashes at the head", []string{"/ТАСС/. Министры встретились."}, nil, []Credit{{Name: "tass", Source: "tass_com", As: "ТАСС"}}},
		{"an agency behind place, date and dash", []string{"ЖЕНЕВА, 10 янв — РИА Новости. Министры встретились."}, nil, []Credit{{Name: "ria novosti", Source: "ria_ru", As: "РИА Новости"}}},
		{"an agency behind place, date and stop", []string{"Женева. 10 января. INTERFAX.RU - Министры встретились."}, nil, []Credit{{Name: "interfax", Source: "interfax_ru", As: "INTERFAX.RU"}}},
		{"a Chinese wire head", []string{"新华社日内瓦1月10日电 部长们会晤。"}, nil, []Credit{{Name: "xinhua", Source: "xinhuanet_com", As: "新华社"}}},
		{"a Chinese report of another agency", []string{"据路透社报道，部长们会晤。"}, nil, []Credit{{Name: "reuters", Source: "reuters_com", As: "路透社"}}},
		{"a Chinese source line", []string{"部长们会晤。", "来源：新华社"}, nil, []Credit{{Name: "xinhua", Source: "xinhuanet_com", As: "新华社"}}},
		{"a broadcaster with its letters in brackets is no credit", []string{"The broadcaster (BBC) said that the ministers met."}, nil, nil},
		{"a newspaper's house in Chinese is no credit", []string{"报社日内瓦1月10日电 部长们会晤。"}, nil, nil},
		{"a remark in brackets is no credit", []string{"The ministers met (again)."}, nil, nil},
		{"an agency quoted in the copy is no credit", []string{"The minister told Reuters that talks went on.", "More came later."}, nil, nil},
	} {
		t.Run(row.says, func(t *testing.T) {
			if got := Credits("", nil, row.paragraphs, row.links); !reflect.DeepEqual(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func TestABylineCreditsAnAgency(t *testing.T) {
	want := []Credit{{Name: "reuters", Source: "reuters_com", As: "Reuters"}}
	for _, byline := range []string{"Reuters", "By Reuters", "Reuters Staff", "By Reuters Staff"} {
		if got := Credits("", []string{byline}, []string{"The ministers met."}, nil); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", byline, got, want)
		}
	}
}

func FuzzWiremark(f *testing.F) {
	f.Add("UPDATE 2-CORRECTED-Talks (CORRECTED)")
	f.Add("ЖЕНЕВА, 10 января. /ТАСС/. Text (Reuters)")
	f.Fuzz(func(t *testing.T, text string) {
		clean, marks := Headline(text)
		if len(clean) > len(text) || len(marks) > maxMarks {
			t.Fatalf("%q gave %q and %d marks", text, clean, len(marks))
		}
		if len(marks) == 0 && clean != strings.TrimSpace(text) {
			t.Fatalf("%q lost words without a mark", text)
		}
		if d, ok := FindDateline(text); ok && (d.End > len(text) || !strings.Contains(text, d.Place) || !strings.Contains(text, d.Text)) {
			t.Fatalf("%+v is not of %q", d, text)
		}
		Note(text)
		Opening(text)
		for _, c := range Credits(text, []string{text}, []string{text, text}, []string{text}) {
			if c.Name == "" && c.Source == "" {
				t.Fatal("an empty credit")
			}
		}
	})
}

func BenchmarkCredits(b *testing.B) {
	paragraphs := []string{"GENEVA, Jan 10 (Reuters) - The ministers met.", strings.Repeat("They talked for hours about ports. ", 10), "It was late.", "With files from AFP"}
	b.ReportAllocs()
	for b.Loop() {
		Credits("UPDATE 2-Talks", nil, paragraphs, nil)
	}
}
