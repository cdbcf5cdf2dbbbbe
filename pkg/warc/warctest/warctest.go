// Package warctest writes web archives for tests, as crawlers write them.
package warctest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
)

// Record is a record of WARC 1.0. Fields are lines of its head beside those that every record has.
func Record(kind, uri, block string, fields ...string) string {
	head := "WARC/1.0\r\nWARC-Type: " + kind + "\r\nWARC-Target-URI: " + uri + "\r\nWARC-Date: 2022-01-10T12:00:00Z\r\n"
	for _, f := range fields {
		head += f + "\r\n"
	}
	return head + fmt.Sprintf("Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
}

// Response is the record of a response: its status and fields are the lines of its HTTP head.
func Response(uri, body string, head ...string) string {
	return Record("response", uri, "HTTP/1.1 "+strings.Join(head, "\r\n")+"\r\n\r\n"+body, "Content-Type: application/http; msgtype=response")
}

// Gzip packs records into one member.
func Gzip(records ...string) string { return Members(strings.Join(records, "")) }

// Members packs records into one member each, and joins them to a file.
func Members(records ...string) string {
	var file bytes.Buffer
	z := gzip.NewWriter(&file)
	for _, r := range records {
		z.Reset(&file)
		// A buffer takes all.
		_, _ = z.Write([]byte(r))
		_ = z.Close()
	}
	return file.String()
}
