package agentspec

import (
	"context"
	"errors"
)

// canceledFailure is that of a call whose context has ended.
func canceledFailure(ctx context.Context, outcome Outcome) *failure {
	return &failure{kind: kindCanceled, outcome: outcome, message: messageOfCanceled, isFinal: true, cause: causeOf(ctx)}
}

const messageOfCanceled = "the context of the call has ended"

// causeOf returns why a context has ended: its error, and the cause that it was given. It is the caller's, and stays as it is.
func causeOf(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return &canceledCause{err: err, cause: cause}
}

// canceledCause is the error of a context with a cause of its own.
type canceledCause struct{ err, cause error }

func (c *canceledCause) Error() string { return c.err.Error() + ": " + c.cause.Error() }

func (c *canceledCause) Unwrap() []error { return []error{c.err, c.cause} }
