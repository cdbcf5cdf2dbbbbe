package images

import (
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/nats-io/nats-server/v2/server"
	"go.yaml.in/yaml/v3"
)

func TestTheBrokerListensToOthersAndKeepsItsStreamsInTheVolume(t *testing.T) {
	all := stages(t, natsFile)
	var args []string
	work := "/"
	for _, c := range all[0].Commands {
		switch c := c.(type) {
		case *instructions.CmdCommand:
			args = slices.Clone(c.CmdLine)
		case *instructions.WorkdirCommand:
			work = c.Path
		}
	}
	baked := slices.Index(args, "/etc/nats/nats.conf")
	if baked < 0 || !slices.Contains(imageFiles(all[0]), args[baked]) {
		t.Fatalf("nats-server is started with %v, the image has %v", args, imageFiles(all[0]))
	}
	args[baked] = top + "/deploy/nats/nats.conf"
	never := func() { t.Fatalf("nats-server %v prints and ends", args) }
	options, err := server.ConfigureOptions(flag.NewFlagSet("nats-server", flag.ContinueOnError), args, never, never, never)
	if err != nil {
		t.Fatalf("nats-server %v: %v", args, err)
	}
	if options.Host != "0.0.0.0" || options.Port != 4222 {
		t.Errorf("it listens on %s:%d, want 0.0.0.0:4222", options.Host, options.Port)
	}
	if options.MaxPayload != 8<<20 {
		t.Errorf("max_payload is %d, want 8 MiB", options.MaxPayload)
	}
	broker := stack(t).Services["nats"]
	if store := filepath.Join(work, options.StoreDir); mounted(broker, store) == "" {
		t.Errorf("it stores in %s, where no volume is mounted", store)
	}
	if test := strings.Join(broker.HealthCheck.Test, " "); !strings.HasSuffix(test, "http://"+options.HTTPHost+":"+strconv.Itoa(options.HTTPPort)+"/healthz") {
		t.Errorf("its monitoring is on %s:%d, the health check asks %s", options.HTTPHost, options.HTTPPort, test)
	}
}

// mounted is what lies at a path inside a container: the volume's name, or the path on this machine; empty for the image.
func mounted(s types.ServiceConfig, path string) string {
	for _, v := range s.Volumes {
		rest, below := strings.CutPrefix(path, v.Target)
		if below && (rest == "" || strings.HasPrefix(rest, "/")) {
			return filepath.Join(v.Source, rest)
		}
	}
	return ""
}

func TestDedupeKeepsItsSnapshotsInTheVolume(t *testing.T) {
	dedupe := stack(t).Services["dedupe"]
	data := *dedupe.Environment["WIREFOLD_DATA"]
	all := stages(t, wirefoldFile)
	if mounted(dedupe, data) == "" || !slices.Contains(imageFiles(all[len(all)-1]), data) {
		t.Errorf("--data is %s: want a volume there, and a folder of the image that lends it its owner", data)
	}
}

// scrapes is what this check reads of a Prometheus configuration.
type scrapes struct {
	RuleFiles     []string `yaml:"rule_files"`
	ScrapeConfigs []struct {
		JobName      string `yaml:"job_name"`
		DNSSDConfigs []struct {
			Names []string
			Type  string
			Port  int
		} `yaml:"dns_sd_configs"`
	} `yaml:"scrape_configs"`
}

func TestPrometheusFindsEveryServiceHoweverMany(t *testing.T) {
	project := stack(t)
	prometheus := project.Services["prometheus"]
	path := ""
	for _, arg := range prometheus.Command {
		if file, ok := strings.CutPrefix(arg, "--config.file="); ok {
			path = mounted(prometheus, file)
		}
	}
	var config scrapes
	read(t, path, &config)
	found := map[string]int{}
	for _, s := range config.ScrapeConfigs {
		for _, d := range s.DNSSDConfigs {
			for _, name := range d.Names {
				if d.Type != "A" {
					t.Errorf("%s is looked up as %q, want A: one address a container", name, d.Type)
				}
				found[name] = d.Port
			}
		}
	}
	for _, name := range []string{"ingest", "clean", "extract", "dedupe"} {
		s := project.Services[name]
		if want := *s.Environment["WIREFOLD_HTTP"]; ":"+strconv.Itoa(found[name]) != want {
			t.Errorf("%s has its metrics on %s, Prometheus looks on port %d", name, want, found[name])
		}
		if !share(s, prometheus) {
			t.Errorf("prometheus cannot reach %s: they share no network", name)
		}
	}
	if len(config.RuleFiles) == 0 {
		t.Errorf("%s names no rule files", path)
	}
	for _, pattern := range config.RuleFiles {
		if files, err := filepath.Glob(filepath.Join(filepath.Dir(path), pattern)); filepath.IsAbs(pattern) || err != nil || len(files) == 0 {
			t.Errorf("%s names rules %s, which are not beside it (%v)", path, pattern, err)
		}
	}
	for name := range prometheus.Volumes {
		if v := prometheus.Volumes[name]; v.Type == types.VolumeTypeVolume && !slices.Contains(prometheus.Command, "--storage.tsdb.path="+v.Target) {
			t.Errorf("prometheus has a volume on %s and is started with %v", v.Target, prometheus.Command)
		}
	}
}

func share(a, b types.ServiceConfig) bool {
	for network := range a.Networks {
		if _, ok := b.Networks[network]; ok {
			return true
		}
	}
	return false
}

// read parses a YAML file.
func read(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
}

func TestGrafanaFindsItsDataSource(t *testing.T) {
	project := stack(t)
	var sources struct {
		Datasources []struct {
			UID, Type, URL string
			JSONData       struct {
				TimeInterval string `yaml:"timeInterval"`
			} `yaml:"jsonData"`
		}
	}
	read(t, mounted(project.Services["grafana"], "/etc/grafana/provisioning/datasources/prometheus.yaml"), &sources)
	if len(sources.Datasources) != 1 {
		t.Fatalf("%d data sources, want one", len(sources.Datasources))
	}
	source := sources.Datasources[0]
	at, err := url.Parse(source.URL)
	if err != nil {
		t.Fatal(err)
	}
	service, ok := project.Services[at.Hostname()]
	if !ok || !share(service, project.Services["grafana"]) || at.Port() != strconv.Itoa(int(service.Ports[0].Target)) {
		t.Errorf("Grafana asks %s, which is no service that it can reach", source.URL)
	}
	var config struct {
		Global struct {
			ScrapeInterval string `yaml:"scrape_interval"`
		}
	}
	read(t, mounted(service, "/etc/prometheus/prometheus.yml"), &config)
	if source.JSONData.TimeInterval != config.Global.ScrapeInterval {
		t.Errorf("Grafana takes the scrape interval for %s, it is %s", source.JSONData.TimeInterval, config.Global.ScrapeInterval)
	}
}

// Grafana 13 updates the plugins that its image brings, Prometheus' among them, by taking them away first: in an image that
// cannot be written to they are then gone.
func TestASealedGrafanaKeepsItsPlugins(t *testing.T) {
	grafana := stack(t).Services["grafana"]
	for variable, want := range map[string]string{"GF_PLUGINS_PREINSTALL_DISABLED": "true", "GF_PLUGINS_PREINSTALL_AUTO_UPDATE": "false"} {
		if got := grafana.Environment[variable]; got == nil || *got != want {
			t.Errorf("%s is not %s, and Grafana's image is read-only: %v", variable, want, grafana.ReadOnly)
		}
	}
}

func TestGrafanaFindsItsDashboards(t *testing.T) {
	grafana := stack(t).Services["grafana"]
	var provided struct {
		Providers []struct{ Options struct{ Path string } }
	}
	read(t, mounted(grafana, "/etc/grafana/provisioning/dashboards/wirefold.yaml"), &provided)
	for _, p := range provided.Providers {
		if files, err := filepath.Glob(filepath.Join(mounted(grafana, p.Options.Path), "*.json")); err != nil || len(files) == 0 {
			t.Errorf("no dashboards at %s (%v)", p.Options.Path, err)
		}
	}
	home := *grafana.Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
	if _, err := os.Stat(mounted(grafana, home)); err != nil {
		t.Errorf("the first page is %s: %v", home, err)
	}
	if mounted(grafana, "/var/lib/grafana") == "" {
		t.Error("Grafana has no volume for what it keeps")
	}
}
