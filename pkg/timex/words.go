package timex

import "time"

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// weekdays in ISO order, Monday 1.
var weekdays = map[string]int{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}

var weekdayPlurals = map[string]int{
	"mondays": 1, "tuesdays": 2, "wednesdays": 3, "thursdays": 4, "fridays": 5, "saturdays": 6, "sundays": 7,
}

// unit is a measure of time: its ISO 8601 letter, how many of that letter it is, and whether it is under a day.
type unit struct {
	letter string
	times  float64
	clock  bool
}

var units = map[string]unit{
	"second": {"S", 1, true}, "minute": {"M", 1, true}, "hour": {"H", 1, true}, "day": {"D", 1, false},
	"night": {"D", 1, false}, "week": {"W", 1, false}, "fortnight": {"W", 2, false}, "month": {"M", 1, false},
	"quarter": {"M", 3, false}, "year": {"Y", 1, false}, "decade": {"Y", 10, false}, "century": {"Y", 100, false},
	"seconds": {"S", 1, true}, "minutes": {"M", 1, true}, "hours": {"H", 1, true}, "days": {"D", 1, false},
	"nights": {"D", 1, false}, "weeks": {"W", 1, false}, "fortnights": {"W", 2, false}, "months": {"M", 1, false},
	"quarters": {"M", 3, false}, "years": {"Y", 1, false}, "decades": {"Y", 10, false}, "centuries": {"Y", 100, false},
	"weekend": {"W", 1, false}, "min": {"M", 1, true}, "mins": {"M", 1, true}, "hrs": {"H", 1, true}, "secs": {"S", 1, true},
}

var seasons = map[string]string{"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}

var dayParts = map[string]string{
	"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "midday": "TMI",
}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
}

var decadeWords = map[string]int{
	"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9,
}

// opens holds the words an expression may begin with; it spares the rules most tokens.
var opens = openers()

func openers() map[string]bool {
	open := map[string]bool{}
	for _, w := range []string{
		"the", "this", "that", "last", "next", "past", "previous", "coming", "recent", "every", "each", "a", "an", "half",
		"several", "few", "many", "some", "today", "yesterday", "tomorrow", "tonight", "overnight", "now", "currently",
		"nowadays", "recently", "lately", "soon", "earlier", "later", "noon", "midnight", "daily", "weekly", "monthly",
		"quarterly", "yearly", "annually", "hourly", "nightly", "once", "twice", "mid", "fiscal", "in", "at", "'", "’", "‘",
	} {
		open[w] = true
	}
	add := func(w string) { open[w] = true }
	for w := range months {
		add(w)
	}
	for w := range weekdays {
		add(w)
	}
	for w := range weekdayPlurals {
		add(w)
	}
	for w := range units {
		add(w)
	}
	for w := range ordinals {
		add(w)
	}
	for w := range seasons {
		add(w)
	}
	for _, w := range []string{
		"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
		"fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
		"eighty", "ninety",
	} {
		add(w)
	}
	return open
}
