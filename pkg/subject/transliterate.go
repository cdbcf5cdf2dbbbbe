package subject

// transliterate writes letter i in ASCII as newspapers in English do: Лавров lavrov, Рябков ryabkov, Песков peskov,
// Королёв korolev, Зеленский zelensky, Μητσοτάκης mitsotakis. It is one-way and close to BGN/PCGN, without its
// apostrophes and with the ending -ий, -ый as y.
func transliterate(letters []rune, i int) (string, bool) {
	r := letters[i]
	last := i+1 >= len(letters) || !cyrillic(letters[i+1])
	switch {
	case r == 'й' && last && i > 0 && (letters[i-1] == 'и' || letters[i-1] == 'ы' || letters[i-1] == 'і'):
		return "", true // the vowel before it writes the y
	case (r == 'и' || r == 'і') && i+1 < len(letters) && letters[i+1] == 'й' && (i+2 >= len(letters) || !cyrillic(letters[i+2])):
		return "y", true
	case r == 'υ' && i > 0 && (letters[i-1] == 'ο' || letters[i-1] == 'ό'):
		return "u", true // ου
	}
	ascii, ok := alphabet[r]
	return ascii, ok
}

func cyrillic(r rune) bool { return r >= 0x0400 && r <= 0x052F }

// alphabet holds the letters that a decomposition does not bring to ASCII, or brings there wrongly (й, ї, ё).
var alphabet = map[rune]string{
	// Latin.
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "ng",
	'ŧ': "t", 'ĸ': "k", 'ə': "a", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y",
	// Cyrillic.
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	'і': "i", 'ї': "yi", 'є': "ye", 'ґ': "g", 'ў': "u", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ђ': "dj", 'ћ': "c", 'џ': "dz",
	'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz", 'ә': "a", 'ғ': "g", 'қ': "k", 'ң': "n", 'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h",
	// Greek, after ELOT 743 in letters only.
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l",
	'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f",
	'χ': "ch", 'ψ': "ps", 'ω': "o",
}
