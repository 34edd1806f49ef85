package agentspec

import (
	"encoding/json"
	"net/http"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// streamFacts is what is known of a stream's call.
type streamFacts struct {
	// callFacts has the attempts that failed before.
	callFacts
	secrets *safe.Secrets
	status  int
	header  http.Header
	// outcome is that of a stream that is not open; empty of one that is.
	outcome Outcome
	// isAttempted says that there is an attempt that is not in the history.
	isAttempted bool
}

// streamError returns the error that a stream ends with, or that says why there is nothing for its reader.
func streamError(problem streamProblem, facts streamFacts) error {
	outcome := facts.outcome
	switch {
	case outcome != "":
	case problem.events > 0:
		outcome = OutcomePartial
	default:
		outcome = OutcomeUnknown
	}
	failed := &failure{
		kind:        kindOfProblem(problem),
		outcome:     outcome,
		message:     problem.message,
		status:      facts.status,
		header:      facts.header,
		events:      problem.events,
		partialText: facts.secrets.Redact(problem.partialText, safe.Broken),
		cause:       problem.cause,
	}
	switch problem.kind {
	case problemClosed:
		failed.code, failed.isLocal = "stream_closed", true
	case problemConsumed:
		failed.code, failed.isLocal = "stream_consumed", true
	case problemBusy:
		failed.code, failed.isLocal = "stream_busy", true
	case problemErrorEvent:
		failed.code = problem.event.Code
		failed.body = shownBody(bodyOfEvent(problem.event), facts.secrets, true)
	default:
		if problem.data != nil {
			failed.body = shownBody(problem.data, facts.secrets, true)
		}
	}
	if failed.kind != kindCanceled {
		failed.cause = redactCause(failed.cause, facts.secrets)
	}
	call := facts.callFacts
	if facts.isAttempted {
		call.history = append(call.history[:len(call.history):len(call.history)], failed.attempt())
	}
	return failed.toError(call)
}

func kindOfProblem(problem streamProblem) kind {
	switch problem.kind {
	case problemDecode:
		return kindDecode
	case problemTooLarge:
		return kindTooLarge
	case problemTimeout:
		return kindTimeout
	case problemCanceled:
		return kindCanceled
	case problemConsumed, problemBusy:
		return kindInvalidRequest
	case problemErrorEvent:
		return kindOfCode(problem.event.Code)
	default:
		return kindInterrupted
	}
}

// bodyOfEvent returns an error event as the body of an error.
func bodyOfEvent(event *StreamEvent) []byte {
	body := map[string]any{"code": event.Code, "message": event.Message}
	for name, value := range event.Extra {
		body[name] = value
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil
	}
	return text
}
