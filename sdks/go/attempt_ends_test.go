package agentspec_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestAnErrorEndsTheCallWithWhatStoppedIt(t *testing.T) {
	long := testkit.Refuse(429, "slow", "Retry-After", "61")
	for _, row := range []struct {
		answer   testkit.Answer
		option   agentspec.Option
		stopped  agentspec.StopReason
		attempts int
		class    error
	}{
		{busy, agentspec.WithMaxRetries(1), agentspec.StoppedByMaxRetries, 2, agentspec.ErrServer},
		{long, agentspec.WithMaxRetries(3), agentspec.StoppedByMaxRetryDelay, 1, agentspec.ErrRateLimit},
		{testkit.Refuse(429, "budget_exceeded"), agentspec.WithMaxRetries(3), agentspec.StoppedByPolicy, 1, agentspec.ErrRateLimit},
		{busy, agentspec.WithCallTimeout(1500 * time.Millisecond), agentspec.StoppedByCallTimeout, 1, agentspec.ErrServer},
		{busy, agentspec.WithRetryPolicy(agentspec.NoRetries), agentspec.StoppedByPolicy, 1, agentspec.ErrServer},
	} {
		server := testkit.Script(t, row.answer)
		_, err := clientFor(t, server.URL, agentspec.WithClock(agentspec.NewTestClock()), row.option).Agents.Invoke(ctx, ask)
		known := detailsOf(t, err)
		equal(t, "stopped", [3]any{known.StoppedBy, known.Attempts, errors.Is(err, row.class)}, [3]any{row.stopped, row.attempts, true})
		equal(t, "requests", len(server.Received()), row.attempts)
	}
	_, err := clientFor(t, testkit.Script(t, long).URL).Agents.List(ctx)
	equal(t, "retry after", detailsOf(t, err).RetryAfter, 61*time.Second)
}

func TestClientsShareABudgetThatTheyAreGiven(t *testing.T) {
	server := testkit.Script(t, busy, testkit.Silence)
	clock := agentspec.NewTestClock()
	budget := agentspec.NewRetryBudget(0)
	client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithRetryBudget(budget))
	copied, err := client.WithOptions(agentspec.WithTimeout(agentspec.NoLimit))
	if err != nil {
		t.Fatal(err)
	}
	waiting, cancel := context.WithCancel(ctx)
	// The first retries without a token, and holds that place while it is under way.
	first := background(func() (*agentspec.InvokeResponse, error) { return client.Agents.Invoke(waiting, ask) })
	server.AwaitReceived(t, 2)
	other := testkit.Script(t, busy)
	second, err := copied.WithOptions(agentspec.WithBaseURL(other.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = second.Agents.Invoke(ctx, ask)
	equal(t, "stopped by", detailsOf(t, err).StoppedBy, agentspec.StoppedByRetryBudget)
	cancel()
	_, err = await(t, first)
	as[*agentspec.CanceledError](t, err)
	_, err = second.Agents.Invoke(ctx, ask)
	equal(t, "stopped by", detailsOf(t, err).StoppedBy, agentspec.StoppedByMaxRetries)
}

func TestAPolicyThatPanicsLeavesNothingBehind(t *testing.T) {
	server := testkit.Script(t, busy, testkit.Respond(200, map[string]any{"output": "Hi.", "usage": testkit.Usage, "turn": 1}))
	clock := agentspec.NewTestClock()
	policy := agentspec.RetryPolicyFunc(func(agentspec.FailedCall) (time.Duration, bool) { panic("mine") })
	chat := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithRetryPolicy(policy)).Sessions.Open("a", "s")
	func() {
		defer func() { equal(t, "panic", recover(), any("mine")) }()
		_, _ = chat.Continue(ctx, &agentspec.SessionTurn{Input: "one"})
	}()
	equal(t, "timers", clock.Timers(), 0)
	if _, err := chat.Continue(ctx, &agentspec.SessionTurn{Input: "two"}); err != nil {
		t.Fatal(err)
	}
}

func TestADeadlineOfZeroSendsNothing(t *testing.T) {
	server := testkit.Script(t, invoked)
	_, err := clientFor(t, server.URL, agentspec.WithCallTimeout(0)).Agents.Invoke(ctx, ask)
	timeout := as[*agentspec.TimeoutError](t, err)
	equal(t, "message", timeout.Message, "the call timeout of 0s has passed: nothing was sent")
	equal(t, "details", [3]any{timeout.Outcome, timeout.Attempts, timeout.StoppedBy}, [3]any{agentspec.OutcomeNotSent, 0, agentspec.StoppedByCallTimeout})
	if errors.Is(err, agentspec.ErrConnection) || errors.Is(err, context.DeadlineExceeded) || !timeout.Timeout() {
		t.Errorf("%v is of another class", err)
	}
	equal(t, "requests", len(server.Received()), 0)
}

func TestAServerThatDoesNotAnswerIsATimeoutAfterWhichNothingIsLeft(t *testing.T) {
	server := testkit.Script(t, testkit.Silence)
	clock := agentspec.NewTestClock()
	client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0))
	for index, call := range []func() (string, error){
		func() (string, error) { _, err := client.Agents.Invoke(ctx, ask); return "", err },
		func() (string, error) {
			_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
			return "", err
		},
	} {
		done := background(call)
		server.AwaitReceived(t, index+1)
		clock.Advance(5 * time.Second)
		_, err := await(t, done)
		timeout := as[*agentspec.TimeoutError](t, err)
		equal(t, "message", timeout.Message, "the server did not answer within 5s")
		equal(t, "details", [2]any{timeout.Outcome, timeout.Code}, [2]any{agentspec.OutcomeUnknown, "timeout"})
		if !errors.Is(err, agentspec.ErrConnection) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			t.Errorf("%v is of another class", err)
		}
		server.AwaitClosed(t, index+1)
		equal(t, "timers", clock.Timers(), 0)
	}
	done := background(func() ([]agentspec.Agent, error) {
		return client.Agents.List(ctx, agentspec.WithTimeout(agentspec.NoLimit), agentspec.WithCallTimeout(3*time.Second))
	})
	server.AwaitReceived(t, 3)
	clock.Advance(3 * time.Second)
	_, err := await(t, done)
	equal(t, "message", detailsOf(t, err).Message, "the call timeout of 3s has passed: the server did not answer in time")
}

func TestABodyThatIsLateIsATimeoutWithWhatArrivedAndOfARefusalItIsTheRefusal(t *testing.T) {
	for _, row := range []struct{ status, message string }{
		{"200 OK", "the server did not finish its answer within 5s"},
		{"500 Oh", "the server answered 500 Internal Server Error with a body that contains no readable error (no content type)"},
	} {
		server := testkit.Script(t, testkit.Answer{Data: "HTTP/1.1 " + row.status + "\r\nContent-Length: 99\r\n\r\n{\"error\": {\"co", IsHeld: true})
		clock := agentspec.NewTestClock()
		arrived := make(chan struct{}, 8)
		// The client reads the half that there is, and then waits.
		given := &http.Client{Transport: observer{func(*http.Response) { arrived <- struct{}{} }}}
		client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0), agentspec.WithHTTPClient(given))
		done := background(func() (*agentspec.InvokeResponse, error) { return client.Agents.Invoke(ctx, ask) })
		<-arrived
		<-arrived
		clock.Advance(5 * time.Second)
		_, err := await(t, done)
		known := detailsOf(t, err)
		equal(t, "message", known.Message, row.message)
		equal(t, "details", [2]any{known.Body, known.Outcome}, [2]any{`{"error": {"co`, agentspec.OutcomeUnknown})
	}
}

// observer is a RoundTripper that reports each response, and each read of its body after the first.
type observer struct{ reads func(*http.Response) }

func (o observer) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		o.reads(response)
		response.Body = &observedBody{ReadCloser: response.Body, reads: func() { o.reads(response) }}
	}
	return response, err
}

func TestTheEndOfTheCallersContextIsToldWithTheOutcome(t *testing.T) {
	mine := errors.New("mine")
	server := testkit.Script(t, testkit.Silence)
	clock := agentspec.NewTestClock()
	client := clientFor(t, server.URL, agentspec.WithClock(clock))
	calls := []func(ctx context.Context) (string, error){
		func(ctx context.Context) (string, error) { _, err := client.Agents.Invoke(ctx, ask); return "", err },
		func(ctx context.Context) (string, error) {
			_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
			return "", err
		},
		func(ctx context.Context) (string, error) { return client.Metrics(ctx) },
	}
	for index, call := range calls {
		canceled, cancel := context.WithCancelCause(ctx)
		done := background(func() (string, error) { return call(canceled) })
		server.AwaitReceived(t, index+1)
		cancel(mine)
		_, err := await(t, done)
		known := as[*agentspec.CanceledError](t, err)
		equal(t, "details", [2]any{known.Outcome, known.Attempts}, [2]any{agentspec.OutcomeUnknown, 1})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, mine) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, agentspec.ErrConnection) {
			t.Errorf("%v is of another class", err)
		}
		server.AwaitClosed(t, index+1)
		equal(t, "timers", clock.Timers(), 0)
		_, err = call(canceled)
		known = as[*agentspec.CanceledError](t, err)
		equal(t, "details", [2]any{known.Outcome, known.Attempts}, [2]any{agentspec.OutcomeNotSent, 0})
	}
	equal(t, "requests: one whose context has ended sends nothing", len(server.Received()), len(calls))
	over, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
	defer cancel()
	_, err := client.Agents.Invoke(over, ask)
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || !as[*agentspec.CanceledError](t, err).Timeout() {
		t.Errorf("%v is of another class", err)
	}
}

func TestTheEndOfTheCallersContextEndsTheWaitForARetry(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(502, "gone"))
	canceled, cancel := context.WithCancel(ctx)
	client := clientFor(t, server.URL, agentspec.WithRetryDelay(time.Minute), agentspec.WithLogger(slog.New(onRecord{func(record slog.Record) {
		if strings.Contains(record.Message, "is made again") {
			cancel()
		}
	}})))
	_, err := client.Agents.Invoke(canceled, ask)
	known := as[*agentspec.CanceledError](t, err)
	equal(t, "details", [2]any{known.Outcome, known.Attempts}, [2]any{agentspec.OutcomeUnknown, 1})
	equal(t, "message", known.Message, "the context of the call has ended, while it waited to try again after this failure: No.")
	equal(t, "the attempt, which none followed", known.History[0], agentspec.FailedAttempt{Code: "gone", StatusCode: 502, Outcome: agentspec.OutcomeUnknown})
}
