package textclean

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestReasonsListsAllThatAreDeclared(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "textclean.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []Reason
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Reason" && spec.Names[0].IsExported() {
			word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, Reason(word))
		}
		return true
	})
	if len(declared) == 0 || !slices.Equal(declared, Reasons()) {
		t.Errorf("declared are %v, listed %v", declared, Reasons())
	}
}

func TestPartsOfRules(t *testing.T) {
	for _, r := range lineRules {
		if r.part != strings.ToLower(r.part) || strings.ContainsAny(r.part, "sk") {
			t.Errorf("%s: %q is not what a pattern without case matches alone", r.reason, r.part)
		}
	}
	for line, want := range map[string]Reason{
		"Northwire 2022, ALL RIGHTS RESERVED":                  Copyright,
		"All right, the reserve said on Monday":                "",
		"World News Summary from Northwire":                    Credit,
		"(Jane Roe in Kyiv Contributed to this report)":        Credit,
		"The flood contributed to the closing of the old pier": "",
		"FILE - The pier in March":                             Caption,
		"Open the FILE - The pier in March":                    "",
	} {
		if got := ruled(line); got != want {
			t.Errorf("%q is %q, want %q", line, got, want)
		}
	}
}

// It stood in two lists, and which one counted was another in each process.
func TestALineHasOneReason(t *testing.T) {
	if got := reasonOf("Email"); got != Share {
		t.Errorf("Email is %q", got)
	}
}
