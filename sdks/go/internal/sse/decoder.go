// Package sse turns the bytes of a stream, in any pieces, into events (WHATWG HTML, section 9.2). It does no I/O.
package sse

import (
	"bytes"
	"fmt"
)

// DefaultLimit is the limit of an event's size by default: 16 MiB.
const DefaultLimit = 16 << 20

// TooLarge says that an event is larger than the limit, in bytes.
type TooLarge struct{ Limit int }

func (t *TooLarge) Error() string { return fmt.Sprintf("an event is larger than %d bytes", t.Limit) }

// Frame is a dispatched event. Its bytes are those that were received, which need not be UTF-8, and hold until the next call of the decoder.
type Frame struct {
	Event []byte // the name; empty if there is none, which is "message"
	Data  []byte // the data lines, joined by line feeds
	ID    []byte // the last event id: of this event, or of the last one before it that had one
}

// Decoder decodes the bytes of a stream. Call Push with each piece, then Next until it returns false; at the end of the bytes call Finish.
//
// An event is returned as soon as its blank line is complete, even if that is CR CR. A frame borrows from its piece; only the unfinished rest
// of a piece is copied. The time is linear in the bytes, however they are cut, and comments and unknown fields of any length take no memory.
type Decoder struct {
	chunk []byte
	at    int // how many bytes of the chunk are decoded
	lf    int // the next line feed is there or behind, once it is looked for
	cr    int

	position position
	mark     int // how many bytes of the byte order mark were passed, at the start
	line     unfinished
	block    block
	failure  *TooLarge

	isDispatched bool // the block is the frame that Next returned
}

// position is where the decoder is.
type position int

const (
	atMark      position = iota // at the start, within a byte order mark
	atLineStart                 // at the start of a line
	afterCR                     // a line feed here belongs to the end of the line before
	inLine                      // in a line that began in an earlier piece
)

const byteOrderMark = "\xef\xbb\xbf"

// New returns a decoder that refuses events of more than limit bytes: the values of the fields, and one byte for each end of their lines.
func New(limit int) *Decoder {
	return &Decoder{block: block{limit: limit}}
}

// Push takes the next piece, which must not change until it is decoded. What is not decoded of earlier pieces is copied.
func (d *Decoder) Push(chunk []byte) {
	d.startBlock()
	if d.at < len(d.chunk) {
		chunk = bytes.Join([][]byte{d.chunk[d.at:], chunk}, nil)
	}
	d.replaceChunk(chunk)
}

// Next returns the next event, or false if the pieces so far have no further whole one.
//
// It fails with a *TooLarge if an event is larger than the limit. The stream cannot be decoded further: later calls fail, too.
func (d *Decoder) Next() (Frame, bool, error) {
	d.startBlock()
	isEvent := d.decode()
	if d.failure != nil {
		d.block.clear()
		d.chunk, d.at = nil, 0
		return Frame{}, false, d.failure
	}
	if !isEvent {
		d.replaceChunk(nil)
		return Frame{}, false, nil
	}
	d.isDispatched = true
	return d.block.frame(d.chunk), true, nil
}

// Finish returns the event that the end of the bytes leaves without its blank line, if it has data. WHATWG has it dropped: it may be cut.
func (d *Decoder) Finish() (Frame, bool) {
	d.startBlock()
	if d.failure != nil {
		return Frame{}, false
	}
	if d.position == inLine && d.line.isBare(data, event) {
		if d.line.end(&d.block); d.block.isTooLarge() {
			d.failure = &TooLarge{Limit: d.block.limit}
			return Frame{}, false
		}
	}
	d.position = atLineStart
	d.isDispatched = true
	if !d.block.hasData {
		return Frame{}, false
	}
	return d.block.frame(d.chunk), true
}

// LastEventID returns the last event id, as of the last blank line.
func (d *Decoder) LastEventID() []byte { return d.block.lastEventID }

// Retry returns the last valid retry, in milliseconds, if there was one.
func (d *Decoder) Retry() (uint64, bool) { return d.block.retry, d.block.hasRetry }

// Ahead returns the bytes that are not decoded, at most as many as an event may have, if they are at the start of an event; else none.
func (d *Decoder) Ahead() []byte {
	d.startBlock()
	if d.position != atLineStart || d.block.size > 0 {
		return nil
	}
	ahead := d.chunk[d.at:]
	return ahead[:min(len(ahead), d.block.limit)]
}

// Skip passes an event of this length, with its blank line, that was read by Ahead.
func (d *Decoder) Skip(length int) { d.at += length }

func (d *Decoder) startBlock() {
	if d.isDispatched {
		d.block.clear()
		d.isDispatched = false
	}
}

func (d *Decoder) replaceChunk(chunk []byte) {
	if d.block.size > 0 {
		d.block.own(d.chunk)
	}
	d.chunk, d.at, d.lf, d.cr = chunk, 0, -1, -1
}

// decode goes on to the next event or the end of the chunk, and returns whether there is an event.
func (d *Decoder) decode() bool {
	for d.at < len(d.chunk) && d.failure == nil {
		first := d.chunk[d.at]
		switch {
		case d.position != atLineStart:
			d.resume(first)
		case first == '\n' || first == '\r':
			if d.passLine(d.at); d.block.blankLine() {
				return true
			}
		default:
			if end := d.lineEnd(); end < len(d.chunk) {
				d.block.line(d.chunk, d.at, end)
				d.passLine(end)
			} else {
				d.block.own(d.chunk)
				d.position = inLine
				d.line = unfinished{}
				d.line.take(d.chunk[d.at:], &d.block)
				d.at = end
			}
		}
		if d.block.isTooLarge() {
			d.failure = &TooLarge{Limit: d.block.limit}
		}
	}
	return false
}

// resume goes on where a line does not start. first is the next byte of the chunk.
func (d *Decoder) resume(first byte) {
	switch d.position {
	case afterCR:
		if first == '\n' {
			d.at++
		}
		d.position = atLineStart
	case atMark:
		switch {
		case first == byteOrderMark[d.mark]:
			d.at++
			if d.mark++; d.mark == len(byteOrderMark) {
				d.position = atLineStart
			}
		case d.mark == 0:
			d.position = atLineStart
		default:
			// No field begins with a part of the mark.
			d.position = inLine
			d.line = unfinished{state: inIgnored}
		}
	case inLine:
		end := d.lineEnd()
		d.line.take(d.chunk[d.at:end], &d.block)
		if d.at = end; end < len(d.chunk) && !d.block.isTooLarge() {
			d.line.end(&d.block)
			d.position = atLineStart
			d.passLine(end)
		}
	case atLineStart:
	}
}

// passLine passes a line that ends there, and its end.
func (d *Decoder) passLine(end int) {
	d.at = end + 1
	if d.chunk[end] != '\r' {
		return
	}
	if d.at == len(d.chunk) {
		d.position = afterCR
	} else if d.chunk[d.at] == '\n' {
		d.at++
	}
}

// lineEnd returns the place of the next line feed or carriage return, or the end of the chunk. No byte is searched twice.
func (d *Decoder) lineEnd() int {
	if d.lf < d.at {
		d.lf = find(d.chunk, '\n', d.at)
	}
	if d.cr < d.at {
		d.cr = find(d.chunk[:d.lf], '\r', d.at)
	}
	return min(d.lf, d.cr)
}

// find returns the place of the byte, or the length.
func find(data []byte, wanted byte, from int) int {
	if found := bytes.IndexByte(data[from:], wanted); found >= 0 {
		return from + found
	}
	return len(data)
}
