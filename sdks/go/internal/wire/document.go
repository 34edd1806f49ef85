// Package wire reads the server's JSON by the contract's rules for clients.
//
// Names match exactly, and of duplicate ones the last counts. Where an integer is expected, an integral float is accepted. Invalid UTF-8 and
// lone surrogates become U+FFFD. Nesting deeper than 127 is refused. NaN, Infinity and floats beyond float64 are read as text in free-form
// values; all other numbers keep their digits there.
package wire

import "bytes"

// Problem is where and why JSON does not match the contract.
type Problem struct {
	// Path is the location, as in usage.total_tokens; empty for the whole value.
	Path string
	// Reason says what is wrong at the path.
	Reason string
}

func (p *Problem) Error() string {
	if p.Path == "" {
		return p.Reason
	}
	return p.Path + ": " + p.Reason
}

// Document is a JSON text, and the first problem that was found in it. Reading goes on with zero values after a problem.
type Document struct {
	data    []byte
	members []member // of the root, if it is an object
	err     error
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// Parse scans the body of a response. A byte order mark is skipped.
func Parse(data []byte) (Value, *Document) {
	return ParseWithin(data, 0)
}

// ParseWithin scans as Parse does, if the values take at most twice limit bytes of memory. A limit of 0 is none.
func ParseWithin(data []byte, limit int) (Value, *Document) {
	document := new(Document)
	return document.Scan(bytes.TrimPrefix(data, byteOrderMark), limit), document
}

// Scan replaces the document by that of data, which must not change while values of it are read. A limit of 0 is none.
func (d *Document) Scan(data []byte, limit int) Value {
	data = valid(data)
	d.Clear()
	d.data = data
	s := scanner{data: data, document: d, room: room(limit)}
	s.memory = len(data) - free
	start, end, err := s.scan()
	if err != nil {
		d.err = err
		return Value{}
	}
	return Value{document: d, start: start, end: end}
}

// Err returns nil, a *Problem, or a *TooLarge.
func (d *Document) Err() error {
	if d == nil {
		return nil
	}
	return d.err
}

// Problem returns the first problem; nil if there is none, or if the values are too large.
func (d *Document) Problem() *Problem {
	problem, _ := d.Err().(*Problem)
	return problem
}

// kept is how many members of the root a document has room for once it is cleared.
const kept = 64

// Clear forgets the text. Its values must not be used any more.
func (d *Document) Clear() {
	members := d.members[:0]
	if cap(members) > kept {
		members = nil
	}
	*d = Document{members: members}
}

// fail records a problem at the value that begins at start.
func (d *Document) fail(start int, reason string) {
	if d.err == nil {
		d.err = &Problem{Path: d.path(start), Reason: reason}
	}
}
