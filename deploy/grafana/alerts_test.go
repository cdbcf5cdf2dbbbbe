package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestThePanelOfAlertsKnowsThemAll(t *testing.T) {
	var have []string
	for _, m := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(rules(t, "wirefold.alerts.yml"), -1) {
		have = append(have, m[1])
	}
	slices.Sort(have)
	have = slices.Compact(have)
	shown := strings.Split(strings.TrimSuffix(strings.TrimPrefix(alerts, `alertname=~"`), `"`), "|")
	slices.Sort(shown)
	if !slices.Equal(have, shown) {
		t.Errorf("the rules have\n%v\nand the panel shows\n%v", have, shown)
	}
}

func TestColoursBeginWhereTheRulesSay(t *testing.T) {
	for _, r := range []struct {
		sentence string
		value    float64
		here     float64
		file     string
		rule     string
	}{
		{"news is late after five minutes", lateNews, 300, "wirefold.rules.yml", `le=~"300(\\.0)?"`},
		{"a quick burn calls at 14.4 times the budget's pace", burning, 1 - 14.4*.01, "wirefold.alerts.yml", "ratio_rate1h > 14.4 * 0.01"},
		{"a slow one writes a ticket at 6 times", smouldering, 1 - 6*.01, "wirefold.alerts.yml", "ratio_rate6h > 6 * 0.01"},
		{"a stage falls behind with five minutes of work", behind, 300, "wirefold.alerts.yml", "wirefold:stage_drain:seconds > 300"},
		{"a source is silent after three of its intervals", silence, 3, "wirefold.alerts.yml", "> 3 * max by (source) (wirefold_source_expected_interval_seconds)"},
		{"a stream that refuses writes a ticket with a quarter left", filling, .75, "wirefold.alerts.yml", ") > 0.75"},
		{"and calls with a tenth left", full, .9, "wirefold.alerts.yml", ") > 0.9"},
	} {
		t.Run(r.sentence, func(t *testing.T) {
			if r.value != r.here {
				t.Errorf("the dashboards say %v, the rule %v", r.value, r.here)
			}
			if !strings.Contains(rules(t, r.file), r.rule) {
				t.Errorf("%s no longer says %q: where does the colour begin now?", r.file, r.rule)
			}
		})
	}
}

func rules(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile("../prometheus/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
