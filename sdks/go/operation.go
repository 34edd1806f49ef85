package agentspec

import (
	"net/http"
	"slices"
)

// operation is an operation of the contract.
type operation struct {
	id, method string
	// path has the fields of its parameters in braces.
	path string
	// statuses are those that bring a value; nil is 200.
	statuses []int
	answer   answerKind
}

// answerKind is what a response brings.
type answerKind int

const (
	answerJSON answerKind = iota
	answerNothing
	answerText
	answerStream
)

func (o *operation) isIdempotent() bool { return o.method != http.MethodPost }

// isValue reports whether a response with this status brings a value. Of an operation without one, any success does.
func (o *operation) isValue(status int) bool {
	switch {
	case o.answer == answerNothing:
		return isSuccess(status)
	case o.statuses == nil:
		return status == http.StatusOK
	default:
		return slices.Contains(o.statuses, status)
	}
}

// accept returns the media type that is asked for.
func (o *operation) accept() string {
	switch o.answer {
	case answerStream:
		return "text/event-stream"
	case answerText:
		return "text/plain"
	default:
		return "application/json"
	}
}

// parts are what a call sends, by where it goes.
type parts struct {
	// missing says that the request is nil.
	missing bool
	// path has the values of the path's parameters, in their order.
	path  []string
	query []parameter
	// body is nil if there is none.
	body map[string]any
	// turn is the turn of a session's handle.
	turn *SessionTurn
}

type parameter struct{ name, value string }
