// Package retry decides whether a failed attempt is made again, and when. It is pure: it neither sleeps, nor reads a clock, nor draws a random
// number.
package retry

import (
	"math"
	"time"
)

// NoLimit is the duration that is beyond any clock.
const NoLimit time.Duration = math.MaxInt64

// Backoff is the delay before each attempt if the server names none: exponential, with jitter that only adds.
type Backoff struct {
	// First is the delay before the second attempt.
	First time.Duration
	// Cap is the longest delay that the user allows.
	Cap time.Duration
}

// The most that jitter adds, as a part of the delay: to the client's own, and to one that the server asks for.
const (
	ownJitter   = 0.25
	askedJitter = 0.1
)

// Longest returns the longest delay.
func (b Backoff) Longest() time.Duration { return max(b.Cap, b.First) }

// Delay returns First, doubled with each failed attempt after the first one, and up to a quarter more; random is at least 0 and below 1.
func (b Backoff) Delay(attempt int, random float64) time.Duration {
	longest := b.Longest()
	nominal := b.First
	for range attempt - 1 {
		if nominal > NoLimit/2 {
			nominal = NoLimit
			break
		}
		nominal *= 2
		if nominal == 0 || nominal >= longest {
			break
		}
	}
	// Where doubling stops there is still room for jitter.
	nominal = min(nominal, max(scaled(longest, 1/(1+ownJitter)), b.First))
	return min(add(nominal, jitter(nominal, ownJitter, random)), longest)
}

// jitter returns what is added to a delay, up to most as a part of it.
func jitter(delay time.Duration, most, random float64) time.Duration {
	if math.IsNaN(random) || math.IsInf(random, 0) {
		return 0
	}
	return scaled(delay, most*min(max(random, 0), 1))
}

func scaled(delay time.Duration, part float64) time.Duration {
	product := float64(delay) * part
	if product >= float64(NoLimit) {
		return NoLimit
	}
	return time.Duration(math.Round(product))
}

func add(one, other time.Duration) time.Duration {
	if one > NoLimit-other {
		return NoLimit
	}
	return one + other
}
