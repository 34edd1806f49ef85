package retry

import (
	"net/http"
	"strings"
	"time"
)

// After returns how long the server asks to wait (RFC 9110, section 10.2.3), if it asks for something that can be read. A date counts from the
// response's own Date, else from now; one in the past is no wait at all.
func After(header http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text != "" && strings.Trim(text, "0123456789") == "" {
		return seconds(text), true
	}
	date, ok := dateOf(text)
	if !ok {
		return 0, false
	}
	if own, ok := dateOf(strings.TrimSpace(header.Get("Date"))); ok {
		now = own
	}
	return max(date.Sub(now), 0), true
}

// seconds reads digits. What is beyond any clock is NoLimit.
func seconds(digits string) time.Duration {
	var read time.Duration
	for _, digit := range digits {
		if read > (NoLimit/time.Second-9)/10 {
			return NoLimit
		}
		read = read*10 + time.Duration(digit-'0')
	}
	return read * time.Second
}

// dateOf reads a date of HTTP in any of its three forms. One before 1970, or on another weekday than it names, is none.
func dateOf(text string) (time.Time, bool) {
	date, err := http.ParseTime(text)
	if err != nil || date.Unix() < 0 || !strings.HasPrefix(text, date.Weekday().String()[:3]) {
		return time.Time{}, false
	}
	return date, true
}
