package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the dashboards instead of comparing them")

func TestTheCommittedDashboardsAreTheGeneratedOnes(t *testing.T) {
	if *update {
		if err := write("dashboards"); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range dashboards() {
		file := filepath.Join("dashboards", d.UID+".json")
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := encode(d)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the code makes: run make dashboards, and look at the difference", file)
		}
	}
}

func TestNoOtherFileLiesAmongTheDashboards(t *testing.T) {
	have, err := filepath.Glob("dashboards/*")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(dashboards()); len(have) != want {
		t.Errorf("%d files in dashboards, want %d: %v", len(have), want, have)
	}
}
