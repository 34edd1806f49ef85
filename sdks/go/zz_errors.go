// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"errors"
	"strconv"
)

// The reasons of errors, for [errors.Is]. Each error of this package matches the one of its kind.
var (
	// ErrInvalidRequest means: the request is invalid; or a name, id, header or option cannot be sent, the previous turn is unresolved, or a stream is consumed or in use elsewhere.
	ErrInvalidRequest = errors.New("agentspec: invalid request")

	// ErrAuthentication means: the key or token is missing or wrong.
	ErrAuthentication = errors.New("agentspec: authentication")

	// ErrPermissionDenied means: the caller may not do this.
	ErrPermissionDenied = errors.New("agentspec: permission denied")

	// ErrNotFound means: no such agent, session, pipeline or run.
	ErrNotFound = errors.New("agentspec: not found")

	// ErrRateLimit means: too many requests, or the budget is used up.
	ErrRateLimit = errors.New("agentspec: rate limit")

	// ErrServer means: the server or the agent failed; or the server, or a server behind it, failed.
	ErrServer = errors.New("agentspec: server")

	// ErrConnection means: no connection to the server; or the connection broke before the response was complete, or the response is not HTTP.
	ErrConnection = errors.New("agentspec: connection")

	// ErrTimeout means: a time limit was reached.
	ErrTimeout = errors.New("agentspec: timeout")

	// ErrStreamInterrupted means: a stream broke, ended without "done" or "error", or was read after it was closed.
	ErrStreamInterrupted = errors.New("agentspec: stream interrupted")

	// ErrDecode means: the response cannot be read; or a response above [WithAnswerLimit] (64 MiB by default), a stream event above [WithEventLimit] (16 MiB), values of either that take more than twice as much memory, or more headers than the HTTP library reads.
	ErrDecode = errors.New("agentspec: decode")

	// ErrConfiguration means: the client is misconfigured, or its credential source fails ("credential_unavailable").
	ErrConfiguration = errors.New("agentspec: configuration")
)

// kind is the kind of an error, as the contract names it.
type kind string

const (
	kindInvalidRequest kind = "invalid_request"

	kindAuthentication kind = "authentication"

	kindPermissionDenied kind = "permission_denied"

	kindNotFound kind = "not_found"

	kindRateLimit kind = "rate_limit"

	kindServer kind = "server"

	kindStatus kind = "status"

	kindConnect kind = "connect"

	kindTransport kind = "transport"

	kindTimeout kind = "timeout"

	kindInterrupted kind = "interrupted"

	kindDecode kind = "decode"

	kindTooLarge kind = "too_large"

	kindConfiguration kind = "configuration"
)

// kindOfStatus returns the kind of an error with this status.
func kindOfStatus(status int) kind {
	switch status {
	case 400, 422:
		return kindInvalidRequest
	case 401:
		return kindAuthentication
	case 403:
		return kindPermissionDenied
	case 404:
		return kindNotFound
	case 429:
		return kindRateLimit
	case 500:
		return kindServer
	}
	if ranged, ok := kindOfRange(status); ok {
		return ranged
	}
	return kindStatus
}

// kindOfRange returns the kind of the range of statuses that has this one, such as 5XX.
func kindOfRange(status int) (kind, bool) {
	switch status / 100 {
	case 5:
		return kindServer, true
	case 3, 4:
		return kindStatus, true
	}
	return "", false
}

// kindOfCode returns the kind of an error whose body has this code, and no status.
func kindOfCode(code string) kind {
	switch code {
	case "invalid_request":
		return kindInvalidRequest
	case "unauthorized":
		return kindAuthentication
	case "forbidden":
		return kindPermissionDenied
	case "not_found":
		return kindNotFound
	case "rate_limited", "budget_exceeded":
		return kindRateLimit
	case "internal_error", "pipeline_error":
		return kindServer
	}
	return kindServer
}

// defaultCode returns the code of an error without one. Where the contract has a range of statuses, the code is made of the status.
func defaultCode(k kind, status int) string {
	switch status {
	case 400, 422, 401, 403, 404, 429, 500:
	default:
		if ranged, ok := kindOfRange(status); ok && ranged == k {
			return "http_" + strconv.Itoa(status)
		}
	}
	switch k {
	case kindInvalidRequest:
		return "invalid_request"
	case kindAuthentication:
		return "unauthorized"
	case kindPermissionDenied:
		return "forbidden"
	case kindNotFound:
		return "not_found"
	case kindRateLimit:
		return "rate_limited"
	case kindServer:
		return "internal_error"
	case kindConnect:
		return "connection_error"
	case kindTransport:
		return "transport_error"
	case kindTimeout:
		return "timeout"
	case kindInterrupted:
		return "stream_interrupted"
	case kindDecode:
		return "decode_error"
	case kindTooLarge:
		return "too_large"
	case kindConfiguration:
		return "configuration_error"
	}
	return "http_error"
}

// sentinelOf returns the class of a kind, nil if it has none.
func sentinelOf(k kind) error {
	switch k {
	case kindInvalidRequest:
		return ErrInvalidRequest
	case kindAuthentication:
		return ErrAuthentication
	case kindPermissionDenied:
		return ErrPermissionDenied
	case kindNotFound:
		return ErrNotFound
	case kindRateLimit:
		return ErrRateLimit
	case kindServer:
		return ErrServer
	case kindConnect:
		return ErrConnection
	case kindTransport:
		return ErrConnection
	case kindTimeout:
		return ErrTimeout
	case kindInterrupted:
		return ErrStreamInterrupted
	case kindDecode:
		return ErrDecode
	case kindTooLarge:
		return ErrDecode
	case kindConfiguration:
		return ErrConfiguration
	}
	return nil
}
