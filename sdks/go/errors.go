package agentspec

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// ErrUnsupported matches the error of a route that the server does not know, and of a web page in place of a response.
var ErrUnsupported = errors.New("agentspec: the server does not support this call")

// APIError is the server's refusal: by its status, by an error in the body of a success, or by an error event of a stream that was collected.
//
// The sentinels tell its classes apart, as in errors.Is(err, ErrNotFound).
type APIError struct {
	StatusCode int    `json:"status_code"` // HTTP status code of the response
	Code       string `json:"code"`        // machine-readable: the server's code, or the usual one of the status
	Message    string `json:"message"`     // human-readable: the server's message, not escaped
	Details
}

// Error returns the code, the status and the message, escaped for display.
func (e *APIError) Error() string {
	code := e.Code
	if code == "" {
		code = usualCode(kindOfStatus(e.StatusCode), e.StatusCode)
	}
	return safe.Escape(fmt.Sprintf("agentspec: %s (%d): %s", code, e.StatusCode, e.Message))
}

// Is reports whether target is the sentinel of the error's class.
func (e *APIError) Is(target error) bool {
	return e.kind == "" && target != nil && target == sentinelOf(kindOfStatus(e.StatusCode)) || e.Details.Is(target)
}

// LogValue returns what slog writes of the error.
func (e *APIError) LogValue() slog.Value {
	details := e.Details
	details.StatusCode, details.Code, details.Message = e.StatusCode, e.Code, e.Message
	return details.LogValue()
}

// ConnectionError says that there was no connection to the server, that it broke before the response was complete, or that the response is no
// HTTP.
type ConnectionError struct{ Details }

// TimeoutError says that a time limit of the client or of the call was reached. If the server was waited for, it matches ErrConnection, too.
type TimeoutError struct{ Details }

// Timeout returns true. With Temporary it makes the error a [net.Error].
func (e *TimeoutError) Timeout() bool { return true }

// Temporary reports whether another attempt could end otherwise.
func (e *TimeoutError) Temporary() bool { return !e.isFinal }

// CanceledError says that the caller's context has ended. It wraps the context's error, so that it matches context.Canceled or
// context.DeadlineExceeded, and the cause of the context. Whose time was over, the type tells: a TimeoutError is of a limit of the client or the call.
type CanceledError struct{ Details }

// Timeout reports whether the context's deadline has passed.
func (e *CanceledError) Timeout() bool { return errors.Is(e.cause, context.DeadlineExceeded) }

// Temporary returns false: the context stays ended. With Timeout it makes the error a [net.Error].
func (e *CanceledError) Temporary() bool { return false }

// StreamInterruptedError says that a stream broke, ended without a done or error event, or was read after it was closed.
type StreamInterruptedError struct{ Details }

// DecodeError says that the response cannot be read, or that it or one of its events is larger than its limit (code "too_large").
type DecodeError struct{ Details }

// ConfigurationError says that the client is misconfigured, or that its credential source failed (code "credential_unavailable").
type ConfigurationError struct{ Details }

// InvalidRequestError says that the SDK refused: a name, an id or an option cannot be sent, the previous turn is unresolved, or a stream is
// consumed or in use elsewhere. A refusal of the server is an APIError.
type InvalidRequestError struct{ Details }

// kindCanceled is the kind of a call whose context has ended: no error of the contract.
const kindCanceled kind = "canceled"

// usualCode returns the code of an error that has none of the server's.
func usualCode(of kind, status int) string {
	if of == kindCanceled {
		return string(kindCanceled)
	}
	return defaultCode(of, status)
}
