package lang

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDetect(t *testing.T) {
	for _, row := range []struct{ says, text, want string }{
		{"English prose", "The ministers met in the old harbour town and agreed to meet again in the spring.", "en"},
		{"German prose", "Die Minister trafen sich in der alten Hafenstadt und wollen im Frühjahr wieder beraten.", "de"},
		{"French prose", "Les ministres se sont réunis dans la vieille ville et reprendront les discussions au printemps.", "fr"},
		{"Spanish prose", "Los ministros se reunieron en la ciudad vieja y acordaron volver a verse en la primavera.", "es"},
		{"Portuguese is not Spanish", "Os ministros reuniram-se na cidade velha e não chegaram a um acordo sobre os portos.", "pt"},
		{"Norwegian is not Danish", "Statsrådene ble enige om å møtes igjen, men ingen av dem hadde noe nytt å si nå.", "no"},
		{"Danish is not Norwegian", "Ministrene blev enige om at mødes igen, men ingen af dem havde noget nyt at sige nu.", "da"},
		{"Russian prose", "Министры встретились в старом городе и договорились о новой встрече, сообщил дипломат.", "ru"},
		{"Russian is not Bulgarian", "Паром сел на мель у порта во вторник вечером. Пассажиры были доставлены на берег на шлюпках в течение трёх часов.", "ru"},
		{"Bulgarian is not Russian", "Фериботът заседна край пристанището във вторник вечерта. Пътниците бяха откарани на брега с лодки.", "bg"},
		{"Belarusian has a short u", "Паром сеў на мель каля порта ў аўторак увечары. Пасажыры былі дастаўлены на бераг.", "be"},
		{"Ukrainian is not Russian", "Міністри зустрілися у старому місті та домовилися про нову зустріч, але це не кінець.", "uk"},
		{"Japanese with many Han characters", "外務大臣は十日、記者会見で会談の結果を説明した。", "ja"},
		{"Chinese has no kana", "外交部长十日在记者会上说明了会谈结果。", "zh"},
		{"Korean prose", "장관들은 봄에 다시 만나기로 합의했다.", "ko"},
		{"Arabic prose", "قال الوزير إن المحادثات التي جرت في المدينة كانت صعبة على الطرفين.", "ar"},
		{"Greek owns its script", "Οι υπουργοί συναντήθηκαν στην παλιά πόλη.", "el"},
		{"nothing", "", ""},
		{"a number", "2022-01-10 14:03", ""},
		{"a name is too short to tell", "Ana Ruiz", ""},
	} {
		t.Run(row.says, func(t *testing.T) {
			if got := Detect(row.text); got != row.want {
				t.Errorf("Detect(%q) = %q, want %q", row.text, got, row.want)
			}
		})
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("The ministers met.")
	f.Add("\xff\x00外")
	f.Fuzz(func(t *testing.T, text string) {
		code := Detect(text)
		if code != Detect(text) {
			t.Fatal("two answers to one text")
		}
		if len(code) != 0 && len(code) != 2 || code != strings.ToLower(code) || !utf8.ValidString(code) {
			t.Fatalf("%q is no ISO 639-1 code", code)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	text := strings.Repeat("The ministers met in the old harbour town and agreed to meet again. ", 60)
	b.ReportAllocs()
	for b.Loop() {
		Detect(text)
	}
}
