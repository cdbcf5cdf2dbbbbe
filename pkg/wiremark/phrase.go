package wiremark

import (
	"strings"

	"github.com/wirefold/wirefold/pkg/internal/lazyregexp"
)

// phrase is an expression whose first group is a list of names. Most paragraphs have none of the words without which it
// cannot match, and looking for them takes a tenth of the time.
type phrase struct {
	form  *lazyregexp.Regexp
	words []string // in lower case; one of them stands in whatever the form matches
}

func phraseOf(form string, words ...string) phrase { return phrase{lazyregexp.New(form), words} }

// lists are the first n lists of names in a paragraph, which is given in lower case too.
func (p phrase) lists(paragraph, lower string, n int) []string {
	for _, word := range p.words {
		if !strings.Contains(lower, word) {
			continue
		}
		var lists []string
		for _, m := range p.form.FindAllStringSubmatch(paragraph, n) {
			lists = append(lists, m[1])
		}
		return lists
	}
	return nil
}

// Phrases that hand a text, or part of it, to its source. Group one is the list of names.
var (
	// In these an unknown name is a source too.
	publishing = []phrase{
		phraseOf(`(?i)\b(?:with|including) (?:files|material|information|inputs?|agency inputs)(?: is| was)? (?:from|by) ([^.;()\n]{2,80})`, "material", "information", "input", "files"),
		phraseOf(`(?i)\b(?:this (?:story|article|report|copy|content) (?:was |is )?(?:first |originally )?(?:published|appeared|distributed|provided|produced|written|reported)(?: (?:first|originally))?) (?:by|on|in|at|from) ([^.;()\n]{2,80})`, "this story", "this article", "this report", "this copy", "this content"),
		phraseOf(`(?i)\b(?:first|originally) (?:published|appeared|reported) (?:by|on|in|at) ([^.;()\n]{2,80})`, "first ", "originally "),
		phraseOf(`(?i)^\W*(?:source|sources|quelle|quellen|fuente|fonte|источник|来源|via|credit|news summary from|\p{Lu}{2,4} news summary from|summary from)(?:\s*:?\s+|\s*：\s*)([^.;()\n]{2,60})\W*$`, "source", "quelle", "fuente", "fonte", "источник", "来源", "via", "credit", "summary from"),
		phraseOf(`(?i)\bnews summary from ([^.;()\n]{2,60})\W*$`, "news summary from"),
		phraseOf(`(?i)\bthe ([\p{L} ]{2,40}?) contributed to this (?:report|story|article)`, "contributed to this"),
		phraseOf(`(?i)^([\p{L} -]{2,40}?)(?: (?:writers?|reporters?|correspondents?|staff)\b.{0,80})? contributed to this (?:report|story|article)`, "contributed to this"),
	}
	// In these it may be a person, a place or half a sentence.
	contributing = []phrase{
		phraseOf(`(?i)\b(?:with|including|additional) (?:reporting|reports?|material|information)(?: is| was)? (?:from|by) ([^.;()\n]{2,80})`, "report", "material", "information"),
		phraseOf(`(?i)\b(?:information|material|reporting|reports?|files) from ([^.;()\n]{2,60}?) (?:was|were|is|are) (?:also )?used (?:in|for)\b`, "used in", "used for"),
		phraseOf(`(?i)\bthis (?:story|article|report) (?:also )?(?:includes|contains|uses|draws on|is based on) (?:information|material|reporting|reports?|files|content) (?:from|by|provided by) ([^.;()\n]{2,80})`, "this story", "this article", "this report"),
		phraseOf(`(?i)^\W*(?:based on|compiled from) (?:reporting|reports?|material|information|dispatches) (?:by|from|of) ([^.;()\n]{2,80})`, "based on", "compiled from"),
		phraseOf(`(?i)^\W*(?:mit|unter verwendung von) (?:agentur)?(?:material|informationen|inhalten|texten) (?:von|der|des) ([^.;()\n]{2,80})`, "mit ", "unter verwendung"),
		phraseOf(`(?i)^\W*(?:avec des informations|con información|con informaciones|com informações|con informazioni) (?:de |di |da |do |del |della )?([^.;()\n]{2,80})`, "avec des informations", "con informaci", "com informaç", "con informazioni"),
		phraseOf(`(?i)^\W*(?:по материалам|з матеріалів|за матеріалами) ([^.;()\n]{2,80})`, "материал", "матеріал"),
		phraseOf(`(?i)^\W*(?:with|mit|avec|con|com)\s+([^.;()\n]{2,40})\W*$`, "with", "mit", "avec", "con", "com"),
	}
)

// signOff is how Reuters ends a story; it names writers and editors and not itself.
var signOff = phraseOf(`(\((?:Additional r|R)eporting by [^()]{2,300}; ?(?:[^()]{2,300}; ?)?(?i:editing|writing) by [^()]{2,200}\)\W*$)`, "reporting by ")

// copyright names the owner, which is the outlet itself more often than not: so only known agencies count.
var copyright = phraseOf(`(?:©|\(c\)|\(C\)|(?i:copyright))\s*(?:\d{4}\s+)?(?i:by\s+)?(?:[Tt]he\s+)?([^.;()\n\d]{2,60})`, "©", "(c)", "copyright")
