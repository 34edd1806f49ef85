package agentspec

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// warnAfter is how long a stream may hold up a turn before that is warned of.
const warnAfter = time.Second

// turnRule is what a call of a session's handle waits for.
type turnRule int

const (
	noTurn      turnRule = iota
	waitForTurn          // the turn under way ends before the call, which is none itself
	nextTurn             // the call is the next turn
)

// sentTurn is a turn as it was sent, so that it can be sent again.
type sentTurn struct {
	number         int
	input          string
	body           []byte
	idempotencyKey string
	isStreamed     bool
}

// method returns the method of the handle that sends the turn again.
func (s *sentTurn) method() string {
	if s.isStreamed {
		return "SendAgainStream"
	}
	return "SendAgain"
}

// sessionTurn is the turn of a session that a call takes.
type sessionTurn struct {
	turns *turns
	rule  turnRule
	// isAgain says that the call sends the unresolved turn again, which is sent, or nil if there was none when the call was made.
	isAgain bool
	sent    *sentTurn
}

// resent returns the turn that the call sends again; nil if it sends none again.
func (s *sessionTurn) resent() *sentTurn {
	if s == nil {
		return nil
	}
	return s.sent
}

// turns are the turns of a session's handle: one at a time, and none after one of which it is not known whether the server recorded it.
type turns struct {
	mutex sync.Mutex
	// isUnderWay says that a turn, or a deletion, is under way.
	isUnderWay bool
	// waiters has a channel for each call that waits for its turn, in their order. It is closed when the call's turn begins.
	waiters []chan struct{}
	number  int
	pending *pendingTurn
	// stream is the correlation id of the stream that is the turn under way; empty if it is none.
	stream string
	// changed is closed when stream changes; nil if nobody waits.
	changed chan struct{}
}

// pendingTurn is the last turn, until its whole response has arrived.
type pendingTurn struct {
	sentTurn
	// mayHaveRun says that an attempt that failed may have run.
	mayHaveRun bool
	// evidence is that of the attempt under way; nil if there is none.
	evidence *evidence
}

func (p *pendingTurn) isRecorded() bool {
	return p != nil && (p.mayHaveRun || p.evidence != nil && p.evidence.isReleased())
}

// unresolved returns the unresolved turn; nil while a turn is under way.
func (t *turns) unresolved() *sentTurn {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.isUnderWay || !t.pending.isRecorded() {
		return nil
	}
	return &t.pending.sentTurn
}

// goOn forgets the unresolved turn. One under way is not touched.
func (t *turns) goOn() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if !t.isUnderWay {
		t.pending = nil
	}
}

// begin waits for the turns before, and begins.
func (s *sessionTurn) begin(ctx context.Context, plan *plan) (*turn, *failure) {
	t := s.turns
	if refusal := t.wait(ctx, plan); refusal != nil {
		return nil, refusal
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if s.rule == waitForTurn {
		return &turn{turns: t}, nil
	}
	refusal := t.claim(s, plan)
	if refusal != nil {
		t.pass()
		return nil, refusal
	}
	return &turn{turns: t, pending: t.pending}, nil
}

// claim makes the call the turn under way. The mutex is held.
func (t *turns) claim(s *sessionTurn, plan *plan) *failure {
	isStreamed := plan.operation.answer == answerStream
	isRecorded := t.pending.isRecorded()
	switch {
	case !s.isAgain && isRecorded:
		message := "the server may have recorded the previous turn, whose complete response was not received: " + t.pending.method() + "() resends it, GoOn() continues without it"
		return invalidRequest(message, "turn_unresolved")
	case s.isAgain && (!isRecorded || s.sent == nil || s.sent.number != t.pending.number):
		return invalidRequest("there is no turn to resend: none was unresolved when this call was made, or it has been resolved since", "")
	case s.isAgain && s.sent.isStreamed != isStreamed:
		form := "not streamed"
		if s.sent.isStreamed {
			form = "streamed"
		}
		return invalidRequest(fmt.Sprintf("the unresolved turn was %s: %s() resends it in the same way", form, s.sent.method()), "")
	}
	t.number++
	t.pending = &pendingTurn{
		sentTurn: sentTurn{
			number: t.number, input: plan.input, body: plan.body, idempotencyKey: plan.ids.idempotencyKey, isStreamed: isStreamed,
		},
		mayHaveRun: s.isAgain,
	}
	return nil
}

// wait waits until no turn is under way, no longer than the call's deadline, and for one stream no longer than its timeout. Then one is under way.
func (t *turns) wait(ctx context.Context, plan *plan) *failure {
	t.mutex.Lock()
	if !t.isUnderWay {
		t.isUnderWay = true
		t.mutex.Unlock()
		return nil
	}
	mine := make(chan struct{})
	t.waiters = append(t.waiters, mine)
	t.mutex.Unlock()
	refusal := t.waitFor(ctx, plan, mine)
	if refusal == nil {
		return nil
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	select {
	case <-mine:
		// It became the turn under way as it gave up.
		t.pass()
	default:
		t.waiters = slices.DeleteFunc(t.waiters, func(waiter chan struct{}) bool { return waiter == mine })
	}
	return refusal
}

// pass lets the next waiter begin. The mutex is held.
func (t *turns) pass() {
	t.setStream("")
	if len(t.waiters) == 0 {
		t.isUnderWay = false
		return
	}
	next := t.waiters[0]
	t.waiters = slices.Delete(t.waiters, 0, 1)
	close(next)
}

// setStream names the stream under way. The mutex is held.
func (t *turns) setStream(id string) {
	t.stream = id
	if t.changed != nil {
		close(t.changed)
		t.changed = nil
	}
}

func (t *turns) holder() (stream string, changed <-chan struct{}) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.changed == nil {
		t.changed = make(chan struct{})
	}
	return t.stream, t.changed
}

func (t *turns) waitFor(ctx context.Context, plan *plan, mine <-chan struct{}) *failure {
	settings, timeout := plan.settings, plan.options.timeout
	over := newAlarm(settings.clock, plan.options.deadline)
	defer over.stop()
	for {
		stream, changed := t.holder()
		held := &alarm{}
		delay := min(timeout, warnAfter)
		if stream != "" {
			held = newAlarm(settings.clock, delay)
		}
		isWarned := false
		for isSame := true; isSame; {
			select {
			case <-mine:
				held.stop()
				return nil
			case <-ctx.Done():
				held.stop()
				return canceledFailure(ctx, OutcomeNotSent)
			case <-over.rings:
				held.stop()
				why := "the previous turn of its session has not ended"
				if stream != "" {
					why = fmt.Sprintf("the stream %s of its handle has not ended: read it to its end or close it first", stream)
				}
				return plan.deadlineFailure(OutcomeNotSent, why)
			case <-changed:
				held.stop()
				isSame = false
			case <-held.rings:
				if isWarned {
					return heldUp(stream, timeout)
				}
				isWarned = true
				settings.log(ctx, slog.LevelWarn, "agentspec: a turn waits: the stream of its handle is neither read to its end nor closed",
					slog.String("operation", plan.operation.id), slog.String("correlation_id", plan.ids.correlationID), slog.String("held_up_by", stream))
				held = &alarm{}
				if timeout != NoLimit {
					held = newAlarm(settings.clock, timeout-delay)
				}
			}
		}
	}
}

func heldUp(stream string, timeout time.Duration) *failure {
	message := fmt.Sprintf("the turn waited for WithTimeout, %v: the stream %s of its handle is neither read to its end nor closed. Nothing was sent. Read that stream to its end, or close it, before the next turn", timeout, stream)
	return &failure{kind: kindTimeout, outcome: OutcomeNotSent, message: message, isOwnWait: true}
}

// alarm is a time limit to select on. A zero one never rings.
type alarm struct {
	rings  chan struct{}
	cancel func()
}

func newAlarm(clock clock, d time.Duration) *alarm {
	rings := make(chan struct{})
	return &alarm{rings: rings, cancel: limit(clock, d, func() { close(rings) })}
}

func (a *alarm) stop() {
	if a.cancel != nil {
		a.cancel()
	}
}

// turn is a turn under way. Methods of a nil turn do nothing: the call takes none.
type turn struct {
	turns *turns
	// pending is nil if the call only waited for its turn.
	pending    *pendingTurn
	isReleased bool
}

// begin says that an attempt begins.
func (t *turn) begin(evidence *evidence) {
	t.change(func(pending *pendingTurn) { pending.evidence = evidence })
}

// failed says that the attempt has failed.
func (t *turn) failed(outcome Outcome) {
	t.change(func(pending *pendingTurn) {
		pending.evidence = nil
		pending.mayHaveRun = pending.mayHaveRun || outcome.MayHaveRun()
	})
}

func (t *turn) change(change func(*pendingTurn)) {
	if t == nil || t.pending == nil {
		return
	}
	t.turns.mutex.Lock()
	defer t.turns.mutex.Unlock()
	change(t.pending)
}

// setStream says that the response has begun, as the stream with this correlation id.
func (t *turn) setStream(id string) {
	if t == nil {
		return
	}
	t.turns.mutex.Lock()
	defer t.turns.mutex.Unlock()
	t.turns.setStream(id)
}

// resolve says that the whole response has arrived. A deletion too leaves nothing in question.
func (t *turn) resolve() {
	if t == nil {
		return
	}
	t.turns.mutex.Lock()
	defer t.turns.mutex.Unlock()
	t.turns.pending = nil
}

// release lets the next turn begin.
func (t *turn) release() {
	if t == nil {
		return
	}
	t.turns.mutex.Lock()
	defer t.turns.mutex.Unlock()
	if !t.isReleased {
		t.isReleased = true
		t.turns.pass()
	}
}
