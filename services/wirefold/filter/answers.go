package filter

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/wirefold/wirefold/pkg/stage"
)

// Why a line is bad, beside the reasons of the stages.
const (
	badJSON = "bad_json" // no JSON object, or a field of another type than the contract gives it
	badID   = "bad_id"   // neither string nor number, where others point to it
	empty   = "empty"    // nothing to work on
	tooLong = "too_long" // more than MaxLine
	badTime = "bad_time" // a receivedAt that is not RFC 3339
)

// answers writes what a filter tells.
type answers struct {
	w   *bufio.Writer
	bad int
	err error
}

// put writes one value on a line of its own.
func (a *answers) put(v any) {
	if a.err != nil {
		return
	}
	enc := json.NewEncoder(a.w)
	enc.SetEscapeHTML(false)
	a.err = enc.Encode(v)
}

// refuse answers a line with an error.
func (a *answers) refuse(id json.RawMessage, err error) {
	a.bad++
	reason, ok := stage.PermanentReason(err)
	if !ok {
		reason = stage.ReasonStepFailed
	}
	type why struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
	}
	a.put(struct {
		ID    json.RawMessage `json:"id"`
		Error why             `json:"error"`
	}{id, why{reason, err.Error()}})
}

func (a *answers) flush() {
	if a.err == nil {
		a.err = a.w.Flush()
	}
}

// close writes the rest and says how it went.
func (a *answers) close() error {
	a.flush()
	switch {
	case a.err != nil:
		return fmt.Errorf("write: %w", a.err)
	case a.bad > 0:
		return fmt.Errorf("%w: %d", ErrBadLines, a.bad)
	}
	return nil
}

// answered is the result of one line, good or bad.
type answered[T any] struct {
	id  json.RawMessage
	out T
	err error
}

// tell is the last link of filters that answer a line with one value.
func tell[T any](r answered[T], a *answers) {
	if r.err != nil {
		a.refuse(r.id, r.err)
		return
	}
	a.put(r.out)
}

// same is the first link of filters that need to know nothing of the lines before.
func same(l line) line { return l }

// decode reads a line into v and gives its id, also that of a line that is broken behind it.
func decode(l line, v any) (id json.RawMessage, err error) {
	if l.tooBig {
		return idOf(l.object), stage.Permanent(tooLong, fmt.Errorf("read line %d: more than %d bytes", l.number, MaxLine))
	}
	id = idOf(l.object)
	if !bytes.HasPrefix(l.object, []byte("{")) {
		return id, stage.Permanent(badJSON, fmt.Errorf("read line %d: no JSON object", l.number))
	}
	if err := json.Unmarshal(l.object, v); err != nil {
		return id, stage.Permanent(badJSON, fmt.Errorf("read line %d: %w", l.number, err))
	}
	return id, nil
}

// guard calls f and makes an error of its panic: one line must not take the others along.
func guard[T any](f func() (T, error)) (out T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = stage.Permanent(stage.ReasonPanic, fmt.Errorf("panic: %v", v))
		}
	}()
	return f()
}

// idOf finds the id of an object, as far as it can be read; nil, which JSON writes as null, when it has none.
func idOf(object []byte) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(object))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil
		}
		if key == "id" {
			return value
		}
	}
	return nil
}
