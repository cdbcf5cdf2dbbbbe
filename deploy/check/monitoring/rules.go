package monitoring

import (
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// Rule is a recording rule or an alert.
type Rule struct {
	Record      string
	Alert       string
	Expr        string
	Labels      map[string]string
	Annotations map[string]string
}

// RuleFile is a file of rules.
type RuleFile struct {
	Groups []struct {
		Name  string
		Rules []Rule
	}
}

// Config is what this check reads of a Prometheus configuration.
type Config struct {
	RuleFiles []string `yaml:"rule_files"`
}

// Rules reads the queries of all rules that a Prometheus configuration names.
func Rules(config string) ([]Query, []Rule, error) {
	var c Config
	if err := readYAML(config, &c); err != nil {
		return nil, nil, err
	}
	var queries []Query
	var rules []Rule
	for _, pattern := range c.RuleFiles {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(config), pattern))
		if err != nil || len(files) == 0 {
			return nil, nil, fmt.Errorf("%s names rule files %s, and there are none: %w", config, pattern, err)
		}
		for _, path := range files {
			var file RuleFile
			if err := readYAML(path, &file); err != nil {
				return nil, nil, err
			}
			for _, group := range file.Groups {
				for _, r := range group.Rules {
					rules = append(rules, r)
					queries = append(queries, r.query(filepath.Base(path)))
				}
			}
		}
	}
	return queries, rules, nil
}

func (r Rule) query(file string) Query {
	kind, name := Recording, r.Record
	if r.Alert != "" {
		kind, name = Alert, r.Alert
	}
	return Query{Where: fmt.Sprintf("%s: %s %s", file, kind, name), Expr: r.Expr, Instant: true, Kind: kind}
}

func readYAML(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
