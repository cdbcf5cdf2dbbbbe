// Package warc reads web archives: WARC 1.0 and 1.1 (ISO 28500), plain or in gzip, one member a record or all in one.
//
// Whatever goes in, [Reader.Next] comes to an end: it gives the records in their order, tells what cannot be read, and
// goes on at the next record that can. The same bytes give the same results, whether blocks are read or not, so that a
// [Place] holds when the file is read again. Memory is bounded by constants of this package and by what the caller
// reads of a block.
package warc

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Record is one record of an archive.
type Record struct {
	Type        string // response, request, metadata, warcinfo, revisit, resource, conversion, continuation, or another, in lower case
	TargetURI   string // as it stands, but without the angle brackets that some writers put around it
	Date        string // when it was captured, as it stands
	ContentType string // of the block: application/http;msgtype=response
	PayloadType string // what the crawler found the payload to be, whatever its HTTP head says
	Truncated   string // why the block is cut (length, time, disconnect, unspecified); "" where it is whole
	Length      int64  // of the block in bytes

	// Block is the record's content, until Next is called. Where it is damaged it fails with a *Broken, which Next tells
	// too. That of a gzip member is read to the member's checksum.
	Block io.Reader
}

// Broken is a part of the file that cannot be read as a record.
type Broken struct {
	Offset int64 // in the file: of the record, or of the gzip member that it lies in
	Err    error
}

func (b *Broken) Error() string {
	return fmt.Sprintf("read WARC record at byte %d: %v", b.Offset, b.Err)
}

func (b *Broken) Unwrap() error { return b.Err }

var (
	errNoRecord = errors.New("no record begins here")
	errNoMember = errors.New("no gzip member begins here")
	errNoLength = errors.New("its head gives no Content-Length")
	errLongHead = fmt.Errorf("its head has more than %d bytes", maxHead)
	errCut      = errors.New("it ends before its Content-Length")
)

// maxHead bounds the head of a record, and that of an HTTP response, in bytes. Servers take heads of 8 to 64 KiB, and
// some pages set more cookies and policies than that.
const maxHead = 256 << 10

// Place is a place between two results of [Reader.Next].
type Place struct {
	Offset int64 // bytes of the file before the record or the gzip member that a new reader begins with
	Skip   int   // results of that reader that come before the place
}

// Reader reads the records of one file.
type Reader struct {
	file    *tape        // the bytes of the file
	unpack  *gzip.Reader // nil: the file is plain
	content *tape        // the bytes of the records: the file itself, or the gzip member at hand
	block   *block       // of the record given last
	start   int64        // in the file, of the record or the member at hand
	place   Place        // behind the result given last
}

// NewReader makes a reader of a file, or of what follows an offset of a [Place] in it; offsets count from there.
func NewReader(in io.Reader) *Reader {
	r := &Reader{file: newTape(in)}
	r.content = r.file
	if isGzip(r.file.peek(len(gzipMagic))) {
		r.unpack, r.content = new(gzip.Reader), newTape(strings.NewReader(""))
	}
	return r
}

// Next gives the next record; [io.EOF] behind the last; a *[Broken], after which Next goes on; or the error that the file
// cannot be read for, which stays.
func (r *Reader) Next() (Record, error) {
	record, err := r.next()
	if err == nil {
		r.place.Skip++
		return record, nil
	}
	if r.file.err != nil && r.file.err != io.EOF {
		return Record{}, fmt.Errorf("read WARC file: %w", r.file.err)
	}
	if err == io.EOF {
		return Record{}, err
	}
	r.place.Skip++
	broken := &Broken{r.start, err}
	r.block = nil
	switch {
	case r.unpack != nil && r.content.err != nil && r.content.err != io.EOF:
		r.findMember()
	case err != errCut:
		r.findHead()
	}
	return Record{}, broken
}

// Place is where a new reader can go on as this one would.
func (r *Reader) Place() Place { return r.place }

func (r *Reader) next() (Record, error) {
	if r.block != nil {
		if _, err := io.Copy(io.Discard, r.block); err != nil {
			return Record{}, r.block.err
		}
		r.block = nil
	}
	if err := r.begin(); err != nil {
		return Record{}, err
	}
	return r.head()
}

// begin goes to where the next record should begin.
func (r *Reader) begin() error {
	for {
		r.content.skip("\r\n")
		switch {
		case len(r.content.peek(1)) > 0 && r.unpack != nil:
			return nil
		case len(r.content.peek(1)) > 0:
			r.start = r.content.offset()
			r.place = Place{Offset: r.start}
			return nil
		case r.unpack == nil || r.content.err != io.EOF:
			return r.content.err
		}
		r.file.skip("\x00") // some writers pad
		if len(r.file.peek(1)) == 0 {
			return r.file.err
		}
		r.start = r.file.offset()
		r.file.setMark()
		r.content.reset(r.unpack)
		if !isGzip(r.file.peek(len(gzipMagic))) {
			r.content.err = errNoMember
			return errNoMember
		}
		r.place = Place{Offset: r.start} // no sooner: a new reader would take the rubbish for a plain file
		if err := r.unpack.Reset(r.file); err != nil {
			r.content.err = err
			return err
		}
		r.unpack.Multistream(false)
	}
}

// head reads the head of a record.
func (r *Reader) head() (Record, error) {
	if !beginsRecord(r.content.peek(len(recordMagic))) {
		return Record{}, errNoRecord
	}
	head, err := r.content.head()
	if err != nil {
		return Record{}, err
	}
	f := readFields(head)
	length, err := strconv.ParseInt(f["content-length"], 10, 64)
	if err != nil || length < 0 {
		return Record{}, errNoLength
	}
	r.block = &block{from: r.content, at: r.start, left: length}
	return Record{
		Type: strings.ToLower(f["warc-type"]), TargetURI: strings.Trim(f["warc-target-uri"], "<>"), Date: f["warc-date"],
		ContentType: f["content-type"], PayloadType: f["warc-identified-payload-type"], Truncated: strings.ToLower(f["warc-truncated"]),
		Length: length, Block: r.block,
	}, nil
}

// findHead goes to the next line that a record can begin with.
func (r *Reader) findHead() {
	if beginsRecord(r.content.peek(len(recordMagic))) {
		return
	}
	if r.content.find("\n" + recordMagic) {
		r.content.ReadByte()
	}
}

// probe is how much of a gzip member is unpacked to see whether it begins with a record: heads of gzip may hold names.
const probe = 4 << 10

// findMember goes to the next gzip member that begins with a record: behind the begin of the damaged one, as its data may
// have been taken to go on in those after it.
func (r *Reader) findMember() {
	r.content.reset(strings.NewReader(""))
	r.file.rewind()
	for r.file.ReadByte(); r.file.find(gzipMagic); r.file.ReadByte() {
		if memberBeginsRecord(r.file.peek(probe)) {
			return
		}
	}
}
