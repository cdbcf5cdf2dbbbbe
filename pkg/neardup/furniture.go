package neardup

import "strings"

// pageWords are words of sign-up forms, cookie notices, comment rules and
// licence lines. Two of them in one sentence mark it as furniture: a cleaned
// article has none, but the texts that reach an index are not all clean.
var pageWords = wordSet(`subscribe subscriber subscribers subscription subscriptions newsletter newsletters inbox register registered registering registration
login password cookie cookies privacy policy terms conditions advert advertisement advertising advertisements scroll click browser javascript website websites
account email emails mail facebook twitter whatsapp instagram pinterest linkedin youtube download app comment comments commenting spam vulgarity moderated moderation
copyright reproduced reproduce republish redistributed redistribution reserved rights attribution trademark download unsubscribe signup sign share sharing trial
telephone trial gmail
datenschutz datenschutzerklärung datenschutzrichtlinie datenschutzrichtlinien akzeptieren zustimmung werbung anonymisierte persönlichen widerrufen abonnement abonnieren
confidentialité consentement accepter abonnez inscrivez suscríbete suscribirse privacidad consentimiento aceptar`)

// markFurniture flags the sentences that are page furniture by their words.
func markFurniture(ts []token) {
	for from := 0; from < len(ts); {
		to := sentenceEnd(ts, from)
		n := 0
		for _, t := range ts[from:to] {
			if t.is(pageWord) {
				n++
			}
		}
		if n >= 2 && n*20 >= to-from || n == 1 && to-from <= 5 {
			for i := from; i < to; i++ {
				ts[i].kind |= furniture
			}
		}
		from = to
	}
}

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// maxNothing is the length of a text that may be about nothing, in words: "more
// to follow", or what a page shows in the place of an article.
const maxNothing = 150

// strange tells that a short text has no word of its title.
func strange(title, body []token) bool {
	if len(title) == 0 || len(body) > maxNothing {
		return false
	}
	for _, t := range title {
		for _, w := range body {
			if !t.is(common) && (t.folded == w.folded || misspelt(t, w)) {
				return false
			}
		}
	}
	return true
}
