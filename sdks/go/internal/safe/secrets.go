package safe

import (
	"bytes"
	"encoding/base64"
	"math"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync"
)

// Redacted stands in the place of a secret that a server echoes.
const Redacted = "[redacted]"

// The shortest secrets that are redacted, as they are and in base64, in bytes: a shorter one may occur by chance.
const (
	shortestSecret = 4
	shortestBase64 = 8
)

// End is how a text ends.
type End int

const (
	// Whole is the end of a complete text.
	Whole End = math.MaxInt
	// Cut is where a text goes on: even a single character may be the start of a secret.
	Cut End = 1
	// Broken is where a text may go on.
	Broken End = shortestSecret
)

// Secrets are the credentials that a call has sent, and its client's. A nil one has none. It shows nothing of itself.
type Secrets struct {
	mutex    sync.Mutex
	patterns []*pattern
}

// New makes the secrets of these texts.
func New(secrets ...string) *Secrets {
	made := new(Secrets)
	for _, secret := range secrets {
		made.Add(secret)
	}
	return made
}

// Add adds a secret before it is sent.
func (s *Secrets) Add(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !slices.ContainsFunc(s.patterns, func(known *pattern) bool { return string(known.secret) == secret }) {
		// Readers keep the list that they have.
		s.patterns = append(slices.Clip(s.patterns), newPattern(secret))
	}
}

func (s *Secrets) all() []*pattern {
	if s == nil {
		return nil
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.patterns
}

// String returns nothing of the secrets.
func (s *Secrets) String() string { return "Secrets" }

// GoString returns nothing of the secrets.
func (s *Secrets) GoString() string { return "Secrets" }

// MarshalJSON returns nothing of the secrets.
func (s *Secrets) MarshalJSON() ([]byte, error) { return []byte("{}"), nil }

// IsEmpty reports whether there is nothing to redact.
func (s *Secrets) IsEmpty() bool { return len(s.all()) == 0 }

// Has reports whether a secret is in the text.
func (s *Secrets) Has(text string) bool {
	return slices.ContainsFunc(s.all(), func(p *pattern) bool { return len(p.find([]byte(text), Whole)) > 0 })
}

// Redact returns the text without the secrets.
func (s *Secrets) Redact(text string, end End) string {
	var found [][2]int
	for _, pattern := range s.all() {
		found = append(found, pattern.find([]byte(text), end)...)
	}
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(one, other [2]int) int {
		if one[0] != other[0] {
			return one[0] - other[0]
		}
		return other[1] - one[1]
	})
	var redacted strings.Builder
	at := 0
	for _, place := range found {
		if place[0] >= at {
			redacted.WriteString(text[at:place[0]])
			redacted.WriteString(Redacted)
		}
		at = max(at, place[1])
	}
	redacted.WriteString(text[at:])
	return redacted.String()
}

// RedactHeader returns a copy without the secrets: a value that has one is redacted whole, and a header whose name has one is missing.
func (s *Secrets) RedactHeader(header http.Header) http.Header {
	copied := make(http.Header, len(header))
	for name, values := range header {
		lower := bytes.ToLower([]byte(name))
		if slices.ContainsFunc(s.all(), func(p *pattern) bool { return bytes.Contains(lower, bytes.ToLower(p.secret)) }) {
			continue
		}
		// A careless server may end a name with a blank.
		key := textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		for _, value := range values {
			if s.Has(value) {
				value = Redacted
			}
			copied[key] = append(copied[key], value)
		}
	}
	return copied
}

// pattern finds one secret in texts, in each of its spellings.
type pattern struct {
	secret []byte
	base64 [][]byte
}

func newPattern(secret string) *pattern {
	made := &pattern{secret: []byte(secret)}
	if len(secret) < shortestBase64 {
		return made
	}
	// What of its base64 does not depend on the text around it, at each place in a group of three bytes.
	for before, skipped := range []int{0, 2, 3} {
		text := append(make([]byte, before), secret...)
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			form := []byte(encoding.EncodeToString(text)[skipped : len(text)*8/6])
			if !slices.ContainsFunc(made.base64, func(known []byte) bool { return bytes.Equal(known, form) }) {
				made.base64 = append(made.base64, form)
			}
		}
	}
	return made
}

// find returns where the secret is, in any order.
func (p *pattern) find(text []byte, end End) [][2]int {
	found := places(nil, text, p.secret)
	for _, form := range p.base64 {
		found = places(found, text, form)
	}
	for start, b := range text {
		if b != p.secret[0] && !startsEscape(b) {
			continue
		}
		if length, isWhole := p.match(text[start:]); isWhole {
			found = append(found, [2]int{start, start + length})
		}
	}
	if end == Whole {
		return found
	}
	for start := max(0, len(text)-len(p.secret)*longestEscape); start < len(text); start++ {
		if p.isStart(text[start:], end) {
			return append(found, [2]int{start, len(text)})
		}
	}
	return found
}

func places(found [][2]int, text, form []byte) [][2]int {
	for at := 0; ; {
		next := bytes.Index(text[at:], form)
		if next < 0 {
			return found
		}
		found = append(found, [2]int{at + next, at + next + len(form)})
		at += next + 1
	}
}

// match returns the length of the secret at the start of the text; or, if it is not whole, how many characters of it the text ends after.
func (p *pattern) match(text []byte) (length int, isWhole bool) {
	at := 0
	for index, b := range p.secret {
		switch taken := match(text[at:], b); taken {
		case mismatch:
			return 0, false
		case incomplete:
			return index, false
		default:
			at += taken
		}
	}
	return at, true
}

// isStart reports whether the end of a text is the start of the secret.
func (p *pattern) isStart(rest []byte, end End) bool {
	if count, isWhole := p.match(rest); !isWhole && count >= int(end) {
		return true
	}
	return len(rest) >= shortestSecret && slices.ContainsFunc(p.base64, func(form []byte) bool { return bytes.HasPrefix(form, rest) })
}
