package webdate

import "testing"

func TestParse(t *testing.T) {
	for _, r := range []struct{ why, raw, want string }{
		{"RFC 3339 stays as it is", "2022-01-10T19:04:05+03:00", "2022-01-10T19:04:05+03:00"},
		{"with its fraction", "2022-01-10T19:04:05.123456Z", "2022-01-10T19:04:05.123456Z"},
		{"but for noughts at its end", "2022-01-10T19:04:05.500Z", "2022-01-10T19:04:05.5Z"},
		{"an offset needs no colon", "2022-01-10T19:04:05+0300", "2022-01-10T19:04:05+03:00"},
		{"nor minutes", "2022-01-10T19:04:05+03", "2022-01-10T19:04:05+03:00"},
		{"there may be spaces", "2022-01-10 19:04:05 +03:00", "2022-01-10T19:04:05+03:00"},
		{"and no seconds", "2022-01-10T19:04Z", "2022-01-10T19:04:00Z"},
		{"a zone in words may follow", "2022-01-10T19:04:05+03:00[Europe/Moscow]", "2022-01-10T19:04:05+03:00"},
		{"ISO 8601's basic form", "20220110T190405Z", "2022-01-10T19:04:05Z"},
		{"RFC 822 has two digits for the year", "Mon, 10 Jan 22 19:04:05 GMT", "2022-01-10T19:04:05Z"},
		{"those from 50 are of the last century", "10 Jan 98 19:04 EST", "1998-01-10T19:04:00-05:00"},
		{"three digits count from 1900", "Mon, 10 Jan 122 19:04:05 GMT", "2022-01-10T19:04:05Z"},
		{"a wrong weekday means nothing", "Fri, 10 Jan 2022 19:04:05 +0300", "2022-01-10T19:04:05+03:00"},
		{"nor does a missing one", "10 Jan 2022 19:04:05 +0300", "2022-01-10T19:04:05+03:00"},
		{"one digit for the day", "Mon, 3 Jan 2022 9:04:05 GMT", "2022-01-03T09:04:05Z"},
		{"RFC 850", "Monday, 10-Jan-22 19:04:05 GMT", "2022-01-10T19:04:05Z"},
		{"date(1)", "Mon Jan 10 19:04:05 UTC 2022", "2022-01-10T19:04:05Z"},
		{"Americans", "January 10, 2022 7:04 p.m. EST", "2022-01-10T19:04:00-05:00"},
		{"noon", "January 10, 2022 12:00 PM GMT", "2022-01-10T12:00:00Z"},
		{"midnight", "January 10, 2022 12:00 AM GMT", "2022-01-10T00:00:00Z"},
		{"Russians", "10 января 2022 г. 19:04 MSK", "2022-01-10T19:04:00+03:00"},
		{"Spaniards", "lun, 10 de enero de 2022 19:04:05 +0100", "2022-01-10T19:04:05+01:00"},
		{"an offset may be named too", "Mon, 10 Jan 2022 19:04:05 +0300 (MSK)", "2022-01-10T19:04:05+03:00"},
		{"and counted from Greenwich", "Mon, 10 Jan 2022 19:04:05 GMT+0300", "2022-01-10T19:04:05+03:00"},
		{"-0000 is UTC", "Mon, 10 Jan 2022 19:04:05 -0000", "2022-01-10T19:04:05Z"},
		{"seconds since 1970", "1641841445", "2022-01-10T19:04:05Z"},
		{"milliseconds since 1970", "1641841445250", "2022-01-10T19:04:05.25Z"},
		{"white space around", " \n 2022-01-10T19:04:05Z\t", "2022-01-10T19:04:05Z"},
		{"a leap day", "29 Feb 2020 12:00 GMT", "2020-02-29T12:00:00Z"},

		{"no offset is no instant", "Mon, 10 Jan 2022 19:04:05", ""},
		{"nor in ISO's form", "2022-01-10T19:04:05", ""},
		{"no time is none", "2022-01-10", ""},
		{"letters that mean several zones are no offset", "Mon, 10 Jan 2022 19:04:05 IST", ""},
		{"an offset that is nowhere", "2022-01-10T19:04:05+19:00", ""},
		{"epoch 0", "Thu, 01 Jan 1970 00:00:00 GMT", ""},
		{"epoch 0 somewhere else", "1969-12-31T19:00:00-05:00", ""},
		{"zero dates of programs", "0001-01-01T00:00:00Z", ""},
		{"and of spreadsheets", "1899-12-30T00:00:00Z", ""},
		{"the end of all days", "9999-12-31T23:59:59Z", ""},
		{"a day no month has", "31 Feb 2022 10:00 GMT", ""},
		{"a leap day of another year", "29 Feb 2022 10:00 GMT", ""},
		{"an hour no day has", "2022-01-10T25:00:00Z", ""},
		{"a minute no hour has", "2022-01-10T19:64:00Z", ""},
		{"thirteen in the afternoon", "January 10, 2022 13:04 PM GMT", ""},
		{"a month no one knows", "10 Foo 2022 19:04 GMT", ""},
		{"day or month first, who knows", "01/10/2022 19:04 GMT", ""},
		{"words", "yesterday at noon", ""},
		{"nothing", "", ""},
	} {
		if got := Parse(r.raw); got != r.want {
			t.Errorf("%s: %q gives %q, want %q", r.why, r.raw, got, r.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Mon, 10 Jan 2022 19:04:05 +0300", "10 Jan 22 19:04 EST", "2022-01-10T19:04:05.5-05:00", "January 10, 2022, 7:04 p.m. GMT", "20220110T190405Z", "1641841445"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// What Parse gives is a date, and the same one.
		if d := Parse(s); d != "" && Parse(d) != d {
			t.Errorf("%q is %q, and that is %q", s, d, Parse(d))
		}
	})
}
