package agentspec

import (
	"math"

	"github.com/szaher/agentspec/sdk/internal/retry"
)

// RetryBudget is what all calls that share it may together add to the load of a server that fails.
//
// A retry takes a token, and is not made if none is left. A token comes back each second, and one for every ten calls that succeed. One call at a
// time retries without a token: so a program that makes one call after the other is never refused. Clients that are given the same budget share
// it.
type RetryBudget struct {
	capacity int
	budget   *retry.Budget
}

// DefaultRetryBudget is how many tokens the budget of a client has unless WithRetryBudget sets another.
const DefaultRetryBudget = 100

// NewRetryBudget makes a full budget. With a capacity of 0, a client retries one call at a time.
func NewRetryBudget(capacity int) *RetryBudget {
	return &RetryBudget{capacity: max(capacity, 0), budget: retry.NewBudget(capacity)}
}

// UnlimitedRetryBudget makes a budget that refuses no retry.
func UnlimitedRetryBudget() *RetryBudget {
	return &RetryBudget{capacity: math.MaxInt, budget: retry.Unlimited()}
}

// Capacity returns how many tokens a full budget has.
func (b *RetryBudget) Capacity() int {
	if b == nil {
		return 0
	}
	return b.capacity
}

// counter returns the counting part, which a zero budget has not.
func (b *RetryBudget) counter() *retry.Budget {
	if b == nil || b.budget == nil {
		return noRetries
	}
	return b.budget
}

var noRetries = retry.NewBudget(0)
