package agentspec

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// redactCause returns the cause of an error that is not the end of the caller's context; or what may be said of it, if it shows a secret, or what would
// act on a terminal, or very much.
func redactCause(cause error, secrets *safe.Secrets) error {
	if cause == nil {
		return nil
	}
	var shown []string
	isPlain := true
	for _, err := range chainOf(cause) {
		text := err.Error()
		shown = append(shown, text)
		if safe.NeedsEscape(text) || len(text) > safe.Limit {
			isPlain = false
		}
		// Only what the error says of itself: its fields may be another goroutine's.
		if isPlain && secrets.Has(text) {
			isPlain = false
		}
	}
	if isPlain {
		return notOfCaller(cause)
	}
	// An error that wraps another usually repeats its text.
	text := shown[0]
	for _, inner := range shown[1:] {
		if !strings.Contains(text, inner) {
			text += ": " + inner
		}
	}
	return &redactedError{safe.Escape(safe.Truncate(secrets.Redact(text, safe.Whole)))}
}

// mostCauses is how many errors of a tree are looked at.
const mostCauses = 32

// chainOf returns the error and all that it wraps.
func chainOf(err error) []error {
	var all []error
	for queue := []error{err}; len(queue) > 0 && len(all) < mostCauses; {
		at := queue[0]
		queue = queue[1:]
		if at == nil {
			continue
		}
		all = append(all, at)
		if joined, ok := at.(interface{ Unwrap() []error }); ok {
			queue = append(queue, joined.Unwrap()...)
		} else {
			queue = append(queue, errors.Unwrap(at))
		}
	}
	return all
}

// redactedError stands in the place of an error that is not fit to be shown.
type redactedError struct{ text string }

func (e *redactedError) Error() string { return e.text }

// redacted returns the failure with a cause that is fit to be shown.
func (f *failure) redacted(secrets *safe.Secrets) *failure {
	f.cause = redactCause(f.cause, secrets)
	return f
}

// redactEvent returns what replaces the credentials of a call in an error event.
func redactEvent(secrets *safe.Secrets) func(*StreamEvent) {
	return func(event *StreamEvent) {
		if secrets.IsEmpty() {
			return
		}
		event.Code = secrets.Redact(event.Code, safe.Whole)
		event.Message = secrets.Redact(event.Message, safe.Whole)
		event.Raw = secrets.RedactJSON(event.Raw)
		if event.Extra == nil {
			return
		}
		extra := make(map[string]json.RawMessage, len(event.Extra))
		for name, value := range event.Extra {
			extra[secrets.Redact(name, safe.Whole)] = secrets.RedactJSON(value)
		}
		event.Extra = extra
	}
}
