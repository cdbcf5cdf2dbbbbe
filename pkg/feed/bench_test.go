package feed

import (
	"fmt"
	"strings"
	"testing"
)

// fifty is a feed as news sites have it: 50 items, 40 of them teasers of some 200 characters, ten with their whole text.
func fifty() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">` +
		`<channel><title>Lakeside Post</title><link>https://lakeside.example</link><atom:link rel="self" href="https://lakeside.example/feed"/><ttl>15</ttl>`)
	for n := range 50 {
		fmt.Fprintf(&b, `<item><title><![CDATA[Envoys meet above the lake, round %d]]></title><link>https://lakeside.example/2022/01/round-%d?utm_source=rss</link>`+
			`<guid isPermaLink="false">https://lakeside.example/?p=%d</guid><dc:creator><![CDATA[Ines Okafor]]></dc:creator><pubDate>Mon, 10 Jan 2022 21:%02d:00 +0100</pubDate>`+
			`<category><![CDATA[Diplomacy]]></category><media:content url="https://lakeside.example/%d.jpg" medium="image"/>`+
			`<description><![CDATA[%s[&#8230;]]]></description>`, n, n, n, n, n, strings.Repeat("The two deputy ministers met for seven hours. ", 4))
		if n%5 == 0 {
			fmt.Fprintf(&b, `<content:encoded><![CDATA[%s]]></content:encoded>`, strings.Repeat("<p>The two deputy ministers met for seven hours in a villa above the lake, and <a href=\"https://lakeside.example/x\">told reporters</a> so.</p>\n", 30))
		}
		b.WriteString("</item>")
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	body := fifty()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if f, err := Parse(body, "application/rss+xml", "https://lakeside.example/feed"); err != nil || len(f.Items) != 50 {
			b.Fatalf("%d items, %v", len(f.Items), err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "feeds/s")
}

func BenchmarkParseTenMegabytes(b *testing.B) {
	body := large(2000)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(body, "", ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	f, err := Parse(fifty(), "", "")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, i := range f.Items {
			_, _ = i.Key(), i.Digest()
		}
	}
}
