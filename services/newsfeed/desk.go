package newsfeed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/services/newsfeed/edition"
)

// shared is an edition that is folded while it is read.
type shared struct {
	mu      sync.RWMutex
	edition *edition.Edition
}

func (s *shared) take(e edition.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edition.Take(e)
}

func (s *shared) endTurn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edition.EndTurn()
}

func (s *shared) open() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.edition.Open()
}

func (s *shared) feed(topic string) (edition.Feed, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.edition.Feed(topic)
}

func (s *shared) topics() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.edition.Topics()
}

// desk answers GET /feed/{file}.
type desk struct {
	public string // the door's address as others reach it; "" where it is not known
	press  press
	served atomic.Pointer[shared]
}

func newDesk(public string) *desk { return &desk{public: public} }

// serve serves an edition from now on, and says whether it is another one.
func (d *desk) serve(s *shared) bool { return d.served.Swap(s) != s }

// form is how a feed is written.
type form struct {
	mediaType string
	write     func(edition.Feed, address) ([]byte, error)
}

var forms = map[string]form{
	"xml":  {"application/rss+xml; charset=utf-8", writeRSS},
	"json": {"application/feed+json", writeJSON},
}

// ServeHTTP answers with a feed.
func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	news := d.served.Load()
	if news == nil {
		loading(w)
		return
	}
	topic, extension, _ := strings.Cut(r.PathValue("file"), ".")
	form, known := forms[extension]
	feed, ok := news.feed(topic)
	if !known || !ok {
		httpdoor.Problem{Status: http.StatusNotFound, Detail: fmt.Sprintf("There is no feed %.60q. There are %s, each as .xml and .json.", r.PathValue("file"), some(news.topics()))}.Write(w)
		return
	}
	tag := `W/"` + feed.Tag + `"`
	h := w.Header()
	h.Set("ETag", tag)
	// A correction or a kill is not to wait in a cache; to ask whether there is one costs next to nothing.
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if !feed.Changed.IsZero() {
		h.Set("Last-Modified", feed.Changed.UTC().Format(http.TimeFormat))
	}
	if unchanged(r, tag, feed.Changed) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s := sheet{r.PathValue("file"), d.address(r), takesGzip(r)}
	body, err := d.press.give(s, feed.Tag, func() ([]byte, error) {
		body, err := form.write(feed, s.at)
		if s.gzip && err == nil {
			body = compress(body)
		}
		return body, err
	})
	if err != nil {
		httpdoor.Problem{Status: http.StatusInternalServerError, Detail: "The feed could not be written: " + err.Error()}.Write(w)
		return
	}
	h.Set("Content-Type", form.mediaType)
	if s.gzip {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body) // who went away is not told
}

// unchanged says whether the reader has what is there (RFC 9110, 13.2.2).
func unchanged(r *http.Request, tag string, changed time.Time) bool {
	if have := r.Header.Values("If-None-Match"); len(have) > 0 {
		for each := range strings.SplitSeq(strings.Join(have, ","), ",") {
			each = strings.TrimSpace(each)
			if each == "*" || strings.TrimPrefix(each, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !changed.IsZero() && !changed.Truncate(time.Second).After(since)
}

func takesGzip(r *http.Request) bool {
	for each := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(each, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
			return weight == "" || err == nil && q > 0
		}
	}
	return false
}

// compress takes a tenth of the time of the best and makes text half as large again as that does.
func compress(body []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed) // a level that there is
	z.Write(body)
	z.Close()
	return out.Bytes()
}

// address is where a feed is reached; "" for what is not known.
type address struct{ folder, self string }

// address is by the door's own, or else by the name that the reader knows.
func (d *desk) address(r *http.Request) address {
	base := d.public
	if base == "" {
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		base = scheme + "://" + r.Host
		if u, err := url.Parse(base); err != nil || u.Host != r.Host || r.Host == "" {
			return address{}
		}
	}
	return address{folder: base + "/feed/", self: base + (&url.URL{Path: r.URL.Path}).EscapedPath()}
}

// loading answers until the news are read.
func loading(w http.ResponseWriter) {
	httpdoor.Problem{Status: http.StatusServiceUnavailable, Detail: "The news of the last week are being read.", RetryAfter: again}.Write(w)
}

// some names topics, not too many.
func some(topics []string) string {
	const most = 30
	if len(topics) > most {
		return strings.Join(topics[:most], ", ") + fmt.Sprintf(" and %d more", len(topics)-most)
	}
	return strings.Join(topics, ", ")
}
