package agentspec

import (
	"net/http"
	"slices"
	"time"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// failure is what an attempt failed with, before it becomes the error of its call. It never leaves the package.
type failure struct {
	kind    kind
	outcome Outcome
	message string

	// isFinal says that the next attempt would end the same.
	isFinal bool
	code    string
	status  int
	// header and body are without secrets.
	header        http.Header
	body          string
	retryAfter    time.Duration
	hasRetryAfter bool
	steps         []PipelineStep
	events        int
	partialText   string
	isUnsupported bool
	isLocal       bool
	// isOwnWait says that a timeout was not that of a server.
	isOwnWait bool
	// cause is without secrets, as redactCause makes it.
	cause error
}

func (f *failure) Error() string { return f.toError(callFacts{}).Error() }

// callFacts is what is known of the call whose attempt failed.
type callFacts struct {
	correlationID, idempotencyKey string
	// history has the failed attempts, this one included.
	history []FailedAttempt
	// attempts is how many attempts there were; 0 is the length of the history.
	attempts  int
	stoppedBy StopReason
}

// toError makes the error of a call that ends with this failure.
func (f *failure) toError(call callFacts) error {
	statusOfCode := 0
	if (f.kind == kindServer || f.kind == kindStatus) && f.status > 299 {
		statusOfCode = f.status
	}
	code := f.code
	if code == "" {
		code = usualCode(f.kind, statusOfCode)
	}
	details := Details{
		StatusCode:        f.status,
		Code:              safe.Truncate(code),
		Message:           safe.Truncate(f.message),
		Outcome:           f.outcome,
		Attempts:          call.attempts,
		History:           slices.Clone(call.history),
		StoppedBy:         call.stoppedBy,
		CorrelationID:     call.correlationID,
		SentCorrelationID: call.correlationID,
		IdempotencyKey:    call.idempotencyKey,
		RetryAfter:        f.retryAfter,
		HasRetryAfter:     f.hasRetryAfter,
		Header:            f.header,
		Body:              f.body,
		Events:            f.events,
		PartialText:       f.partialText,
		Steps:             f.steps,
		Unsupported:       f.isUnsupported,
		Local:             f.isLocal,
		kind:              f.kind,
		isFinal:           f.isFinal,
		isConnection:      !f.isOwnWait && (f.kind == kindConnect || f.kind == kindTransport || f.kind == kindTimeout),
		cause:             f.cause,
	}
	if named := correlationIDs(f.header); len(named) > 0 {
		details.CorrelationID = named[0]
	}
	if details.Attempts == 0 {
		details.Attempts = len(call.history)
	}
	for _, attempt := range call.history {
		details.Outcome = furthest(details.Outcome, attempt.Outcome)
	}
	return errorOf(details)
}

// errorOf returns the error of the type that stands for the kind.
func errorOf(d Details) error {
	switch d.kind {
	case kindConnect, kindTransport:
		return &ConnectionError{d}
	case kindTimeout:
		return &TimeoutError{d}
	case kindCanceled:
		return &CanceledError{d}
	case kindInterrupted:
		return &StreamInterruptedError{d}
	case kindDecode, kindTooLarge:
		return &DecodeError{d}
	case kindConfiguration:
		return &ConfigurationError{d}
	case kindInvalidRequest:
		if d.Local {
			return &InvalidRequestError{d}
		}
	}
	return &APIError{StatusCode: d.StatusCode, Code: d.Code, Message: d.Message, Details: d}
}

// attempt returns the attempt that failed with this, and that none followed yet.
func (f *failure) attempt() FailedAttempt {
	code := f.code
	if code == "" {
		code = usualCode(f.kind, f.status)
	}
	return FailedAttempt{Code: safe.Truncate(code), StatusCode: f.status, Outcome: f.outcome}
}

// invalidRequest is an argument, or the state of an object, that the SDK refuses. The code may be empty.
func invalidRequest(message, code string) *failure {
	return &failure{kind: kindInvalidRequest, outcome: OutcomeNotSent, message: message, code: code, isLocal: true}
}

// configuration is a mistake in what a client was given.
func configuration(message string) *failure {
	return &failure{kind: kindConfiguration, outcome: OutcomeNotSent, message: message, isLocal: true}
}

const (
	// bodyShown is how much of a body an error has, in bytes.
	bodyShown = 2 << 10
	// bodyKept is how much of it is kept until no secret is in it: more than is shown, so that one across the cut is found.
	bodyKept = bodyShown + 4<<10
)

// shownBody returns the first 2 KiB of a body, without secrets.
func shownBody(body []byte, secrets *safe.Secrets, isBroken bool) string {
	end := safe.Whole
	switch {
	case len(body) > bodyKept:
		body, end = body[:bodyKept], safe.Cut
	case isBroken:
		end = safe.Broken
	}
	return safe.Start(secrets.Redact(textOf(body), end), bodyShown)
}
