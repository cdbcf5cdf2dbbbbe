package receiver

// Why a message cannot become an article.
const (
	Empty         = "empty"          // no text, no page, and no title, note or status that would make it a kill
	UnknownForm   = "unknown_form"   // a Content-Type that the wire does not take, or bytes that are no text
	BadSource     = "bad_source"     // the subject names no source
	BadJSON       = "bad_json"       // no JSON object, or a field of another type than the contract gives it
	TooDeep       = "too_deep"       // JSON nested deeper than maxDepth
	BadProtobuf   = "bad_protobuf"   // no wirefold.v1.RawArticle, or strings that are no UTF-8
	BadCloudEvent = "bad_cloudevent" // no CloudEvent 1.0 with data
	BadEncoding   = "bad_encoding"   // a Content-Encoding other than gzip, or gzip that is broken
	TooLarge      = "too_large"      // gzip that unpacks to more than a message may have
	NotText       = "not_text"       // a ninjs picture, graphic, sound or video
	BadURL        = "bad_url"        // no absolute http or https URL: the article would lose its identity
	BadStatus     = "bad_status"     // none of usable, withheld, canceled
	BadVersion    = "bad_version"    // no whole number from 0
	TooLong       = "too_long"       // an id, url, title, byline, note or list of topics beyond its limit
	BadHint       = "bad_hint"       // a CSS selector for the page that is none, or that package selector does not take
	BadCommand    = "bad_command"    // on the operators' subject, what is no decision of an operator
)

// Reasons is the closed set.
var Reasons = []string{
	Empty, UnknownForm, BadSource, BadJSON, TooDeep, BadProtobuf, BadCloudEvent, BadEncoding, TooLarge, NotText, BadURL, BadStatus,
	BadVersion, TooLong, BadHint, BadCommand,
}
