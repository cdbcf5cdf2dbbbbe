package wiremark

import (
	"slices"
	"testing"
)

// TestWhoATextIsTakenFrom: a credit hands the text, or part of it, to somebody; to quote an agency hands over nothing.
func TestWhoATextIsTakenFrom(t *testing.T) {
	const copy = "The ministers met at the harbour on Monday and spoke about the new pier."
	for _, row := range []struct {
		says, first, last string
		byline            []string
		want              []string
	}{
		// Credits.
		{"a dateline", "GENEVA, Jan 10 (Reuters) - " + copy, "", nil, []string{"reuters"}},
		{"a dateline without a date", "GENEVA (AP) — " + copy, "", nil, []string{"ap"}},
		{"a German dateline", "Genf (dpa) - " + copy, "", nil, []string{"dpa"}},
		{"a German dateline of two agencies", "Genf (dpa/AFP) - " + copy, "", nil, []string{"dpa", "afp"}},
		{"a French dateline", "Genève, 10 jan (AFP) - " + copy, "", nil, []string{"afp"}},
		{"a Spanish dateline", "Ginebra, 10 ene (EFE).- " + copy, "", nil, []string{"efe"}},
		{"a Russian dateline", "ЖЕНЕВА, 10 января. /ТАСС/. " + copy, "", nil, []string{"tass"}},
		{"a Russian dateline with a dash", "МОСКВА, 10 янв — РИА Новости. " + copy, "", nil, []string{"ria novosti"}},
		{"a name in brackets at the end", copy, "It was late. (Reuters)", nil, []string{"reuters"}},
		{"a name in square brackets", copy, "It was late. [AFP]", nil, []string{"afp"}},
		{"a name alone", copy, "Reuters", nil, []string{"reuters"}},
		{"two names alone", copy, "AP/Reuters", nil, []string{"ap", "reuters"}},
		{"German initials", copy, "dpa/lby", nil, []string{"dpa"}},
		{"a contribution", copy, "The Associated Press contributed to this report.", nil, []string{"ap"}},
		{"an agency by its initials contributed", copy, "AP contributed to this story.", nil, []string{"ap"}},
		{"two contributed", copy, "Reuters and AFP contributed to this report.", nil, []string{"reuters", "afp"}},
		{"its writers contributed", copy, "Associated Press writers Jo Doe in Oslo and Al Roe in Bergen contributed to this report.", nil, []string{"ap"}},
		{"information that it contributed", copy, "Information from the Associated Press was used in this report.", nil, []string{"ap"}},
		{"this report includes", copy, "This report includes information from Reuters and Agence France-Presse.", nil, []string{"reuters", "afp"}},
		{"with files from", copy, "With files from The Canadian Press", nil, []string{"canadian press"}},
		{"with reporting by", copy, "With reporting by Reuters and TASS", nil, []string{"reuters", "tass"}},
		{"with inputs from", copy, "(With inputs from PTI)", nil, []string{"pti"}},
		{"with agency inputs", copy, "With agency inputs from ANI", nil, []string{"ani"}},
		{"based on reporting", copy, "Based on reporting by AFP, TASS, and Interfax", nil, []string{"afp", "tass", "interfax"}},
		{"its reporters and editors", copy, "(Reporting by Jo Doe; Editing by Al Roe; Reuters)", nil, []string{"reuters"}},
		{"a source", copy, "Source: Reuters", nil, []string{"reuters"}},
		{"a German source", copy, "Quelle: dpa", nil, []string{"dpa"}},
		{"a German source in brackets", copy, "(Quelle: dpa)", nil, []string{"dpa"}},
		{"German material", copy, "Mit Material von dpa und AFP", nil, []string{"dpa", "afp"}},
		{"German material of the agency", copy, "Mit Material der dpa", nil, []string{"dpa"}},
		{"a French source", copy, "Source : AFP", nil, []string{"afp"}},
		{"a French hand", copy, "Avec AFP", nil, []string{"afp"}},
		{"a French hand and an article", copy, "(avec l'AFP et Reuters)", nil, []string{"afp", "reuters"}},
		{"a Spanish source", copy, "Fuente: EFE", nil, []string{"efe"}},
		{"Spanish information", copy, "Con información de EFE y Reuters", nil, []string{"efe", "reuters"}},
		{"a Russian source", copy, "Источник: ТАСС", nil, []string{"tass"}},
		{"Russian material", copy, "По материалам РИА Новости", nil, []string{"ria novosti"}},
		{"a copyright", copy, "© 2022 The Associated Press. All rights reserved.", nil, []string{"ap"}},
		{"a copyright in words", copy, "Copyright 2022 Thomson Reuters.", nil, []string{"reuters"}},
		{"a German copyright", copy, "© dpa-infocom, dpa:220110-99-651212/3", nil, []string{"dpa"}},
		{"a byline", copy, "", []string{"Reuters"}, []string{"reuters"}},
		{"a byline of a writer of it", copy, "", []string{"Jo Doe, Associated Press"}, []string{"ap"}},
		{"a byline by its staff", copy, "", []string{"Reuters Staff"}, []string{"reuters"}},
		{"published first elsewhere", copy, "This article was originally published by Northwire.", nil, []string{"northwire"}},

		{"its writers and its editors, as Reuters signs off", copy, "(Reporting by Jo Doe in Oslo; Additional reporting by Al Roe; Editing by Di Poe)", nil, []string{"reuters"}},

		// No credits.
		{"sources that say something", copy, "Sources say talks are on", nil, nil},
		{"information from somebody about", copy, "The plan came with information from local officials on the pier.", nil, nil},
		{"a reporter's hand", copy, "(Additional reporting by Al Roe)", nil, nil},
		{"with somebody", copy, "With friends", nil, nil},
		{"according to", copy, "Two piers are to close, according to a Reuters report.", nil, nil},
		{"told", "The minister told Reuters on Monday that talks went on.", copy, nil, nil},
		{"reported", "Talks went on, Interfax reported on Monday.", "TASS cited a source at the port.", nil, nil},
		{"a tally", copy, "At least nine people drowned this year, according to a Reuters tally.", nil, nil},
		{"a poll", copy, "A Reuters/Ipsos poll showed that most islanders want the pier.", nil, nil},
		{"a photographer", copy, "An AP photographer saw the crane at the pier.", nil, nil},
		{"said to AFP", copy, "“We are ready,” she told AFP.", nil, nil},
		{"in German", copy, "Das sagte der Minister der dpa am Montag.", nil, nil},
		{"in German, of a report", copy, "Das berichtete die Nachrichtenagentur Reuters unter Berufung auf Fischer.", nil, nil},
		{"in French", copy, "Le ministre l'a déclaré à l'AFP lundi.", nil, nil},
		{"in French, of a source", copy, "Une source portuaire l'a confirmé à l'AFP", nil, nil},
		{"in Spanish", copy, "El ministro lo dijo a EFE el lunes.", nil, nil},
		{"in Russian", copy, "Об этом сообщает ТАСС со ссылкой на порт.", nil, nil},
		{"a picture's source", copy, "Photo: Reuters", nil, nil},
		{"a picture's copyright", copy, "Foto: Jo Doe/dpa", nil, nil},
		{"somebody who contributed to something else", copy, "Reuters contributed to the harbour fund.", nil, nil},
		{"the tass at a table", copy, "She put the tea tass on the table and the pap in the bowl.", nil, nil},
	} {
		paragraphs := []string{row.first, "They went on until the evening.", "A second round is to follow."}
		if row.last != "" {
			paragraphs = append(paragraphs, row.last)
		}
		var got []string
		for _, c := range Credits("Ministers meet at the harbour", row.byline, paragraphs, nil) {
			got = append(got, c.Name)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %q credits %q, want %q", row.says, row.first+" … "+row.last, got, row.want)
		}
	}
}
