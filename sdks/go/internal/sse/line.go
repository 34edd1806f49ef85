package sse

import (
	"math"
	"slices"
)

// field is a field of the format.
type field int

const (
	ignored field = iota // a comment, or an unknown field
	data
	event
	id
	retry
)

var names = [...]string{data: "data", event: "event", id: "id", retry: "retry"}

// longest is the length of the longest name.
const longest = len("event")

// fieldOf returns the field of a line, and how many bytes come before its value.
func fieldOf(line []byte) (field, int) {
	var found field
	switch {
	case len(line) >= 4 && string(line[:4]) == "data":
		found = data
	case len(line) >= 5 && string(line[:5]) == "event":
		found = event
	case len(line) >= 2 && string(line[:2]) == "id":
		found = id
	case len(line) >= 5 && string(line[:5]) == "retry":
		found = retry
	default:
		return ignored, 0
	}
	length := len(names[found])
	switch rest := line[length:]; {
	case len(rest) == 0:
		return found, length
	case rest[0] != ':':
		return ignored, 0
	case len(rest) > 1 && rest[1] == ' ':
		return found, length + 2
	default:
		return found, length + 1
	}
}

// milliseconds returns the value of retry: digits alone; a number that is too large is the largest.
func milliseconds(value []byte) (uint64, bool) {
	var number uint64
	for _, digit := range value {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		next := uint64(digit - '0')
		if number > (math.MaxUint64-next)/10 {
			number = math.MaxUint64
		} else {
			number = number*10 + next
		}
	}
	return number, len(value) > 0
}

// unfinished is a line whose end was not received.
type unfinished struct {
	state  lineState
	name   [longest]byte // what was received of the name
	length int
	field  field
	isNew  bool // nothing of the value was received: its first space is dropped
}

type lineState int

const (
	inName    lineState = iota // the line may still become a field
	inValue                    // in the value of a field
	inIgnored                  // in a comment or an unknown field
)

// take takes the next piece of the line.
func (u *unfinished) take(piece []byte, block *block) {
	for u.state == inName && len(piece) > 0 {
		next := piece[0]
		piece = piece[1:]
		switch {
		case next == ':':
			if u.field, _ = fieldOf(u.name[:u.length]); u.field == ignored {
				u.state = inIgnored
				return
			}
			u.state, u.isNew = inValue, true
			block.begin(u.field)
		case u.length < longest:
			u.name[u.length] = next
			u.length++
		default:
			u.state = inIgnored
		}
	}
	if u.state != inValue || len(piece) == 0 || block.isTooLarge() {
		return
	}
	if u.isNew && piece[0] == ' ' {
		piece = piece[1:]
	}
	u.isNew = false
	block.append(u.field, piece)
}

// isBare reports whether the line so far is the name of one of these fields, and no more.
func (u *unfinished) isBare(fields ...field) bool {
	found, _ := fieldOf(u.name[:u.length])
	return u.state == inName && slices.Contains(fields, found)
}

// end takes the end of the line.
func (u *unfinished) end(block *block) {
	if u.state == inName {
		u.field, _ = fieldOf(u.name[:u.length])
		if u.field != ignored {
			block.begin(u.field)
			block.end(u.field)
		}
	} else if u.state == inValue {
		block.end(u.field)
	}
}
