package fetch

import (
	"bytes"
	"context"
	"io"
	"time"
)

// wire is a body as it comes: counted, and given the time that its bytes have earned.
type wire struct {
	body   io.ReadCloser
	n      int64 // bytes that came
	most   int64 // that may come
	cut    bool  // what is beyond is left, and no error
	cancel context.CancelCauseFunc

	grace time.Duration
	rate  int64 // bytes a second
	start time.Time
	from  int64 // bytes that had come at the start
	timer *time.Timer
}

func newWire(body io.ReadCloser, o Options, q question, cancel context.CancelCauseFunc) *wire {
	w := &wire{body: body, most: q.MaxBytes, cut: q.cut, cancel: cancel, grace: o.Grace, rate: o.MinRate, start: time.Now()}
	w.timer = time.AfterFunc(w.grace, func() { cancel(errSlow) })
	return w
}

func (w *wire) Read(p []byte) (int, error) {
	if w.n > w.most {
		if w.cut {
			return 0, io.EOF
		}
		return 0, errTooLarge
	}
	n, err := w.body.Read(p)
	w.n += int64(n)
	w.extend()
	return n, err
}

// extend sets the end to where the bytes that came have earned it.
func (w *wire) extend() {
	earned := time.Duration(float64(w.n-w.from) / float64(w.rate) * float64(time.Second))
	w.timer.Reset(time.Until(w.start.Add(w.grace + earned)))
}

// hurry wants the rest at another rate.
func (w *wire) hurry(rate int64) {
	w.start, w.from, w.rate = time.Now(), w.n, rate
	w.extend()
}

// head reads the body as far as most bytes; whole, if that is all.
func (w *wire) head(most, length int64) (head []byte, whole bool, err error) {
	var b bytes.Buffer
	// What is declared is believed as far as 64 KiB: more memory has to be paid for with bytes.
	b.Grow(int(min(max(length, 0), 64<<10)) + bytes.MinRead)
	n, err := b.ReadFrom(io.LimitReader(w, most))
	return b.Bytes(), n < most, err
}

// A connection whose answer was read to the end serves the next request. That is worth a little waiting, and no more:
// what is asked for is here already.
const (
	settleBytes = 4 << 10
	settleTime  = 250 * time.Millisecond
)

// settle reads what is left of a body, where it is little.
func (w *wire) settle() {
	w.timer.Reset(settleTime)
	_, _ = io.CopyN(io.Discard, w.body, settleBytes)
}

func (w *wire) close() {
	w.timer.Stop()
	_ = w.body.Close()
}
