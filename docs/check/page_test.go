package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// section is what stands under one ## heading of a page.
type section struct {
	title  string
	blocks []block
}

// block is a fenced block, and what the page says that it prints.
type block struct {
	line    int    // of the fence, counted from 1
	mode    string // typed, again, stays, subscriber or file
	file    string // to save the text as, for a file
	text    string
	expects string // the text block right below
}

const (
	typed      = "typed"      // ```sh: typed once, ends well
	again      = "again"      // ```sh again: typed until it prints what stands below
	stays      = "stays"      // ```sh stays: has a terminal of its own until the end of the section
	subscriber = "subscriber" // ```sh subscriber: as stays, and news goes by while it listens
	file       = "file"       // ```yaml sources.yaml: saved under this name
)

// readPage reads the sections of a page. A block that nobody would run or compare is an error.
func readPage(path string) (sections []section, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var in *block // the block whose fence is open
	output := false
	for i, line := range strings.Split(string(data), "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case in != nil && fence:
			in, output = nil, false
		case in != nil && output:
			in.expects += line + "\n"
		case in != nil:
			in.text += line + "\n"
		case fence:
			if len(sections) == 0 {
				return nil, fmt.Errorf("%s:%d: a block before the first ## heading", path, i+1)
			}
			last := &sections[len(sections)-1]
			if info == "text" {
				if len(last.blocks) == 0 || last.blocks[len(last.blocks)-1].mode == file {
					return nil, fmt.Errorf("%s:%d: nothing above prints this", path, i+1)
				}
				in, output = &last.blocks[len(last.blocks)-1], true
				continue
			}
			b := block{line: i + 1}
			if b.mode, b.file, err = modeOf(info); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
			}
			last.blocks = append(last.blocks, b)
			in = &last.blocks[len(last.blocks)-1]
		case strings.HasPrefix(line, "## "):
			sections = append(sections, section{title: strings.TrimPrefix(line, "## ")})
		}
	}
	return sections, nil
}

func modeOf(info string) (mode, name string, err error) {
	language, rest, _ := strings.Cut(info, " ")
	switch {
	case language == "sh" && rest == "":
		return typed, "", nil
	case language == "sh" && slices.Contains([]string{again, stays, subscriber}, rest):
		return rest, "", nil
	case language != "sh" && rest != "" && filepath.IsLocal(rest):
		return file, rest, nil
	}
	return "", "", fmt.Errorf("a block of kind %q is neither run nor compared: sh, sh again, sh stays, sh subscriber, text, or a language and the name of a file", info)
}

// missing is the first expected line that is not in the output. Lines count in their order, others may stand between
// them; … is any text within a line, and much space is as good as one.
func missing(expects, output string) string {
	var lines []string
	for line := range strings.Lines(output) {
		lines = append(lines, spaced(line))
	}
	for want := range strings.Lines(expects) {
		if want = spaced(want); want == "" || want == "…" {
			continue
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(want), "…", ".*") + "$")
		at := slices.IndexFunc(lines, pattern.MatchString)
		if at < 0 {
			return want
		}
		lines = lines[at+1:]
	}
	return ""
}

func spaced(line string) string { return strings.Join(strings.Fields(line), " ") }

func TestMissing(t *testing.T) {
	for _, row := range []struct{ why, expects, output, want string }{
		{"nothing is expected", "", "a\n", ""},
		{"other lines may stand between", "a\nc\n", "a\nb\nc\n", ""},
		{"the order counts", "c\na\n", "a\nb\nc\n", "a"},
		{"a line twice is two lines", "a\na\n", "a\n", "a"},
		{"an ellipsis is any text", `{"seq":…}`, `{"seq":12}`, ""},
		{"the rest of the line counts", `{"seq":…}`, `{"seq":12`, `{"seq":…}`},
		{"signs mean themselves", "a.b", "axb", "a.b"},
		{"much space is as good as one", "  a b", "a \t b\r\n", ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			if got := missing(row.expects, row.output); got != row.want {
				t.Errorf("missing %q, want %q", got, row.want)
			}
		})
	}
}

func TestReadPage(t *testing.T) {
	for _, row := range []struct {
		why, page string
		wantErr   string // "": it is read
		modes     string
	}{
		{"prose alone", "# Title\n\n## One\n\nwords\n", "", ""},
		{"a command and what it prints", "## One\n```sh\na\n```\n\n```text\nb\n```\n", "", "typed"},
		{"every mode", "## One\n```sh stays\n```\n```sh again\n```\n```sh subscriber\n```\n```yaml a.yaml\n```\n", "", "stays again subscriber file"},
		{"a block that nobody would run", "## One\n```json\n{}\n```\n", `a block of kind "json" is neither run nor compared`, ""},
		{"a mode that is none", "## One\n```sh later\n```\n", `a block of kind "sh later"`, ""},
		{"a file outside of the folder", "## One\n```yaml ../a\n```\n", `a block of kind "yaml ../a"`, ""},
		{"output of nothing", "## One\n```text\n```\n", "nothing above prints this", ""},
		{"output of a file", "## One\n```yaml a\n```\n```text\n```\n", "nothing above prints this", ""},
		{"a block before the first heading", "```sh\n```\n", "before the first ## heading", ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "page.md")
			if err := os.WriteFile(path, []byte(row.page), 0o600); err != nil {
				t.Fatal(err)
			}
			sections, err := readPage(path)
			if row.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), row.wantErr) {
					t.Errorf("%v, want %s", err, row.wantErr)
				}
				return
			}
			var modes []string
			for _, s := range sections {
				for _, b := range s.blocks {
					modes = append(modes, b.mode)
				}
			}
			if err != nil || strings.Join(modes, " ") != row.modes {
				t.Errorf("%v, %v, want %s", modes, err, row.modes)
			}
		})
	}
}
