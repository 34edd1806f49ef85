package wire

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns bytes of the server as text. Each maximal part of a character that is invalid becomes one U+FFFD, as the Encoding standard says.
func Text(data []byte) string {
	return string(valid(data))
}

// valid returns the bytes if they are UTF-8, else a copy that is.
func valid(data []byte) []byte {
	if utf8.Valid(data) {
		return data
	}
	text := make([]byte, 0, len(data)+16)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			size = invalidLength(data)
			text = append(text, "\uFFFD"...)
		} else {
			text = append(text, data[:size]...)
		}
		data = data[size:]
	}
	return text
}

// invalidLength returns how many bytes at the start are the start of a character that does not continue; at least 1.
func invalidLength(data []byte) int {
	first := data[0]
	lowest, highest := byte(0x80), byte(0xbf)
	var length int
	switch {
	case first >= 0xc2 && first <= 0xdf:
		length = 2
	case first >= 0xe0 && first <= 0xef:
		length = 3
		if first == 0xe0 {
			lowest = 0xa0
		} else if first == 0xed {
			highest = 0x9f
		}
	case first >= 0xf0 && first <= 0xf4:
		length = 4
		if first == 0xf0 {
			lowest = 0x90
		} else if first == 0xf4 {
			highest = 0x8f
		}
	default:
		return 1
	}
	for at := 1; at < length; at++ {
		if at == len(data) || data[at] < lowest || data[at] > highest {
			return at
		}
		lowest, highest = 0x80, 0xbf
	}
	return length
}

const (
	each     = 0x0101010101010101
	highBits = 0x8080808080808080
)

// special marks the first quote, backslash or control character of eight bytes by the high bit of its byte. Marks behind it are not exact.
func special(word uint64) uint64 {
	quote := word ^ each*'"'
	backslash := word ^ each*'\\'
	return ((quote-each)&^quote | (backslash-each)&^backslash | (word-each*0x20)&^word) & highBits
}

// plain returns how many bytes come before the first quote, backslash or control character.
func plain(data []byte) int {
	at := 0
	for ; len(data)-at >= 8; at += 8 {
		if marks := special(binary.LittleEndian.Uint64(data[at:])); marks != 0 {
			return at + bits.TrailingZeros64(marks)/8
		}
	}
	for at < len(data) && !isSpecial(data[at]) {
		at++
	}
	return at
}

func isSpecial(b byte) bool { return b < 0x20 || b == '"' || b == '\\' }

// escapes has the byte that each escape of one character stands for; 0 if it is none.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// codeUnit returns the value of four hexadecimal digits.
func codeUnit(digits []byte) (rune, bool) {
	if len(digits) < 4 {
		return 0, false
	}
	var unit rune
	for _, digit := range digits[:4] {
		switch {
		case isDigit(digit):
			digit -= '0'
		case digit|0x20 >= 'a' && digit|0x20 <= 'f':
			digit = (digit | 0x20) - 'a' + 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(digit)
	}
	return unit, true
}

// unescape returns what the inside of a valid string stands for. It takes one allocation, of at most twice the length.
func unescape(inside []byte) string {
	var text strings.Builder
	text.Grow(len(inside))
	for rest := inside; ; {
		length := plain(rest)
		text.Write(rest[:length])
		if rest = rest[length:]; len(rest) == 0 {
			break
		}
		if short := escapes[rest[1]]; short != 0 {
			text.WriteByte(short)
			rest = rest[2:]
			continue
		}
		r, length := unicode(rest)
		text.WriteRune(r)
		rest = rest[length:]
	}
	if text.Len() < len(inside)/2 {
		return strings.Clone(text.String())
	}
	return text.String()
}

// unicode returns the character of a valid escape by its code, and how many bytes it is: both halves of a surrogate pair. A lone half is U+FFFD.
func unicode(escape []byte) (rune, int) {
	r, _ := codeUnit(escape[2:])
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(escape) >= 12 && escape[6] == '\\' && escape[7] == 'u' {
		if second, ok := codeUnit(escape[8:]); ok {
			if whole := utf16.DecodeRune(r, second); whole != utf8.RuneError {
				return whole, 12
			}
		}
	}
	return utf8.RuneError, 6
}
