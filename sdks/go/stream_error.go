package agentspec

import (
	"net/http"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// streamFacts is what is known of a stream's call.
type streamFacts struct {
	callFacts
	secrets     *safe.Secrets
	status      int
	header      http.Header
	outcome     Outcome // of a stream that is not open: what is known of its request
	isAttempted bool    // whether there is an attempt that is not in the history
}

// streamError returns the error that a stream ends with, or that says why there is nothing for its reader. Stand-in.
func streamError(problem streamProblem, facts streamFacts) error {
	f := &failure{outcome: OutcomeUnknown, message: problem.message, events: problem.events, partialText: problem.partialText, cause: problem.cause}
	if problem.events > 0 {
		f.outcome = OutcomePartial
	}
	f.status, f.header, f.body = facts.status, facts.header, string(problem.data)
	switch problem.kind {
	case problemInterrupted:
		f.kind = kindInterrupted
	case problemDecode:
		f.kind = kindDecode
	case problemTooLarge:
		f.kind = kindTooLarge
	case problemTimeout:
		f.kind = kindTimeout
	case problemCanceled:
		f.kind = kindCanceled
	case problemClosed:
		f.kind, f.code, f.isLocal = kindInterrupted, "stream_closed", true
	case problemConsumed:
		f.kind, f.code, f.isLocal = kindInvalidRequest, "stream_consumed", true
	case problemBusy:
		f.kind, f.code, f.isLocal = kindInvalidRequest, "stream_busy", true
	case problemErrorEvent:
		f.kind, f.code = kindOfCode(problem.event.Code), problem.event.Code
		body, _ := problem.event.MarshalJSON()
		f.body = string(body)
	}
	return f.toError(facts.callFacts)
}
