package wire

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The start of a token as servers write it: by json.dumps of Python, and without spaces.
const (
	spaced = `{"type": "token", "content": "`
	dense  = `{"type":"token","content":"`
)

// Token reads the token at the start of data, if it is written in a usual form, and returns its content and its length. It takes one
// allocation, for the content. What it does not read is left to Scan.
func Token(data []byte) (content string, length int, ok bool) {
	var start int
	switch {
	case len(data) > len(spaced) && string(data[:len(spaced)]) == spaced:
		start = len(spaced)
	case len(data) > len(dense) && string(data[:len(dense)]) == dense:
		start = len(dense)
	default:
		return "", 0, false
	}
	end, isASCII := plainASCII(data[start:])
	if end += start; end+1 >= len(data) {
		return "", 0, false
	}
	if data[end] == '\\' {
		return escapedToken(data, start, end)
	}
	inside := data[start:end]
	if data[end] != '"' || data[end+1] != '}' || !isASCII && !utf8.Valid(inside) {
		return "", 0, false
	}
	return string(inside), end + 2, true
}

// escapedToken reads a token whose first escape is at this place.
func escapedToken(data []byte, start, at int) (content string, length int, ok bool) {
	s := scanner{data: data, at: at}
	for s.at < len(data) && data[s.at] == '\\' {
		if s.escape() != nil {
			return "", 0, false
		}
		s.at += plain(data[s.at:])
	}
	end := s.at
	if end+1 >= len(data) || data[end] != '"' || data[end+1] != '}' || !utf8.Valid(data[start:end]) {
		return "", 0, false
	}
	return textOf(data[start:end]), end + 2, true
}

// plainASCII is plain, and tells whether the bytes are ASCII.
func plainASCII(data []byte) (length int, isASCII bool) {
	at := 0
	var all uint64
	for ; len(data)-at >= 8; at += 8 {
		word := binary.LittleEndian.Uint64(data[at:])
		if marks := special(word); marks != 0 {
			first := bits.TrailingZeros64(marks) / 8
			all |= word & (1<<(first*8) - 1)
			return at + first, all&highBits == 0
		}
		all |= word
	}
	for at < len(data) && !isSpecial(data[at]) {
		all |= uint64(data[at])
		at++
	}
	return at, all&highBits == 0
}
