package sources

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wirefold/wirefold/pkg/selector"
	"github.com/wirefold/wirefold/pkg/subject"
)

// keys are those of an entry, and how each is read.
var keys = map[string]func(*Source, *yaml.Node) error{
	"source":   one((*Source).readName),
	"every":    one((*Source).readEvery),
	"feeds":    several(func(s *Source, v string) error { return s.addAddress(&s.Feeds, v) }),
	"sitemaps": several(func(s *Source, v string) error { return s.addAddress(&s.Sitemaps, v) }),
	"pages":    one((*Source).readPages),
	"topics":   several((*Source).addTopic),
	"poll":     (*Source).readPoll,
	"robots":   yesOrNo(func(s *Source, yes bool) { s.IgnoreRobots = !yes }),
	"websub":   yesOrNo(func(s *Source, yes bool) { s.NoWebSub = !yes }),
	"clean":    (*Source).readClean,
}

// What an entry may hold, in numbers. Topics and selectors ride in the headers of every message, which may have 64 KiB.
const (
	maxAddress = 2 << 10 // bytes, as the wire takes them
	maxFeeds   = 1000
	maxTopics  = 64
)

// readSource reads an entry; line is where an error is.
func readSource(node *yaml.Node) (s Source, line int, err error) {
	if node.Kind != yaml.MappingNode {
		return s, node.Line, errors.New("want the keys source and every")
	}
	read := map[string]func(*yaml.Node) error{}
	for key, f := range keys {
		read[key] = func(value *yaml.Node) error { return f(&s, value) }
	}
	given, line, err := readKeys(node, read, "an entry has source and every, and may have feeds, sitemaps, pages, topics, poll, robots, websub, clean")
	if err != nil {
		return s, line, err
	}
	for _, key := range []string{"source", "every"} {
		if !slices.Contains(given, key) {
			return s, node.Line, fmt.Errorf("%s is missing", key)
		}
	}
	switch {
	case s.Pages == PagesFeed && len(s.Sitemaps) > 0:
		return s, node.Line, errors.New("pages: feed, and sitemaps: a sitemap has no text but its pages")
	case len(s.Feeds)+len(s.Sitemaps) > maxFeeds:
		return s, node.Line, fmt.Errorf("more than %d feeds and sitemaps", maxFeeds)
	}
	return s, node.Line, nil
}

// readKeys reads a mapping; line is where an error is.
func readKeys(node *yaml.Node, read map[string]func(*yaml.Node) error, known string) (given []string, line int, err error) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		f, ok := read[key.Value]
		switch {
		case !ok:
			err = fmt.Errorf("unknown key %.40q: %s", key.Value, known)
		case slices.Contains(given, key.Value):
			err = fmt.Errorf("%s stands there twice", key.Value)
		default:
			if err = f(value); errors.Is(err, errWantOne) || errors.Is(err, errWantSome) {
				err = fmt.Errorf("%s: %w", key.Value, err)
			}
		}
		if err != nil {
			return nil, key.Line, err
		}
		given = append(given, key.Value)
	}
	return given, node.Line, nil
}

var (
	errWantOne  = errors.New("want one value")
	errWantSome = errors.New("want a list of values")
)

// one reads a single value.
func one(read func(*Source, string) error) func(*Source, *yaml.Node) error {
	return func(s *Source, node *yaml.Node) error {
		if node.Kind != yaml.ScalarNode {
			return errWantOne
		}
		return read(s, node.Value)
	}
}

// several reads a list of values, or one alone.
func several(read func(*Source, string) error) func(*Source, *yaml.Node) error {
	return func(s *Source, node *yaml.Node) error {
		values, err := list(node)
		for _, v := range values {
			if err == nil {
				err = read(s, v)
			}
		}
		return err
	}
}

func list(node *yaml.Node) ([]string, error) {
	if node.Kind == yaml.ScalarNode {
		if node.Tag == "!!null" {
			return nil, nil
		}
		return []string{node.Value}, nil
	}
	if node.Kind != yaml.SequenceNode {
		return nil, errWantSome
	}
	var values []string
	for _, n := range node.Content {
		if n.Kind != yaml.ScalarNode {
			return nil, errWantSome
		}
		values = append(values, n.Value)
	}
	return values, nil
}

func yesOrNo(set func(*Source, bool)) func(*Source, *yaml.Node) error {
	return one(func(s *Source, value string) error {
		switch strings.ToLower(value) {
		case "true", "yes", "on":
			set(s, true)
		case "false", "no", "off":
			set(s, false)
		default:
			return fmt.Errorf("%.40q: want true or false", value)
		}
		return nil
	})
}

func (s *Source) readName(value string) error {
	switch s.Name = subject.Source(value); s.Name {
	case subject.None:
		return fmt.Errorf("source %.60q: no letter or digit in it", value)
	case Other:
		return fmt.Errorf("source %.60q: so all that are not in the list are called", value)
	}
	return nil
}

func (s *Source) readEvery(value string) (err error) {
	switch s.Every, err = time.ParseDuration(strings.TrimSpace(value)); {
	case err != nil:
		return fmt.Errorf("every %.60q: want a time, as 90s, 10m or 24h", value)
	case s.Every < MinEvery:
		return fmt.Errorf("every %s: less than %s", s.Every, MinEvery)
	}
	return nil
}

// addAddress adds the address of a feed or sitemap to a list.
func (s *Source) addAddress(to *[]string, value string) error {
	address, err := readAddress(value)
	if err != nil {
		return err
	}
	if slices.Contains(s.Feeds, address) || slices.Contains(s.Sitemaps, address) {
		return fmt.Errorf("%s stands there twice", address)
	}
	*to = append(*to, address)
	return nil
}

// readAddress checks an address, and leaves its fragment out.
func readAddress(value string) (string, error) {
	value = strings.TrimSpace(value)
	u, err := url.Parse(value)
	switch {
	case len(value) > maxAddress:
		return "", fmt.Errorf("address %.60q…: more than %d bytes", value, maxAddress)
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return "", fmt.Errorf("address %.100q: want one of http or https, with its host", value)
	case u.User != nil:
		return "", fmt.Errorf("address %.100q: no name and password in it, they are never sent", u.Redacted())
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}

func (s *Source) readPages(value string) error {
	switch s.Pages = Pages(value); s.Pages {
	case PagesAuto, PagesFetch, PagesFeed:
		return nil
	}
	return fmt.Errorf("pages %.40q: want %s, %s or %s", value, PagesAuto, PagesFetch, PagesFeed)
}

func (s *Source) addTopic(name string) error {
	switch {
	case !subject.Legal(name) || name == subject.None:
		return fmt.Errorf("topic %.60q: want a topic's name, as us-russia-talks", name)
	case slices.Contains(s.Topics, name):
		return fmt.Errorf("topic %s stands there twice", name)
	case len(s.Topics) == maxTopics:
		return fmt.Errorf("more than %d topics", maxTopics)
	}
	s.Topics = append(s.Topics, name)
	return nil
}

func (s *Source) readPoll(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return errors.New("poll: want the keys least and most")
	}
	bound := func(to *time.Duration, name string) func(*yaml.Node) error {
		return func(value *yaml.Node) (err error) {
			switch *to, err = time.ParseDuration(strings.TrimSpace(value.Value)); {
			case err != nil:
				return fmt.Errorf("poll: %s %.40q: want a time, as 90s, 10m or 24h", name, value.Value)
			case *to < MinPoll || *to > MaxPoll:
				return fmt.Errorf("poll: %s %s: want %s to %s", name, *to, MinPoll, MaxPoll)
			}
			return nil
		}
	}
	_, _, err := readKeys(node, map[string]func(*yaml.Node) error{"least": bound(&s.Least, "least"), "most": bound(&s.Most, "most")}, "poll has least and most")
	if err == nil && s.Most != 0 && s.Least > s.Most {
		err = fmt.Errorf("poll: least %s is more than most %s", s.Least, s.Most)
	}
	return err
}

func (s *Source) readClean(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return errors.New("clean: want the keys body and remove")
	}
	_, _, err := readKeys(node, map[string]func(*yaml.Node) error{
		"body": func(value *yaml.Node) error {
			if value.Kind != yaml.ScalarNode {
				return errWantOne
			}
			s.Clean.Body = strings.TrimSpace(value.Value)
			return nil
		},
		"remove": func(value *yaml.Node) (err error) {
			s.Clean.Remove, err = list(value)
			return err
		},
	}, "clean has body and remove")
	for i, one := range s.Clean.Remove {
		s.Clean.Remove[i] = strings.TrimSpace(one)
		if err == nil && s.Clean.Remove[i] == "" {
			err = errors.New("clean: remove: an empty selector")
		}
	}
	if err == nil && strings.ContainsAny(s.Clean.Body+strings.Join(s.Clean.Remove, ""), "\r\n\x00") {
		err = errors.New("clean: a selector is one line")
	}
	// As the pipeline reads them: a list, joined by commas.
	for _, hint := range []struct{ key, list string }{{"body", s.Clean.Body}, {"remove", strings.Join(s.Clean.Remove, ", ")}} {
		if _, bad := selector.Parse(hint.list); err == nil && bad != nil {
			err = fmt.Errorf("clean: %s: %w", hint.key, bad)
		}
	}
	return err
}
