// Package safe makes texts of a server fit to be shown: without secrets, without characters that act on a terminal, and not too long.
package safe

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limit is the longest text of an error, in bytes.
const Limit = 1024

const ellipsis = "…"

// Truncate cuts a text that is longer than Limit between characters, and marks the cut.
func Truncate(text string) string {
	if len(text) <= Limit {
		return text
	}
	return Start(text, Limit-len(ellipsis)) + ellipsis
}

// Start returns the start of the text that takes at most so many bytes.
func Start(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// Escape replaces the characters that control a terminal, change the direction of writing or are invisible, as in \u{1b}. Line breaks and tabs
// stay.
func Escape(text string) string {
	if !NeedsEscape(text) {
		return text
	}
	var escaped strings.Builder
	for at, letter := range text {
		if letter == '\r' && strings.HasPrefix(text[at+1:], "\n") || !isUnsafe(letter) {
			escaped.WriteRune(letter)
			continue
		}
		escaped.WriteString(`\u{` + strconv.FormatInt(int64(letter), 16) + "}")
	}
	return escaped.String()
}

// NeedsEscape reports whether a text has such characters.
func NeedsEscape(text string) bool {
	return strings.ContainsFunc(text, isUnsafe) || !utf8.ValidString(text)
}

func isUnsafe(letter rune) bool {
	switch {
	case letter >= ' ' && letter <= '~' || letter == '\n' || letter == '\t':
		return false
	case letter == 0xad || letter == 0x61c || letter == 0x180e || letter == 0xfeff:
		return true
	case letter >= 0x200b && letter <= 0x200f || letter >= 0x2028 && letter <= 0x202e:
		return true
	case letter >= 0x2060 && letter <= 0x206f:
		return letter != 0x2065
	case letter >= 0xe0000 && letter <= 0xe007f:
		return true
	default:
		return unicode.IsControl(letter)
	}
}
