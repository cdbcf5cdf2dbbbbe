package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// The memory that bodies take is bounded for all hosts together, however many of them send as much as they may:
//
//   - The first 512 KiB of each, packed, are taken in as they come. Most bodies end there, and are then unpacked, which takes a
//     processor and no waiting: as many at a time as there are processors.
//   - A larger one needs one of few places, and must come quickly to keep it.
const (
	headBytes = 512 << 10
	mostLarge = 8
	largeRate = 64 << 10 // bytes a second
)

// places are as many as may be at something at a time, taken in the order of who came.
type places chan struct{}

func (p places) take(ctx context.Context) error {
	select {
	case p <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p places) giveBack() { <-p }

// readBody reads the body of an answer into its response.
func (c *Client) readBody(ctx context.Context, t target, response *http.Response, w *wire, q question, r *Response) error {
	declared := response.Header.Get("Content-Type")
	encodings := packings(response.Header.Values("Content-Encoding"))
	switch {
	case hopeless(declared, q.Types):
		return t.failed(response, Type, fmt.Errorf("%.80q", declared))
	case response.ContentLength > q.MaxBytes && !q.cut:
		return t.failed(response, TooLarge, fmt.Errorf("%d bytes: %w", response.ContentLength, errTooLarge))
	case len(encodings) > mostEncodings:
		return t.failed(response, Broken, fmt.Errorf("packed %d times", len(encodings)))
	}
	head, whole, err := w.head(headBytes, response.ContentLength)
	if err != nil {
		return t.failed(response, byBody(err), err)
	}
	var rest io.Reader = bytes.NewReader(head)
	place := c.unpacking
	if whole {
		w.timer.Stop() // what is left to wait for is our own
	} else {
		rest, place = io.MultiReader(rest, w), c.large
	}
	if err := place.take(ctx); err != nil {
		return t.failed(response, byBody(err), err)
	}
	defer place.giveBack()
	if !whole {
		w.hurry(largeRate)
	}
	body, err := unpack(rest, encodings, q, c.options.Ratio)
	if err != nil {
		return t.failed(response, byBody(err), err)
	}
	defer body.Close()
	start, err := body.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return t.failed(response, byBody(err), err)
	}
	if body.file {
		declared = "" // it was the package's type
	}
	if r.ContentType = taken(declared, start, q.Types); r.ContentType == "" && len(q.Types) > 0 {
		return t.failed(response, Type, fmt.Errorf("declared %.80q, looks like %s", declared, looks(start)))
	}
	if whole && body.layers == 0 {
		r.Body = head[:min(int64(len(head)), q.MaxBytes)] // longer only where the rest is to be left
		return nil
	}
	if r.Body, err = body.all(q.cut); err != nil {
		return t.failed(response, byBody(err), err)
	}
	w.settle()
	return nil
}
