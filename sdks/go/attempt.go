package agentspec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

const (
	// errorLimit is how much of a body that is no success is read, in bytes: enough for any error of the contract.
	errorLimit = 1 << 20
	// noStreamLimit is how much of a body is read that should be a stream and is none, in bytes.
	noStreamLimit = 64 << 10
	// mostStale is how many idle connections that the server has closed an attempt tries before it fails.
	mostStale = 10
)

// delivered is what a successful attempt brought.
type delivered struct {
	status int
	// header is without secrets.
	header http.Header
	// body is that of a stream.
	body io.ReadCloser
}

const (
	attemptRunning int32 = iota // the attempt is under way
	attemptInTime               // it ended before its time was over
	attemptLate                 // its time was over before it ended
)

// attempt is one attempt of a call.
type attempt struct {
	plan     *plan
	evidence evidence
	// ctx is the caller's, until the attempt is over.
	ctx    context.Context
	cancel context.CancelCauseFunc
	// timing is decided once: by the timer, or by what the attempt brought, whichever is first.
	timing              atomic.Int32
	awaitsCredential    bool
	isLimitedByDeadline bool
	response            *http.Response
	header              http.Header
	body                []byte
}

// errLate is why the context of an attempt ends whose time is over.
var errLate = errors.New("agentspec: the time of the attempt is over")

func newAttempt(ctx context.Context, plan *plan) *attempt {
	made := &attempt{plan: plan}
	made.ctx, made.cancel = context.WithCancelCause(ctx)
	return made
}

// decoder reads the value of a whole response.
type decoder func(body []byte, limit int) error

// run makes the attempt, within its timeout and what is left of the call's time. Unless it brings a stream, nothing of it is left.
func (a *attempt) run(ctx context.Context, decode decoder, left time.Duration) (*delivered, *failure) {
	isOpen := false
	defer func() {
		if !isOpen {
			a.cancel(nil)
		}
	}()
	got, failed := a.sendWithin(decode, left)
	isOpen = failed == nil && got.body != nil && !a.isLate() && a.ctx.Err() == nil
	switch {
	case isOpen:
		return got, nil
	case failed == nil && got.body == nil:
		return got, nil
	case failed == nil:
		// It is a stream whose time was over as it began.
		_ = got.body.Close()
	}
	if ctx.Err() != nil {
		return nil, a.completed(canceledFailure(ctx, a.outcome()))
	}
	if a.isLate() {
		failed = a.late()
	}
	return nil, a.completed(failed)
}

func (a *attempt) sendWithin(decode decoder, left time.Duration) (*delivered, *failure) {
	timeout := a.plan.options.timeout
	a.isLimitedByDeadline = left < timeout
	stop := limit(a.plan.settings.clock, min(left, timeout), func() {
		if a.timing.CompareAndSwap(attemptRunning, attemptLate) {
			a.cancel(errLate)
		}
	})
	defer func() {
		// A timer that cannot be stopped any more finds that it is too late to cancel a stream that is handed over.
		a.timing.CompareAndSwap(attemptRunning, attemptInTime)
		stop()
	}()
	return a.send(decode)
}

// isLate reports whether the time of the attempt was over before it ended.
func (a *attempt) isLate() bool { return a.timing.Load() == attemptLate }

// outcome is what is proven of an attempt that ends without a response.
func (a *attempt) outcome() Outcome {
	if a.evidence.withdraw() {
		return OutcomeNotSent
	}
	return OutcomeUnknown
}

func (a *attempt) send(decode decoder) (*delivered, *failure) {
	request, failed := a.request()
	if failed != nil {
		return nil, failed
	}
	response, err := a.roundTrip(request)
	if err != nil {
		return nil, a.failureOf(err)
	}
	a.evidence.release()
	a.response = response
	return a.read(decode)
}

// roundTrip sends the request. An idle connection that turns out to be broken before it has taken anything of the body is not an attempt.
func (a *attempt) roundTrip(request *http.Request) (*http.Response, error) {
	settings := a.plan.settings
	for stale := 0; ; stale++ {
		response, err := settings.http.exchange(a.evidence.track(a.ctx, request, a.plan.body, settings.transport != nil))
		if err == nil || stale >= mostStale || a.ctx.Err() != nil || a.evidence.isReleased() || !a.evidence.isReused.Swap(false) {
			return response, err
		}
	}
}

func (a *attempt) failureOf(err error) *failure {
	var variable proxyVariableError
	if errors.As(err, &variable) {
		return configuration(variable.Error())
	}
	// A request with a body is sent once a RoundTripper has read that: it may have connected before. Of one without, the error alone tells.
	isSent := !a.evidence.withdraw() && (len(a.plan.body) > 0 || !isOfConnecting(err))
	return failureOfRoundTrip(err, a.plan.url, isSent)
}

// request returns what is sent, but for its body.
func (a *attempt) request() (*http.Request, *failure) {
	plan := a.plan
	settings, operation := plan.settings, plan.operation
	header := make(http.Header, len(plan.options.header)+8)
	for name, values := range plan.options.header {
		header[name] = values
	}
	header["Accept"] = []string{operation.accept()}
	// What compresses a stream on the way may hold its events back.
	header["Accept-Encoding"] = []string{"gzip"}
	if operation.answer == answerStream {
		header["Accept-Encoding"] = []string{"identity"}
	}
	if plan.body != nil {
		header["Content-Type"] = []string{"application/json"}
	}
	header["X-Correlation-Id"] = []string{plan.ids.correlationID}
	if plan.ids.idempotencyKey != "" {
		header["Idempotency-Key"] = []string{plan.ids.idempotencyKey}
	}
	if header["User-Agent"] == nil {
		header["User-Agent"] = []string{"agentspec-go/" + Version}
	}
	if !settings.auth.isNone() {
		a.awaitsCredential = settings.auth.source != nil
		credential, err := settings.auth.credential(a.ctx)
		if err != nil {
			failed := configuration("WithCredentialSource returned no credential, and nothing was sent: see the cause of this error")
			failed.code, failed.cause = "credential_unavailable", err
			return nil, failed
		}
		a.awaitsCredential = false
		if settings.auth.source != nil {
			plan.secrets.Add(*credential.secret)
		}
		header[http.CanonicalHeaderKey(credential.header)] = []string{credential.value()}
	}
	return &http.Request{
		Method: operation.method, URL: plan.url, Host: plan.url.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// read reads the response.
func (a *attempt) read(decode decoder) (*delivered, *failure) {
	plan, response := a.plan, a.response
	settings, operation, status := plan.settings, plan.operation, response.StatusCode
	a.header = plan.secrets.RedactHeader(response.Header)
	if !a.isFromCache() && settings.recent.isOfAnother(correlationIDs(a.header), plan.ids) {
		_ = response.Body.Close()
		settings.closeIdle()
		failed := a.responseFailure(kindDecode, "the response carries the correlation id of another call of this client: the server, or a proxy in between, mixes up its responses")
		failed.isFinal = true
		return nil, failed
	}
	if hasCarelessFraming(response.Header) {
		_ = response.Body.Close()
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
				return got, nil
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
		status:   a.response.StatusCode,
		header:   a.response.Header,
		body:     a.body,
		isBroken: isBroken,
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

// late is the failure of an attempt that ran out of time: that of the response whose body is late, if its status is one.
func (a *attempt) late() *failure {
	timeout := a.plan.options.timeout
	fail := func(what string) *failure {
		if a.isLimitedByDeadline {
			return a.plan.deadlineFailure(OutcomeUnknown, "the server did not "+what+" in time")
		}
		return &failure{kind: kindTimeout, outcome: OutcomeUnknown, message: fmt.Sprintf("the server did not %s within %v", what, timeout)}
	}
	const none = "WithCredentialSource returned no credential "
	switch {
	case a.awaitsCredential && a.isLimitedByDeadline:
		return a.plan.deadlineFailure(OutcomeNotSent, none+"in time, and nothing was sent")
	case a.awaitsCredential:
		message := fmt.Sprintf("%swithin %v, and nothing was sent", none, timeout)
		return &failure{kind: kindTimeout, outcome: OutcomeNotSent, message: message, isOwnWait: true}
	case a.response == nil:
		return fail("answer")
	case isSuccess(a.response.StatusCode):
		return a.withResponse(fail("finish its answer"))
	default:
		return a.refusal(nil, true)
	}
}

// completed returns the failure with what is proven of the attempt, and without secrets.
func (a *attempt) completed(failed *failure) *failure {
	address, method := a.plan.url, a.plan.operation.method
	if failed.outcome == OutcomeUnknown && failed.status == 0 && a.evidence.withdraw() {
		failed.outcome = OutcomeNotSent
		if failed.kind == kindTimeout {
			failed.message += ": there was no connection to " + serverOf(address) + " yet"
		}
	}
	isTwice := strings.Contains(address.Path, "/v1/v1/") || strings.HasSuffix(address.Path, "/v1/healthz")
	isMissing := failed.status == http.StatusNotFound || failed.status == http.StatusMethodNotAllowed
	if failed.isUnsupported || isTwice && isMissing {
		origin := address.Scheme + "://" + address.Host
		if failed.kind != kindDecode {
			origin = method + " " + origin + address.EscapedPath()
		}
		advice := ""
		if isTwice {
			advice = "the base URL ends in /v1, which the routes already begin with: remove it there; "
		}
		failed.message = origin + ": " + advice + failed.message
	}
	if failed.kind == kindCanceled {
		// The cause is the caller's own.
		return failed
	}
	return failed.redacted(a.plan.secrets)
}
