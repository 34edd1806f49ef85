package agentspec

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// mostStale is how many idle connections that the server has closed an attempt tries before it fails.
const mostStale = 10

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
		header[credential.header] = []string{credential.value()}
	}
	return &http.Request{
		Method: operation.method, URL: plan.url, Host: plan.url.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
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
