package decider

import (
	"slices"
	"strings"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// credits tells whether an article credits a source, in words or by link. Credits are folded to letters and digits:
// reuters, reuterscom; sources are tokens of hosts or names: reuters_com.
func credits(a *wirefoldv1.ArticleMemory, source string) bool {
	return source != a.GetSource() && len(a.GetCredits()) > 0 && creditsAny(a, sourceNames(source))
}

func creditsAny(a *wirefoldv1.ArticleMemory, names []string) bool {
	return slices.ContainsFunc(a.GetCredits(), func(c string) bool { return slices.Contains(names, c) })
}

// sourceNames are the ways a source may stand among credits: its host, the hosts above it, and the label that names
// it: uk_reuters_com is ukreuterscom, reuterscom and reuters.
func sourceNames(source string) []string {
	if squeeze(source) == "" {
		return nil
	}
	labels := strings.Split(source, "_")
	for i := range labels {
		labels[i] = squeeze(labels[i])
	}
	names := []string{strings.Join(labels, "")}
	// A host of fewer than two labels names nobody, and the last label is the top-level domain.
	for i := 1; i < len(labels)-1; i++ {
		names = append(names, strings.Join(labels[i:], ""))
	}
	for _, l := range labels[:max(len(labels)-1, 0)] {
		// Two letters are a country's or a language's part of a host (uk_, co_), unless the host begins with them (ap_org).
		if len(l) > 2 || l == labels[0] && len(labels) == 2 {
			names = append(names, l)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
