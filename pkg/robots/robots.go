// Package robots reads robots.txt (RFC 9309).
//
// It promises: any bytes are read, and what is no rule is passed over, as the RFC wants; the rules kept of a file are
// those of one crawler, at most [MaxRules] of at most [MaxPattern] bytes; a look-up takes time in proportion to them
// and the path, whatever the patterns.
package robots

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// Rules are what a file says to one crawler. The zero value allows all.
type Rules struct {
	Delay time.Duration // Crawl-delay, no part of the RFC: to be left between two requests; 0: not said
	rules []rule
}

type rule struct {
	pattern string // in the normal form of paths
	allow   bool
}

// Bounds of what is kept of a file. The RFC wants 500 KiB of it to be read.
const (
	MaxFile    = 500 << 10
	MaxRules   = 2000
	MaxPattern = 2 << 10
)

// Parse reads the rules for a crawler by its product token, such as "wirefold": those of all groups that name it, else
// those of all groups for `*`. What is beyond MaxFile is not read.
func Parse(file []byte, token string) Rules {
	file = bytes.TrimPrefix(file[:min(len(file), MaxFile)], []byte("\xef\xbb\xbf"))
	var own, all Rules
	var named, forOwn, forAll, inRules bool
	for line := range bytes.FieldsFuncSeq(file, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := record(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent", "useragent":
			if inRules {
				forOwn, forAll, inRules = false, false, false
			}
			switch agent := product(value); {
			case agent == strings.ToLower(token):
				forOwn, named = true, true
			case value == "*":
				forAll = true
			}
		case "allow", "disallow", "crawl-delay", "crawldelay":
			inRules = true
			if forOwn {
				own.add(key, value)
			}
			if forAll {
				all.add(key, value)
			}
		}
	}
	if named {
		return own
	}
	return all
}

// record cuts a line into its key and its value, without the comment.
func record(line []byte) (key, value string, ok bool) {
	line, _, _ = bytes.Cut(line, []byte("#"))
	k, v, ok := bytes.Cut(line, []byte(":"))
	return strings.ToLower(string(bytes.TrimSpace(k))), string(bytes.TrimSpace(v)), ok
}

// product is the product token at the start of a user agent, in lower case: letters, `_` and `-` (section 2.2.1).
func product(agent string) string {
	agent = strings.ToLower(agent)
	end := strings.IndexFunc(agent, func(r rune) bool { return (r < 'a' || r > 'z') && r != '_' && r != '-' })
	if end < 0 {
		return agent
	}
	return agent[:end]
}

func (r *Rules) add(key, value string) {
	switch key {
	case "allow", "disallow":
		// An empty rule says nothing, and one that does not begin as a path does matches none.
		if value != "" && (value[0] == '/' || value[0] == '*') && len(r.rules) < MaxRules && len(value) <= MaxPattern {
			r.rules = append(r.rules, rule{pattern: normal(value), allow: key == "allow"})
		}
	default:
		seconds, err := strconv.ParseFloat(value, 64)
		if err == nil && seconds > 0 && !math.IsInf(seconds, 0) {
			r.Delay = time.Duration(min(seconds, 24*3600) * float64(time.Second))
		}
	}
}

// Allowed tells whether a path may be asked for: as it stands in the request, with the query. The longest pattern that
// matches decides, of equally long ones the one that allows. robots.txt itself is always allowed.
func (r Rules) Allowed(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	path = normal(path)
	longest, allowed := -1, true
	for _, rule := range r.rules {
		if n := len(rule.pattern); (n > longest || n == longest && rule.allow) && matches(rule.pattern, path) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// Size is about how many bytes the rules hold.
func (r Rules) Size() int {
	n := 0
	for _, rule := range r.rules {
		n += len(rule.pattern) + 24
	}
	return n
}

// matches tells whether a pattern matches the start of a path; `*` is any characters, `$` at the end is the path's end.
// The parts between stars are found each at its first place, which is enough, so that no pattern is tried twice.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	first, rest, starred := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	if !starred {
		return !anchored || path == ""
	}
	parts := strings.Split(rest, "*")
	last := len(parts) - 1
	for _, part := range parts[:last] {
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	if anchored {
		return strings.HasSuffix(path, parts[last])
	}
	return strings.Contains(path, parts[last])
}

// normal is a path or a pattern with its percent-encoding made one (section 2.2.2): what needs none is decoded, what is
// beyond ASCII is encoded, as is a percent sign that encodes nothing, and hex digits are upper case.
func normal(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, i, encoded = byte(n), i+2, true
			}
		}
		if c <= ' ' || c >= 0x7f || c == '%' || encoded && !unreserved(c) {
			escape(&b, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func escape(b *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
