package images

import (
	"debug/elf"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// given are the files that the base image of the build brings: https://github.com/docker-library/golang installs them.
var given = []string{"/etc/ssl/certs/ca-certificates.crt"}

// version is what the rehearsed build is told to be.
const version = "v0.0.0-rehearsal"

// TestTheBuildGivesWhatTheImageTakes carries the build stage out in a folder: it copies what .dockerignore lets through,
// runs the very commands, and looks for what the image then takes from there.
func TestTheBuildGivesWhatTheImageTakes(t *testing.T) {
	all := stages(t, wirefoldFile)
	context := sent(t)
	stage := folder{t: t, root: t.TempDir(), context: context}
	for _, c := range all[0].Commands {
		stage.do(c)
	}
	for _, c := range all[len(all)-1].Commands {
		copied, ok := c.(*instructions.CopyCommand)
		if !ok {
			continue
		}
		for _, source := range copied.SourcePaths {
			switch {
			case copied.From == "":
				if len(below(context, source)) == 0 {
					t.Errorf("COPY %s: .dockerignore sends nothing of that name", source)
				}
			case copied.From != all[0].Name:
				t.Errorf("COPY --from=%s: there is no such stage", copied.From)
			default:
				stage.gives(source)
			}
		}
	}
}

// sent are the files of the repository that .dockerignore lets through to the build, by their path from the top.
func sent(t *testing.T) []string {
	t.Helper()
	ignore, err := os.Open(top + "/.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	defer ignore.Close()
	patterns, err := ignorefile.ReadAll(ignore)
	if err != nil {
		t.Fatalf("read .dockerignore: %v", err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatalf("read .dockerignore: %v", err)
	}
	var files []string
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(top, path)
		if err != nil || name == "." {
			return err
		}
		if name == ".git" {
			return fs.SkipDir
		}
		ignored, err := matcher.MatchesOrParentMatches(name)
		if err == nil && !ignored && d.Type().IsRegular() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// below are the files that are the path, or lie under it.
func below(files []string, path string) []string {
	var found []string
	for _, f := range files {
		if f == path || strings.HasPrefix(f, path+"/") {
			found = append(found, f)
		}
	}
	return found
}

// folder is a stage that is carried out below a root of its own.
type folder struct {
	t       *testing.T
	root    string
	work    string // WORKDIR
	context []string
}

func (f *folder) do(c instructions.Command) {
	f.t.Helper()
	switch c := c.(type) {
	case *instructions.WorkdirCommand:
		f.work = c.Path
		if err := os.MkdirAll(f.path(c.Path), 0o755); err != nil {
			f.t.Fatal(err)
		}
	case *instructions.CopyCommand:
		f.copy(c)
	case *instructions.RunCommand:
		f.run(c)
	case *instructions.ArgCommand: // run sets them
	default:
		f.t.Fatalf("the rehearsal does not know %s: teach it", c.Name())
	}
}

// path is where a path of the stage lies on this machine.
func (f *folder) path(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(f.work, name)
	}
	return filepath.Join(f.root, name)
}

func (f *folder) copy(c *instructions.CopyCommand) {
	f.t.Helper()
	for _, source := range c.SourcePaths {
		files := below(f.context, source)
		if len(files) == 0 {
			f.t.Fatalf("COPY %s: .dockerignore sends nothing of that name", source)
		}
		for _, name := range files {
			to := filepath.Join(c.DestPath, strings.TrimPrefix(name, source)) // of a folder, COPY takes what is in it
			if name == source {
				to = filepath.Join(c.DestPath, filepath.Base(name)) // all our files go into a folder
			}
			text, err := os.ReadFile(filepath.Join(top, name))
			if err == nil {
				err = errors.Join(os.MkdirAll(filepath.Dir(f.path(to)), 0o755), os.WriteFile(f.path(to), text, 0o644))
			}
			if err != nil {
				f.t.Fatal(err)
			}
		}
	}
}

func (f *folder) run(c *instructions.RunCommand) {
	f.t.Helper()
	script := strings.Join(c.CmdLine, " ")
	script = strings.ReplaceAll(script, "/out", filepath.Join(f.root, "out"))
	cmd := exec.CommandContext(f.t.Context(), "sh", "-c", script)
	cmd.Dir = f.path(f.work)
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=", "VERSION="+version, "TARGETOS="+runtime.GOOS, "TARGETARCH="+runtime.GOARCH)
	if out, err := cmd.CombinedOutput(); err != nil {
		f.t.Fatalf("RUN %s: %v\n%s", script, err, out)
	}
}

// gives checks what the image takes from this stage: a folder, a file of the base image, or a program that needs nothing
// else and knows its version.
func (f *folder) gives(name string) {
	f.t.Helper()
	for _, g := range given {
		if name == g {
			return
		}
	}
	info, err := os.Stat(f.path(name))
	if err != nil {
		f.t.Errorf("COPY --from takes %s, which the build does not make", name)
		return
	}
	if info.IsDir() {
		return
	}
	program, err := elf.Open(f.path(name))
	if err != nil {
		f.t.Errorf("open %s: %v", name, err)
		return
	}
	defer program.Close()
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP {
			f.t.Errorf("%s is linked to libraries, which an image from scratch does not have", name)
		}
	}
	out, err := exec.CommandContext(f.t.Context(), f.path(name), "--version").CombinedOutput()
	if want := filepath.Base(name) + " " + version; err != nil || strings.TrimSpace(string(out)) != want {
		f.t.Errorf("%s --version says %s (%v), want %s", name, out, err, want)
	}
}
