package agentspec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

const (
	// errorLimit is how much of a body that is no success is read, in bytes: enough for any error of the contract.
	errorLimit = 1 << 20
	// noStreamLimit is how much of a body is read that should be a stream and is none, in bytes.
	noStreamLimit = 64 << 10
)

// delivered is what a successful attempt brought.
type delivered struct {
	status int
	// header is without secrets.
	header http.Header
	// body is that of a stream.
	body io.ReadCloser
}

// decoder reads the value of a whole response.
type decoder func(body []byte, limit int) error

// read reads the response.
func (a *attempt) read(decode decoder) (*delivered, *failure) {
	plan, response := a.plan, a.response
	settings, operation, status := plan.settings, plan.operation, response.StatusCode
	a.header = plan.secrets.RedactHeader(response.Header)
	if !a.isFromCache() && settings.recent.isOfAnother(correlationIDs(a.header), plan.ids) {
		a.disconnect()
		failed := a.responseFailure(kindDecode, "the response carries the correlation id of another call of this client: the server, or a proxy in between, mixes up its responses")
		failed.isFinal = true
		return nil, failed
	}
	if hasCarelessFraming(response.Header) {
		a.disconnect()
		failed := a.responseFailure(kindTransport, "the response is not valid HTTP")
		failed.isFinal = true
		return nil, failed
	}
	got := &delivered{status: status, header: a.header}
	isValue := operation.isValue(status)
	isStream := operation.answer == answerStream
	body := newContent(response)
	var problem *wire.Problem
	if encoding := body.foreign; encoding != "" && isValue && operation.answer != answerNothing {
		what := "response"
		if isStream {
			what = "stream"
		}
		problem = &wire.Problem{Reason: fmt.Sprintf("a %s that is encoded as %s is not decoded here", what, encoding)}
	}
	if isStream && isValue && problem == nil {
		if isMedia(a.header, "text/event-stream") {
			got.body = &streamBody{content: body, cancel: a.cancel}
			return got, nil
		}
		problem = &wire.Problem{Reason: "expected the content type text/event-stream"}
	}
	most := settings.answerLimit
	switch {
	case !isSuccess(status) && !isValue:
		most = errorLimit
	case isStream:
		most = noStreamLimit
	}
	isTooLarge, broken := a.readBody(body, most)
	if (isSuccess(status) || isValue) && !isStream {
		if isTooLarge {
			return nil, a.responseFailure(kindTooLarge, "the response is larger than WithAnswerLimit")
		}
		if broken != nil {
			return nil, a.withResponse(a.brokenBody(body, broken))
		}
	}
	if isValue && problem == nil {
		switch {
		case operation.answer == answerNothing:
			return got, nil
		case operation.answer == answerText && !isMedia(a.header, "text/plain"):
			problem = &wire.Problem{Reason: "expected the content type text/plain"}
		default:
			err := decode(a.body, settings.answerLimit)
			var tooLarge *wire.TooLarge
			switch {
			case err == nil:
				if problem = refuseRuntime(operation, status, a.body); problem == nil {
					return got, nil
				}
			case errors.As(err, &tooLarge):
				failed := a.responseFailure(kindTooLarge, fmt.Sprintf("the values of the response take more than %d bytes of memory, twice WithAnswerLimit", tooLarge.Limit))
				failed.cause = err
				return nil, failed
			case !errors.As(err, &problem):
				problem = &wire.Problem{Reason: err.Error()}
			}
		}
	}
	return nil, a.refusal(problem, broken != nil)
}

// disconnect closes the connection of the response. To close the body alone is not enough: since Go 1.27, net/http may read the rest of it, and use the
// connection again.
func (a *attempt) disconnect() {
	settings := a.plan.settings
	a.cancel(nil)
	if settings.transport != nil {
		// Until net/http finds that the request is canceled, and closes the connection, or the body ends, and the connection is idle.
		_, _ = io.Copy(io.Discard, a.response.Body)
	}
	_ = a.response.Body.Close()
	settings.closeIdle()
}

// isFromCache reports whether the response may be a stored one, with the headers of the call that it was stored for: by a proxy, or by a user's RoundTripper.
func (a *attempt) isFromCache() bool {
	isUsers := a.plan.settings.transport == nil
	return a.plan.operation.method == http.MethodGet && (isUsers || a.response.Header.Get("Age") != "")
}

func isMedia(header http.Header, media string) bool {
	return strings.EqualFold(mediaType(header), media)
}

// readBody reads at most so many bytes, and keeps what arrived.
func (a *attempt) readBody(body *content, most int) (isTooLarge bool, broken error) {
	defer func() { _ = body.Close() }()
	if a.plan.settings.transport == nil {
		// The body of a user's RoundTripper need not end with the context of its request.
		defer context.AfterFunc(a.ctx, func() { _ = body.Close() })()
	}
	expected := int64(512)
	if length := a.response.ContentLength; length >= 0 && !body.isZipped {
		// One more, where the end is read.
		expected = min(length, 64<<10) + 1
	}
	upTo := most
	if upTo < math.MaxInt {
		// One more, which tells that the body is too large.
		upTo++
	}
	read, err := readUpTo(a.ctx, body, upTo, int(expected))
	if len(read) > most {
		a.body = read[:most]
		return true, nil
	}
	a.body = read
	return false, err
}

// brokenBody is the failure of a body that did not arrive whole, or is not compressed as its headers say.
func (a *attempt) brokenBody(body *content, err error) *failure {
	if body.isCorrupt() {
		return &failure{kind: kindDecode, outcome: OutcomeUnknown, message: "the response cannot be decompressed", cause: err}
	}
	return a.failureOf(err)
}

// refusal is the failure that the response is.
func (a *attempt) refusal(problem *wire.Problem, isBroken bool) *failure {
	response := rawResponse{
		operation: a.plan.operation.id,
		status:    a.response.StatusCode,
		header:    a.response.Header,
		body:      a.body,
		isBroken:  isBroken,
	}
	if problem != nil {
		response.problem = problem
		// Its length may have been a false one: what is left of the body is no answer to the next request.
		a.plan.settings.closeIdle()
	}
	return failureOfResponse(response, a.plan.settings.clock.Now(), a.plan.secrets)
}

func (a *attempt) responseFailure(kind kind, message string) *failure {
	return a.withResponse(&failure{kind: kind, outcome: OutcomeUnknown, message: message})
}

// withResponse adds what arrived of the response to its failure.
func (a *attempt) withResponse(failed *failure) *failure {
	failed.status = a.response.StatusCode
	failed.header = a.header
	failed.body = shownBody(a.body, a.plan.secrets, true)
	return failed
}
