package retry

import "time"

// Facts are what the policies know of a failed attempt.
type Facts struct {
	// IsRefusal says that the server refused by a status of rate limits or of its own failure.
	IsRefusal bool
	// IsConnection says that no response arrived: no connection, a broken one, or a timeout.
	IsConnection bool
	Status       int
	Code         string
	// IsFinal says that another attempt would end the same.
	IsFinal bool
	// MayHaveRun says that the attempt may have run the request; IsPartial, that its stream had begun.
	MayHaveRun, IsPartial bool
}

// IsTransient reports whether another attempt could end otherwise.
func (f Facts) IsTransient() bool {
	switch {
	case f.IsFinal || f.Code == "budget_exceeded":
		return false
	case f.IsRefusal:
		return f.Status == 429 || f.Status == 502 || f.Status == 503 || f.Status == 504
	default:
		return f.IsConnection
	}
}

// IsRetried reports whether a transient failure is retried: not if the agent may then run twice. Unless the policy is strict, the statuses that
// the documents promise to retry are an exception.
func (f Facts) IsRetried(isStrict, isIdempotent bool) bool {
	if f.IsPartial || !f.IsTransient() {
		return false
	}
	return !f.MayHaveRun || isIdempotent || !isStrict && f.IsRefusal
}

// Asked returns the delay before the next attempt that the server asks for, and a little more: callers that were refused together do not come back
// together. No limit is passed for it. It returns false if the server asks for more than the longest delay.
func (b Backoff) Asked(asked, left time.Duration, random float64) (time.Duration, bool) {
	longest := b.Longest()
	if asked > longest {
		return 0, false
	}
	room := max(min(longest, left-1)-asked, 0)
	return add(asked, min(jitter(asked, askedJitter, random), room)), true
}
