package feed

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fill repeats a part between a beginning and an end up to a size in bytes.
func fill(before, part, after string, size int) []byte {
	n := max(0, size-len(before)-len(after)) / len(part)
	return []byte(before + strings.Repeat(part, n) + after)
}

const (
	rssStart = `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title>`
	rssEnd   = `</channel></rss>`
	item     = `<item><title>Talks go on</title><link>https://a.example/1</link></item>`
)

// hostile feeds are as large as a poller would take, each a way to cost more than its size.
func hostile(size int) map[string]struct {
	body  []byte
	items int // -1: any
} {
	type feed = struct {
		body  []byte
		items int
	}
	laughs := `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`, 1000) + `]>`
	return map[string]feed{
		"one item again and again":        {fill(rssStart, item, rssEnd, size), 1},
		"an endless one":                  {fill(rssStart, item, "", size), 1},
		"entities of a document type":     {fill(laughs+rssStart+"<item><title>", "&b;", "</title></item>"+rssEnd, size), 1},
		"a document type without end":     {fill("<!DOCTYPE rss [", `<!ENTITY a "b">`, "", size), -1},
		"a deep root":                     {fill("<rss>", "<channel>", "", size), 0},
		"deep elements of an item":        {fill(rssStart+item+"<item>", "<a>", "", size), 1},
		"deep elements of an extension":   {fill(rssStart+item+"<item>", "<media:group>", "", size), 1},
		"deep XHTML":                      {fill(`<feed><entry><id>1</id><content type="xhtml">`, "<div>", `</content></entry></feed>`, size), -1},
		"deep HTML":                       {fill(rssStart+item+"<item><guid>1</guid><description><![CDATA[", "<div>", "]]></description></item>"+rssEnd, size), -1},
		"tables within tables":            {fill(`<feed><entry><id>1</id><content type="html">`, "&lt;table&gt;&lt;b&gt;", `</content></entry></feed>`, size), -1},
		"many elements of an item":        {fill(rssStart+item+"<item>", "<dc:a/>", "</item>"+rssEnd, size), 1},
		"many elements of a group":        {fill(rssStart+item+"<item><guid>1</guid><media:group>", "x<media:a/>", "</media:group></item>"+rssEnd, size), -1},
		"many elements of the channel":    {fill(rssStart+item, "<dc:a/>", rssEnd, size), 1},
		"many empty items":                {fill(rssStart, "<item/>", rssEnd, size), 0},
		"many namespaces":                 {fill("<rss ", `xmlns:abcdef="u" `, "><channel>"+strings.Repeat(item, 1000)+rssEnd, size), 1},
		"many attributes":                 {fill(rssStart+item+"<item ", `a="b" `, "><guid>1</guid></item>"+rssEnd, size), 2},
		"a huge attribute":                {fill(rssStart+item+`<item><link href="`, "x", `"/><guid>1</guid></item>`+rssEnd, size), 2},
		"an attribute without end":        {fill(rssStart+item+`<item a="`, "x", "", size), 1},
		"many quotes":                     {fill(rssStart+item+`<item `, `a='" `, "", size), -1},
		"a huge name":                     {fill(rssStart+item+"<", "x", "", size), 1},
		"many angles":                     {fill(rssStart+item+"<item><title>", "<", "</title></item>"+rssEnd, size), -1},
		"many ampersands":                 {fill(rssStart+item+"<item><title>", "&", "</title></item>"+rssEnd, size), -1},
		"many references":                 {fill(rssStart+item+"<item><title>", "&#65;", "</title></item>"+rssEnd, size), -1},
		"CDATA in pieces":                 {fill(rssStart+item+"<item><guid>1</guid><dc:creator>", "a<![CDATA[b]]>", "</dc:creator></item>"+rssEnd, size), -1},
		"comments in pieces":              {fill(rssStart+item+"<item><guid>1</guid><dc:creator>", "a<!-- b -->", "</dc:creator></item>"+rssEnd, size), -1},
		"closing tags of nothing":         {fill(rssStart+item, "</a>", rssEnd, size), 1},
		"a date of spaces":                {fill(rssStart+"<item><guid>1</guid><pubDate>Mon, 10", " ", "</pubDate></item>"+rssEnd, size), -1},
		"a title of tags":                 {fill(rssStart+"<item><guid>1</guid><title>", "&lt;b&gt;", "</title></item>"+rssEnd, size), -1},
		"a title escaped again and again": {fill(rssStart+"<item><guid>1</guid><title>&", "amp;", "lt;</title></item>"+rssEnd, size), -1},
		"a byline of letters":             {fill(rssStart+"<item><guid>1</guid><author>", "a (", "</author></item>"+rssEnd, size), -1},
		"a title that nearly has a tag":   {fill(rssStart+"<item><guid>1</guid><title>", "&lt;p ", "</title></item>"+rssEnd, size), -1},
		"a title that nearly was escaped": {fill(rssStart+"<item><guid>1</guid><title>", "&amp;lt;p ", "</title></item>"+rssEnd, size), -1},
		"ids that all items share":        {fill(rssStart, `<item><guid>1</guid><title>`+"x"+`</title></item><item><guid>1</guid><title>y</title></item>`, rssEnd, size), 2},
		"JSON that nests":                 {fill(`{"version":"https://jsonfeed.org/version/1","items":[`, "[", "", size), -1},
		"JSON items that never end":       {fill(`{"version":"https://jsonfeed.org/version/1","items":[`, `{"id":"1"},`, "", size), 1},
		"JSON authors again and again":    {fill(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","authors":[`, `{"name":"a"},`, `{}]}]}`, size), 1},
		"JSON members again and again":    {fill(`{"version":"https://jsonfeed.org/version/1",`, `"a":1,`, `"items":[{"id":"1"}]}`, size), 1},
		"NULs":                            {fill("", "\x00", "", size), -1},
		"control characters":              {fill(rssStart+item, "\x01", rssEnd, size), 1},
		"bytes that are no UTF-8":         {fill(rssStart+item+"<item><guid>1</guid><title>", "\xff\xc0", "</title></item>"+rssEnd, size), -1},
	}
}

// TestHostileFeedsAreReadToTheirEnd: nothing hangs, nothing overflows a stack, and what is whole among it is found. What
// each costs is logged; all are linear in their size.
func TestHostileFeedsAreReadToTheirEnd(t *testing.T) {
	const size = 256 << 10
	for name, h := range hostile(size) {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			f, err := promises(t, h.body, "application/rss+xml", "https://a.example/feed")
			t.Logf("%s: %d items, %d cut, %d broken, truncated %t, %v", time.Since(start), len(f.Items), f.Cut, f.Broken, f.Truncated, err)
			if h.items >= 0 && len(f.Items) != h.items {
				t.Errorf("%d items, want %d", len(f.Items), h.items)
			}
		})
	}
}

// large is a feed of whole articles, some 5 kB each.
func large(items int) []byte {
	var b strings.Builder
	b.WriteString(rssStart)
	text := strings.Repeat("&lt;p&gt;The two deputy ministers met for seven hours, and &lt;a href=&quot;https://a.example/x&quot;&gt;told reporters&lt;/a&gt; so.&lt;/p&gt;\n", 36)
	for n := range items {
		fmt.Fprintf(&b, "<item><guid>%d</guid><title>Round %d</title><description>%s</description></item>\n", n, n, text)
	}
	b.WriteString(rssEnd)
	return []byte(b.String())
}

func TestTenMegabytesTakeMemoryInProportion(t *testing.T) {
	body := large(2000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := Parse(body, "", "")
	runtime.ReadMemStats(&after)
	if err != nil || len(f.Items) != 2000 || !f.Items[1999].Full {
		t.Fatalf("%d items of %d bytes, %v", len(f.Items), len(body), err)
	}
	// Measured: 16 times, in all; what lives at once is less than half of it.
	times := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(body))
	t.Logf("%d MB: allocated %.1f times as much", len(body)>>20, times)
	if times > 40 {
		t.Errorf("allocated %.1f times the %d bytes of the feed", times, len(body))
	}
}

func TestBoundsAreTold(t *testing.T) {
	var b strings.Builder
	b.WriteString(rssStart)
	for n := range MaxItems + 7 {
		fmt.Fprintf(&b, "<item><guid>%d</guid><title>x</title></item>", n)
	}
	b.WriteString(rssEnd)
	f, err := Parse([]byte(b.String()), "", "")
	if err != nil || len(f.Items) != MaxItems || f.Cut != 7 || f.Truncated {
		t.Errorf("%d items, %d cut, truncated %t, %v", len(f.Items), f.Cut, f.Truncated, err)
	}
	f, err = Parse(fill(rssStart+item+"<item><title>Too large</title><description>", "x", "</description></item>"+item[:6]+"<guid>2</guid></item>"+rssEnd, maxPart+1000), "", "")
	if err != nil || len(f.Items) != 2 || f.Broken != 1 {
		t.Errorf("%d items, %d broken, %v", len(f.Items), f.Broken, err)
	}
}
