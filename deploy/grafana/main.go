// Command grafana writes Wirefold's dashboards as the JSON that Grafana reads.
//
// Each dashboard is one file here, read from top to bottom as it is seen: wirefold.go, source.go, talks.go. A panel is its
// width, title, unit, colour, what it tells in words, and its queries. colours.go says what each colour means.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wirefold/wirefold/deploy/grafana/board"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: grafana FOLDER\nwrites the dashboards into FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func dashboards() []*board.Dashboard {
	return []*board.Dashboard{desk(), source(), talks()}
}

func write(folder string) error {
	for _, d := range dashboards() {
		text, err := encode(d)
		if err != nil {
			return fmt.Errorf("encode dashboard %s: %w", d.UID, err)
		}
		if err := os.WriteFile(filepath.Join(folder, d.UID+".json"), text, 0o644); err != nil {
			return fmt.Errorf("write dashboard %s: %w", d.UID, err)
		}
	}
	return nil
}

func encode(d *board.Dashboard) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // queries compare with < and >
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return b.Bytes(), err
}
