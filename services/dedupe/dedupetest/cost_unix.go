package dedupetest

import (
	"syscall"
	"time"
)

// Cost is what something took, by the clock and of the processors.
type Cost struct{ Wall, CPU time.Duration }

// Measure tells what a function costs, with all that goes on beside it in this process.
func Measure(what func()) Cost {
	began, used := time.Now(), cpuTime()
	what()
	return Cost{time.Since(began), cpuTime() - used}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
