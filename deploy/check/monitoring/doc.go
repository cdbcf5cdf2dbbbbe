// Package monitoring holds what deploy/ promises of its dashboards and rules: every query parses, names only what the
// code exports, and returns data when a real Prometheus scrapes a real `wirefold run --sample`, during which no alert is
// up. Grafana itself is not run: how a panel looks is for people to see.
package monitoring
