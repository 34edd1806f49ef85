package agentspec

import (
	"net/http"
	"slices"
)

// ResponseMeta is what is known of a response beside its value: see [WithResponseMeta] and [EventStream.ResponseMeta].
type ResponseMeta struct {
	// StatusCode is the status of the response; 0 if there was none.
	StatusCode int

	// Header has the headers of the response. A credential of the call is redacted in them.
	Header http.Header

	// CorrelationID is the id of the call in the logs of both sides: the server's, else the one that was sent.
	CorrelationID string

	// SentCorrelationID is the X-Correlation-ID of every attempt.
	SentCorrelationID string

	// IdempotencyKey is the Idempotency-Key of every attempt of a POST.
	IdempotencyKey string

	// Attempts is how many times the request was tried; 0 if it was refused before that.
	Attempts int

	// History has the attempts that failed, in order.
	History []FailedAttempt
}

func (m ResponseMeta) clone() ResponseMeta {
	m.Header = m.Header.Clone()
	m.History = slices.Clone(m.History)
	return m
}
