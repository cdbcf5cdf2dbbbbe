package door_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wirefold/wirefold/pkg/httpdoor"
)

// BenchmarkPost posts articles of 3 kB from eight publishers, each after its last receipt.
func BenchmarkPost(b *testing.B) {
	s := start(b, httpdoor.Flags{})
	text := strings.Repeat("The council of the island closed the old pier on Monday. ", 50)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	var n atomic.Int64
	b.ReportAllocs()
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := fmt.Sprintf(`{"id":"%d","source":"isles.example","title":"Old pier closed","text":%q}`, n.Add(1), text)
			response, err := client.Post(s.url, "application/json", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode != http.StatusCreated {
				b.Errorf("status %d", response.StatusCode)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
