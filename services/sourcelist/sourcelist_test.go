package sourcelist

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
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

func TestFollow(t *testing.T) {
	flags := &Flags{File: file(t, "- {source: a.com, every: 1m}\n")}
	if _, err := flags.Load(); err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 16)
	ctx, cancel := context.WithCancel(context.Background())
	var following sync.WaitGroup
	following.Go(func() {
		flags.Follow(ctx, time.Millisecond, func(list sources.List, err error) {
			if err != nil {
				told <- err.Error()
				return
			}
			told <- names(list)
		})
	})
	t.Cleanup(following.Wait)
	t.Cleanup(cancel)
	write := func(text string) {
		if err := os.WriteFile(flags.File, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// swap puts a file in its place as Kubernetes does: a link is renamed over it.
	swap := func(text string) {
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(file(t, text), link); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(link, flags.File); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		why  string
		do   func()
		says string
	}{
		{"a source more", func() { write("- {source: a.com, every: 1m}\n- {source: b.com, every: 1m}\n") }, "a_com 1m0s, b_com 1m0s"},
		{"a file that is not understood", func() { write("- {source: a.com}\n") }, "every is missing"},
		{"and is well again", func() { write("- {source: c.com, every: 1m}\n") }, "c_com 1m0s"},
		{"an emptied file, as while it is written", func() { write("") }, "the file is empty"},
		{"and is as it was", func() { write("- {source: c.com, every: 1m}\n") }, "c_com 1m0s"},
		{"a link to another file", func() { swap("- {source: d.com, every: 1m}\n") }, "d_com 1m0s"},
		{"a file that is away", func() { os.Remove(flags.File) }, "no such file"},
		{"and is back, as it was", func() { swap("- {source: d.com, every: 1m}\n") }, "d_com 1m0s"},
	} {
		step.do()
		// A file is not written at once: what was half written may be told before.
		for late := time.After(natstest.Patience); ; {
			select {
			case got := <-told:
				if !strings.Contains(got, step.says) {
					t.Logf("%s: first it tells %q", step.why, got)
					continue
				}
			case <-late:
				t.Fatalf("%s: nothing is told of %q", step.why, step.says)
			}
			break
		}
	}
	write("- {source: d.com, every: 1m}\n")
	time.Sleep(20 * time.Millisecond)
	if len(told) > 0 {
		t.Errorf("the same again is told: %q", <-told)
	}
}
