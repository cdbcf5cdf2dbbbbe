// Package pkg_test keeps the direction of imports.
package pkg_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wirefold/wirefold/"

// machinery may import anything; every other package is a core.
var machinery = []string{"app", "embednats", "fenced", "fetch", "httpdoor", "metrics", "stage", "survey", "topology", "tracing"}

// forbidden is what a core must not reach for itself: the world outside the process, and the clock behind it.
var forbidden = []string{"os", "os/exec", "net", "net/http", "log", "log/slog", "io/ioutil", "syscall"}

// libraries are those that cores wrap.
var libraries = []string{
	"golang.org/x/text/", "golang.org/x/net/html", "golang.org/x/net/idna", "golang.org/x/net/publicsuffix",
	"github.com/markusmobius/go-trafilatura", "github.com/markusmobius/go-htmldate", "github.com/go-shiori/dom", "github.com/abadojack/whatlanggo",
	"github.com/rivo/uniseg", "github.com/mmcdole/gofeed", "github.com/andybalholm/brotli", "github.com/andybalholm/cascadia", "github.com/clipperhouse/uax29/", "go.yaml.in/yaml/",
}

type listed struct {
	ImportPath string
	Name       string
	Imports    []string
}

func TestCoresKnowNoWorldOutside(t *testing.T) {
	for _, p := range list(t, "./...") {
		name := strings.TrimPrefix(p.ImportPath, module+"pkg/")
		// A command below a core trains its model; it is no part of the core.
		if top, _, _ := strings.Cut(name, "/"); slices.Contains(machinery, top) || p.Name == "main" {
			continue
		}
		for _, path := range p.Imports {
			switch {
			case slices.Contains(forbidden, path):
				t.Errorf("core %s imports %s: it takes bytes and strings and gives back values", name, path)
			case strings.HasPrefix(path, module):
				top, _, _ := strings.Cut(strings.TrimPrefix(path, module+"pkg/"), "/")
				if slices.Contains(machinery, top) {
					t.Errorf("core %s imports machinery %s", name, path)
				}
			case strings.Contains(strings.Split(path, "/")[0], "."):
				if !slices.ContainsFunc(libraries, func(l string) bool { return strings.HasPrefix(path, l) }) {
					t.Errorf("core %s imports %s, which is none of the libraries that cores wrap", name, path)
				}
			}
		}
	}
}

func TestPkgAndProtoKnowNothingOfEachOther(t *testing.T) {
	for _, dir := range []struct{ packages, other string }{
		{"./...", module + "proto/"}, {module + "proto/...", module + "pkg/"},
		{"./...", module + "services/"}, {module + "proto/...", module + "services/"},
	} {
		for _, p := range list(t, dir.packages) {
			for _, path := range p.Imports {
				if strings.HasPrefix(path, dir.other) {
					t.Errorf("%s imports %s", p.ImportPath, path)
				}
			}
		}
	}
}

func list(t *testing.T, pattern string) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Name,Imports", pattern).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pattern, err)
	}
	var packages []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			if len(packages) == 0 {
				t.Fatalf("go list %s names no package", pattern)
			}
			return packages
		case err != nil:
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
