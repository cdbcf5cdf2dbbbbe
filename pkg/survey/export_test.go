package survey

// Round asks once, as the rounds of Start do.
var Round = (*Survey).round
