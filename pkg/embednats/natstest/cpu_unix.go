//go:build unix

package natstest

import (
	"syscall"
	"time"
)

// CPUTime is what this process, the embedded broker included, has used of the processors so far.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
