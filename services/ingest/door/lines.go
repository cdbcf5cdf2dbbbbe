package door

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/wirefold/wirefold/services/ingest/receiver"
)

// maxLines bounds what is answered in one piece.
const maxLines = 1000

// lineReceipt says what became of one line.
type lineReceipt struct {
	Line   int `json:"line"` // from 1, blank ones counted
	Status int `json:"status"`
	*receipt
	Reason string `json:"reason,omitempty"`
	Detail string `json:"detail,omitempty"`
	Retry  int    `json:"retryAfter,omitempty"` // in seconds: what the header Retry-After says of an article alone
}

// takeLines takes article objects, one a line, in their order, and answers each with a line. After one that cannot be
// stored for now, or that exceeds the rate, none is tried: an article goes not before one that stands above it.
func (d *desk) takeLines(w http.ResponseWriter, r *http.Request, p post, body []byte) {
	body, err := receiver.Unpack(p.coding, body)
	if err != nil {
		unreadable(err).write(w)
		return
	}
	lines := bytes.Split(bytes.TrimRight(body, "\r\n"), []byte("\n"))
	if len(lines) > maxLines {
		refuse(http.StatusRequestEntityTooLarge, receiver.TooLarge, 0, "There are %d lines, more than %d.", len(lines), maxLines).write(w)
		return
	}
	w.Header().Set("Content-Type", linesType)
	w.Header().Set("Cache-Control", "no-store")
	p.header.Del("Content-Encoding")
	p.header.Set("Content-Type", "application/json")
	out := json.NewEncoder(w)
	var stopped *refusal
	for i, line := range lines {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		this := p
		if p.key != "" {
			this.key = p.key + "/" + strconv.Itoa(i+1)
		}
		taken, refused := receipt{}, stopped
		if refused == nil {
			taken, refused = d.take(r.Context(), this, line)
		}
		if refused == nil {
			out.Encode(lineReceipt{Line: i + 1, Status: taken.status(), receipt: &taken})
			continue
		}
		if refused.RetryAfter > 0 {
			stopped = refused
		}
		out.Encode(lineReceipt{Line: i + 1, Status: refused.Status, Reason: refused.Reason, Detail: refused.Detail, Retry: refused.RetrySeconds()})
	}
}
