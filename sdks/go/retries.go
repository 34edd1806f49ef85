package agentspec

import (
	"time"

	"github.com/szaher/agentspec/sdk/internal/retry"
)

// retryLimits is how a client, or one call, tries again.
type retryLimits struct {
	policy RetryPolicy
	// maxRetries is how many attempts may follow the first.
	maxRetries int
	delay      time.Duration
	maxDelay   time.Duration
	// deadline is the time of the whole call.
	deadline time.Duration
}

// retries decides after each failed attempt of one call. It neither sleeps nor draws a random number.
type retries struct {
	limits       retryLimits
	share        *retry.Share
	operation    string
	isIdempotent bool
	attempt      int
}

func newRetries(limits retryLimits, budget *RetryBudget, operation string, isIdempotent bool) *retries {
	return &retries{limits: limits, share: budget.counter().Share(), operation: operation, isIdempotent: isIdempotent}
}

// after returns the delay before the next attempt, or why there is none. The time elapsed counts from the start of the call, now is the clock's, and
// random is at least 0 and below 1.
func (r *retries) after(failed *failure, elapsed, now time.Duration, random float64) (time.Duration, StopReason) {
	r.attempt++
	if r.attempt > r.limits.maxRetries {
		return 0, StoppedByMaxRetries
	}
	backoff := retry.Backoff{First: r.limits.delay, Cap: r.limits.maxDelay}
	call := FailedCall{
		Err:        failed.toError(callFacts{attempts: r.attempt}),
		Operation:  r.operation,
		Attempt:    r.attempt,
		Elapsed:    elapsed,
		Idempotent: r.isIdempotent,
	}
	if failed.hasRetryAfter {
		delay, ok := backoff.Asked(failed.retryAfter, r.limits.deadline-elapsed, random)
		call.Delay, call.TooLong = delay, !ok
	} else {
		call.Delay = backoff.Delay(r.attempt, random)
	}
	delay, isAgain := r.limits.policy.Retry(call)
	switch {
	case !isAgain && call.TooLong && call.Transient():
		return 0, StoppedByMaxRetryDelay
	case !isAgain:
		return 0, StoppedByPolicy
	case delay > backoff.Longest():
		return 0, StoppedByMaxRetryDelay
	case max(delay, 0) >= r.limits.deadline-elapsed:
		return 0, StoppedByCallTimeout
	case !r.share.Allows(now):
		return 0, StoppedByRetryBudget
	}
	return max(delay, 0), ""
}

// end says that the call has ended.
func (r *retries) end() { r.share.End() }
