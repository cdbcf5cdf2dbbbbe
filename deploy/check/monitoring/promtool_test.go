package monitoring

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func TestPromtoolAccepts(t *testing.T) {
	promtool := tool(t, "promtool")
	tests, err := filepath.Glob(top + "/deploy/prometheus/tests/*.yml")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests of rules: %v", err)
	}
	runs := map[string][]string{
		"the configuration for wirefold run": {"check", "config", localConfig},
		"the configuration for the stack":    {"check", "config", stackConfig},
	}
	for _, path := range tests {
		runs[filepath.Base(path)] = []string{"test", "rules", path}
	}
	for name, args := range runs {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // the tests that need a week are a minute's work together
			if out, err := exec.CommandContext(t.Context(), promtool, args...).CombinedOutput(); err != nil {
				t.Errorf("promtool %v: %v\n%s", args, err, out)
			}
		})
	}
}

func TestBothConfigurationsHaveTheSameRules(t *testing.T) {
	local, _, err := Rules(localConfig)
	if err != nil {
		t.Fatal(err)
	}
	stack, _, err := Rules(stackConfig)
	if err != nil {
		t.Fatal(err)
	}
	if same := func(a, b Query) bool { return a.Where == b.Where && a.Expr == b.Expr }; !slices.EqualFunc(local, stack, same) {
		t.Errorf("for wirefold run there are the rules %v, for the stack %v", local, stack)
	}
}

// ruleTests is what this check reads of a file of promtool's unit tests.
type ruleTests struct {
	Tests []struct {
		AlertRuleTest []struct {
			Alertname string
			ExpAlerts []any `yaml:"exp_alerts"`
		} `yaml:"alert_rule_test"`
	}
}

func TestEveryAlertIsTestedBothWaysAndHasItsPage(t *testing.T) {
	fires, keeps := map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob(top + "/deploy/prometheus/tests/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		var file ruleTests
		if err := readYAML(path, &file); err != nil {
			t.Fatal(err)
		}
		for _, one := range file.Tests {
			for _, a := range one.AlertRuleTest {
				if len(a.ExpAlerts) > 0 {
					fires[a.Alertname] = true
				} else {
					keeps[a.Alertname] = true
				}
			}
		}
	}
	_, rules, err := Rules(localConfig)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		if r.Alert == "" {
			continue
		}
		if !fires[r.Alert] || !keeps[r.Alert] {
			t.Errorf("%s: a test that makes it fire: %v, one that keeps it quiet: %v", r.Alert, fires[r.Alert], keeps[r.Alert])
		}
		if _, err := os.Stat(top + "/docs/runbooks/" + r.Alert + ".md"); err != nil {
			t.Errorf("%s has no runbook: %v", r.Alert, err)
		}
		if page := filepath.Base(r.Annotations["runbook_url"]); page != r.Alert+".md" {
			t.Errorf("%s sends its reader to %s", r.Alert, page)
		}
	}
}
