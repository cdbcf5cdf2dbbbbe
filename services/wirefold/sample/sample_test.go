package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/sources"
	"github.com/wirefold/wirefold/pkg/subject"
)

// all returns the sample, and it again by name.
func all(t *testing.T) ([]Message, map[string]Message) {
	t.Helper()
	messages, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	byName := make(map[string]Message, len(messages))
	for _, m := range messages {
		byName[m.Name] = m
	}
	return messages, byName
}

// host is the outlet a message comes from, read off its subject with or without the forgiven dots.
func host(m Message) string {
	return strings.ReplaceAll(strings.TrimPrefix(m.Subject, "wire."), "_", ".")
}

func header(m Message, name string) string { return strings.Join(m.Header[name], ", ") }

// The sources waited for are the six that publish most; of two that publish as much either may be one.
func TestSourcesAreTheOutletsThatPublishMost(t *testing.T) {
	list, err := sources.Parse(Sources)
	if err != nil || len(list) != 6 {
		t.Fatalf("sources are %v, %v, want six", list, err)
	}
	messages, _ := all(t)
	count := map[string]int{}
	for _, m := range messages {
		source, err := subject.WireSource(m.Subject)
		if err != nil {
			t.Fatal(err)
		}
		count[source]++
	}
	least := len(messages)
	for _, s := range list {
		least = min(least, count[s.Name])
	}
	for source, n := range count {
		if n > least && !slices.ContainsFunc(list, func(s sources.Source) bool { return s.Name == source }) {
			t.Errorf("%s has %d messages and is none of the sources, of which one has %d", source, n, least)
		}
	}
}

func TestParse(t *testing.T) {
	tests := []struct {
		name, raw, wantErr string
		want               Message
	}{
		{name: "header names keep their case, values their colons", raw: "Subject: wire.a_example\nWirefold-Url: https://a.example/x\nx-Odd: 1\n\nBody\n",
			want: Message{Subject: "wire.a_example", Header: map[string][]string{"Wirefold-Url": {"https://a.example/x"}, "x-Odd": {"1"}}, Body: []byte("Body\n")}},
		{name: "a header given twice has two values", raw: "Subject: wire.a\nA: 1\nA: 2\n\n",
			want: Message{Subject: "wire.a", Header: map[string][]string{"A": {"1", "2"}}, Body: []byte{}}},
		{name: "only the first empty line parts header and body", raw: "Subject: wire.a\n\none\n\ntwo: 2\r\n\xff",
			want: Message{Subject: "wire.a", Header: map[string][]string{}, Body: []byte("one\n\ntwo: 2\r\n\xff")}},
		{name: "a message without a body's empty line is refused", raw: "Subject: wire.a\nA: 1\n", wantErr: errNoBody.Error()},
		{name: "a message without a subject is refused", raw: "A: 1\n\nbody", wantErr: errNoSubject.Error()},
		{name: "a line that is no header is refused", raw: "Subject: wire.a\nbroken\n\nbody", wantErr: `header line "broken" has no ": "`},
		{name: "nothing at all is refused", raw: "", wantErr: errNoBody.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse([]byte(tt.raw))
			if tt.wantErr != "" {
				if err == nil || err.Error() != tt.wantErr {
					t.Fatalf("error %v, want %q", err, tt.wantErr)
				}
				return
			}
			if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", tt.want) {
				t.Errorf("parse = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestMessagesAreNumberedWithoutGap(t *testing.T) {
	messages, _ := all(t)
	if len(messages) < 60 {
		t.Errorf("%d messages, want at least 60", len(messages))
	}
	for i, m := range messages {
		if want := fmt.Sprintf("%03d-", i+1); !strings.HasPrefix(m.Name, want) {
			t.Errorf("message %d is called %q, want prefix %q", i+1, m.Name, want)
		}
	}
}

func TestMessagesShareNothingBetweenCalls(t *testing.T) {
	first, _ := all(t)
	first[0].Body[0] ^= 0xff
	first[0].Header["Content-Type"][0] = "spoilt"
	second, _ := all(t)
	if second[0].Body[0] == first[0].Body[0] || header(second[0], "Content-Type") == "spoilt" {
		t.Error("a change to the first answer shows in the second")
	}
}

// The subject token rule of pkg/subject, or the host with its dots, which ingest forgives.
var wireSubject = regexp.MustCompile(`^wire\.[a-z0-9-]+[_.]example$`)

func TestEveryHostIsUnderExample(t *testing.T) {
	messages, _ := all(t)
	hosts := map[string]bool{}
	link := regexp.MustCompile(`https?://[^\s"'<>)]+`)
	for _, m := range messages {
		if !wireSubject.MatchString(m.Subject) {
			t.Errorf("%s: subject %q", m.Name, m.Subject)
		}
		hosts[host(m)] = true
		links := link.FindAllString(string(m.Body), -1)
		if u := header(m, "Wirefold-Url"); u != "" {
			if !strings.HasPrefix(u, "https://"+host(m)+"/") {
				t.Errorf("%s: Wirefold-Url %q is not on %s", m.Name, u, host(m))
			}
			links = append(links, u)
		}
		for _, l := range links {
			u, err := url.Parse(l)
			if err != nil {
				t.Errorf("%s: %v", m.Name, err)
				continue
			}
			// The two vocabularies that pages and ninjs name by address.
			known := []string{"schema.org", "www.iptc.org"}
			if !strings.HasSuffix(u.Host, ".example") && !slices.Contains(known, u.Host) {
				t.Errorf("%s: link to %s", m.Name, u.Host)
			}
		}
	}
	if len(hosts) < 12 {
		t.Errorf("%d hosts, want at least 12", len(hosts))
	}
}

func TestHeadersAreThoseOfTheContract(t *testing.T) {
	known := []string{"Content-Type", "Nats-Msg-Id", "Wirefold-Id", "Wirefold-Url", "Wirefold-Title", "Wirefold-Published-At", "Wirefold-Status", "Wirefold-Version"}
	messages, _ := all(t)
	seen := map[string]bool{}
	for _, m := range messages {
		for name, values := range m.Header {
			if !slices.Contains(known, name) || len(values) != 1 || !utf8.ValidString(values[0]) {
				t.Errorf("%s: header %s: %q", m.Name, name, values)
			}
		}
		if at := header(m, "Wirefold-Published-At"); at != "" {
			if _, err := time.Parse(time.RFC3339, at); err != nil {
				t.Errorf("%s: %v", m.Name, err)
			}
		}
		if id := header(m, "Nats-Msg-Id"); id != "" && !strings.HasPrefix(id, strings.TrimPrefix(m.Subject, "wire.")+"/") {
			t.Errorf("%s: Nats-Msg-Id %q does not begin with its source", m.Name, id)
		} else if id != "" && seen[id] {
			t.Errorf("%s: Nats-Msg-Id %q is taken: the broker would drop the message", m.Name, id)
		} else {
			seen[id] = true
		}
	}
}

func TestJSONParsesExceptWhereItIsMeantNotTo(t *testing.T) {
	messages, _ := all(t)
	expected := expectations(t)
	for i, m := range messages {
		if !strings.Contains(header(m, "Content-Type"), "json") {
			continue
		}
		if valid, want := json.Valid(m.Body), expected[i].kind != "dead"; valid != want {
			t.Errorf("%s: valid JSON %v, want %v", m.Name, valid, want)
		}
	}
}

func TestCharsetsAreWhatTheirLabelsSay(t *testing.T) {
	_, byName := all(t)
	tests := []struct {
		name, label string
		word        []byte
	}{
		{"011-geneva-nevskyvestnik", "windows-1251, told by the page", []byte("\xd0\xff\xe1\xea\xee\xe2")}, // Рябков
		{"066-ministers-nevskyvestnik", "windows-1251, told by the header", []byte("\xcb\xe0\xe2\xf0\xee\xe2")},
		{"020-geneva-rheinblatt", "ISO-8859-1", []byte("J\xf6rg M\xf6hring")},
		{"037-brussels-nevskyvestnik", "UTF-8 under a false meta element", []byte("Грушко")},
	}
	for _, tt := range tests {
		m := byName[tt.name]
		if !bytes.Contains(m.Body, tt.word) || utf8.Valid(m.Body) != utf8.Valid(tt.word) {
			t.Errorf("%s is not %s", tt.name, tt.label)
		}
	}
	for _, m := range byName {
		if strings.HasPrefix(header(m, "Content-Type"), "text/plain") && !utf8.Valid(m.Body) {
			t.Errorf("%s: plain text is not UTF-8", m.Name)
		}
	}
}
