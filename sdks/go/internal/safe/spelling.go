package safe

import (
	"bytes"
	"strconv"
)

const (
	// maxBackslashes is how many backslashes may stand before an escape, for JSON inside JSON.
	maxBackslashes = 8
	// longestEscape is the length of \\\\\\\\u{00007f}.
	longestEscape = maxBackslashes + 10
)

const (
	mismatch   = -1
	incomplete = -2
)

func startsEscape(b byte) bool {
	return b == '\\' || b == '%' || b == '&' || b == '+'
}

// match compares the start of the text with a character of a secret, as it is or as an escape of JSON, a URL or a page. It returns the length of
// the character there, mismatch, or incomplete if the text ends before that is known.
func match(text []byte, b byte) int {
	if len(text) == 0 {
		return incomplete
	}
	escaped := mismatch
	switch first := text[0]; {
	case first == '\\':
		escaped = matchBackslashes(text, b)
	case first == '%':
		escaped = matchPercent(text, b)
	case first == '&':
		escaped = matchEntity(text, b)
	case first == '+' && b == ' ':
		return 1
	}
	if escaped == mismatch && text[0] == b {
		return 1
	}
	return escaped
}

func matchBackslashes(text []byte, b byte) int {
	run := 0
	for run < len(text) && run < maxBackslashes && text[run] == '\\' {
		run++
	}
	if run == len(text) {
		if b == '\\' {
			return run
		}
		return incomplete
	}
	letter, digits := text[run], text[run+1:]
	is := func(digits []byte) bool { return hexadecimal(digits) == int64(b) }
	switch {
	case letter == 'u' && len(digits) >= 4 && is(digits[:4]):
		return run + 5
	case letter == 'u' && len(digits) > 0 && digits[0] == '{':
		if end := bytes.IndexByte(digits[:min(8, len(digits))], '}'); end > 0 && is(digits[1:end]) {
			return run + 2 + end
		}
	case letter == 'x' && len(digits) >= 2 && is(digits[:2]):
		return run + 3
	case letter == b && isPunctuation(b):
		return run + 1
	}
	if b == '\\' {
		return min(run, 2)
	}
	if (letter == 'u' || letter == 'x') && len(digits) < 4 && all(digits, isEscapeDigit) {
		return incomplete
	}
	return mismatch
}

// matchPercent accepts double encoding too, as in %2541.
func matchPercent(text []byte, b byte) int {
	at := 1
	for b != '%' && at < 2*maxBackslashes && bytes.HasPrefix(text[at:], []byte("25")) {
		at += 2
	}
	if len(text) < at+2 {
		if all(text[at:], isHex) {
			return incomplete
		}
		return mismatch
	}
	if hexadecimal(text[at:at+2]) == int64(b) {
		return at + 2
	}
	return mismatch
}

var entities = map[string]byte{"quot": '"', "apos": '\'', "amp": '&', "lt": '<', "gt": '>'}

func matchEntity(text []byte, b byte) int {
	end := bytes.IndexByte(text[:min(longestEscape, len(text))], ';')
	if end < 0 {
		if len(text) < longestEscape && all(text[1:], isOfEntity) {
			return incomplete
		}
		return mismatch
	}
	name := text[1:end]
	code := int64(-1)
	switch {
	case len(name) > 2 && name[0] == '#' && (name[1] == 'x' || name[1] == 'X'):
		code = hexadecimal(name[2:])
	case len(name) > 1 && name[0] == '#' && all(name[1:], isDigit):
		code = number(name[1:], 10)
	default:
		if known, ok := entities[string(name)]; ok {
			code = int64(known)
		}
	}
	if code == int64(b) {
		return end + 1
	}
	return mismatch
}

func hexadecimal(digits []byte) int64 {
	if !all(digits, isHex) {
		return -1
	}
	return number(digits, 16)
}

func number(digits []byte, base int) int64 {
	value, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil {
		return -1
	}
	return int64(value)
}

func all(text []byte, is func(byte) bool) bool {
	for _, b := range text {
		if !is(b) {
			return false
		}
	}
	return true
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isHex(b byte) bool { return isDigit(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

func isEscapeDigit(b byte) bool { return isHex(b) || b == '{' || b == '}' }

func isOfEntity(b byte) bool { return isDigit(b) || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '#' }

func isPunctuation(b byte) bool {
	return b > ' ' && b < 0x7f && !isDigit(b) && (b|0x20 < 'a' || b|0x20 > 'z')
}
