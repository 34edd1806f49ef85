package agentspec

import (
	"context"
	"crypto/tls"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// WithClock hands in the clock of a client.
func WithClock(clock *TestClock) Option {
	return clientOption(func(config *clientConfig) { config.made.clock = clock })
}

// SystemClock is the clock of the machine.
var SystemClock clock = systemClock{}

// AwaitWaiters waits until so many turns wait for the one under way.
func AwaitWaiters(t testing.TB, h *SessionHandle, count int) {
	t.Helper()
	isThere := func() bool {
		h.turns.mutex.Lock()
		defer h.turns.mutex.Unlock()
		return len(h.turns.waiters) == count
	}
	for late := time.Now().Add(30 * time.Second); !isThere(); runtime.Gosched() {
		if time.Now().After(late) {
			t.Fatalf("there are no %d turns that wait", count)
		}
	}
}

// TrustForTest sets the TLS configuration of the client's own transport.
func TrustForTest(config *tls.Config) Option {
	return clientOption(func(c *clientConfig) {
		c.made.transport = newTransport()
		c.made.transport.TLSClientConfig = config
		c.made.http = exchanger{transport: c.made.transport}
	})
}

// TestClock is a clock for which no test waits: delays pass at once, and timers fire when the test says so.
type TestClock struct {
	mutex   sync.Mutex
	changed *sync.Cond
	now     time.Time
	chance  float64
	delays  []time.Duration
	timers  map[*testTimer]struct{}
}

type testTimer struct {
	due  time.Time
	fire func()
}

// NewTestClock returns a clock that stands still.
func NewTestClock() *TestClock {
	c := &TestClock{now: time.Unix(1_700_000_000, 0), timers: map[*testTimer]struct{}{}}
	c.changed = sync.NewCond(&c.mutex)
	return c
}

// Now returns the time.
func (c *TestClock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Sleep lets the time pass at once.
func (c *TestClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.delays = append(c.delays, d)
	c.now = c.now.Add(d)
	c.changed.Broadcast()
	return context.Cause(ctx)
}

// AfterFunc sets a timer.
func (c *TestClock) AfterFunc(d time.Duration, f func()) func() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	timer := &testTimer{due: c.now.Add(d), fire: f}
	c.timers[timer] = struct{}{}
	c.changed.Broadcast()
	return func() {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		delete(c.timers, timer)
		c.changed.Broadcast()
	}
}

// Float64 returns the chance.
func (c *TestClock) Float64() float64 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.chance
}

// Delays returns what was slept for.
func (c *TestClock) Delays() []time.Duration {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return slices.Clone(c.delays)
}

// Timers returns how many timers are set.
func (c *TestClock) Timers() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.timers)
}

// AwaitTimers waits until so many timers are set.
func (c *TestClock) AwaitTimers(t testing.TB, count int) {
	t.Helper()
	isLate := false
	stop := time.AfterFunc(30*time.Second, func() {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		isLate = true
		c.changed.Broadcast()
	})
	defer stop.Stop()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for len(c.timers) != count {
		if isLate {
			t.Fatalf("%d timers are set, expected %d", len(c.timers), count)
		}
		c.changed.Wait()
	}
}

// Advance lets so much time pass, and fires the timers that are due meanwhile, in their order.
func (c *TestClock) Advance(d time.Duration) {
	c.mutex.Lock()
	end := c.now.Add(d)
	for {
		var next *testTimer
		for timer := range c.timers {
			if !timer.due.After(end) && (next == nil || timer.due.Before(next.due)) {
				next = timer
			}
		}
		if next == nil {
			break
		}
		delete(c.timers, next)
		if next.due.After(c.now) {
			c.now = next.due
		}
		c.mutex.Unlock()
		next.fire()
		c.mutex.Lock()
	}
	c.now = end
	c.changed.Broadcast()
	c.mutex.Unlock()
}
