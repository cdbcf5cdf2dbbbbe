package lang

import (
	"strings"
	"unicode"
)

// byWords counts how often the commonest words of each language occur and returns the best language, its votes and
// those of the next. A word that several languages share votes for each of them, so only the difference tells.
func byWords(text string) (code string, votes, runnerUp int) {
	counts := make(map[string]int, len(common))
	for _, w := range strings.FieldsFunc(strings.ToLower(text), notInWord) {
		for _, c := range owners[w] {
			counts[c]++
		}
	}
	for c, n := range counts {
		switch {
		case n > votes || n == votes && c < code:
			runnerUp = max(runnerUp, votes)
			code, votes = c, n
		case n > runnerUp:
			runnerUp = n
		}
	}
	return code, votes, runnerUp
}

func notInWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r)
}

// common lists function words: frequent in any copy of the language, and where neighbours are close (da no sv, cs sk,
// es pt gl, id ms, ru uk bg) those that set them apart.
var common = map[string]string{
	"en": "the of and to in is was that for with on as by from are were has have been it his her he she they this at said an or not but who will which",
	"de": "der die das und ist von den mit dem zu des im ein eine einer für auf auch nicht sich wird werden wurde sind hat haben bei nach aus wie einen am zum zur dass er sie es als",
	"fr": "le la les des et est une un du dans que qui pour par sur pas au aux avec ce cette son sa ses ont été sont plus il elle ne se nous vous d l",
	"es": "el la los las de y que en un una por con para se del es al no lo su sus más fue como pero ha han este esta son entre",
	"pt": "o a os as de e que em um uma por com para se do da dos das no na nos nas não é ao foi são mais como mas pelo pela seu sua",
	"it": "il lo la i gli le di e che in un una per con del della dei delle nel nella al alla è non si ha sono come più da dal anche",
	"nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door naar wordt werd hebben heeft uit over maar",
	"sv": "och att det är som en på för av med den till ett har inte om från var de kan vid jag efter också när under sig mot skulle",
	"no": "og det er som på for av med den til et har ikke om fra var de kan ved jeg etter også når under seg mot skulle hadde ble blir nå bare hun han mer være",
	"da": "og det er som på for af med den til et har ikke om fra var de kan ved jeg efter også når under sig mod skulle havde blev bliver nu kun hun han mere være",
	"is": "og að er í á sem við það til um en var fyrir af með ekki hann hún þeir frá hefur því eru verið",
	"fi": "ja on ei että se oli hän ovat mutta kun myös ole mukaan joka sekä jo kuin vain tämä sen",
	"pl": "i w na z do nie się jest to że o od za po przez jak dla oraz są ale był było tym który która które",
	"cs": "a v na se je že s z do o to i za by ale jako jsou podle pro po od byl bylo který která které už při také",
	"sk": "a v na sa je že s z do o to aj za by ale ako sú podľa pre po od bol bolo ktorý ktorá ktoré už pri tiež",
	"hu": "a az és hogy nem is egy ez volt meg már csak de el mint még van azt lesz akkor szerint vagy",
	"ro": "și de la în a cu că pe o un nu este din pentru care au fost mai sunt se al prin sau după",
	"tr": "ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra dedi ise ne olduğunu ya göre",
	"lt": "ir kad yra į iš su tai kaip buvo ne bet už apie nuo per savo jis jos taip dar",
	"lv": "un ir ka ar no uz par kas bet ne tika gan arī pēc tā līdz viņš bija",
	"et": "ja on ei et ka oli kui see aga tema mis või oma ning selle kes üle",
	"hr": "i u je na se da za su od s a što kao nije ali bi koji koja koje te će bio bila prema",
	"id": "yang dan di dengan untuk dari ini itu pada dalam tidak akan adalah ke oleh telah juga para kata saat bisa",
	"ms": "yang dan di dengan untuk daripada ini itu pada dalam tidak akan adalah ke oleh telah juga kata boleh beliau",
	"vi": "và của là có không được cho trong đã với các một những người này khi đến từ ông",
	"sw": "na ya wa kwa ni katika la za kuwa cha hiyo huyo alisema baada hii kama lakini",
	"af": "die en van in is het nie wat om te vir op dat met hy aan sy was ook maar by word deur",
	"ru": "и в не на что с по как это он за из к его от но для был а также который было же о при",
	"uk": "і в не на що з та як це він за із до його від але для був у також який було про при й",
	"bg": "и в не на че с по как това той за от до се но са да беше също който е ще си при",
	"ar": "في من على أن إلى التي الذي عن مع هذا هذه كان قد ما لا بعد بين كما وقال",
	"fa": "در به از که این را با است برای آن یک خود تا بر هم کرد شد می",
	"ur": "کے میں کی ہے اور سے کا کو نے پر یہ کہ ہیں تھا نہیں بھی",
	"hi": "के में की है और से का को ने पर यह कि हैं था नहीं भी एक लिए",
	"mr": "आहे आणि या च्या हे ते केली करण्यात येथे मात्र असून होते",
}

var owners = func() map[string][]string {
	m := make(map[string][]string)
	for c, words := range common {
		for _, w := range strings.Fields(words) {
			m[w] = append(m[w], c)
		}
	}
	return m
}()
