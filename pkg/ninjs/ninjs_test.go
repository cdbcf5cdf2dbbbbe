package ninjs

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !Is(body) {
				t.Error("not recognised")
			}
			item, err := Parse(body)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(item); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, _ := os.ReadFile(golden); string(want) != out.String() {
				t.Errorf("got\n%s\nwant\n%s", out.String(), want)
			}
		})
	}
}

func TestIs(t *testing.T) {
	for _, r := range []struct {
		why, body string
		want      bool
	}{
		{"headlines are ninjs' own", `{"headlines":[]}`, true},
		{"so is the URI", `{"uri":"urn:x"}`, true},
		{"so is the status, in the case of 3.x", `{"pubStatus":"canceled"}`, true},
		{"and of 2.x", `{"pubstatus":"canceled"}`, true},
		{"an article object is none", `{"id":"1","title":"A","text":"B","status":"usable"}`, false},
		{"not even with a URI", `{"uri":"urn:x","text":"B"}`, false},
		{"nor with a page", `{"uri":"urn:x","html":"<p>B"}`, false},
		{"a list is none", `[{"uri":"urn:x"}]`, false},
		{"what is no JSON is none", `{"uri":"urn:x"`, false},
	} {
		if got := Is([]byte(r.body)); got != r.want {
			t.Errorf("%s: %s gives %v", r.why, r.body, got)
		}
	}
}

func TestParse(t *testing.T) {
	for _, r := range []struct {
		why, body string
		got       func(Item) string
		want      string
	}{
		{"a version may be a number", `{"version":7}`, version, "7"},
		{"or a string that is none", `{"version":"7.b"}`, version, "7.b"},
		{"of headlines without main the one without role counts", `{"headlines":[{"role":"seo","value":"A"},{"value":"B"}]}`, title, "B"},
		{"else the first that says something", `{"headlines":[{"role":"seo","value":" "},{"role":"web","value":"C"}]}`, title, "C"},
		{"without headlines the title counts", `{"title":"D"}`, title, "D"},
		{"markup in a plain body is text", `{"bodies":[{"contentType":"text/plain","value":"a <b> c"}]}`, copied, "a <b> c"},
		{"an untyped body that begins with a tag is markup", `{"bodies":[{"value":" <p>a</p><p>b</p>"}]}`, copied, "a\n\nb"},
		{"forms that are no text are passed over", `{"bodies":[{"contentType":"application/pdf","value":"%PDF-1.7"},{"value":"a"}]}`, copied, "a"},
		{"a plain body that says more beats markup", `{"bodies":[{"contentType":"text/html","value":"<p>a"},{"value":"a and the rest of it"}]}`, copied, "a and the rest of it"},
		{"two breaks part paragraphs, one does not", `{"bodies":[{"value":"<p>a<br><br>b<br>c</p>"}]}`, copied, "a\n\nb c"},
		{"a nested figure does not end the outer one", `{"bodies":[{"value":"<figure>x<figure>y</figure>z</figure>a"}]}`, copied, "a"},
		{"the publication is the first version's", `{"firstcreated":"1","versioncreated":"2"}`, func(i Item) string { return i.Published() }, "1"},
	} {
		t.Run(r.why, func(t *testing.T) {
			item, err := Parse([]byte(r.body))
			if got := r.got(item); got != r.want || err != nil {
				t.Errorf("%s gives %q, %v, want %q", r.body, got, err, r.want)
			}
		})
	}
}

func version(i Item) string { return i.Version }
func title(i Item) string   { return i.Headline }
func copied(i Item) string  { return i.Text }

func TestRefused(t *testing.T) {
	if _, err := Parse([]byte(`{"uri":"urn:x","type":"picture"}`)); !errors.Is(err, ErrNotText) {
		t.Errorf("a picture gives %v", err)
	}
	for _, body := range []string{``, `[]`, `{"headlines":"A"}`, `{"version":[]}`} {
		if _, err := Parse([]byte(body)); err == nil {
			t.Errorf("%s is read", body)
		}
	}
}

// The IPTC's own examples are facts about the standard that this repository does not carry.
func TestExamples(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/ninjs/examples/*.json")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		item, err := Parse(body)
		if !Is(body) || err != nil || item.URI == "" || item.Headline == "" || item.Text == "" || item.Published() == "" {
			t.Errorf("%s: %v %+v", filepath.Base(file), err, item)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"uri":"urn:x","version":1,"headlines":[{"value":"<b>A"}],"bodies":[{"value":"<p>a<script>"}]}`))
	f.Add([]byte("{\"uri\":\"\xff\",\"bodies\":[{\"value\":\"<\\u0000\xfe\"}]}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		item, err := Parse(body)
		if err != nil && !reflect.DeepEqual(item, Item{}) {
			t.Errorf("an item beside the error %v", err)
		}
		for _, s := range []string{item.URI, item.Version, item.Status, item.Headline, item.Slugline, item.By, item.Note, item.Language, item.Published(), item.Located, item.URL, item.Text} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no UTF-8", s)
			}
		}
		if strings.Contains(item.Text, "\n\n\n") && !strings.Contains(string(body), `\n`) {
			t.Errorf("%q has an empty paragraph", item.Text)
		}
	})
}
