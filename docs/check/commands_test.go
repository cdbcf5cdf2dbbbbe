package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// wrapper lets `wirefold run` have its own NATS although the environment names one for the commands beside it.
const wrapper = `#!/bin/sh
case "$1" in run) unset WIREFOLD_NATS_URL ;; esac
exec "$(dirname "$0")/built/wirefold" "$@"
`

// commands builds the commands that the pages call into a folder for PATH.
func commands(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "built")+string(filepath.Separator), "./wirefold")
	build.Dir = filepath.Join("..", "..", "services")
	build.Env = append(os.Environ(), "GOWORK=") // in the workspace, as `go run` does it, whatever this module is tested with
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build wirefold: %v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "wirefold"), []byte(wrapper), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}
