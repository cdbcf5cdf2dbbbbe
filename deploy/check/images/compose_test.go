package images

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const composeFile = top + "/deploy/compose.yaml"

// stack loads the compose file as `docker compose` does: against its schema, anchors and variables resolved.
func stack(t *testing.T, env ...string) *types.Project {
	t.Helper()
	return load(t, env, composeFile)
}

// load loads compose files, each over those before it.
func load(t *testing.T, env []string, files ...string) *types.Project {
	t.Helper()
	var paths []string
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	options, err := cli.NewProjectOptions(paths, cli.WithEnv(env), cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatalf("load %v: %v", files, err)
	}
	return project
}

func TestTheStackHasTheSevenServices(t *testing.T) {
	want := []string{"clean", "dedupe", "extract", "grafana", "ingest", "nats", "prometheus"}
	if got := stack(t).ServiceNames(); !slices.Equal(got, want) {
		t.Errorf("services %v, want %v", got, want)
	}
}

func TestEveryServiceIsSealed(t *testing.T) {
	for name, s := range stack(t).Services {
		// Grafana's image has its files in root's group; it is user 472 in it.
		if !unprivileged.MatchString(s.User) && s.User != "472:0" {
			t.Errorf("%s runs as %q, want a user and a group by numbers other than 0", name, s.User)
		}
		if !s.ReadOnly {
			t.Errorf("%s may write to its image: read_only is missing", name)
		}
		if !slices.Equal(s.CapDrop, []string{"ALL"}) || len(s.CapAdd) > 0 || s.Privileged {
			t.Errorf("%s has privileges: drop %v, add %v, privileged %v", name, s.CapDrop, s.CapAdd, s.Privileged)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may gain privileges: no-new-privileges is missing", name)
		}
		if s.NetworkMode != "" || s.Pid != "" || s.Ipc != "" {
			t.Errorf("%s shares a namespace with the machine", name)
		}
	}
}

func TestEveryServiceIsWatchedAndBounded(t *testing.T) {
	for name, s := range stack(t).Services {
		if s.HealthCheck == nil || s.HealthCheck.Disable || len(s.HealthCheck.Test) < 2 || s.HealthCheck.Test[0] != "CMD" {
			t.Errorf("%s has no health check by a command of its own, without a shell", name)
		}
		if s.Restart != types.RestartPolicyUnlessStopped {
			t.Errorf("%s restarts %q", name, s.Restart)
		}
		if s.MemLimit <= 0 {
			t.Errorf("%s may take all memory: mem_limit is missing", name)
		}
		if s.Logging == nil || s.Logging.Options["max-size"] == "" {
			t.Errorf("%s may fill the disk with its log: max-size is missing", name)
		}
	}
}

func TestServicesWaitUntilWhatTheyNeedIsHealthy(t *testing.T) {
	project := stack(t)
	for name, s := range project.Services {
		for on, d := range s.DependsOn {
			if d.Condition != types.ServiceConditionHealthy {
				t.Errorf("%s waits until %s is %s", name, on, d.Condition)
			}
		}
	}
	for _, name := range []string{"ingest", "clean", "extract", "dedupe"} {
		if _, ok := project.Services[name].DependsOn["nats"]; !ok {
			t.Errorf("%s does not wait for nats", name)
		}
	}
}

func TestPortsAreOpenOnThisMachineOnly(t *testing.T) {
	for name, s := range stack(t).Services {
		for _, p := range s.Ports {
			if p.HostIP != "127.0.0.1" {
				t.Errorf("%s opens port %s on %q", name, p.Published, p.HostIP)
			}
		}
	}
}

func TestServicesThatComeInAnyNumberCanBeScaled(t *testing.T) {
	for _, name := range []string{"ingest", "clean", "extract"} {
		s := stack(t).Services[name]
		if len(s.Ports) > 0 || s.ContainerName != "" {
			t.Errorf("a second %s would clash with the first: ports %v, container name %q", name, s.Ports, s.ContainerName)
		}
		for _, v := range s.Volumes {
			if !v.ReadOnly {
				t.Errorf("a second %s would write to %s of the first", name, v.Target)
			}
		}
	}
}

func TestImagesArePinned(t *testing.T) {
	project := stack(t)
	for name, s := range project.Services {
		if s.Build == nil {
			if s.PullPolicy != types.PullPolicyNever && !exact.MatchString(s.Image) {
				t.Errorf("%s takes image %s: name one release", name, s.Image)
			}
			continue
		}
		if _, err := os.Stat(filepath.Join(s.Build.Context, s.Build.Dockerfile)); err != nil {
			t.Errorf("%s is built from a file that is missing: %v", name, err)
		}
	}
	release := stack(t, "WIREFOLD_VERSION=v1.2.3")
	for _, name := range []string{"ingest", "clean", "extract", "dedupe"} {
		if got := release.Services[name].Image; got != "wirefold:v1.2.3" {
			t.Errorf("WIREFOLD_VERSION=v1.2.3 gives %s image %s", name, got)
		}
	}
	if got := *release.Services["ingest"].Build.Args["VERSION"]; got != "v1.2.3" {
		t.Errorf("WIREFOLD_VERSION=v1.2.3 is built as %s", got)
	}
	if nats, from := project.Services["nats"].Image, stages(t, natsFile)[0].BaseName; !strings.Contains(from, nats[strings.Index(nats, ":"):]) {
		t.Errorf("image %s is built from %s", nats, from)
	}
}

// Compose builds side by side: two builds that give their image the same name fail now and then with "already exists".
func TestAnImageIsBuiltOnce(t *testing.T) {
	built := map[string]string{}
	project := stack(t)
	for name, s := range project.Services {
		if s.Build == nil {
			continue
		}
		if other, ok := built[s.Image]; ok {
			t.Errorf("%s and %s both build image %s", other, name, s.Image)
		}
		built[s.Image] = name
	}
	for name, s := range project.Services {
		if _, ours := built[s.Image]; s.Build == nil && ours != (s.PullPolicy == types.PullPolicyNever) {
			t.Errorf("%s has image %s and pull policy %q: never is for what another service builds, and for nothing else", name, s.Image, s.PullPolicy)
		}
	}
}

func TestWhatIsMountedIsThere(t *testing.T) {
	project := stack(t)
	used := map[string]bool{}
	for name, s := range project.Services {
		for _, v := range s.Volumes {
			switch v.Type {
			case types.VolumeTypeVolume:
				used[v.Source] = true
			case types.VolumeTypeBind:
				if !filled(v.Source) {
					t.Errorf("%s mounts %s, which is missing or empty", name, v.Source)
				}
				if !v.ReadOnly {
					t.Errorf("%s may write to the repository's %s", name, v.Source)
				}
			default:
				t.Errorf("%s mounts a %s", name, v.Type)
			}
		}
	}
	for volume := range project.Volumes {
		if !used[volume] {
			t.Errorf("nobody uses volume %s", volume)
		}
	}
}

// filled says whether there is a file, or a folder with something in it.
func filled(path string) bool {
	if entries, err := os.ReadDir(path); err == nil {
		return len(entries) > 0
	}
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// flagsDoc is generated from the programs: what it names exists.
const flagsDoc = top + "/docs/flags.md"

// documented gives the section of a command in the flags' page.
func documented(t *testing.T, command string) string {
	t.Helper()
	text, err := os.ReadFile(flagsDoc)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## "+command+"\n")
	if !ok {
		t.Fatalf("%s has no command %s", flagsDoc, command)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

func TestTheServicesOfTheImageAreStartedAsTheyUnderstand(t *testing.T) {
	all := stages(t, wirefoldFile)
	has := imageFiles(all[len(all)-1])
	project := stack(t)
	ready := documented(t, "wirefold ready")
	for _, name := range []string{"ingest", "clean", "extract", "dedupe"} {
		s := project.Services[name]
		program := "/usr/local/bin/wirefold-" + name
		if !slices.Equal(s.Entrypoint, []string{program}) || !slices.Contains(has, program) {
			t.Errorf("%s starts %v, the image has %v", name, s.Entrypoint, has)
		}
		section := documented(t, "wirefold-"+name)
		for variable := range s.Environment {
			if variable != "GOMEMLIMIT" && !strings.Contains(section, "`"+variable+"`") {
				t.Errorf("%s is given %s, which it does not know", name, variable)
			}
			if path := *s.Environment[variable]; strings.HasPrefix(path, "/") && mounted(s, path) == "" {
				t.Errorf("%s is given %s %s, where nothing is mounted", name, variable, path)
			}
		}
		test := s.HealthCheck.Test[1:]
		if !slices.Contains(has, test[0]) || test[1] != "ready" || !strings.Contains(ready, "`"+test[2]+"`") || "127.0.0.1"+*s.Environment["WIREFOLD_HTTP"] != test[3] {
			t.Errorf("%s listens on %s and is asked by %v", name, *s.Environment["WIREFOLD_HTTP"], test)
		}
		if *s.Environment["WIREFOLD_NATS_URL"] != "nats://nats:4222" {
			t.Errorf("%s looks for NATS at %s", name, *s.Environment["WIREFOLD_NATS_URL"])
		}
	}
}

// limit is GOMEMLIMIT in MiB.
var limit = regexp.MustCompile(`^(\d+)MiB$`)

func TestGoIsToldOfTheMemoryThatItMayTake(t *testing.T) {
	for name, s := range stack(t).Services {
		given, ok := s.Environment["GOMEMLIMIT"]
		if !ok {
			continue // not ours
		}
		var bytes types.UnitBytes
		if m := limit.FindStringSubmatch(*given); m != nil {
			if err := bytes.DecodeMapstructure(m[1] + "m"); err != nil {
				t.Fatal(err)
			}
		}
		if share := float64(bytes) / float64(s.MemLimit); share < .8 || share > .95 {
			t.Errorf("%s has %d bytes and tells Go %s: want 80 to 95 in a hundred", name, s.MemLimit, *given)
		}
	}
}
