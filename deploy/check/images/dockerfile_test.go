package images

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	digest "github.com/opencontainers/go-digest"
	"golang.org/x/mod/modfile"
)

// top is the top of the repository, as seen from here.
const top = "../../.."

// The Dockerfiles of the stack.
const (
	wirefoldFile = top + "/deploy/Dockerfile"
	natsFile     = top + "/deploy/nats/Dockerfile"
)

// stages parses a Dockerfile.
func stages(t *testing.T, path string) []instructions.Stage {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	return stages
}

// offline answers for every base image that it is for Linux and says nothing else: no registry is asked.
type offline struct{}

func (offline) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config := []byte(`{"os":"linux","architecture":"amd64","config":{"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]}}`)
	return ref, digest.FromBytes(config), config, nil
}

func TestDockerfilesHaveNoLint(t *testing.T) {
	for _, path := range []string{wirefoldFile, natsFile} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		warn := func(rule, _, _, says string, where []parser.Range) {
			t.Errorf("%s:%d: %s: %s", path, where[0].Start.Line, rule, says)
		}
		// To translate is to lint: what the rules find is told by the way.
		opt := dockerfile2llb.ConvertOpt{MetaResolver: offline{}, AllStages: true, Warn: warn}
		if _, err := dockerfile2llb.Dockerfile2LLB(t.Context(), text, opt); err != nil {
			t.Errorf("%s does not build: %v", path, err)
		}
	}
}

// exact is the tag of one release.
var exact = regexp.MustCompile(`:v?\d+\.\d+\.\d+(-[a-z0-9.]+)?$`)

func TestBaseImagesArePinned(t *testing.T) {
	for _, path := range []string{wirefoldFile, natsFile} {
		for _, s := range stages(t, path) {
			if s.BaseName != "scratch" && !exact.MatchString(s.BaseName) {
				t.Errorf("%s begins from %s: name one release", path, s.BaseName)
			}
		}
	}
}

func TestTheBrokerIsTheOneThatWirefoldBringsItself(t *testing.T) {
	want := "nats:" + strings.TrimPrefix(required(t, "github.com/nats-io/nats-server/v2"), "v") + "-alpine"
	if got := stages(t, natsFile)[0].BaseName; got != want {
		t.Errorf("%s begins from %s, the pipeline is tested with %s", natsFile, got, want)
	}
}

// required is the version of a module that pkg requires.
func required(t *testing.T, module string) string {
	t.Helper()
	path := top + "/pkg/go.mod"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.ParseLax(path, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Require {
		if r.Mod.Path == module {
			return r.Mod.Version
		}
	}
	t.Fatalf("%s requires no %s", path, module)
	return ""
}

// unprivileged is a user and a group by their numbers, neither of them root: a name would need a file that tells it.
var unprivileged = regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`)

func TestImagesRunUnprivileged(t *testing.T) {
	for _, path := range []string{wirefoldFile, natsFile} {
		all := stages(t, path)
		last := all[len(all)-1]
		user := "root"
		for _, c := range last.Commands {
			if u, ok := c.(*instructions.UserCommand); ok {
				user = u.User
			}
		}
		if !unprivileged.MatchString(user) {
			t.Errorf("%s ends as user %s, want numbers other than 0", path, user)
		}
	}
	if all := stages(t, wirefoldFile); all[len(all)-1].BaseName != "scratch" {
		t.Errorf("the image of wirefold begins from %s, want scratch: what is not there cannot be broken into", all[len(all)-1].BaseName)
	}
}

func TestTheImageStartsAProgramThatItHas(t *testing.T) {
	all := stages(t, wirefoldFile)
	has := imageFiles(all[len(all)-1])
	for _, c := range all[len(all)-1].Commands {
		if e, ok := c.(*instructions.EntrypointCommand); ok && (e.PrependShell || !slices.Contains(has, e.CmdLine[0])) {
			t.Errorf("entrypoint %v: the image has no shell, and of programs only %v", e.CmdLine, has)
		}
	}
}

// The filters and run --sample keep what they work on in temporary files: `docker run -i wirefold:dev dedupe`.
func TestTheImageHasAFolderForTemporaryFiles(t *testing.T) {
	all := stages(t, wirefoldFile)
	for _, c := range all[len(all)-1].Commands {
		copied, ok := c.(*instructions.CopyCommand)
		if ok && copied.DestPath == "/tmp" && copied.Chown == "65532:65532" {
			return
		}
	}
	t.Error("an image from scratch has no /tmp, and nobody there may make it")
}

// imageFiles are the paths that a stage's COPY instructions make.
func imageFiles(s instructions.Stage) []string {
	var files []string
	for _, c := range s.Commands {
		copied, ok := c.(*instructions.CopyCommand)
		if !ok {
			continue
		}
		for _, source := range copied.SourcePaths {
			to := copied.DestPath
			if strings.HasSuffix(to, "/") {
				to = filepath.Join(to, filepath.Base(source))
			}
			files = append(files, to)
		}
	}
	return files
}
