package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

const (
	mostEncodings = 2       // a server that packs twice by mistake is understood
	ratioFree     = 1 << 20 // bytes that a body may unpack to at any ratio
	maxWindow     = 8 << 20 // of zstd over HTTP (RFC 9659)
)

// content is a body unpacked, within its limits.
type content struct {
	*bufio.Reader
	most   int64 // bytes, of each layer
	ratio  int64
	packed counter
	layers int
	file   bool     // it was a gzip file
	giveUp []func() // gives the decoders back
}

// counter counts what was read of a packed body.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// unpack opens the encodings of a body, the last applied first, and a body that is itself a gzip file (news.xml.gz).
func unpack(packed io.Reader, encodings []string, q question, ratio int64) (*content, error) {
	c := &content{most: q.MaxBytes, ratio: ratio, packed: counter{Reader: packed}}
	var r io.Reader = &c.packed
	for _, name := range slices.Backward(encodings) {
		open := decoders[name]
		if open == nil {
			c.Close()
			return nil, fmt.Errorf("Content-Encoding %.40q was not asked for", name)
		}
		var err error
		if r, err = c.layer(r, open); err != nil {
			c.Close()
			return nil, err
		}
	}
	c.Reader = bufio.NewReaderSize(r, 4<<10)
	if start, _ := c.Peek(2); bytes.Equal(start, gzipMagic) {
		r, err := c.layer(c.Reader, openGzip)
		if err != nil {
			c.Close()
			return nil, err
		}
		c.Reader, c.file = bufio.NewReaderSize(r, 4<<10), true
	}
	return c, nil
}

// packings are the encodings in the order in which they were applied.
func packings(headers []string) []string {
	var names []string
	for name := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && name != "identity" {
			names = append(names, name)
		}
	}
	return names
}

// layer is a decoder, and the limits of what comes out of it.
func (c *content) layer(r io.Reader, open decoder) (io.Reader, error) {
	in := bufio.NewReaderSize(r, 4<<10)
	if _, err := in.Peek(1); errors.Is(err, io.EOF) {
		return in, nil // an empty body is packed by some and not by others
	}
	out, giveBack, err := open(in)
	if err != nil {
		return nil, err
	}
	c.giveUp = append(c.giveUp, giveBack)
	c.layers++
	return &bounded{r: out, c: c}, nil
}

// all reads the body to its end, or as far as it may go where it is to be cut.
func (c *content) all(cut bool) ([]byte, error) {
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(c.Reader, c.most+1))
	switch {
	case n > c.most && cut:
		return b.Bytes()[:c.most], nil
	case n > c.most:
		return nil, errTooLarge
	}
	return b.Bytes(), err
}

func (c *content) Close() {
	for _, f := range c.giveUp {
		f()
	}
}

// bounded is a decoder's output, stopped where it is too much or came of too little.
type bounded struct {
	r io.Reader
	c *content
	n int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.n > b.c.most {
		return 0, errTooLarge
	}
	n, err := b.r.Read(p)
	if b.n += int64(n); b.n > ratioFree && b.n > b.c.ratio*b.c.packed.n {
		return 0, errRatio
	}
	return n, err
}

type decoder func(*bufio.Reader) (r io.Reader, giveBack func(), err error)

var decoders = map[string]decoder{"gzip": openGzip, "x-gzip": openGzip, "br": openBrotli, "zstd": openZstd}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	gzips     = sync.Pool{New: func() any { return new(gzip.Reader) }}
	zstds     = sync.Pool{New: func() any {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return err
		}
		return d
	}}
)

// openGzip reads a row of gzip members. What is declared as gzip and is none is taken as it is: such servers exist.
func openGzip(in *bufio.Reader) (io.Reader, func(), error) {
	if start, err := in.Peek(2); err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	} else if !bytes.Equal(start, gzipMagic) {
		return in, func() {}, nil
	}
	z := gzips.Get().(*gzip.Reader)
	if err := z.Reset(in); err != nil {
		gzips.Put(z)
		return nil, nil, cutOff(err)
	}
	z.Multistream(false)
	return &members{in: in, z: z}, func() { gzips.Put(z) }, nil
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// members are those of a gzip file. What follows the last one and is none is left alone, as browsers do.
type members struct {
	in   *bufio.Reader
	z    *gzip.Reader
	over bool
}

func (m *members) Read(p []byte) (int, error) {
	for !m.over {
		n, err := m.z.Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		}
		start, err := m.in.Peek(2)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if m.over = !bytes.Equal(start, gzipMagic); m.over {
			break
		}
		switch err := m.z.Reset(m.in); {
		case errors.Is(err, gzip.ErrHeader):
			m.over = true
		case err != nil:
			return 0, cutOff(err)
		}
		m.z.Multistream(false)
	}
	return 0, io.EOF
}

func openBrotli(in *bufio.Reader) (io.Reader, func(), error) {
	return brotli.NewReader(in), func() {}, nil
}

func openZstd(in *bufio.Reader) (io.Reader, func(), error) {
	d, ok := zstds.Get().(*zstd.Decoder)
	if !ok {
		return nil, nil, errors.New("no zstd decoder")
	}
	if err := d.Reset(in); err != nil {
		return nil, nil, err
	}
	return &frames{d: d}, func() {
		if d.Reset(nil) == nil {
			zstds.Put(d)
		}
	}, nil
}

// frames are those of a zstd body; what follows the last one and is none is left alone.
type frames struct {
	d   *zstd.Decoder
	any bool
}

func (f *frames) Read(p []byte) (int, error) {
	n, err := f.d.Read(p)
	switch f.any = f.any || n > 0; {
	case errors.Is(err, zstd.ErrMagicMismatch) && f.any:
		err = io.EOF
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		err = fmt.Errorf("%w: %w", errTooLarge, err)
	}
	return n, err
}
