package httpdoor

import (
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/metrics"
)

// OpenImpatient opens a door that waits for nobody longer than d, and takes two connections at a time.
func OpenImpatient(flags Flags, d time.Duration, registry *metrics.Registry) (*Door, error) {
	return open(flags, limits{header: d, read: d, write: 10 * d, idle: d, stop: d, connections: 2}, registry, zap.NewNop())
}

// LookEvery is how often files are looked at.
const LookEvery = lookEvery
