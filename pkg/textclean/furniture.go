package textclean

import (
	"strings"
	"unicode"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
	"github.com/wirefold/wirefold/pkg/wiremark"
)

// furniture marks every line that by its own words is no part of an article. Rules look at whole lines: the same words
// inside a sentence ("Leave a reply," one child had written) are copy.
func (d *document) furniture() {
	for i := range d.lines {
		l := &d.lines[i]
		if text, cues := stripCues(l.text); len(cues) > 0 && text != "" {
			l.text = text
			for _, c := range cues {
				d.extra = append(d.extra, Removed{c, Cue})
			}
		}
		l.reason = reasonOf(l.text)
		if l.reason == "" && l.linked && !isBody(l.text) {
			l.reason = Related
		}
	}
	if n := len(d.lines); n > 1 && d.lines[n-1].reason == "" && cutOff(d.lines[n-1].text) {
		d.lines[n-1].reason = Comments
	}
}

// longest is the longest line, in bytes, that the rules for sentences look at; notices are shorter.
const longest = 500

func reasonOf(text string) Reason {
	if len(text) > longest {
		return ""
	}
	k := key(text)
	if k == "" {
		return emptyReason(text)
	}
	if r, ok := phrases[k]; ok {
		return r
	}
	if r := byWordSet(k); r != "" {
		return r
	}
	if r := ruled(text); r != "" {
		return r
	}
	if marks := wiremark.Opening(text); len(marks) > 0 {
		return Correction
	}
	return ""
}

// key folds a line to what phrases are compared by: lower case, straight quotes, no marks at either end.
func key(text string) string {
	if len(text) > 160 {
		return "-"
	}
	text = quotes.Replace(strings.ToLower(text))
	return strings.TrimFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

var quotes = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "…", "...")

// emptyReason is for lines without a letter or digit. Pauses in a dialogue ("…") have none either, but no words are lost.
func emptyReason(text string) Reason {
	if strings.Trim(text, "# ") == "" {
		return EndMark
	}
	return Separator
}

// byWordSet knows lines that are nothing but names of networks, verbs of sharing and what joins them.
func byWordSet(key string) Reason {
	if len(key) > 120 {
		return ""
	}
	networks, n := 0, 0
	for _, w := range strings.FieldsFunc(key, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) {
		switch {
		case shareWords[w]:
			networks++
		case !shareFillers[w]:
			return ""
		}
		n++
	}
	if networks == 0 || n > 20 {
		return ""
	}
	return Share
}

var (
	shareWords   = set("share shares facebook twitter whatsapp linkedin pinterest reddit telegram tumblr flipboard messenger tweet instagram youtube tiktok bluesky threads mastodon viber vk odnoklassniki compartir partager teilen condividi compartilhar поделиться weibo wechat xing")
	shareFillers = set("this article story post page on via by to with and or the a an now x email e-mail mail print copy link save pocket more us our follow like gmail pin it google plus sms messages comment comments subscribe channel en sur sur cet par auf diesen artikel esta nota noticia este artículo su questo articolo und et y e o bookmark gift news rss feed block icon open in new window app click here")
)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// cutOff reports that a last line is the beginning of a phrase of a comment form, cut off by the scraper.
func cutOff(text string) bool {
	k := key(text)
	if len(k) < 7 || len(text) > 60 || endsSentence(text) {
		return false
	}
	for p, r := range phrases {
		if r == Comments && len(p) > len(k) && strings.HasPrefix(p, k) {
			return true
		}
	}
	return false
}

// A cue of a broadcast script stands in braces, doubled brackets or capitals in brackets.
var (
	cueLine   = lazyregexp.New(`^(?:\{[^{}]{1,120}\}|\{\{[^{}]{1,120}\}\}|\(\([^()]{1,120}\)\)|<<[^<>]{1,120}>>|[\[(]\s*(?:` + cueWords + `)\b[^\])a-z]{0,80}[\])])$`)
	cueInline = lazyregexp.New(`\{\{?\s*(?:` + cueWords + `)\b[^{}a-z]{0,60}\}\}?|\[(?:` + cueWords + `)(?:[\s/:][^\]a-z]{0,40})?\]|\(\((?:` + cueWords + `)[^()a-z]{0,40}\)\)`)
)

const cueWords = `O/C|OC|SOT|SOTS?|V/?O|VOSOT|VO/SOT|PKG|TAKE|ROLL|NATS?|NAT SOT|ANCHOR|INTRO|LIVE|TAG|SUPER|CG|GFX|TRACK|BITE|SOUNDBITE|STAND-?UP|READER|WIPE|OTS|FS|FULL|BUTT|TRT|OUTCUE|UPSOUND|MUSIC|PHONER|DONUT|TOSS|TWO-?SHOT|CAM(?:ERA)?|B-?ROLL|ON CAM(?:ERA)?|VTR|END|BREAK`

// longestCued is the longest line, in bytes, that is searched for cues: scripts are written in short paragraphs.
const longestCued = 4000

func stripCues(text string) (string, []string) {
	if len(text) > longestCued || !strings.ContainsAny(text, "{[(") || cueLine.MatchString(text) {
		return text, nil
	}
	cues := cueInline.FindAllString(text, -1)
	if len(cues) == 0 {
		return text, nil
	}
	return fold(cueInline.ReplaceAllString(text, " ")), cues
}
