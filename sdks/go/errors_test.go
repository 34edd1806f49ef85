package agentspec

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

func TestAZeroErrorOfEachTypeIsShownWithoutAPanic(t *testing.T) {
	for _, err := range []error{
		&APIError{}, &ConnectionError{}, &TimeoutError{}, &CanceledError{}, &StreamInterruptedError{}, &DecodeError{}, &ConfigurationError{}, &InvalidRequestError{},
	} {
		if text := everything(err); !strings.Contains(text, "agentspec: ") || strings.Contains(text, "PANIC") {
			t.Errorf("%T: %s", err, text)
		}
		details, ok := DetailsOf(fmt.Errorf("around: %w", err))
		if !ok || details.Attempts != 0 || OutcomeOf(err) != OutcomeUnknown || !MayHaveRun(err) || errors.Unwrap(err) != nil || errors.Is(err, ErrUnsupported) {
			t.Errorf("%T: %+v", err, details)
		}
	}
}

func TestAnAPIErrorHasTheDocumentsText(t *testing.T) {
	err := &APIError{StatusCode: 404, Code: "not_found", Message: "no agent"}
	if err.Error() != "agentspec: not_found (404): no agent" || !errors.Is(err, ErrNotFound) || errors.Is(err, ErrServer) {
		t.Error(err)
	}
	if details, ok := DetailsOf(err); !ok || details.Code != "not_found" || details.StatusCode != 404 || details.Message != "no agent" {
		t.Errorf("%+v", details)
	}
}

func TestAnAPIErrorThatATestMakesHasTheUsualCode(t *testing.T) {
	for status, text := range map[int]string{404: "agentspec: not_found (404): no", 502: "agentspec: http_502 (502): no", 429: "agentspec: rate_limited (429): no"} {
		if err := (&APIError{StatusCode: status, Message: "no"}); err.Error() != text {
			t.Error(err)
		}
	}
}

func TestAnErrorOfSomeoneElseHasNoDetailsAndMayHaveRun(t *testing.T) {
	err := errors.New("another")
	if _, ok := DetailsOf(err); ok || OutcomeOf(err) != OutcomeUnknown || !MayHaveRun(err) {
		t.Error("details of another error")
	}
	if _, ok := DetailsOf(nil); ok || OutcomeOf(nil) != "" || MayHaveRun(nil) {
		t.Error("details of no error")
	}
}

func TestEachKindHasItsTypeItsCodeAndItsSentinel(t *testing.T) {
	for _, row := range []struct {
		kind     kind
		isLocal  bool
		code     string
		sentinel error
		is       func(error) bool
	}{
		{kindInvalidRequest, false, "invalid_request", ErrInvalidRequest, isA[*APIError]},
		{kindInvalidRequest, true, "invalid_request", ErrInvalidRequest, isA[*InvalidRequestError]},
		{kindAuthentication, false, "unauthorized", ErrAuthentication, isA[*APIError]},
		{kindPermissionDenied, false, "forbidden", ErrPermissionDenied, isA[*APIError]},
		{kindNotFound, false, "not_found", ErrNotFound, isA[*APIError]},
		{kindRateLimit, false, "rate_limited", ErrRateLimit, isA[*APIError]},
		{kindServer, false, "internal_error", ErrServer, isA[*APIError]},
		{kindStatus, false, "http_error", nil, isA[*APIError]},
		{kindConnect, false, "connection_error", ErrConnection, isA[*ConnectionError]},
		{kindTransport, false, "transport_error", ErrConnection, isA[*ConnectionError]},
		{kindTimeout, false, "timeout", ErrTimeout, isA[*TimeoutError]},
		{kindCanceled, false, "canceled", nil, isA[*CanceledError]},
		{kindInterrupted, false, "stream_interrupted", ErrStreamInterrupted, isA[*StreamInterruptedError]},
		{kindDecode, false, "decode_error", ErrDecode, isA[*DecodeError]},
		{kindTooLarge, false, "too_large", ErrDecode, isA[*DecodeError]},
		{kindConfiguration, true, "configuration_error", ErrConfiguration, isA[*ConfigurationError]},
	} {
		err := (&failure{kind: row.kind, outcome: OutcomeRejected, isLocal: row.isLocal}).toError(callFacts{correlationID: "c", idempotencyKey: "k"})
		details, _ := DetailsOf(err)
		if !row.is(err) || details.Code != row.code || row.sentinel != nil && !errors.Is(err, row.sentinel) || MayHaveRun(err) || details.CorrelationID != "c" || details.IdempotencyKey != "k" {
			t.Errorf("%s: %T %v", row.kind, err, err)
		}
		sentinels := 0
		for _, sentinel := range []error{
			ErrInvalidRequest, ErrAuthentication, ErrPermissionDenied, ErrNotFound, ErrRateLimit, ErrServer, ErrConnection, ErrTimeout, ErrStreamInterrupted, ErrDecode, ErrConfiguration,
		} {
			if errors.Is(err, sentinel) {
				sentinels++
			}
		}
		if most := map[kind]int{kindTimeout: 2, kindStatus: 0, kindCanceled: 0}; sentinels != 1 && sentinels != most[row.kind] {
			t.Errorf("%s: %d sentinels", row.kind, sentinels)
		}
	}
	late := (&failure{kind: kindTimeout, isOwnWait: true}).toError(callFacts{})
	var timeout interface{ Timeout() bool }
	if !errors.As(late, &timeout) || !timeout.Timeout() || errors.Is(late, ErrConnection) || errors.Is(late, context.DeadlineExceeded) {
		t.Error(late)
	}
}

func isA[T error](err error) bool {
	var found T
	return errors.As(err, &found)
}

func TestTheOutcomeOfACallIsTheFurthestOfItsAttempts(t *testing.T) {
	for _, row := range []struct {
		before []Outcome
		last   Outcome
		all    Outcome
	}{
		{nil, OutcomeNotSent, OutcomeNotSent},
		{[]Outcome{OutcomeRejected}, OutcomeNotSent, OutcomeRejected},
		{[]Outcome{OutcomeUnknown, OutcomeNotSent}, OutcomeRejected, OutcomeUnknown},
		{[]Outcome{OutcomeUnknown}, OutcomePartial, OutcomePartial},
	} {
		var call callFacts
		for _, outcome := range row.before {
			call.history = append(call.history, FailedAttempt{Outcome: outcome, Retried: true})
		}
		err := (&failure{kind: kindServer, outcome: row.last}).toError(call)
		if details, _ := DetailsOf(err); details.Outcome != row.all || details.Attempts != len(row.before) {
			t.Errorf("%v: %+v", row, details)
		}
	}
}

func TestTheDetailsOfAnErrorAreACopy(t *testing.T) {
	err := (&failure{kind: kindServer, header: http.Header{"A": {"b"}}}).toError(callFacts{history: []FailedAttempt{{Code: "x"}}})
	details, _ := DetailsOf(err)
	details.Header.Set("A", "c")
	details.History[0].Code = "y"
	if again, _ := DetailsOf(err); again.Header.Get("A") != "b" || again.History[0].Code != "x" {
		t.Errorf("%+v", again)
	}
}

func TestAPolicyOfTheUserDecidesWithinTheLimits(t *testing.T) {
	var asked []FailedCall
	decide := func(delay time.Duration, isAgain bool) RetryPolicy {
		return RetryPolicyFunc(func(failed FailedCall) (time.Duration, bool) {
			asked = append(asked, failed)
			return delay, isAgain
		})
	}
	limits := retryLimits{maxRetries: 2, delay: time.Second, maxDelay: time.Minute, deadline: NoLimit}
	failed := &failure{kind: kindDecode, outcome: OutcomeUnknown}
	for _, row := range []struct {
		policy RetryPolicy
		delay  time.Duration
		stop   StopReason
	}{
		{decide(time.Second, true), time.Second, ""},
		{decide(-time.Second, true), 0, ""},
		{decide(0, false), 0, StoppedByPolicy},
		{decide(time.Hour, true), 0, StoppedByMaxRetryDelay},
	} {
		limits.policy = row.policy
		made := newRetries(limits, NewRetryBudget(1), "invoke_agent", false)
		if delay, stop := made.after(failed, time.Second, 0, 0); delay != row.delay || stop != row.stop {
			t.Errorf("%v, %s", delay, stop)
		}
		made.end()
	}
	if first := asked[0]; first.Operation != "invoke_agent" || first.Attempt != 1 || first.Idempotent || first.Delay != time.Second || first.Transient() || !isA[*DecodeError](first.Err) {
		t.Errorf("%+v", first)
	}
}

func TestACauseThatShowsASecretOrActsOnATerminalIsReplaced(t *testing.T) {
	secrets := safe.New("canary-1234")
	plain := errors.New("plain")
	if redactCause(plain, secrets) != plain || redactCause(nil, secrets) != nil {
		t.Error("a plain cause is replaced")
	}
	for _, cause := range []error{
		fmt.Errorf("around: %w", errors.New("canary-1234")), errors.New("\x1b[2J"), errors.New(strings.Repeat("x", 2000)),
		errors.Join(plain, errors.New("canary-1234")),
	} {
		shown := redactCause(cause, secrets)
		if shown == cause || errors.Unwrap(shown) != nil || strings.Contains(everything(shown), "canary") || isUnsafe(shown.Error()) || len(shown.Error()) > 1100 {
			t.Errorf("%v", shown)
		}
	}
}

func TestTheDetailsOfAnErrorAreFoundByErrorsAs(t *testing.T) {
	for _, err := range []error{
		(&failure{kind: kindServer, status: 500}).toError(callFacts{}), (&failure{kind: kindTimeout}).toError(callFacts{}), &DecodeError{Details{Code: "x"}},
	} {
		var details *Details
		if !errors.As(fmt.Errorf("around: %w", err), &details) || details.Code == "" {
			t.Errorf("%T: %+v", err, details)
		}
	}
}

func TestATimeoutIsANetError(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	for _, err := range []error{(&failure{kind: kindTimeout}).toError(callFacts{}), canceledFailure(ctx, OutcomeUnknown).toError(callFacts{})} {
		var found net.Error
		if !errors.As(err, &found) || found != err || !found.Timeout() {
			t.Errorf("%T: %v", err, err)
		}
	}
}

func TestACauseIsNotReadPastItsOwnText(t *testing.T) {
	cause := &counting{}
	stop := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				cause.count()
			}
		}
	})
	for range 100 {
		if redactCause(cause, safe.New("canary-1234")) != error(cause) {
			t.Fatal("a plain cause is replaced")
		}
	}
	close(stop)
	all.Wait()
}

// counting is an error with a field behind a lock.
type counting struct {
	mutex  sync.Mutex
	number int
}

func (c *counting) count() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.number++
}

func (*counting) Error() string { return "counting" }
