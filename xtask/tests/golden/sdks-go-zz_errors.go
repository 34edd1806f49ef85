// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"errors"
	"strconv"
)

// The reasons of errors, for [errors.Is]. Each error of this package matches the one of its kind.
var (
	// ErrNotFound means: no such book.
	ErrNotFound = errors.New("agentspec: not found")

	// ErrServer means: the server failed; or the server, or one behind it, failed.
	ErrServer = errors.New("agentspec: server")

	// ErrConnection matches errors of this class.
	ErrConnection = errors.New("agentspec: connection")

	// ErrTimeout means: it took too long.
	ErrTimeout = errors.New("agentspec: timeout")
)

// kind is the kind of an error, as the contract names it.
type kind string

const (
	kindNotFound kind = "not_found"

	kindServer kind = "server"

	kindStatus kind = "status"

	kindTimeout kind = "timeout"
)

// kindOfStatus returns the kind of an error with this status.
func kindOfStatus(status int) kind {
	switch status {
	case 404, 410:
		return kindNotFound
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
	case "not_found", "gone":
		return kindNotFound
	case "internal_error":
		return kindServer
	}
	return kindServer
}

// defaultCode returns the code of an error without one. Where the contract has a range of statuses, the code is made of the status.
func defaultCode(k kind, status int) string {
	switch status {
	case 404, 410, 500:
	default:
		if ranged, ok := kindOfRange(status); ok && ranged == k {
			return "http_" + strconv.Itoa(status)
		}
	}
	switch k {
	case kindNotFound:
		return "not_found"
	case kindServer:
		return "internal_error"
	case kindTimeout:
		return "timeout"
	}
	return "http_error"
}

// sentinelOf returns the class of a kind, nil if it has none.
func sentinelOf(k kind) error {
	switch k {
	case kindNotFound:
		return ErrNotFound
	case kindServer:
		return ErrServer
	case kindTimeout:
		return ErrTimeout
	}
	return nil
}
