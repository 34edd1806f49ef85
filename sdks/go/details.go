package agentspec

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// Details is what every error of this package knows beside its type.
//
// No part of it contains a credential that the call has sent, even if the server echoes it. Texts of the server are as the server sent them:
// the Error methods and slog escape them, a program that prints a field does not.
type Details struct {
	// StatusCode is the status of the response; 0 if there was none.
	StatusCode int `json:"status_code,omitempty"`
	// Code is for machines: the server's code, or the usual code of such an error.
	Code string `json:"code"`
	// Message is for people: the server's message if it sent one. Longer than 1 KiB, it is cut and ends with "…".
	Message string `json:"message"`
	// Outcome is what is known of the request.
	Outcome Outcome `json:"outcome"`
	// Attempts is how many times the request was tried; 0 if it was refused before that.
	Attempts int `json:"attempts"`
	// History has the failed attempts, in order; the last one is the subject of this error.
	History []FailedAttempt `json:"history,omitempty"`
	// StoppedBy is why no further attempt was made.
	StoppedBy StopReason `json:"stopped_by,omitempty"`
	// CorrelationID is the id of the call in the logs of both sides: the server's, else the one that was sent.
	CorrelationID string `json:"correlation_id,omitempty"`
	// SentCorrelationID is the X-Correlation-ID of every attempt.
	SentCorrelationID string `json:"sent_correlation_id,omitempty"`
	// IdempotencyKey is the Idempotency-Key of every attempt of a POST. A server that supports it runs a request once, however often it is sent
	// with the same key.
	IdempotencyKey string `json:"idempotency_key,omitempty"`
	// RetryAfter is how long the server asked to wait, if HasRetryAfter is true. NoLimit is beyond any clock.
	RetryAfter time.Duration `json:"retry_after,omitempty"`
	// HasRetryAfter says that the server asked to wait; it may have asked for no time at all.
	HasRetryAfter bool `json:"has_retry_after,omitempty"`
	// Header is the header of the response; nil without one.
	Header http.Header `json:"header,omitempty"`
	// Body is the first 2 KiB of the response's body.
	Body string `json:"body,omitempty"`
	// Events is how many events of a stream arrived before it failed.
	Events int `json:"events,omitempty"`
	// PartialText is the text that a collector, such as EventStream.Text, had read when it failed.
	PartialText string `json:"partial_text,omitempty"`
	// Steps are those of a failed run, if the server sent them.
	Steps []PipelineStep `json:"steps,omitempty"`
	// Unsupported says that the server does not know the route, because it is too old or the base URL lacks a path; or that the response was a
	// web page.
	Unsupported bool `json:"unsupported,omitempty"`
	// Local says that the SDK itself refused, because of an argument or its own state.
	Local bool `json:"local,omitempty"`

	kind kind
	// isFinal says that another attempt would end the same.
	isFinal bool
	// isConnection says that no complete response arrived: no connection, a broken one, or a server that took too long.
	isConnection bool
	cause        error
}

// DetailsOf returns the details of err, if it is an error of this package or wraps one.
func DetailsOf(err error) (Details, bool) {
	found := detailsIn(err)
	if found == nil {
		return Details{}, false
	}
	details := *found
	details.History = slices.Clone(found.History)
	details.Steps = slices.Clone(found.Steps)
	details.Header = found.Header.Clone()
	var refused *APIError
	if errors.As(err, &refused) && refused != nil && found == &refused.Details {
		details.StatusCode, details.Code, details.Message = refused.StatusCode, refused.Code, refused.Message
	}
	return details, true
}

// details returns the receiver: of each error of this package its details.
func (d *Details) details() *Details { return d }

// Error returns the code, the message and the cause, escaped for display.
func (d *Details) Error() string {
	code := d.Code
	if code == "" {
		code = usualCode(d.kind, d.StatusCode)
	}
	text := "agentspec: " + code
	if d.StatusCode != 0 && (d.StatusCode < 200 || d.StatusCode > 299) {
		text += " (" + strconv.Itoa(d.StatusCode) + ")"
	}
	if d.Message != "" {
		text += ": " + d.Message
	}
	if d.cause != nil {
		text += ": " + safe.Truncate(d.cause.Error())
	}
	return safe.Escape(text)
}

// Unwrap returns what the error was caused by; nil if there is nothing more to know.
func (d *Details) Unwrap() error { return d.cause }

// As sets target to the details, if it is a **Details: so errors.As finds them in any error of this package.
func (d *Details) As(target any) bool {
	found, ok := target.(**Details)
	if ok {
		*found = d
	}
	return ok
}

// Is reports whether target is the sentinel of the error's class.
func (d *Details) Is(target error) bool {
	switch target {
	case nil:
		return false
	case ErrUnsupported:
		return d.Unsupported
	case ErrConnection:
		return d.isConnection
	default:
		return target == sentinelOf(d.kind)
	}
}

// LogValue returns what slog writes of the error, with texts of the server escaped.
func (d *Details) LogValue() slog.Value {
	var attributes []slog.Attr
	text := func(name, value string) {
		if value != "" {
			attributes = append(attributes, slog.String(name, safe.Escape(value)))
		}
	}
	number := func(name string, value int) {
		if value != 0 {
			attributes = append(attributes, slog.Int(name, value))
		}
	}
	text("code", d.Code)
	text("message", d.Message)
	number("status", d.StatusCode)
	text("outcome", string(d.Outcome))
	number("attempts", d.Attempts)
	text("stopped_by", string(d.StoppedBy))
	text("correlation_id", d.CorrelationID)
	text("idempotency_key", d.IdempotencyKey)
	if d.HasRetryAfter {
		attributes = append(attributes, slog.Duration("retry_after", d.RetryAfter))
	}
	number("events", d.Events)
	if d.cause != nil {
		text("cause", safe.Truncate(d.cause.Error()))
	}
	return slog.GroupValue(attributes...)
}
