package fetch

import (
	"context"
	"io"
	"time"
)

// wire is a body as it comes: counted, and given the time that its bytes have earned.
type wire struct {
	body   io.ReadCloser
	o      Options
	n      int64 // bytes that came
	most   int64 // that may come; 0: not bounded yet
	start  time.Time
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func newWire(body io.ReadCloser, o Options, cancel context.CancelCauseFunc) *wire {
	return &wire{
		body: body, o: o, start: time.Now(), cancel: cancel,
		timer: time.AfterFunc(o.Grace, func() { cancel(errSlow) }),
	}
}

func (w *wire) Read(p []byte) (int, error) {
	if w.most > 0 && w.n >= w.most {
		return 0, errTooLarge
	}
	n, err := w.body.Read(p)
	w.n += int64(n)
	earned := time.Duration(float64(w.n) / float64(w.o.MinRate) * float64(time.Second))
	w.timer.Reset(time.Until(w.start.Add(w.o.Grace + earned)))
	return n, err
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
