package httpdoor

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"
)

// lookEvery is how often files are looked at, at most. Nobody looks while no request comes.
const lookEvery = time.Second

// watched is what is written in files, read again when one of them changes. What became bad is told, and the last good
// remains.
type watched[T any] struct {
	files []string
	parse func(...[]byte) (*T, error)
	log   *zap.Logger

	mu     sync.Mutex
	value  *T
	stamps []stamp
	looked time.Time
}

// stamp tells one state of a file from another. Of a symlink, as Kubernetes mounts them, it is the target's.
type stamp struct {
	size     int64
	modified time.Time
}

func watch[T any](log *zap.Logger, parse func(...[]byte) (*T, error), files ...string) (*watched[T], error) {
	w := &watched[T]{files: files, parse: parse, log: log, looked: time.Now()}
	w.stamps = w.stamp() // before it is read: a change meanwhile is seen
	value, err := w.read()
	w.value = value
	return w, err
}

// get gives what is written there now.
func (w *watched[T]) get() *T {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now(); now.Sub(w.looked) >= lookEvery {
		w.looked = now
		w.look()
	}
	return w.value
}

func (w *watched[T]) look() {
	now := w.stamp()
	if slices.Equal(now, w.stamps) {
		return
	}
	w.stamps = now
	name := zap.String("file", strings.Join(w.files, ", "))
	value, err := w.read()
	if err != nil {
		w.log.Warn("file changed and is not understood, the door keeps what it said before", name, zap.Error(err))
		return
	}
	w.value = value
	w.log.Info("file read again", name)
}

// stamp gives the state of each file; the zero one for what is not there.
func (w *watched[T]) stamp() []stamp {
	var stamps []stamp
	for _, file := range w.files {
		var s stamp
		if info, err := os.Stat(file); err == nil {
			s = stamp{info.Size(), info.ModTime()}
		}
		stamps = append(stamps, s)
	}
	return stamps
}

func (w *watched[T]) read() (*T, error) {
	var texts [][]byte
	for _, file := range w.files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	value, err := w.parse(texts...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(w.files, ", "), err)
	}
	return value, nil
}
