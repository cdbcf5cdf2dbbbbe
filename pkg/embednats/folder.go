package embednats

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrInUse means that another server works on the folder: two on one store would destroy it.
var ErrInUse = errors.New("the folder is in use by another process: stop that one, or give another --data")

// folder is a store that this process holds alone.
type folder struct{ lock *os.File }

// hold makes the folder and takes it. The operating system gives it back when the process ends, however it ends.
func hold(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, err
	}
	if err := lockFile(lock); err != nil {
		lock.Close()
		return nil, err
	}
	// For the person who looks: who holds it.
	if err := lock.Truncate(0); err == nil {
		fmt.Fprintln(lock, os.Getpid())
	}
	return &folder{lock}, nil
}

func (f *folder) release() { f.lock.Close() }
