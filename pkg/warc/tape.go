package warc

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
)

const (
	chunk     = 64 << 10 // bytes read at once
	maxRewind = 8 << 20  // bytes of a gzip member that are kept to go back to: pages of 4 MiB and more are not for the wire
)

// tape is a stream that is read forward, knows where it is, and can go back to a mark.
type tape struct {
	in   io.Reader
	err  error  // of in; what was read before it is still in buf
	buf  []byte // what was read and may be wanted
	at   int    // of the next byte in buf
	base int64  // where in the stream buf begins
	mark int    // in buf; -1: none
}

func newTape(in io.Reader) *tape { return &tape{in: in, mark: -1} }

// reset begins anew with another stream.
func (t *tape) reset(in io.Reader) { *t = tape{in: in, buf: t.buf[:0], mark: -1} }

// offset is the number of bytes before the next one.
func (t *tape) offset() int64 { return t.base + int64(t.at) }

func (t *tape) setMark() { t.mark = t.at }

// rewind goes back to the mark, unless that is too far back.
func (t *tape) rewind() {
	if t.mark >= 0 {
		t.at, t.mark = t.mark, -1
	}
}

// fill reads on; false at the end.
func (t *tape) fill() bool {
	if t.err != nil {
		return false
	}
	keep := t.at
	if t.mark >= 0 && len(t.buf)-t.mark < maxRewind {
		keep, t.mark = t.mark, 0
	} else {
		t.mark = -1
	}
	t.buf = t.buf[:copy(t.buf, t.buf[keep:])]
	t.base, t.at = t.base+int64(keep), t.at-keep
	have := len(t.buf)
	if cap(t.buf)-have < chunk {
		t.buf = append(make([]byte, 0, 2*cap(t.buf)+chunk), t.buf...)
	}
	n := 0
	for range 100 { // a reader may give nothing now and then, but not for ever
		if n, t.err = t.in.Read(t.buf[have : have+chunk]); n > 0 || t.err != nil {
			t.buf = t.buf[:have+n]
			return true
		}
	}
	t.err = io.ErrNoProgress
	return false
}

// peek gives the next n bytes without reading them, or fewer before the end.
func (t *tape) peek(n int) []byte {
	for len(t.buf)-t.at < n && t.fill() {
	}
	return t.buf[t.at:min(t.at+n, len(t.buf))]
}

func (t *tape) Read(p []byte) (int, error) {
	if len(p) > 0 && len(t.peek(1)) == 0 {
		return 0, t.err
	}
	n := copy(p, t.buf[t.at:])
	t.at += n
	return n, nil
}

// ReadByte makes gzip read no further than a member goes.
func (t *tape) ReadByte() (byte, error) {
	if t.at == len(t.buf) && len(t.peek(1)) == 0 {
		return 0, t.err
	}
	t.at++
	return t.buf[t.at-1], nil
}

// skip passes over the bytes of a set.
func (t *tape) skip(set string) {
	for {
		b := t.peek(1)
		if len(b) == 0 || strings.IndexByte(set, b[0]) < 0 {
			return
		}
		t.at++
	}
}

// find goes to where a pattern begins; false where there is none.
func (t *tape) find(pattern string) bool {
	for {
		if i := bytes.Index(t.buf[t.at:], []byte(pattern)); i >= 0 {
			t.at += i
			return true
		}
		t.at = max(t.at, len(t.buf)-len(pattern)+1)
		if !t.fill() {
			t.at = len(t.buf)
			return false
		}
	}
}

// head reads up to and with the next empty line.
func (t *tape) head() ([]byte, error) {
	var head []byte
	for {
		i := bytes.IndexByte(t.buf[t.at:], '\n')
		if i < 0 && len(head)+len(t.buf)-t.at <= maxHead && t.fill() {
			continue
		}
		if i < 0 && len(head)+len(t.buf)-t.at <= maxHead {
			t.at = len(t.buf)
			return nil, t.cut()
		}
		if len(head)+i+1 > maxHead || i < 0 {
			return nil, errLongHead
		}
		line := t.buf[t.at : t.at+i+1]
		t.at += len(line)
		if len(bytes.TrimSpace(line)) == 0 {
			return head, nil
		}
		head = append(head, line...)
	}
}

// cut is the error of a stream that ends too early.
func (t *tape) cut() error {
	if t.err == io.EOF {
		return errCut
	}
	return t.err
}

// block is the content of one record.
type block struct {
	from *tape
	at   int64 // offset of the record
	left int64 // bytes
	err  error
}

func (b *block) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, &Broken{b.at, b.err}
	}
	if b.left > 0 {
		n, _ := b.from.Read(p[:min(int64(len(p)), b.left)])
		if b.left -= int64(n); n > 0 || len(p) == 0 {
			return n, nil
		}
		b.err = b.from.cut()
		return 0, &Broken{b.at, b.err}
	}
	// Behind the two line ends that close a record comes a gzip member's checksum.
	b.from.peek(len("\r\n\r\n") + 1)
	if err := b.from.err; err != nil && err != io.EOF {
		b.err = err
		return 0, &Broken{b.at, b.err}
	}
	return 0, io.EOF
}

const (
	recordMagic = "WARC/"
	gzipMagic   = "\x1F\x8B\x08" // and the one method there is
)

func beginsRecord(p []byte) bool { return strings.HasPrefix(string(p), recordMagic) }

func isGzip(p []byte) bool { return strings.HasPrefix(string(p), gzipMagic) }

func memberBeginsRecord(p []byte) bool {
	z, err := gzip.NewReader(bytes.NewReader(p))
	if err != nil {
		return false
	}
	head := make([]byte, len(recordMagic))
	_, err = io.ReadFull(z, head)
	return err == nil && beginsRecord(head)
}

// fields are those of a head, by their names in lower case; of one given twice the first.
type fields map[string]string

// readFields reads what follows the first line of a head. Lines that are no field are passed over.
func readFields(head []byte) fields {
	f := fields{}
	last := ""
	for line := range strings.SplitSeq(string(head), "\n") {
		if last != "" && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			f[last] += " " + strings.TrimSpace(line) // folded, as old servers do
			continue
		}
		last = ""
		name, value, ok := strings.Cut(line, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := f[name]; !ok || name == "" || twice {
			continue
		}
		f[name], last = strings.TrimSpace(value), name
	}
	return f
}
