package agentspec

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"
)

const (
	shortestPollDelay = 10 * time.Millisecond
	firstPollDelay    = 200 * time.Millisecond
	longestPollDelay  = 5 * time.Second
)

// PipelineWaitRequest holds the arguments of Wait and Watch.
type PipelineWaitRequest struct {
	// Name is the pipeline's name.
	Name string

	// RunID is the id of the run; without it, the most recent run.
	RunID string

	// PollDelay is the delay before the second poll, at least 10 ms. It doubles, up to 5 s, while nothing changes. Default 200 ms.
	PollDelay time.Duration

	// Timeout is how long the run is watched. Then a [TimeoutError] is returned, and the run goes on. 0 and [NoLimit] are no limit.
	Timeout time.Duration
}

// Progress is a change of a watched run: of a step, or its end. One of the fields is set.
type Progress struct {
	// Step is a step that is new or whose status has changed.
	Step *PipelineStep

	// Ended is the last status of the run.
	Ended *PipelineStatus
}

// errWatchOver is why the context of a watch ends whose time is over.
var errWatchOver = errors.New("agentspec: the time of the watch is over")

// waitForRun waits until the run ends, and returns its last status.
func waitForRun(ctx context.Context, s *PipelinesService, request *PipelineWaitRequest, options []CallOption) (*PipelineStatus, error) {
	for progress, err := range watchRun(ctx, s, request, options) {
		if err != nil {
			return nil, err
		}
		if progress.Ended != nil {
			return progress.Ended, nil
		}
	}
	return nil, (&failure{kind: kindDecode, outcome: OutcomeUnknown, message: "the run has no end"}).toError(callFacts{})
}

// watchRun yields each change of a run, and at last its end. It ends with the first error.
func watchRun(ctx context.Context, s *PipelinesService, request *PipelineWaitRequest, options []CallOption) iter.Seq2[Progress, error] {
	refused := func(refusal *failure) iter.Seq2[Progress, error] {
		return func(yield func(Progress, error) bool) { yield(Progress{}, refusal.toError(callFacts{})) }
	}
	if refusal := check(ctx, s.caller()); refusal != nil {
		return refused(refusal)
	}
	switch {
	case request == nil:
		return refused(invalidRequest("the request is nil: give one", ""))
	case request.PollDelay < 0:
		return refused(invalidRequest(fmt.Sprintf("PollDelay is %v: expected a duration of 0 or more", request.PollDelay), ""))
	case request.Timeout < 0:
		return refused(invalidRequest(fmt.Sprintf("Timeout is %v: expected a duration of 0 or more", request.Timeout), ""))
	}
	settings, _ := s.caller().site()
	given := *request
	return func(yield func(Progress, error) bool) {
		w := watch{service: s, clock: settings.clock, request: given, options: options}
		w.run(ctx, yield)
	}
}

// watch is a run that is watched.
type watch struct {
	service *PipelinesService
	clock   clock
	request PipelineWaitRequest
	options []CallOption
	// known are the statuses of the steps as of the last poll.
	known []string
	// last is what is known of the last poll.
	last ResponseMeta
}

func (w *watch) run(caller context.Context, yield func(Progress, error) bool) {
	ctx, cancel := context.WithCancelCause(caller)
	defer cancel(nil)
	if deadline := w.request.Timeout; deadline != 0 {
		defer limit(w.clock, deadline, func() { cancel(errWatchOver) })()
	}
	first := w.request.PollDelay
	if first == 0 {
		first = firstPollDelay
	}
	first = max(first, shortestPollDelay)
	for delay := time.Duration(0); ; {
		status, err := w.poll(ctx)
		if err != nil {
			yield(Progress{}, w.failure(caller, ctx, err))
			return
		}
		// The most recent run may become another one: stay with the one that was seen first.
		if w.request.RunID == "" {
			w.request.RunID = status.RunID
		}
		changed := w.changes(status.Steps)
		for index := range changed {
			if !yield(Progress{Step: &changed[index]}, nil) {
				return
			}
		}
		if isOver(status) {
			yield(Progress{Ended: status}, nil)
			return
		}
		if len(changed) > 0 || delay == 0 {
			delay = first
		} else {
			delay = min(delay*2, max(longestPollDelay, first))
		}
		if err := w.clock.Sleep(ctx, delay); err != nil || ctx.Err() != nil {
			yield(Progress{}, w.failure(caller, ctx, nil))
			return
		}
	}
}

func (w *watch) poll(ctx context.Context) (*PipelineStatus, error) {
	var meta ResponseMeta
	// The place that the caller gave has what is known of the last poll, too.
	options := append(slices.Clone(w.options), alsoMeta(&meta))
	status, err := w.service.Status(ctx, &PipelineStatusRequest{Name: w.request.Name, RunID: w.request.RunID}, options...)
	if err == nil {
		w.last = meta
	}
	return status, err
}

// changes returns the steps that are new or whose status has changed.
func (w *watch) changes(steps []PipelineStep) []PipelineStep {
	var changed []PipelineStep
	for place, step := range steps {
		if place >= len(w.known) || w.known[place] != string(step.Status) {
			changed = append(changed, step)
		}
	}
	w.known = w.known[:0]
	for _, step := range steps {
		w.known = append(w.known, string(step.Status))
	}
	return changed
}

// failure returns the error of a watch that ends with err, or with its context.
func (w *watch) failure(caller, ctx context.Context, err error) error {
	switch {
	case caller.Err() != nil && err == nil:
		return canceledFailure(caller, OutcomeUnknown).toError(w.facts())
	case caller.Err() == nil && ctx.Err() != nil:
		run := w.request.RunID
		if run == "" {
			run = "the run"
		}
		message := fmt.Sprintf("%s of %s did not end within %v; the run continues", run, w.request.Name, w.request.Timeout)
		failed := &failure{kind: kindTimeout, outcome: OutcomeUnknown, message: message, isOwnWait: true}
		facts := w.facts()
		facts.history = append(slices.Clone(facts.history), failed.attempt())
		return failed.toError(facts)
	default:
		return err
	}
}

func (w *watch) facts() callFacts {
	return callFacts{correlationID: w.last.SentCorrelationID, history: w.last.History}
}

// isOver reports whether the run has ended. A failed run has ended too: its status says so. Under a status that this version does not know, it has ended
// when no step is under way.
func isOver(status *PipelineStatus) bool {
	switch status.Status {
	case RunStatusCompleted, RunStatusFailed:
		return true
	case RunStatusRunning:
		return false
	}
	return !slices.ContainsFunc(status.Steps, func(step PipelineStep) bool {
		return step.Status == StepStatusRunning || step.Status == StepStatusPending
	})
}
