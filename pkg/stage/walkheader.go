package stage

import (
	"strings"
	"time"
)

// maxWalk bounds the header in bytes: five times what the stages of today write.
const maxWalk = 1024

// Walk is one stage's line in HeaderWalk, which tells of a record when it was worked on: the queues between the stages
// keep nothing that was worked off. It is a help for those who look, and nothing that the pipeline writes depends on it.
type Walk struct {
	Stage string
	Done  time.Time // when its answer was ready, by the clock of its machine
	Took  time.Duration
}

// AppendWalk writes one more line behind those of the stages before it: "<stage> <RFC 3339> <duration>", parted by ", ".
// A header that is full is begun anew.
func AppendWalk(before string, w Walk) string {
	line := w.Stage + " " + w.Done.UTC().Format("2006-01-02T15:04:05.000000Z") + " " + w.Took.Round(time.Microsecond).String()
	if before == "" || len(before)+len(", ")+len(line) > maxWalk {
		return line
	}
	return before + ", " + line
}

// ReadWalk reads HeaderWalk, in the order of the stages; nothing of one that is malformed.
func ReadWalk(header string) []Walk {
	if len(header) > maxWalk {
		return nil
	}
	var all []Walk
	for line := range strings.SplitSeq(header, ", ") {
		parts := strings.Split(line, " ")
		if len(parts) != 3 || !stageName(parts[0]) {
			return nil
		}
		done, err := time.Parse(time.RFC3339Nano, parts[1])
		if err != nil {
			return nil
		}
		took, err := time.ParseDuration(parts[2])
		if err != nil || took < 0 {
			return nil
		}
		all = append(all, Walk{parts[0], done, took})
	}
	return all
}

// stageName says whether a stage may be called so: what stands in subjects.
func stageName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
