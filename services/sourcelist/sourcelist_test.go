package sourcelist

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/sources"
)

func file(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "sources.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func names(list sources.List) string {
	var all []string
	for _, s := range list {
		all = append(all, fmt.Sprint(s.Name, " ", s.Every))
	}
	return strings.Join(all, ", ")
}

func TestLoad(t *testing.T) {
	shipped := []byte("- {source: shipped, every: 24h}\n")
	for _, row := range []struct {
		why   string
		flags *Flags
		want  string
		says  string
	}{
		{"nothing is waited for", &Flags{}, "", ""},
		{"the shipped list", &Flags{Shipped: shipped}, "shipped 24h0m0s", ""},
		{"a file instead of the shipped list", &Flags{Shipped: shipped, File: file(t, "- {source: a.com, every: 1m}\n")}, "a_com 1m0s", ""},
		{"a file that is not understood is named", &Flags{File: file(t, "- {source: a.com}\n")}, "", "sources.yaml: read sources: line 1: entry 1: every is missing"},
		{"a file that is not there is named", &Flags{File: "no/such/file.yaml"}, "", "no/such/file.yaml"},
	} {
		t.Run(row.why, func(t *testing.T) {
			list, err := row.flags.Load()
			if got := names(list); got != row.want || (err == nil) != (row.says == "") || err != nil && !strings.Contains(err.Error(), row.says) {
				t.Errorf("it gives %s, %v, want %s, %q", got, err, row.want, row.says)
			}
		})
	}
}

func TestAFileIsReadOnce(t *testing.T) {
	flags := &Flags{File: file(t, "- {source: a.com, every: 1m}\n")}
	before, _ := flags.Load()
	if err := os.WriteFile(flags.File, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if after, err := flags.Load(); err != nil || len(after) != len(before) || after[0].Every != time.Minute {
		t.Errorf("it was %v, and is %v, %v", before, after, err)
	}
}

func TestALongListIsWarnedOfOnce(t *testing.T) {
	var long strings.Builder
	for i := range 51 {
		fmt.Fprintf(&long, "- {source: s%d, every: 1m}\n", i)
	}
	core, lines := observer.New(zap.InfoLevel)
	for _, flags := range []*Flags{{Shipped: []byte(long.String())}, {Shipped: []byte("- {source: a, every: 1m}\n")}, {}} {
		flags.Warn(zap.New(core))
		flags.Warn(zap.New(core)) // ingest and dedupe in one process
	}
	if lines.Len() != 1 || lines.All()[0].ContextMap()["first_other"] != "s50" {
		t.Errorf("the log says %v", lines.All())
	}
}
