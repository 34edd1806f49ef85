package agentspec

import (
	"context"
	"math"
	"math/rand/v2"
	"time"
)

// NoLimit is the duration of an option that sets no limit.
const NoLimit time.Duration = math.MaxInt64

// clock is the time, and everything that waits for it. Tests hand in their own.
type clock interface {
	// Now returns the time of day. Two of them are compared by their monotonic reading.
	Now() time.Time
	// Sleep waits, and returns the cause of ctx if that ends first.
	Sleep(ctx context.Context, d time.Duration) error
	// AfterFunc calls f once in its own goroutine, unless stop is called before.
	AfterFunc(d time.Duration, f func()) (stop func())
	// Float64 returns a random number, at least 0 and below 1.
	Float64() float64
}

// systemClock is the clock of the machine.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (systemClock) AfterFunc(d time.Duration, f func()) func() {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

func (systemClock) Float64() float64 { return rand.Float64() }

// limit calls f after d; never if that is no limit.
func limit(c clock, d time.Duration, f func()) (stop func()) {
	if d == NoLimit {
		return func() {}
	}
	return c.AfterFunc(max(d, 0), f)
}
