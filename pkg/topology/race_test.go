package topology_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

// Two processes of each service start on an empty broker at once: who finds a stream made meanwhile uses it.
func TestServicesSetUpAnEmptyBrokerAtOnce(t *testing.T) {
	for range 5 {
		b := natstest.Start(t)
		var starting sync.WaitGroup
		for _, part := range slices.Concat(topology.All, topology.All) {
			js := b.Connect()
			starting.Go(func() {
				if err := topology.Setup(natstest.Context(t), js, topology.Limits{}, part); err != nil {
					t.Error(err)
				}
			})
		}
		starting.Wait()
		b.Down()
	}
}
