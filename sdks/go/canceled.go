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

// notOfCaller returns a cause that does not say that the caller's context has ended, as that of a dialer's own timeout does.
func notOfCaller(cause error) error {
	if isOfContext(cause) {
		return &foreignEnd{cause}
	}
	return cause
}

func isOfContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// foreignEnd is an error that matches whatever its cause does, except the ends of a context.
type foreignEnd struct{ cause error }

func (f *foreignEnd) Error() string { return f.cause.Error() }

func (f *foreignEnd) Is(target error) bool { return !isOfContext(target) && errors.Is(f.cause, target) }

func (f *foreignEnd) As(target any) bool { return errors.As(f.cause, target) }
