package agentspec

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// pendingCall is a call under way.
type pendingCall struct {
	plan    *plan
	ctx     context.Context
	history []FailedAttempt
	// turn is that of a session; nil if the call takes none.
	turn  *turn
	began time.Time
}

// completedCall is a call that succeeded.
type completedCall struct {
	*delivered
	plan *plan
	// turn is that of a stream, which is released when the stream ends.
	turn *turn
	meta ResponseMeta
}

// makeCall makes attempt after attempt, until one succeeds or no more may follow.
func makeCall(ctx context.Context, plan *plan, decode decoder) (*completedCall, error) {
	settings, options := plan.settings, &plan.options
	c := &pendingCall{plan: plan, ctx: ctx, began: settings.clock.Now()}
	if ctx.Err() != nil {
		return nil, c.fail(canceledFailure(ctx, OutcomeNotSent), "")
	}
	limits := retryLimits{
		policy: options.policy, maxRetries: options.maxRetries, deadline: options.deadline,
		delay: settings.retryDelay, maxDelay: settings.maxRetryDelay,
	}
	retries := newRetries(limits, settings.budget, plan.operation.id, plan.operation.isIdempotent())
	defer retries.end()
	settings.warnOfPlainHTTP()
	settings.recent.record(plan.ids)
	if plan.session != nil {
		begun, refusal := plan.session.begin(ctx, plan)
		if refusal != nil {
			return nil, c.fail(refusal, "")
		}
		c.turn = begun
	}
	isHeld := false
	var body io.Closer // of an open stream
	defer func() {
		if isHeld {
			return
		}
		c.turn.release()
		if body != nil {
			_ = body.Close()
		}
	}()
	var last *failure
	var delay time.Duration
	for {
		left := c.left()
		if left <= 0 {
			if last == nil {
				last = plan.deadlineFailure(OutcomeNotSent, "nothing was sent")
			}
			return nil, c.fail(last, StoppedByCallTimeout)
		}
		if last != nil {
			again := &c.history[len(c.history)-1]
			again.Retried, again.Delay = true, delay
		}
		c.log(slog.LevelDebug, len(c.history)+1, "agentspec: an attempt begins")
		attempt := newAttempt(ctx, plan)
		c.turn.begin(&attempt.evidence)
		got, failed := attempt.run(ctx, decode, left)
		if failed == nil {
			if got.body != nil {
				body = got.body
			}
			succeeded := c.succeed(got)
			isHeld = plan.operation.answer == answerStream
			return succeeded, nil
		}
		c.turn.failed(failed.outcome)
		c.history = append(c.history, failed.attempt())
		if failed.kind == kindCanceled {
			return nil, c.fail(failed, "")
		}
		now := settings.clock.Now()
		var stop StopReason
		if delay, stop = retries.after(failed, now.Sub(c.began), now.Sub(epoch), settings.clock.Float64()); stop != "" {
			return nil, c.fail(failed, stop)
		}
		c.logFailure(slog.LevelWarn, "agentspec: an attempt failed, and is made again", failed, slog.Duration("retry_delay", delay))
		if err := settings.clock.Sleep(ctx, delay); err != nil || ctx.Err() != nil {
			canceled := canceledFailure(ctx, OutcomeNotSent)
			canceled.message += ", while it waited to try again after this failure: " + failed.message
			return nil, c.fail(canceled, "")
		}
		last = failed
	}
}

// epoch is when the time of retry budgets begins.
var epoch = time.Now()

// left returns what is left of the call's time.
func (c *pendingCall) left() time.Duration {
	deadline := c.plan.options.deadline
	if deadline == NoLimit {
		return NoLimit
	}
	return deadline - c.plan.settings.clock.Now().Sub(c.began)
}

func (c *pendingCall) succeed(got *delivered) *completedCall {
	c.plan.settings.budget.counter().Succeeded()
	meta := c.meta()
	meta.StatusCode, meta.Header, meta.Attempts = got.status, got.header, len(c.history)+1
	if named := correlationIDs(got.header); len(named) > 0 {
		meta.CorrelationID = named[0]
	}
	if c.plan.operation.answer == answerStream {
		c.turn.setStream(meta.CorrelationID)
	} else {
		c.turn.resolve()
	}
	c.log(slog.LevelDebug, meta.Attempts, "agentspec: an attempt succeeded", slog.Int("status", got.status))
	return &completedCall{delivered: got, plan: c.plan, turn: c.turn, meta: meta}
}

func (c *pendingCall) meta() ResponseMeta {
	ids := c.plan.ids
	return ResponseMeta{
		CorrelationID:     ids.correlationID,
		SentCorrelationID: ids.correlationID,
		IdempotencyKey:    ids.idempotencyKey,
		Attempts:          len(c.history),
		History:           c.history,
	}
}

// fail returns the error of the call.
func (c *pendingCall) fail(failed *failure, stop StopReason) error {
	if stop != "" {
		c.logFailure(slog.LevelInfo, "agentspec: an attempt failed, and is not made again", failed, slog.String("stopped_by", string(stop)))
	}
	// It may have run as it was sent before, whatever became of it this time.
	if c.plan.session.resent() != nil && failed.kind != kindInvalidRequest {
		failed.outcome = furthest(failed.outcome, OutcomeUnknown)
	}
	return failed.toError(c.facts(stop))
}

func (c *pendingCall) facts(stop StopReason) callFacts {
	ids := c.plan.ids
	return callFacts{correlationID: ids.correlationID, idempotencyKey: ids.idempotencyKey, history: c.history, stoppedBy: stop}
}

func (c *pendingCall) log(level slog.Level, attempt int, message string, more ...slog.Attr) {
	plan := c.plan
	if !plan.settings.logs(level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("operation", plan.operation.id),
		slog.String("correlation_id", plan.ids.correlationID),
		slog.Int("attempt", attempt),
	}
	plan.settings.log(c.ctx, level, message, slices.Concat(attributes, more)...)
}

func (c *pendingCall) logFailure(level slog.Level, message string, failed *failure, more slog.Attr) {
	attributes := []slog.Attr{slog.String("outcome", string(failed.outcome)), slog.String("error", safe.Escape(failed.message)), more}
	if failed.status != 0 {
		attributes = append(attributes, slog.Int("status", failed.status))
	}
	c.log(level, max(len(c.history), 1), message, attributes...)
}
