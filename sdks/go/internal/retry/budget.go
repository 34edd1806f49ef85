package retry

import (
	"sync"
	"time"
)

const (
	// perSecond is how many tokens a second brings.
	perSecond = 1
	// perSuccess is how many tokens a successful call brings.
	perSuccess = 0.1
)

// Budget is what all calls of a client together may add to the load of a server that fails: a bucket of tokens.
//
// A retry takes a token, and is not made if none is left. One call at a time retries without: so a caller that waits for each call before the next
// is never refused, however long the server fails.
type Budget struct {
	capacity float64
	isOff    bool

	mutex     sync.Mutex
	tokens    float64
	filledAt  time.Duration
	hasExempt bool
}

// NewBudget makes a full bucket.
func NewBudget(capacity int) *Budget {
	tokens := float64(max(capacity, 0))
	return &Budget{capacity: tokens, tokens: tokens}
}

// Unlimited makes a budget that counts nothing.
func Unlimited() *Budget { return &Budget{isOff: true} }

// Succeeded says that a call has succeeded.
func (b *Budget) Succeeded() {
	if b.isOff {
		return
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.add(perSuccess)
}

func (b *Budget) add(tokens float64) { b.tokens = min(b.tokens+tokens, b.capacity) }

// Share is what one call has of the budget. It belongs to one goroutine.
type Share struct {
	budget   *Budget
	isExempt bool
}

// Share returns the share of a call that begins.
func (b *Budget) Share() *Share { return &Share{budget: b} }

// Allows takes a token if one is needed, and reports whether the call may be retried. The time is the clock's.
func (s *Share) Allows(now time.Duration) bool {
	b := s.budget
	if b.isOff || s.isExempt {
		return true
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !b.hasExempt {
		b.hasExempt, s.isExempt = true, true
		return true
	}
	b.add(perSecond * max(now-b.filledAt, 0).Seconds())
	b.filledAt = max(b.filledAt, now)
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// End says that the call has ended.
func (s *Share) End() {
	if s.isExempt {
		s.budget.mutex.Lock()
		defer s.budget.mutex.Unlock()
		s.budget.hasExempt, s.isExempt = false, false
	}
}
