package agentspec

import (
	"errors"
	"time"

	"github.com/szaher/agentspec/sdk/internal/retry"
)

// RetryPolicy decides whether a failed attempt is made again. It is asked after each failed attempt while WithMaxRetries allows another, from the
// goroutine of the call, and from many at once.
type RetryPolicy interface {
	// Retry returns the delay before the next attempt, and whether there is one.
	Retry(failed FailedCall) (delay time.Duration, retry bool)
}

// RetryPolicyFunc is a function that is a RetryPolicy.
type RetryPolicyFunc func(failed FailedCall) (delay time.Duration, retry bool)

// Retry calls the function.
func (f RetryPolicyFunc) Retry(failed FailedCall) (time.Duration, bool) { return f(failed) }

// The policies of this package.
var (
	// StandardRetries is the default: it retries what was not sent, the statuses 429, 502, 503 and 504, and calls other than POST also where
	// the connection broke. A POST that may have run is sent again after 502 and 504 alone, with the same Idempotency-Key.
	StandardRetries RetryPolicy = standardPolicy{}
	// StrictRetries never sends a POST again that may have run.
	StrictRetries RetryPolicy = standardPolicy{isStrict: true}
	// NoRetries gives up after the first attempt.
	NoRetries RetryPolicy = RetryPolicyFunc(func(FailedCall) (time.Duration, bool) { return 0, false })
)

// FailedCall is a failed attempt of a call, as a RetryPolicy is given it.
type FailedCall struct {
	// Err is the failure of this attempt; its outcome is that of this attempt alone.
	Err error
	// Operation is the id of the operation in the contract, such as "invoke_agent".
	Operation string
	// Attempt is the number of the attempt; the first is 1.
	Attempt int
	// Elapsed is the time since the start of the call.
	Elapsed time.Duration
	// Idempotent says that running the request twice has the effect of running it once: true for GET and DELETE.
	Idempotent bool
	// Delay is the delay before another attempt by the client's settings or the server's Retry-After.
	Delay time.Duration
	// TooLong says that the server asks for more than WithMaxRetryDelay allows; then Delay is 0.
	TooLong bool
}

// Transient reports whether another attempt could succeed. It is false for a failed TLS handshake, a server that does not speak HTTP, and the code
// "budget_exceeded".
func (f FailedCall) Transient() bool { return factsOf(f.Err).IsTransient() }

type standardPolicy struct{ isStrict bool }

func (p standardPolicy) Retry(failed FailedCall) (time.Duration, bool) {
	return failed.Delay, !failed.TooLong && factsOf(failed.Err).IsRetried(p.isStrict, failed.Idempotent)
}

// factsOf returns what the policies decide by. An error of someone else, as a test may make it, is none that is retried.
func factsOf(err error) retry.Facts {
	known, ok := DetailsOf(err)
	if !ok {
		return retry.Facts{}
	}
	of := known.kind
	var refused *APIError
	if of == "" && errors.As(err, &refused) {
		of = kindOfStatus(refused.StatusCode)
	}
	return retry.Facts{
		IsRefusal:    of == kindRateLimit || of == kindServer,
		IsConnection: of == kindConnect || of == kindTransport || of == kindTimeout,
		Status:       known.StatusCode,
		Code:         known.Code,
		IsFinal:      known.isFinal,
		MayHaveRun:   known.Outcome.MayHaveRun(),
		IsPartial:    known.Outcome == OutcomePartial,
	}
}
