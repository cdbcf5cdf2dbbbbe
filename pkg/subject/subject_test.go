package subject

import (
	"slices"
	"strings"
	"testing"
)

type row struct{ why, in, want string }

func check(t *testing.T, fold func(string) string, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.why, func(t *testing.T) {
			if got := fold(r.in); got != r.want {
				t.Errorf("%q gives %q, want %q", r.in, got, r.want)
			}
		})
	}
}

func TestToken(t *testing.T) {
	check(t, Token, []row{
		{"a legal token stays as it is", "us-russia_talks-2", "us-russia_talks-2"},
		{"even a strange one", "_--", "_--"},
		{"upper case becomes lower case", "Kremlin", "kremlin"},
		{"words are joined by a hyphen", "  The White\tHouse ", "the-white-house"},
		{"a run of signs is one hyphen", "A & B -- (C)", "a-b-c"},
		{"dots of initials fall away", "U.S. State Dept.", "us-state-dept"},
		{"other dots part words", "reuters.Com", "reuters-com"},
		{"apostrophes fall away", "O’Brien's", "obriens"},
		{"Latin letters lose their marks", "Mário Šefčovič", "mario-sefcovic"},
		{"letters without a decomposition have a spelling", "Łødz Straße Æsir", "lodz-strasse-aesir"},
		{"Vietnamese stacks of marks fall away", "Nguyễn", "nguyen"},
		{"Turkish dotted capitals are plain", "İstanbul Iğdır", "istanbul-igdir"},
		{"Russian is transliterated", "Рябков", "ryabkov"},
		{"a Russian adjective ends in y", "Зеленский", "zelensky"},
		{"inside a word й is y", "Байден", "bayden"},
		{"soft signs fall away", "Гурьев", "gurev"},
		{"a decomposed letter counts as composed", "Толстои\u0306", "tolstoy"},
		{"Ukrainian has its own letters", "Єрмак Їжак", "yermak-yizhak"},
		{"Greek is transliterated, accents aside", "Μητσοτάκης Παπανδρέου", "mitsotakis-papandreou"},
		{"full-width letters are letters", "ＮＡＴＯ", "nato"},
		{"nothing is none", "", "_"},
		{"signs alone are none", " *.> ", "_"},
		{"bytes that are no text are none", "\xff\xfe", "_"},
		{"NUL parts words", "a\x00B", "a-b"},
		{"a script without transliteration is told apart by a hash", "新华社", digest("新华社")},
		{"48 bytes are kept", strings.Repeat("a", 47) + "B", strings.Repeat("a", 47) + "b"},
		{"49 bytes are cut and hashed", strings.Repeat("a", 49), strings.Repeat("a", 39) + "-" + digest(strings.Repeat("a", 49))},
		{"a cut leaves no two separators", strings.Repeat("a", 38) + " " + strings.Repeat("b", 38), strings.Repeat("a", 38) + "-" + digest(strings.Repeat("a", 38)+"-"+strings.Repeat("b", 38))},
	})
	if Token(strings.Repeat("x", 5000)+"1") == Token(strings.Repeat("x", 5000)+"2") {
		t.Error("two long texts that differ at their end have the same token")
	}
}

func TestSource(t *testing.T) {
	check(t, Source, []row{
		{"a host's dots become underscores", "reuters.com", "reuters_com"},
		{"www. is dropped", "WWW.Reuters.com", "reuters_com"},
		{"a folded host stays", "reuters_com", "reuters_com"},
		{"other subdomains are kept", "edition.cnn.com", "edition_cnn_com"},
		{"of a URL the host counts", "https://user:pw@www.interfax.ru:443/world/814?x=1", "interfax_ru"},
		{"a URL may lack its scheme", "//apnews.com/hub", "apnews_com"},
		{"a host may be followed by a path", "apnews.com/hub?q#f", "apnews_com"},
		{"the port is dropped", "localhost.example:8080", "localhost_example"},
		{"the root's dot is dropped", "tass.com.", "tass_com"},
		{"an IDN is punycode", "новости.рф", "xn--b1amnebsh_xn--p1ai"},
		{"in capitals too", "НОВОСТИ.РФ", "xn--b1amnebsh_xn--p1ai"},
		{"and in a URL", "https://www.münchen.example/x", "xn--mnchen-3ya_example"},
		{"punycode stays", "xn--b1amnebsh.xn--p1ai", "xn--b1amnebsh_xn--p1ai"},
		{"an ideographic full stop is a dot", "例え。テスト", "xn--r8jz45g_xn--zckzah"},
		{"an agency folds as a token", "РИА Новости", "ria-novosti"},
		{"an agency's initials too", "A.P. News", "ap-news"},
		{"a long path does not touch the host", "https://reuters.com/" + strings.Repeat("a", 5000), "reuters_com"},
		{"spaces and stars are folded", "bad * source.com", "bad-source-com"},
		{"the operators' source cannot be had", "_operator", "operator"},
		{"by no spelling", "www._OPERATOR", "operator"},
		{"nor from a URL", "http://_operator/", "operator"},
		{"stars are none", "*.>", "_"},
		{"hyphens are none", "---", "_"},
		{"nothing is none", "", "_"},
	})
	if got := Source(strings.Repeat("s", 5000)); len(got) != 48 {
		t.Errorf("5,000 letters give %d bytes, want 48", len(got))
	}
}

func TestLastName(t *testing.T) {
	check(t, LastName, []row{
		{"the last word counts", "Sergei Ryabkov", "ryabkov"},
		{"a token stays", "von-der-leyen", "von-der-leyen"},
		{"one word is the name", "Putin", "putin"},
		{"Cyrillic is written in ASCII", "Сергей Рябков", "ryabkov"},
		{"patronymics do not count", "Сергей Викторович Лавров", "lavrov"},
		{"particles belong to it", "Ursula von der Leyen", "von-der-leyen"},
		{"also in capitals", "Robert De Niro", "de-niro"},
		{"also Arabic ones", "Mohammed bin Salman", "bin-salman"},
		{"hyphens stay", "Abdel Fattah al-Sisi", "al-sisi"},
		{"a particle cannot be the first name", "Van Morrison", "morrison"},
		{"a suffix falls away", "Martin Luther King Jr.", "king"},
		{"also after a comma", "Martin Luther King, Jr.", "king"},
		{"also a numeral", "John Doe III", "doe"},
		{"the catalogue's order is understood", "Lavrov, Sergei", "lavrov"},
		{"a post after a comma falls away", "Wendy Sherman, deputy secretary of state", "sherman"},
		{"a country in brackets falls away", "Wendy Sherman (USA)", "sherman"},
		{"a possessive falls away", "Wendy Sherman’s", "sherman"},
		{"Chinese names begin with the family", "Wang Yi", "wang"},
		{"in two syllables", "Hua Chunying", "hua"},
		{"Korean names too", "Kim Jong Un", "kim"},
		{"hyphenated too", "Moon Jae-in", "moon"},
		{"a Briton called Kim has a last name", "Kim Darroch", "darroch"},
		{"a Westerner called Lee too", "Lee Oswald", "oswald"},
		{"diacritics fall away", "Josep Borrell Fontellés", "fontelles"},
		{"nothing is none", "", "_"},
		{"a comma is none", ",", "_"},
	})
}

func TestCountryAndDyad(t *testing.T) {
	check(t, Country, []row{
		{"alpha-3 is lowered", "RUS", "rus"},
		{"NATO is a word", "NATO", "nato"},
		{"the UN is a word", "UN", "un"},
		{"the OSCE is a word", "OSCE", "osce"},
		{"the EU is a word", "EU", "eu"},
		{"other bodies are igo", "IGO", "igo"},
		{"with their own code too", "IGO-OPEC", "igo"},
		{"alpha-2 is none", "RU", "_"},
		{"a name is none", "Russia", "_"},
		{"three signs are none", "R.S", "_"},
		{"no code is none", "", "_"},
	})
	for _, r := range []struct{ why, a, b, want string }{
		{"two are sorted", "USA", "RUS", "rus-usa"},
		{"sorted stay sorted", "RUS", "USA", "rus-usa"},
		{"a body is a party", "RUS", "NATO", "nato-rus"},
		{"one is no dyad", "RUS", "", "_"},
		{"twice the same are not two", "RUS", "rus", "_"},
	} {
		if got := Dyad(r.a, r.b); got != r.want {
			t.Errorf("%s: %q and %q give %q, want %q", r.why, r.a, r.b, got, r.want)
		}
	}
}

func TestBuilders(t *testing.T) {
	long := strings.Repeat("a", 49)
	for _, r := range []struct {
		why  string
		got  func() (string, error)
		want string
	}{
		{"an article", func() (string, error) { return Article("new", "us-russia-talks", "en", "reuters_com") }, "news.article.new.us-russia-talks.en.reuters_com"},
		{"a copy", func() (string, error) { return Copy("collapsed", "_", "_", "tass_com") }, "news.copy.collapsed._._.tass_com"},
		{"a story", func() (string, error) { return Story("merged", "_", "s-12") }, "news.story.merged._.s-12"},
		{"a quote", func() (string, error) { return Quote("new", "rus", "ryabkov", "_") }, "news.quote.new.rus.ryabkov._"},
		{"a mutual event", func() (string, error) { return Event("new", "consult", "rus-usa", Both, Both, "_") }, "news.event.new.consult.rus-usa.both.both._"},
		{"an article's state", func() (string, error) { return StateArticle("a-0123456789abcdef") }, "state.article.a-0123456789abcdef"},
		{"a story's state", func() (string, error) { return StateStory("s-1") }, "state.story.s-1"},
		{"a dead letter", func() (string, error) { return Dead("clean", "no_text") }, "dead.clean.no_text"},
		{"a source", func() (string, error) { return Wire("reuters_com") }, "wire.reuters_com"},
		{"no action of another kind", func() (string, error) { return Story("collapsed", "_", "s-1") }, ""},
		{"no empty token", func() (string, error) { return Article("new", "", "en", "reuters_com") }, ""},
		{"no dot in a token", func() (string, error) { return Article("new", "_", "en", "reuters.com") }, ""},
		{"no star", func() (string, error) { return Quote("new", "*", "ryabkov", "_") }, ""},
		{"no wildcard of the rest", func() (string, error) { return Quote("new", "rus", "ryabkov", ">") }, ""},
		{"no capitals", func() (string, error) { return Dead("clean", "No_text") }, ""},
		{"no 49 bytes", func() (string, error) { return StateArticle(long) }, ""},
		{"no source for none", func() (string, error) { return Wire(None) }, ""},
		{"no source of operators", func() (string, error) { return Wire("_operator") }, ""},
	} {
		t.Run(r.why, func(t *testing.T) {
			got, err := r.got()
			if got != r.want || (err == nil) != (r.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, r.want)
			}
		})
	}
}

func TestActionsAreTokens(t *testing.T) {
	for _, kind := range Kinds() {
		if len(Actions(kind)) == 0 {
			t.Errorf("kind %s has no action", kind)
		}
		if slices.ContainsFunc(append(Actions(kind), kind), func(s string) bool { return !Legal(s) }) {
			t.Errorf("kind %s: %v: not all are tokens", kind, Actions(kind))
		}
	}
}

func TestWireSource(t *testing.T) {
	for _, r := range []struct{ why, subject, want string }{
		{"a token is the source", "wire.reuters_com", "reuters_com"},
		{"a host with its dots is forgiven", "wire.reuters.com", "reuters_com"},
		{"also with www.", "wire.www.reuters.com", "reuters_com"},
		{"also in capitals", "wire.Reuters.COM", "reuters_com"},
		{"a published star is folded", "wire.*.reuters", "reuters"},
		{"spaces are folded", "wire.the times", "the-times"},
		{"no source is an error", "wire.", ""},
		{"none is an error", "wire._", ""},
		{"stars alone are an error", "wire.*.>", ""},
		{"another root is an error", "news.reuters_com", ""},
		{"the operators' subject is an error", Operator, ""},
	} {
		t.Run(r.why, func(t *testing.T) {
			got, err := WireSource(r.subject)
			if got != r.want || (err == nil) != (r.want != "") {
				t.Errorf("%q gives %q, %v, want %q", r.subject, got, err, r.want)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "_operator", "www.Reuters.com:80", "http://[::1]:80/x", "Ursula von der Leyen", "ＷＷＷ．ａ．ｂ", "xn--", "й", "\xff.\x00", "Kim Jong Un"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, fold := range map[string]func(string) string{"Token": Token, "Source": Source, "LastName": LastName, "Country": Country} {
			token := fold(s)
			if !Legal(token) {
				t.Errorf("%s(%q) = %q: not legal", name, s, token)
			}
			if again := fold(token); again != token {
				t.Errorf("%s(%q) = %q, folded again %q", name, s, token, again)
			}
		}
		source := Source(s)
		if strings.HasPrefix(source, "_") && source != None {
			t.Errorf("Source(%q) = %q begins with _", s, source)
		}
		if dyad := Dyad(s, "usa"); !Legal(dyad) {
			t.Errorf("Dyad(%q) = %q: not legal", s, dyad)
		}
		if got, err := WireSource(RootWire + "." + s); (err == nil) != (Legal(got) && got != None) {
			t.Errorf("WireSource(%q) = %q, %v", s, got, err)
		}
		if got, err := Event("new", s, s, s, s, s); err == nil && (!Legal(s) || strings.Count(got, ".") != 7) {
			t.Errorf("Event(%q) = %q", s, got)
		}
	})
}
