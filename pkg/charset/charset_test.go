package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

const (
	german   = "Die Minister kämpften für größere Häfen – „schön“, sagte ein Übersetzer, später über die Brücke."
	polish   = "Ministrowie spotkali się w starym porcie, żeby mówić o łodziach, ćwiczeniach i źródłach prądu."
	turkish  = "Bakanlar eski limanda görüştü, balıkçıların şikâyeti üzerine değişiklik için çağrı yaptı."
	russian  = "Министры встретились в старом порту и договорились о новой встрече, сообщил дипломат."
	greek    = "Οι υπουργοί συναντήθηκαν στο παλιό λιμάνι και συμφώνησαν να ξαναβρεθούν την άνοιξη."
	hebrew   = "השרים נפגשו בנמל הישן והסכימו להיפגש שוב באביב."
	arabic   = "التقى الوزراء في الميناء القديم واتفقوا على اللقاء مرة أخرى في الربيع."
	japanese = "外務大臣は十日、古い港で会談し、春にもう一度会うことで合意したと説明した。"
	korean   = "장관들은 오래된 항구에서 만나 봄에 다시 회의를 하기로 했다고 대변인이 말했다."
	chinese  = "外交部长十日在老港口会见了对方，双方同意今年春天再次举行会谈，发言人这样说。"
	english  = "The minister’s answer was “no” – and the harbour’s fishermen said they would wait…"
)

func encoded(t testing.TB, text, name string) []byte {
	t.Helper()
	enc, canonical := charset.Lookup(name)
	if canonical != name {
		t.Fatalf("%s is spelt %s", name, canonical)
	}
	b, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGuess(t *testing.T) {
	for _, row := range []struct{ name, text string }{
		{"windows-1252", german}, {"windows-1252", english}, {"windows-1250", polish}, {"iso-8859-2", polish},
		{"windows-1254", turkish}, {"windows-1251", russian}, {"koi8-r", russian}, {"iso-8859-5", russian},
		{"ibm866", russian}, {"windows-1253", greek}, {"windows-1255", hebrew}, {"windows-1256", arabic},
		{"shift_jis", japanese}, {"euc-jp", japanese}, {"iso-2022-jp", japanese}, {"euc-kr", korean},
	} {
		t.Run(row.name+" is told from its letters", func(t *testing.T) {
			text, name := Decode(encoded(t, row.text, row.name), "")
			if text != row.text || name != row.name {
				t.Errorf("got %s: %s", name, text)
			}
		})
	}
	t.Run("Chinese is read, whichever of its charsets is named", func(t *testing.T) {
		if text, name := Decode(encoded(t, chinese, "gbk"), ""); text != chinese {
			t.Errorf("got %s: %s", name, text)
		}
	})
}

func TestDecode(t *testing.T) {
	for _, row := range []struct {
		says           string
		body           []byte
		declared       string
		text, encoding string
	}{
		{"valid UTF-8 is UTF-8 whatever the header claims", []byte(german), "text/html; charset=windows-1252", german, "utf-8"},
		{"valid UTF-8 is UTF-8 whatever the page claims", []byte(`<meta charset="koi8-r">` + german), "", `<meta charset="koi8-r">` + german, "utf-8"},
		{"a header decides where the bytes allow it", encoded(t, "Häfen", "iso-8859-15"), "text/plain; charset=ISO-8859-15", "Häfen", "iso-8859-15"},
		{"a bare label will do", encoded(t, russian, "koi8-r"), "KOI8-R", russian, "koi8-r"},
		{"a page's meta decides without a header", append([]byte(`<meta charset=windows-1251>`), encoded(t, "мир", "windows-1251")...), "", "<meta charset=windows-1251>мир", "windows-1251"},
		{"the old form of meta counts too", append([]byte(`<meta http-equiv=content-type content="text/html; charset=windows-1251">`), encoded(t, "мир", "windows-1251")...), "",
			`<meta http-equiv=content-type content="text/html; charset=windows-1251">мир`, "windows-1251"},
		{"a declared charset that cannot read the bytes is passed over", encoded(t, japanese, "shift_jis"), "euc-kr", japanese, "shift_jis"},
		{"a byte order mark decides and goes", []byte("\xEF\xBB\xBFabc"), "koi8-r", "abc", "utf-8"},
		{"UTF-16 with a mark", []byte("\xFE\xFF\x00a\x00b"), "", "ab", "utf-16be"},
		{"UTF-16 without a mark", []byte("t\x00h\x00e\x00 \x00p\x00o\x00r\x00t\x00"), "", "the port", "utf-16le"},
		{"NUL bytes go", []byte("a\x00b"), "", "ab", "utf-8"},
		{"UTF-8 cut in the middle of a character stays UTF-8", []byte(german[:len(german)-1] + ".\xE2\x80"), "", german + "\uFFFD", "utf-8"},
		{"nothing is nothing", nil, "", "", "utf-8"},
	} {
		t.Run(row.says, func(t *testing.T) {
			text, encoding := Decode(row.body, row.declared)
			if text != row.text || encoding != row.encoding {
				t.Errorf("got %s %q\nwant %s %q", encoding, text, row.encoding, row.text)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("caf\xe9"), "")
	f.Add([]byte("\xff\xfe\x00"), "text/html; charset=x")
	f.Add([]byte("caf\xe9"), "text/\x80\xff\xff\xff; charset=x") // longer in lower case
	f.Fuzz(func(t *testing.T, body []byte, declared string) {
		text, name := Decode(body, declared)
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			t.Fatalf("%q is no clean UTF-8", text)
		}
		if name == "" || name != strings.ToLower(name) {
			t.Fatalf("%q is no lower-case name", name)
		}
	})
}

func BenchmarkDecodeGuess(b *testing.B) {
	body := encoded(b, strings.Repeat(german, 500), "windows-1252")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		Decode(body, "")
	}
}
