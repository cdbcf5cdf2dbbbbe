package newsfeed

import "sync"

// maxPrinted bounds the feeds that are kept written, in bytes: a hundred articles of 3 KiB are 0.4 MB as RSS and 0.7 MB
// as JSON Feed, before gzip, and a newsroom reads some dozens of feeds.
const maxPrinted = 32 << 20

// press keeps feeds as they were written, so that each is written once and not for each of its readers.
type press struct {
	mu      sync.Mutex // also held while one is written: readers of the same feed come together
	printed map[sheet]print
	bytes   int
}

// sheet is what a reader asks for.
type sheet struct {
	file string
	at   address
	gzip bool
}

type print struct {
	tag  string
	body []byte
}

// give gives a feed of that tag, which it has or writes.
func (p *press) give(s sheet, tag string, write func() ([]byte, error)) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.printed[s]
	if last.body != nil && last.tag == tag {
		return last.body, nil
	}
	body, err := write()
	if err != nil {
		return nil, err
	}
	p.bytes += s.size(body) - s.size(last.body)
	if p.printed == nil || p.bytes > maxPrinted {
		p.printed, p.bytes = map[sheet]print{}, s.size(body)
	}
	p.printed[s] = print{tag, body}
	return body, nil
}

// size is what a feed takes when it is kept; nothing of what is not. The address is of the reader's choosing.
func (s sheet) size(body []byte) int {
	if body == nil {
		return 0
	}
	return len(body) + len(s.at.folder) + len(s.at.self)
}
