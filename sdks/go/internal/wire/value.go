package wire

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// Value is a value of a document. That of a missing member is the zero Value, which every method reads as zero.
type Value struct {
	document   *Document
	start, end int
}

// Exists reports whether there is a value.
func (v Value) Exists() bool { return v.document != nil }

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return v.kind() == 'n' }

// IsText reports whether the value is a string.
func (v Value) IsText() bool { return v.kind() == '"' }

// IsObject reports whether the value is an object.
func (v Value) IsObject() bool { return v.kind() == '{' }

// IsList reports whether the value is a list.
func (v Value) IsList() bool { return v.kind() == '[' }

// kind returns the first byte of the value; 0 if there is none.
func (v Value) kind() byte {
	if v.document == nil {
		return 0
	}
	return v.document.data[v.start]
}

func (v Value) written() []byte { return v.document.data[v.start:v.end] }

// Fail records a problem with this value, unless there was one before.
func (v Value) Fail(reason string) {
	if v.document != nil {
		v.document.fail(v.start, reason)
	}
}

// Err returns the first problem of the value's document.
func (v Value) Err() error { return v.document.Err() }

const shown = 60

// refuse records that the value is of another kind.
func (v Value) refuse(expected string) {
	if v.document == nil || v.document.err != nil {
		return
	}
	got := string(v.written())
	switch v.kind() {
	case '{', '[', '"':
		got = string(v.appendJSON(nil))
	}
	if utf8.RuneCountInString(got) > shown {
		got = string([]rune(got)[:shown-3]) + "..."
	}
	v.Fail("expected " + expected + ", got " + got)
}

// Text returns a string.
func (v Value) Text() string {
	if v.document == nil {
		return ""
	}
	if !v.IsText() {
		v.refuse("a string")
		return ""
	}
	return textOf(v.document.data[v.start+1 : v.end-1])
}

// textOf returns what the inside of a valid string stands for.
func textOf(inside []byte) string {
	if plain(inside) == len(inside) {
		return string(inside)
	}
	return unescape(inside)
}

// Bool returns true or false.
func (v Value) Bool() bool {
	switch v.kind() {
	case 't':
		return true
	case 'f', 0:
	default:
		v.refuse("true or false")
	}
	return false
}

// Count returns an integer that is not negative.
func (v Value) Count() int { return v.Integer(0, math.MaxInt) }

// Integer returns an integer in this range, which may be written as a float.
func (v Value) Integer(minimum, maximum int) int {
	if v.document == nil {
		return 0
	}
	if integer, ok := v.integer(); ok && integer >= minimum && integer <= maximum {
		return integer
	}
	v.refuse(fmt.Sprintf("an integer from %d to %d", minimum, maximum))
	return 0
}

func (v Value) integer() (int, bool) {
	if !v.isNumber() {
		return 0, false
	}
	written := string(v.written())
	if integer, err := strconv.Atoi(written); err == nil {
		return integer, true
	}
	if isInteger(written) {
		return 0, false
	}
	// A float is an integer if all readers of JSON represent it exactly.
	const exact = 1 << 53
	float, err := strconv.ParseFloat(written, 64)
	if err != nil || float != math.Trunc(float) || math.Abs(float) >= exact || math.Abs(float) > math.MaxInt {
		return 0, false
	}
	return int(float), true
}

// Number returns a number.
func (v Value) Number() float64 {
	if v.document == nil {
		return 0
	}
	if v.isNumber() {
		if number, err := strconv.ParseFloat(string(v.written()), 64); err == nil {
			return number
		}
	}
	v.refuse("a number")
	return 0
}

// isNumber reports whether the value is a number of JSON. NaN and Infinity are none.
func (v Value) isNumber() bool {
	switch kind := v.kind(); kind {
	case '-':
		return v.document.data[v.start+1] != 'I'
	default:
		return isDigit(kind)
	}
}

// isInteger reports whether a number is written without a fraction and without an exponent.
func isInteger(written string) bool {
	for index := range len(written) {
		if b := written[index]; b == '.' || b|0x20 == 'e' {
			return false
		}
	}
	return true
}

// isRead reports whether encoding/json and other readers of JSON read the number.
func isRead(written string) bool {
	if isInteger(written) {
		return true
	}
	_, err := strconv.ParseFloat(written, 64)
	return err == nil
}

// Any returns a free-form value: nil, bool, string, json.Number, []any or map[string]any. A number that is none of JSON, or is beyond float64,
// is a string.
func (v Value) Any() any {
	switch kind := v.kind(); kind {
	case 0, 'n':
		return nil
	case 't', 'f':
		return kind == 't'
	case '"':
		return v.Text()
	case '{':
		return AnyMap(v)
	case '[':
		return List(v, Value.Any)
	default:
		written := string(v.written())
		if v.isNumber() && isRead(written) {
			return json.Number(written)
		}
		return written
	}
}

// AnyMap returns a free-form object.
func AnyMap(v Value) map[string]any { return Map(v, Value.Any) }

// List returns a list, whose items read reads. It is empty, not nil, if there are none.
func List[T any](v Value, read func(Value) T) []T {
	items := []T{}
	if v.kind() != '[' {
		v.refuse("a list")
		return items
	}
	v.items(func(item Value) { items = append(items, read(item)) })
	return items
}

// Map returns an object, whose members read reads, of duplicate ones the last.
func Map[T any](v Value, read func(Value) T) map[string]T {
	object := v.Object()
	members := make(map[string]T, len(object.members))
	for _, m := range object.unique() {
		members[object.name(m)] = read(object.at(m))
	}
	return members
}

func (v Value) items(each func(Value)) {
	s := scanner{data: v.document.data[:v.end], at: v.start + 1}
	for s.space(); s.data[s.at] != ']'; s.space() {
		start := s.at
		s.skip()
		each(Value{document: v.document, start: start, end: s.at})
		s.space()
		s.isNext(',')
	}
}

// skip passes a value that is known to be valid.
func (s *scanner) skip() {
	switch s.data[s.at] {
	case '"':
		s.skipText()
	case '{', '[':
		for depth := 0; ; {
			switch s.data[s.at] {
			case '"':
				s.skipText()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			if s.at++; depth == 0 {
				return
			}
		}
	default:
		for s.at < len(s.data) && isOfWord(s.data[s.at]) {
			s.at++
		}
	}
}

func (s *scanner) skipText() (isEscaped bool) {
	for s.at++; ; s.at += 2 {
		s.at += plain(s.data[s.at:])
		if s.data[s.at] == '"' {
			s.at++
			return isEscaped
		}
		isEscaped = true
	}
}

// isOfWord reports whether a number, true, false, null, NaN or Infinity may have this byte.
func isOfWord(b byte) bool {
	return isDigit(b) || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '-' || b == '+' || b == '.'
}

// Object returns an object.
func (v Value) Object() Object {
	if v.document == nil {
		return Object{}
	}
	if !v.IsObject() {
		v.refuse("an object")
		return Object{}
	}
	object := Object{value: v}
	if members := v.document.members; len(members) > 0 && v.start < members[0].name && v.end > members[len(members)-1].end {
		object.members = members
	} else {
		object.members = v.members()
	}
	return object
}

func (v Value) members() []member {
	var members []member
	s := scanner{data: v.document.data[:v.end], at: v.start + 1}
	for s.space(); s.data[s.at] != '}'; s.space() {
		m := member{name: s.at + 1}
		m.isEscaped = s.skipText()
		m.nameEnd = s.at - 1
		s.space()
		s.isNext(':')
		s.space()
		m.start = s.at
		s.skip()
		m.end = s.at
		members = append(members, m)
		s.space()
		s.isNext(',')
	}
	return members
}
