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

// Token is a token in the JSON that it was found in.
type Token struct {
	// Length is how many bytes the JSON of the token is.
	Length int

	inside    []byte
	isEscaped bool
}

// Content returns the content. It takes one allocation.
func (t Token) Content() string {
	if t.isEscaped {
		return unescape(t.inside)
	}
	return string(t.inside)
}

// FindToken finds the token at the start of data, if it is written in a usual form. What it does not find is left to Scan.
func FindToken(data []byte) (token Token, ok bool) {
	var start int
	switch {
	case len(data) > len(spaced) && string(data[:len(spaced)]) == spaced:
		start = len(spaced)
	case len(data) > len(dense) && string(data[:len(dense)]) == dense:
		start = len(dense)
	default:
		return Token{}, false
	}
	end, isASCII := plainASCII(data[start:])
	end += start
	if end < len(data) && data[end] == '\\' {
		token.isEscaped, isASCII = true, false
		if end, ok = escapedEnd(data, end); !ok {
			return Token{}, false
		}
	}
	if end+1 >= len(data) || data[end] != '"' || data[end+1] != '}' {
		return Token{}, false
	}
	token.inside, token.Length = data[start:end], end+2
	return token, isASCII || utf8.Valid(token.inside)
}

// escapedEnd returns the end of a string that has its first escape at this place.
func escapedEnd(data []byte, at int) (end int, ok bool) {
	s := scanner{data: data, at: at}
	for s.at < len(data) && data[s.at] == '\\' {
		if s.escape() != nil {
			return 0, false
		}
		s.at += plain(data[s.at:])
	}
	return s.at, true
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
