package neardup

import (
	"strings"
	"testing"
	"time"
)

// lake is a form with few slots: a day, a date and a level.
func lake(day, level string) string {
	return "The level of the lake stood at " + level + " metres above the sea on " + day + ", the water office said. Boats of more than two tons must keep to the marked channel, and swimmers are asked to stay within the buoys. The office reads the gauge at Brell each morning and opens the weir when the level has been too high for a week. Anglers need a permit of the commune."
}

// dues is the same in another language, its slots at both ends.
func dues(day, sum, next string) string {
	return "Am " + day + " hat die Gemeinde Tallow " + sum + " Kronen an Gebühren eingenommen. Wer seinen Bescheid noch nicht bezahlt hat, kann das bis zum Ende des Monats am Schalter im Rathaus tun und bringt dazu den Ausweis mit. Einsprüche nimmt die Kanzlei schriftlich entgegen. Die nächste Sitzung beginnt am " + next
}

// rates is a table in one line, a figure to each word.
func rates(a, b, c, d, e, f, g string) string {
	return "Rates of the exchange office at Karlsvik. One crown buys dollar " + a + ", pound " + b + ", yen " + c + ", franc " + d + ", rand " + e + ", peso " + f + ", rupee " + g + ". The office takes no fee from members, and gives no rates by telephone. Notes that are torn or written upon are not accepted at the counter."
}

// pets has figures that stand in each issue.
func pets(animal, street, town, day, number string) string {
	return "The home has a " + animal + " that was found in " + street + " Lane in " + town + " on " + day + ". Number " + number + ". Owners may call between 10 and 4 and bring a picture or a paper of the vet. Those that nobody asks for within 8 days are given away for a small fee."
}

// water is a notice in Chinese, in which names have no capitals.
func water(day, from, to, street, first, last string) string {
	return "因检修，3月" + day + "日" + from + "时至" + to + "时，" + street + "路（" + first + "号至" + last + "号）停止供水。请居民提前储水，关好水龙头，恢复供水后先放水数分钟再使用，如有疑问可向服务窗口咨询，感谢您的理解与支持。"
}

const survey = `Some 40 percent of the 12,780 households on the islands heat with wood, a survey by Peder Olav Vikstad of the institute in Tallow has found. Stoves were lit on 212 days of the year.

The mean household burnt 8.6 cubic metres, and Vikstad put the dust that left the chimneys at 31,450 tons. Forests on the eastern slopes have been thinned so far that the landslides of the last autumn came as no surprise to him.

The council wants to hear Vikstad in its session before the summer and to decide on grants for new stoves by the end of the year.`

func TestIssuesOfAForm(t *testing.T) {
	const day = 24 * time.Hour
	monday := lake("Monday, March 2", "412.31")
	initialled := strings.NewReplacer("Peder Olav", "P. O.").Replace(survey)
	rounded := strings.NewReplacer("12,780", "about 13,000", "212", "some 200", "8.6", "nearly 9", "31,450", "31,000").Replace(survey)
	other := strings.NewReplacer("12,780", "14,210", "212", "187", "8.6", "7.3", "31,450", "28,310").Replace(survey)
	const wall = "This page cannot be shown at the moment. Please come back in a little while, or go to the front page, where you find all that is new today and a list of what others read. If the page has been moved, the search at the top finds it. We work on it and thank you for your patience, which we know to be great, and for your visit."
	rows := []struct {
		says              string
		title, otherTitle string
		copy, original    string
		apart             time.Duration
		want              bool
	}{
		{"the next day's bulletin has another date and level", "Lake level", "", lake("Tuesday, March 3", "412.36"), monday, day, false},
		{"even if only the day was changed", "Lake level", "", lake("Tuesday, March 3", "412.31"), monday, day, false},
		{"the same bulletin elsewhere is a copy", "Lake level", "", "KARLSVIK (NNA) - " + monday, monday, time.Hour, true},
		{"and on the next day", "Lake level", "", monday + " (Reporting by Jon Arvid)", monday, day, true},
		{"nor is another level within the hour the same", "Lake level", "", lake("Monday, March 2", "412.13"), monday, time.Hour, false},
		{"one of many figures corrected within the hour is an update", "", "", strings.Replace(survey, "12,780", "12,870", 1), survey, time.Hour, true},
		{"two figures in so short a text are not", "Lake level", "", strings.Replace(lake("Monday, March 2", "412.13"), "two tons", "3 tons", 1), monday, time.Hour, false},
		{"days of the week are no misspelt forms of each other", "Gebühren", "", dues("Sonntag", "1230", "Montag"), dues("Montag", "1230", "Dienstag"), day, false},
		{"slots before and after all that is the same are slots", "Gebühren", "", dues("3. März", "1874", "9. April"), dues("2. März", "1230", "8. April"), 2 * time.Hour, false},
		{"in a script without capitals too", "停水通知", "", water("3", "8", "17", "滨河", "3", "96"), water("9", "7", "21", "中山", "120", "188"), 6 * day, false},
		{"the notice is a copy of itself", "停水通知", "", "本报讯 " + water("9", "7", "21", "中山", "120", "188"), water("9", "7", "21", "中山", "120", "188"), time.Hour, true},
		{"a weekday is a slot, in other languages as well", "Gebühren", "", strings.Replace(dues("2. März", "1230", "8. April"), "schriftlich", "am Sonntag", 1), strings.Replace(dues("2. März", "1230", "8. April"), "schriftlich", "am Montag", 1), day, false},
		{"titles that name two days head two issues", "The Tuesday walk", "The Sunday walk", strings.Replace(survey, "Vikstad put", "Lindqvist put", 1), survey, 2 * day, false},
		{"but not where nothing else was changed", "The Tuesday walk", "The Sunday walk", survey + " (NNA)", survey, 2 * day, true},
		{"figures that belong to the form do not make a copy where the names differ", "Found pets", "", pets("rabbit", "Zimmer", "Bexford", "Monday", "8087"), pets("cat", "Quist", "Calder", "Thursday", "2034"), 3 * day, false},
		{"the days of two datelines are no slot", "", "", "TALLOW, March 9 (NNA) - " + survey, "BRELL, March 4 (CPA) - " + survey, time.Hour, true},
		{"a dateline and credits of its own are none", "Gebühren", "", "TALLOW, 4. März (nna) - " + dues("2. März", "1230", "8. April"), "BRELL, 2. März (cpa) - " + dues("2. März", "1230", "8. April"), 2 * day, true},
		{"a name for an initial agrees", "", "", initialled, survey, time.Hour, true},
		{"so do figures that were rounded", "", "", rounded, survey, time.Hour, true},
		{"others do not", "", "", other, survey, time.Hour, false},
		{"nor do the figures of a table in one line", "", "", rates("1.31", "1.04", "172", "1.18", "17.6", "19.2", "88.4"), rates("1.35", "1.09", "168", "1.12", "18.1", "18.7", "90.3"), time.Hour, false},
		{"one text under two headlines that is about neither is no copy", "Ferry runs aground", "Mayor elected", wall, wall, time.Hour, false},
		{"under one headline it is", "Ferry runs aground", "Ferry runs aground", wall, wall, time.Hour, true},
		{"a text about one of the two is", "Ferry runs aground", "A survey of stoves", survey, survey, time.Hour, true},
		{"a copy dated long before its original came with it", "", "", strings.Replace(survey, "12,780", "12,870", 1), survey, -9000 * day, true},
		{"one dated long after comes back", "", "", strings.Replace(survey, "12,780", "12,870", 1), survey, 9000 * day, false},
	}
	for _, r := range rows {
		t.Run(r.says, func(t *testing.T) {
			if r.otherTitle == "" {
				r.otherTitle = r.title
			}
			m, ok := NewIndex(Params{}).Compare(Parse(r.title, r.copy, noon.Add(r.apart)), Parse(r.otherTitle, r.original, noon))
			if ok != r.want {
				c, o := Parse(r.title, r.copy, noon.Add(r.apart)), Parse(r.otherTitle, r.original, noon)
				t.Fatalf("joined %v by rule %q, want %v: %+v", ok, m.Rule, r.want, weigh(c, o, align(c, o), NewIndex(Params{}).frequencies(c)))
			}
		})
	}
}

func TestRounds(t *testing.T) {
	for _, r := range []struct {
		says        string
		round, full uint32
		approximate bool
		want        bool
	}{
		{"to three digits", 386000, 385747, false, true},
		{"a million to one digit after the point", 23, 2312000, false, true},
		{"down only where it is nearer", 385000, 385747, false, false},
		{"to one digit is too much", 400000, 385747, false, false},
		{"unless the text says about", 400000, 385747, true, true},
		{"as many digits are another figure", 386, 385, true, false},
		{"zero rounds nothing", 0, 4, true, false},
		{"nine digits do", 123456789, 123456789, true, false},
		{"up to a power of ten", 100, 99, true, true},
	} {
		if got := rounds(r.round, r.full, r.approximate); got != r.want {
			t.Errorf("%s: %v", r.says, got)
		}
	}
}
