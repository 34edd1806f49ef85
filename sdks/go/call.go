package agentspec

import (
	"context"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// call makes a call whose response is JSON.
func call[T any](ctx context.Context, c caller, op *operation, request parts, read func(wire.Value) T, options []CallOption) (*T, error) {
	var value T
	_, err := perform(ctx, c, op, request, options, func(body []byte, limit int) error {
		root, document := wire.ParseWithin(body, limit)
		value = read(root)
		return document.Err()
	})
	if err != nil {
		return nil, err
	}
	return &value, nil
}

// callText makes a call whose response is text.
func callText(ctx context.Context, c caller, op *operation, request parts, options []CallOption) (string, error) {
	var text string
	_, err := perform(ctx, c, op, request, options, func(body []byte, _ int) error {
		text = textOf(body)
		return nil
	})
	return text, err
}

// callNothing makes a call whose response is ignored.
func callNothing(ctx context.Context, c caller, op *operation, request parts, options []CallOption) error {
	_, err := perform(ctx, c, op, request, options, nil)
	return err
}

// openStream makes a call whose response is a stream.
func openStream(ctx context.Context, c caller, op *operation, request parts, options []CallOption) (*EventStream, error) {
	opened, err := perform(ctx, c, op, request, options, nil)
	if err != nil {
		return nil, err
	}
	return newEventStream(opened.source(ctx)), nil
}

// perform makes a call, and fills in its metadata.
func perform(ctx context.Context, c caller, op *operation, request parts, options []CallOption, decode decoder) (*completedCall, error) {
	if refusal := check(ctx, c); refusal != nil {
		return nil, refusal.toError(callFacts{})
	}
	settings, session := c.site()
	config, refusal := newCallConfig(settings.calls, options)
	if refusal != nil {
		return nil, config.refused(refusal)
	}
	plan, refusal := newPlan(settings, session, op, request, config)
	if refusal != nil {
		return nil, config.refused(refusal)
	}
	got, err := makeCall(ctx, plan, decode)
	if err != nil {
		config.setMeta(metaOf(err))
		return nil, err
	}
	config.setMeta(got.meta)
	return got, nil
}

func (c *callConfig) refused(refusal *failure) error {
	err := refusal.toError(callFacts{correlationID: c.ids.correlationID, idempotencyKey: c.ids.idempotencyKey})
	c.setMeta(metaOf(err))
	return err
}

func (c *callConfig) setMeta(meta ResponseMeta) {
	for _, place := range []*ResponseMeta{c.meta, c.alsoMeta} {
		if place != nil {
			*place = meta.clone()
		}
	}
}

// metaOf returns what a failed call knows of its response.
func metaOf(err error) ResponseMeta {
	known, _ := DetailsOf(err)
	return ResponseMeta{
		StatusCode:        known.StatusCode,
		Header:            known.Header,
		CorrelationID:     known.CorrelationID,
		SentCorrelationID: known.SentCorrelationID,
		IdempotencyKey:    known.IdempotencyKey,
		Attempts:          known.Attempts,
		History:           known.History,
	}
}

// source is what a stream reads, with what is known of its call. Nothing in it refers to the stream.
func (c *completedCall) source(ctx context.Context) streamSource {
	plan, turn, history := c.plan, c.turn, c.meta.History
	body := c.body.(*streamBody)
	facts := streamFacts{
		callFacts:   callFacts{correlationID: plan.ids.correlationID, idempotencyKey: plan.ids.idempotencyKey, history: history},
		secrets:     plan.secrets,
		status:      c.status,
		isAttempted: true,
		header:      c.header,
	}
	return streamSource{
		meta:             c.meta.clone(),
		body:             body,
		cancel:           body.cancel,
		ctx:              ctx,
		fail:             func(problem streamProblem) error { return streamError(problem, facts) },
		redact:           redactEvent(plan.secrets),
		byteIdleTimeout:  plan.options.byteIdleTimeout,
		eventIdleTimeout: plan.options.eventIdleTimeout,
		eventLimit:       plan.settings.eventLimit,
		clock:            plan.settings.clock,
		ended: func(end streamEnd) {
			if end == endDone {
				turn.resolve()
			}
			turn.release()
		},
	}
}
