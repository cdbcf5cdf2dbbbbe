package door

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// refusal is why an article is not taken.
type refusal struct {
	httpdoor.Problem
	header, value string // that belongs to it; "" for none
}

func (f *refusal) write(w http.ResponseWriter) {
	if f.header != "" {
		w.Header().Set(f.header, f.value)
	}
	f.Write(w)
}

func refuse(status int, reason string, after time.Duration, format string, args ...any) *refusal {
	return &refusal{Problem: httpdoor.Problem{Status: status, Reason: reason, Detail: fmt.Sprintf(format, args...), RetryAfter: after}}
}

func unknownType(given string) *refusal {
	taken := strings.Join(bodies[:told], ", ")
	f := refuse(http.StatusUnsupportedMediaType, receiver.UnknownForm, 0, "Content-Type %.100q is none that the wire takes: give one of %s.", given, taken)
	f.header, f.value = "Accept-Post", taken // of W3C's Linked Data Platform
	return f
}

func unknownCoding(given string) *refusal {
	f := refuse(http.StatusUnsupportedMediaType, receiver.BadEncoding, 0, "Content-Encoding %.100q is not gzip.", given)
	f.header, f.value = "Accept-Encoding", "gzip" // RFC 9110, 15.5.16
	return f
}

func tooLarge() *refusal { return &refusal{Problem: *httpdoor.TooLarge(topology.MaxBody)} }

// noSource is the refusal of what names none and comes from somebody who may publish for several.
var noSource = refuse(http.StatusBadRequest, receiver.BadSource, 0, "No source: give ?source=, the host or agency that published it.")

func notYours(source string) *refusal {
	return refuse(http.StatusForbidden, "", 0, "Who this token or certificate belongs to may not publish for %s.", source)
}

// unreadable says why ingest would bury an article.
func unreadable(err error) *refusal {
	reason, ok := stage.PermanentReason(err)
	if !ok {
		reason = stage.ReasonStepFailed
	}
	f := refuse(http.StatusUnprocessableEntity, reason, 0, "It would become a dead letter: %v.", err)
	switch reason {
	case receiver.UnknownForm: // no Content-Type, and nothing that looking finds a form in
		detail := f.Detail
		f = unknownType("")
		f.Detail = detail
	case receiver.TooLarge: // unpacked
		f.Status = http.StatusRequestEntityTooLarge
	}
	return f
}
