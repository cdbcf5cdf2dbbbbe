package copydesk

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

var errLongLine = fmt.Errorf("the line has more than %d bytes", maxFile)

// readLines reads an object a line. The lines of a packed file are counted, those of a plain one found again by offset.
func readLines(in io.Reader, packed bool, f Facts, from Position, take func(Item, error) error) error {
	lines := bufio.NewReaderSize(in, 64<<10)
	at := from
	for skip := from.Skip; skip > 0; skip-- {
		if _, _, err := readLine(lines); err != nil && err != errLongLine {
			return orNil(err)
		}
	}
	for {
		line, size, err := readLine(lines)
		if size == 0 && err != nil {
			return orNil(err)
		}
		at.Number++
		if packed {
			at.Skip++
		} else {
			at.Offset += int64(size)
		}
		item := Item{Number: at.Number, Next: at}
		switch {
		case err == errLongLine:
			err = take(item, err)
		case err != nil && err != io.EOF:
			return err
		case len(bytes.TrimSpace(line)) == 0:
			continue
		default:
			var bad error
			item.Message, bad = message(JSON, f, bytes.TrimSpace(line))
			err = take(item, bad)
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads one line, and how many bytes it has with its end. Of one that is too long nothing is kept.
func readLine(in *bufio.Reader) (line []byte, size int, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if size += len(part); size <= maxFile {
			line = append(line, part...)
		} else {
			line = nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if size > maxFile && (err == nil || err == io.EOF) {
			err = errLongLine
		}
		return line, size, err
	}
}

// orNil is nil at the end of the file.
func orNil(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
