package neardup

import "strings"

// calendarWords are the names of days and months. Two issues of a form differ
// in them and in the figures beside them; a copy says "yesterday" for "Monday",
// but hardly "Tuesday".
var calendarWords = plainSet(`monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
jan feb apr jun jul aug sep sept oct nov dec
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
januar jänner februar märz mai juni juli oktober dezember
lundi mardi mercredi jeudi vendredi samedi dimanche
janvier février mars avril juin juillet août septembre octobre novembre décembre
lunes martes miércoles jueves viernes sábado domingo
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
lunedì martedì mercoledì giovedì venerdì sabato domenica
gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
segunda terça quarta quinta sexta janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus
poniedziałek wtorek środa czwartek piątek sobota niedziela stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
понеділок вівторок середа середу четвер пʼятниця субота суботу неділя неділю
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
月 日 월 일 年`)

// plainSet is a set of words as the folder has them.
func plainSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[string(plainLetters(nil, w))] = true
	}
	return m
}

// dated tells that a word is a day or month, or the figure beside one.
func dated(ts []token, i int) bool {
	t := ts[i]
	if t.is(calendar) || !t.is(number) {
		return t.is(calendar)
	}
	return i > 0 && ts[i-1].is(calendar) || i+1 < len(ts) && ts[i+1].is(calendar)
}

// follows tells that a day of the month was moved as far as the publications
// are apart, give or take one. Days of the week, which have no figure, follow.
func (e evidence) follows(was, is uint32) bool {
	if was == 0 || is == 0 || e.apart == 0 {
		return true
	}
	const month = 30
	days, moved := int(e.apart.Hours()/24+0.5), abs(int(was)-int(is))
	return abs(moved-days) <= 1 || abs(month-moved-days) <= 2
}

// retimed tells that each of two titles names a day that the other does not.
func retimed(a, b []uint32) bool {
	ofA, ofB := shared(a, b)
	return ofA < 1 && ofB < 1
}
