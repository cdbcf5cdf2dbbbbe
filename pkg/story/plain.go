package story

import "strings"

// plain are the stems of English words that tell nothing of what happened. Other
// languages go by the rarity of words over stories alone.
var plain = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and for are was were been has have had but not you all any can her his him she they them their this that these those there
with from into onto upon over under about after before between during through against among within without while when where which who whom whose what why how
will would should could may might must shall did does done being also more most less least much many some such than then too very just only even still yet both
each every other another same own its our your out off down again further once here because until since although though however according said says say saying
told tell asked ask added add called call made make making take took taken taking get got give given gave come came go went going see seen know known think want
one two three four five six seven eight nine ten first second third last next new old year years month months week weeks day days today yesterday tomorrow time
times hour hours monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
mr mrs ms dr people man woman men women group part way well back good high long great like including include included per cent percent million billion
around near later early late now report reported reports news media statement press article photo image read share comment comments advertisement`) {
		m[stem(w)] = true
	}
	return m
}()
