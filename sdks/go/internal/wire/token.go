package wire

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// The start of a token as servers write it: by json.dumps of Python, and without spaces.
const (
	spaced = `{"type": "token", "content": "`
	dense  = `{"type":"token","content":"`
)

// TokenForm is how the content of a token is written.
type TokenForm uint8

const (
	NoToken      TokenForm = iota // it is no token, or in no usual form: that is left to Scan
	PlainToken                    // without escapes
	EscapedToken                  // with escapes
)

// FindToken finds the token that the whole JSON is, if it is written in a usual form, and returns the inside of its content.
func FindToken(json []byte) (inside []byte, form TokenForm) {
	const end = `"}`
	start := len(spaced)
	if !bytes.HasPrefix(json, []byte(spaced)) {
		if start = len(dense); !bytes.HasPrefix(json, []byte(dense)) {
			return nil, NoToken
		}
	}
	if inside, form = content(json[start:]); form == NoToken || string(json[start+len(inside):]) != end {
		return nil, NoToken
	}
	return inside, form
}

// FindTokenEvent finds the token at the start of a stream of events, if its event is written in a usual form. It returns the inside of its content,
// and the length of the event.
func FindTokenEvent(stream []byte) (inside []byte, length int, form TokenForm) {
	const (
		field = "data: "
		end   = "\"}\n\n"
	)
	start := len(field + spaced)
	if len(stream) < start {
		return nil, 0, NoToken
	}
	// In pieces that the compiler compares without a call.
	if string(stream[:16]) != `data: {"type": "` || string(stream[16:32]) != `token", "content` || string(stream[32:36]) != `": "` {
		if start = len(field + dense); string(stream[:start]) != field+dense {
			return nil, 0, NoToken
		}
	}
	inside, form = content(stream[start:])
	length = start + len(inside) + len(end)
	if form == NoToken || len(stream) < length || string(stream[length-len(end):length]) != end {
		return nil, 0, NoToken
	}
	return inside, length, form
}

// content returns the inside of the string at whose inside data begins, as far as it is valid.
func content(data []byte) (inside []byte, form TokenForm) {
	end, isASCII := plainASCII(data)
	form = PlainToken
	if end < len(data) && data[end] == '\\' {
		form, isASCII = EscapedToken, false
		end = escapedEnd(data, end)
	}
	if inside = data[:end]; !isASCII && !utf8.Valid(inside) {
		return nil, NoToken
	}
	return inside, form
}

// plainASCII is plain, and reports whether the bytes are ASCII.
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

// escapedEnd returns the end of a string that has its first escape at this place, or the end of its valid part.
func escapedEnd(data []byte, at int) int {
	s := scanner{data: data, at: at}
	for s.at < len(data) && data[s.at] == '\\' && s.escape() == nil {
		s.at += plain(data[s.at:])
	}
	return s.at
}

// Texts makes texts. Short ones share memory, so that most take no allocation.
type Texts struct {
	shared strings.Builder
}

const (
	// sharedSize is how much memory short texts share: a program that keeps one of them keeps so many bytes.
	sharedSize = 512
	// longestShared is the length of the longest text that shares memory.
	longestShared = 64
)

// Content returns the content of a token that was found.
func (t *Texts) Content(inside []byte, form TokenForm) string {
	switch length := len(inside); {
	case form == EscapedToken:
		return unescape(inside)
	case length == 0:
		return ""
	case length > longestShared:
		return string(inside)
	case length > t.shared.Cap()-t.shared.Len():
		t.shared.Reset()
		t.shared.Grow(sharedSize)
	}
	// What the builder has written stays where it is, and is not written again.
	start := t.shared.Len()
	t.shared.Write(inside)
	return t.shared.String()[start:]
}
