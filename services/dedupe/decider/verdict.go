package decider

// Verdict is what an input was found to be.
type Verdict string

// The closed set of verdicts.
const (
	New      Verdict = "new"      // an article of its own
	Copy     Verdict = "copy"     // a copy, or a revision of one that still is
	Revision Verdict = "revision" // an original that changed
	Detached Verdict = "detached" // a copy that no longer is one
	Repeat   Verdict = "repeat"   // nothing that was not known
	Stale    Verdict = "stale"    // an older version, arriving late
	Held     Verdict = "held"
	Released Verdict = "released"
	Killed   Verdict = "killed"
	Recalled Verdict = "recalled" // it was killed before it came, or the original it credits was
	Command  Verdict = "command"  // an operator's decision, carried out
	Refused  Verdict = "refused"  // an operator's decision that makes no sense
	Settled  Verdict = "settled"  // filtered, dead or expired upstream
)

// Verdicts lists the closed set, for labels.
func Verdicts() []Verdict {
	return []Verdict{New, Copy, Revision, Detached, Repeat, Stale, Held, Released, Killed, Recalled, Command, Refused, Settled}
}

// What a publisher makes of its article.
const (
	usable   = "usable"
	withheld = "withheld"
	canceled = "canceled"
	released = "released" // usable, without copy of its own
)

// Reasons told in events.
const (
	reasonUpdated   = "updated"
	reasonCorrected = "corrected"
	reasonHeld      = "held"
	reasonReleased  = "released"
	reasonWithdrawn = "original_withdrawn"
)

// Reasons lists the closed set of those told in article and copy events, beside none.
func Reasons() []string {
	return []string{reasonUpdated, reasonCorrected, reasonHeld, reasonReleased, reasonWithdrawn, ruleOperator}
}

// DetachedByRevision is why a copy is one no more where its event gives no reason: its own publisher revised it.
const DetachedByRevision = "revised"

// Detachments lists why a copy may be one no more, for labels.
func Detachments() []string { return []string{DetachedByRevision, ruleOperator} }

// Rules of joins that no comparison of texts decided.
const (
	ruleCredited = "credited_original"
	ruleOperator = "operator"
	ruleBridged  = "bridged_by_copy"
)
