// Package filter runs the stages as plain filters: one JSON object a line in, one a line out, without a broker.
//
// It promises: the order of the input, the id of each line kept, an answer to every line, {"id":…,"error":…} to a bad
// one, and ErrBadLines at the end when there was one; what is answered is written before more input is waited for; all
// cores at work; and memory for a few lines at a time, whatever the length of the input. A line may have MaxLine bytes.
package filter

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
)

// MaxLine bounds a line. A message of 4 MiB, the most that the wire takes, has up to 24 MiB when every byte of it is
// escaped as six characters of JSON.
const MaxLine = 32 << 20

// ErrBadLines says that some lines were answered with an error.
var ErrBadLines = errors.New("some lines were bad")

// chain is a filter: open sees the lines one by one, work any number at once, tell one by one again, in the order of
// the input.
type chain[W, T any] struct {
	open func(line) W
	work func(W) T
	tell func(T, *answers)
	end  func(*answers) // after the last line; may be nil
}

// line is one line of input.
type line struct {
	number int // from 1
	object []byte
	tooBig bool
}

// task is one line under way.
type task[W, T any] struct {
	of   W
	done chan T // with room for one: a worker never waits
}

// run works in off. When nobody reads out any more it returns at once, without waiting for more of in.
func (c chain[W, T]) run(in io.Reader, out io.Writer) error {
	cores := runtime.GOMAXPROCS(0)
	ordered := make(chan task[W, T], 2*cores)
	tasks := make(chan task[W, T])
	stop := make(chan struct{})
	defer close(stop)
	for range cores {
		go func() {
			for t := range tasks {
				t.done <- c.work(t.of)
			}
		}()
	}
	var readErr error
	go func() {
		defer close(ordered)
		defer close(tasks)
		readErr = readLines(in, func(l line) bool {
			t := task[W, T]{c.open(l), make(chan T, 1)}
			select {
			case ordered <- t:
			case <-stop:
				return false
			}
			tasks <- t
			return true
		})
	}()
	a := &answers{w: bufio.NewWriterSize(out, 1<<16)}
	for t := range ordered {
		var result T
		select {
		case result = <-t.done:
		default:
			a.flush()
			result = <-t.done
		}
		c.tell(result, a)
		if len(ordered) == 0 {
			a.flush()
		}
		if a.err != nil {
			return fmt.Errorf("write: %w", a.err)
		}
	}
	if readErr != nil {
		return fmt.Errorf("read: %w", readErr)
	}
	if c.end != nil {
		c.end(a)
	}
	return a.close()
}

// readLines gives each line to take, until it returns false.
func readLines(in io.Reader, take func(line) bool) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for number := 1; ; number++ {
		l := line{number: number}
		end := false
		for {
			part, err := r.ReadSlice('\n')
			if l.tooBig = l.tooBig || len(l.object)+len(part) > MaxLine; !l.tooBig {
				l.object = append(l.object, part...)
			}
			if err == nil {
				break
			}
			if err == io.EOF {
				end = true
				break
			}
			if err != bufio.ErrBufferFull {
				return err
			}
		}
		if end && len(l.object) == 0 && !l.tooBig {
			return nil
		}
		l.object = bytes.TrimSpace(bytes.TrimPrefix(l.object, []byte("\uFEFF")))
		if !take(l) || end {
			return nil
		}
	}
}
