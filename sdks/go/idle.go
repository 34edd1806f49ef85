package agentspec

import (
	"sync"
	"time"
)

// silence is what a stream was without.
type silence string

const (
	noSilence    silence = ""
	byteSilence  silence = "byte"
	eventSilence silence = "event"
)

// grace is how long a reader has for the bytes that have arrived, once a timeout is over: after a laptop wakes, the timer may fire before they are
// read.
const grace = time.Millisecond

// idle limits how long a stream may be silent: without a byte, and without an event. Time counts only while the stream is waited for. There is
// one timer, which is set again when it fires: a byte costs no more than a look at the clock.
type idle struct {
	clock                 clock
	byteLimit, eventLimit time.Duration
	silent                func(silence, time.Duration) // called once, by the timer

	mutex                 sync.Mutex
	isWaiting, isOver     bool
	byteSince, eventSince time.Time
	events                int     // as of the last wait
	overdue               silence // what was over when the timer fired
	stop                  func()  // of the timer that is set; nil if there is none
}

// newIdle returns nil if there is no limit.
func newIdle(clock clock, byteLimit, eventLimit time.Duration, silent func(silence, time.Duration)) *idle {
	isNone := func(limit time.Duration) bool { return limit <= 0 || limit == NoLimit }
	if isNone(byteLimit) {
		byteLimit = NoLimit
	}
	if isNone(eventLimit) {
		eventLimit = NoLimit
	}
	if clock == nil || byteLimit == NoLimit && eventLimit == NoLimit {
		return nil
	}
	return &idle{clock: clock, byteLimit: byteLimit, eventLimit: eventLimit, silent: silent, events: -1}
}

// wait begins a wait for bytes. So many events have been delivered.
func (i *idle) wait(events int) {
	if i == nil {
		return
	}
	now := i.clock.Now()
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.isWaiting = true
	i.byteSince = now
	if i.overdue == byteSilence {
		i.overdue = noSilence
	}
	if events != i.events {
		i.events = events
		i.eventSince = now
		i.overdue = noSilence
	}
	if i.stop == nil && !i.isOver {
		i.set(now)
	}
}

// waited ends a wait.
func (i *idle) waited() {
	if i == nil {
		return
	}
	i.mutex.Lock()
	i.isWaiting = false
	i.mutex.Unlock()
}

// end stops the timer for good.
func (i *idle) end() {
	if i == nil {
		return
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.isOver = true
	if i.stop != nil {
		i.stop()
		i.stop = nil
	}
}

func (i *idle) set(now time.Time) {
	left := grace
	if i.overdue == noSilence {
		_, limit, since := i.next()
		left = max(0, limit-now.Sub(since))
	}
	i.stop = i.clock.AfterFunc(left, i.fired)
}

func (i *idle) fired() {
	i.mutex.Lock()
	i.stop = nil
	if i.isOver || !i.isWaiting {
		i.mutex.Unlock()
		return
	}
	now := i.clock.Now()
	what, limit, since := i.next()
	if now.Sub(since) >= limit && i.overdue == what {
		i.isOver = true
		i.mutex.Unlock()
		i.silent(what, limit)
		return
	}
	i.overdue = noSilence
	if now.Sub(since) >= limit {
		i.overdue = what
	}
	i.set(now)
	i.mutex.Unlock()
}

// next returns which of the two is over first.
func (i *idle) next() (what silence, limit time.Duration, since time.Time) {
	if i.eventLimit == NoLimit || i.byteLimit != NoLimit && i.byteLimit-i.eventLimit <= i.eventSince.Sub(i.byteSince) {
		return byteSilence, i.byteLimit, i.byteSince
	}
	return eventSilence, i.eventLimit, i.eventSince
}
