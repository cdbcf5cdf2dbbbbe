package filter

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func FuzzLines(f *testing.F) {
	f.Add([]byte(article("a", 1) + "\n{}\n\n{\"id\":"))
	f.Add([]byte("{\"id\":\"a\",\"text\":\"\\ud800\"}\r\n\xff\x00"))
	f.Add([]byte("{\"id\":1e999,\"id\":{\"a\":[]}} {}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		want := bytes.Count(in, []byte("\n"))
		if len(in) > 0 && in[len(in)-1] != '\n' {
			want++
		}
		for _, name := range []string{"clean", "dedupe"} {
			var out strings.Builder
			filters[name](bytes.NewReader(in), &out)
			got := 0
			for lines := bufio.NewScanner(strings.NewReader(out.String())); lines.Scan(); got++ {
				var answer struct {
					ID    json.RawMessage
					Error *struct{ Reason string }
				}
				if err := json.Unmarshal(lines.Bytes(), &answer); err != nil || answer.ID == nil || answer.Error != nil && answer.Error.Reason == "" {
					t.Errorf("%s: %v: %q", name, err, lines.Text())
				}
			}
			if got != want {
				t.Errorf("%s: %d answers to %d lines", name, got, want)
			}
		}
	})
}
