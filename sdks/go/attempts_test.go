package agentspec_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestEachAttemptSendsTheSameIDsAndTheSameBody(t *testing.T) {
	server := testkit.Script(t, busy, testkit.Refuse(502, "gone"), invoked)
	clock := agentspec.NewTestClock()
	var meta agentspec.ResponseMeta
	response, err := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithRetryDelay(500*time.Millisecond)).Agents.Invoke(ctx,
		&agentspec.InvokeRequest{Name: "a", Input: "<b> & é", Options: &agentspec.InvokeOptions{
			MaxTokens: agentspec.Int(5), Extra: map[string]any{"topK": 1, "seed": json.Number("123456789012345678901")},
		}}, agentspec.WithResponseMeta(&meta))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "output", response.Output, "Paris.")
	if delays := clock.Delays(); !slices.Equal(delays, []time.Duration{2 * time.Second, time.Second}) {
		t.Errorf("delays: %v", delays)
	}
	equal(t, "attempts", meta.Attempts, 3)
	expected := []agentspec.FailedAttempt{
		{Code: "busy", StatusCode: 503, Outcome: agentspec.OutcomeRejected, Retried: true, Delay: 2 * time.Second},
		{Code: "gone", StatusCode: 502, Outcome: agentspec.OutcomeUnknown, Retried: true, Delay: time.Second},
	}
	if !slices.Equal(meta.History, expected) {
		t.Errorf("history: %+v", meta.History)
	}
	received := server.Received()
	first := received[0]
	equal(t, "method", first.Method, "POST")
	equal(t, "path", first.Path, "/v1/agents/a/invoke")
	equal(t, "body", first.Body, `{"input":"<b> & é","options":{"max_tokens":5,"seed":123456789012345678901,"topK":1}}`)
	equal(t, "user agent", first.Header.Get("User-Agent"), "agentspec-go/"+agentspec.Version)
	equal(t, "accept", first.Header.Get("Accept"), "application/json")
	equal(t, "encoding", first.Header.Get("Accept-Encoding"), "gzip")
	for _, name := range []string{"X-Correlation-ID", "Idempotency-Key"} {
		if !regexp.MustCompile(`^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$`).MatchString(first.Header.Get(name)) {
			t.Errorf("%s: %s", name, first.Header.Get(name))
		}
		for _, other := range received {
			equal(t, name, other.Header.Get(name), first.Header.Get(name))
		}
	}
	equal(t, "sent id", meta.SentCorrelationID, first.Header.Get("X-Correlation-ID"))
	equal(t, "key", meta.IdempotencyKey, first.Header.Get("Idempotency-Key"))
}

func TestAGetAndADeleteSendNoIdempotencyKeyAndNoBody(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, map[string]any{"agents": []any{}}), testkit.Respond(200, ""))
	client := clientFor(t, server.URL)
	if _, err := client.Agents.List(ctx); err != nil {
		t.Fatal(err)
	}
	if err := client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a", SessionID: "s"}); err != nil {
		t.Fatal(err)
	}
	for _, request := range server.Received() {
		equal(t, "body", request.Body, "")
		for _, name := range []string{"Idempotency-Key", "Content-Type", "Content-Length", "Transfer-Encoding"} {
			equal(t, name, request.Header.Get(name), "")
		}
	}
}

func TestACallHasTheIDsAndTheHeadersThatItIsGiven(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(400, "bad"))
	client := clientFor(t, server.URL, agentspec.WithHeader("X-Team", "red"), agentspec.WithHeader("x-other", "1"))
	_, err := client.Agents.Invoke(ctx, ask, agentspec.WithCorrelationID("my-id"), agentspec.WithIdempotencyKey("my-key"), agentspec.WithHeader("x-team", "blue"))
	known := detailsOf(t, err)
	equal(t, "ids", [3]string{known.CorrelationID, known.SentCorrelationID, known.IdempotencyKey}, [3]string{"my-id", "my-id", "my-key"})
	header := server.Received()[0].Header
	equal(t, "header", [4]string{header.Get("X-Correlation-ID"), header.Get("Idempotency-Key"), header.Get("X-Team"), header.Get("X-Other")},
		[4]string{"my-id", "my-key", "blue", "1"})
	var meta agentspec.ResponseMeta
	for _, row := range []struct {
		option  agentspec.CallOption
		message string
	}{
		{agentspec.WithCorrelationID("a b"), "WithCorrelationID must be one or more visible ASCII characters, without spaces"},
		{agentspec.WithIdempotencyKey(""), "WithIdempotencyKey must be one or more visible ASCII characters, without spaces"},
		{agentspec.WithHeader("host", "x"), "header host cannot be set on a call: it is derived from the base URL"},
		{agentspec.WithTimeout(-1), "WithTimeout is -1ns: expected a longer duration, or NoLimit"},
		{agentspec.WithTimeout(0), "WithTimeout is 0s: expected a longer duration, or NoLimit"},
		{agentspec.WithMaxRetries(-1), "WithMaxRetries is -1: expected a number of attempts, 0 or more"},
		{agentspec.WithRetryPolicy(nil), "WithRetryPolicy is nil: give StandardRetries, StrictRetries, NoRetries or a policy of your own"},
		{agentspec.WithResponseMeta(nil), "WithResponseMeta is nil: give a place for it, or leave it out"},
		{nil, "an option of the call is nil: leave it out"},
	} {
		_, err := client.Agents.Invoke(ctx, ask, agentspec.WithResponseMeta(&meta), row.option)
		refused := as[*agentspec.InvalidRequestError](t, err)
		equal(t, "message", refused.Message, row.message)
		equal(t, "refusal", [3]any{refused.Local, refused.Outcome, refused.Attempts}, [3]any{true, agentspec.OutcomeNotSent, 0})
	}
	equal(t, "requests", len(server.Received()), 1)
	_, _ = client.Agents.Invoke(ctx, ask)
	equal(t, "the client's header", server.Received()[1].Header.Get("X-Team"), "red")
}

func TestWhatJSONOrAPathCannotSayIsRefusedBeforeAnythingIsSent(t *testing.T) {
	server := testkit.Script(t, invoked)
	client := clientFor(t, server.URL)
	options := func(name string, value any) *agentspec.InvokeRequest {
		return &agentspec.InvokeRequest{Name: "a", Options: &agentspec.InvokeOptions{Extra: map[string]any{name: value}}}
	}
	cycle := map[string]any{}
	cycle["again"] = []any{cycle}
	for _, row := range []struct {
		request *agentspec.InvokeRequest
		message string
	}{
		{options("self", cycle), "again is nested deeper than 1000 levels, or contains itself"},
		{&agentspec.InvokeRequest{Name: "a", Input: "\xff"}, "input is not valid UTF-8"},
		{&agentspec.InvokeRequest{Name: "\xff", Input: "b"}, "the name is not valid UTF-8: give the name as the server lists it"},
		{&agentspec.InvokeRequest{Input: "b"}, "the name is empty: give the name as the server lists it"},
		{&agentspec.InvokeRequest{Name: "a", Options: &agentspec.InvokeOptions{Temperature: agentspec.Float64(math.NaN())}}, "temperature is NaN: JSON has no such number"},
		{options("top", float32(math.Inf(1))), "top is +Inf: JSON has no such number"},
		{options("stop", []string{"a", "\xff"}), "stop is not valid UTF-8"},
		{options("deep", map[string]any{"in": []any{map[string]string{"it": "\xff"}}}), "it is not valid UTF-8"},
		{options("\xff", 1), "a key is not valid UTF-8"},
		{options("call", func() {}), "the request cannot be written as JSON"},
		{nil, "the request is nil: give one"},
	} {
		_, err := client.Agents.Invoke(ctx, row.request)
		refused := as[*agentspec.InvalidRequestError](t, err)
		equal(t, "message", refused.Message, row.message)
		equal(t, "refusal", [3]any{refused.Local, refused.Outcome, refused.Attempts}, [3]any{true, agentspec.OutcomeNotSent, 0})
	}
	_, err := client.Pipelines.Status(ctx, &agentspec.PipelineStatusRequest{Name: "a", RunID: "\xff"})
	equal(t, "query", detailsOf(t, err).Message, "run_id is not valid UTF-8")
	equal(t, "requests", len(server.Received()), 0)
}

func TestANilContextAndAClientOfNoOneAreRefused(t *testing.T) {
	server := testkit.Script(t, invoked)
	client := clientFor(t, server.URL)
	var none context.Context
	calls := map[string]func(client *agentspec.Client, ctx context.Context) error{
		"invoke": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Agents.Invoke(ctx, ask)
			return err
		},
		"stream": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a"})
			return err
		},
		"delete": func(client *agentspec.Client, ctx context.Context) error {
			return client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a", SessionID: "s"})
		},
		"wait": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Pipelines.Wait(ctx, &agentspec.PipelineWaitRequest{Name: "p"})
			return err
		},
		"list": func(client *agentspec.Client, ctx context.Context) error {
			for _, err := range client.Sessions.ListAll(ctx, &agentspec.ListSessionsRequest{Agent: "a"}) {
				return err
			}
			return nil
		},
		"turn": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Sessions.Open("a", "s").Continue(ctx, &agentspec.SessionTurn{})
			return err
		},
		"again": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Sessions.Open("a", "s").SendAgainStream(ctx)
			return err
		},
		"metrics": func(client *agentspec.Client, ctx context.Context) error {
			_, err := client.Metrics(ctx)
			return err
		},
	}
	for name, call := range calls {
		refused := as[*agentspec.InvalidRequestError](t, call(client, none))
		equal(t, name, refused.Message, "the context is nil: give context.Background() or one of your own")
		unmade := as[*agentspec.ConfigurationError](t, call(&agentspec.Client{}, ctx))
		equal(t, name, unmade.Message, "the client was not made by NewClient: make it there")
	}
	if _, err := (&agentspec.Client{}).WithOptions(); err == nil {
		t.Error("a client of no one has a copy")
	}
	var handle *agentspec.SessionHandle
	_, err := handle.Continue(ctx, &agentspec.SessionTurn{})
	as[*agentspec.ConfigurationError](t, err)
	handle.GoOn()
	equal(t, "handle", [3]any{handle.Agent(), handle.SessionID(), handle.UnresolvedTurn() == nil}, [3]any{"", "", true})
	var nobody *agentspec.Client
	equal(t, "nil client", [2]any{nobody.BaseURL(), nobody.Close()}, [2]any{"", nil})
	equal(t, "requests", len(server.Received()), 0)
}

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
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := testkit.Script(t, invoked)
	for _, row := range []struct {
		status  int
		outcome agentspec.Outcome
	}{{302, agentspec.OutcomeUnknown}, {307, agentspec.OutcomeRejected}} {
		server := testkit.Script(t, testkit.Respond(row.status, "", "Location", other.URL+"/v1/x?key=s3cret"))
		_, err := clientFor(t, server.URL, agentspec.WithAPIKey("canary-key"), agentspec.WithHTTPClient(&http.Client{})).Agents.Invoke(ctx, ask)
		known := as[*agentspec.APIError](t, err)
		if !strings.Contains(known.Message, ", a redirect to "+other.URL+"/v1/x: redirects are not followed") {
			t.Errorf("message: %s", known.Message)
		}
		equal(t, "details", [2]any{known.StatusCode, known.Outcome}, [2]any{row.status, row.outcome})
	}
	equal(t, "requests of the other", len(other.Received()), 0)
	server := testkit.Script(t, testkit.Respond(302, "", "Location", "http://[s3cret"))
	_, err := clientFor(t, server.URL).Agents.Invoke(ctx, ask)
	known := as[*agentspec.APIError](t, err)
	if known.StatusCode != 302 || !strings.Contains(known.Message, "a redirect to an invalid address") {
		t.Errorf("message: %s", known.Message)
	}
}

func TestAResponseAboveTheAnswerLimitIsAnError(t *testing.T) {
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	_, _ = writer.Write([]byte(`{"output": "` + strings.Repeat("x", 5000) + `", "usage": {}}`))
	_ = writer.Close()
	for _, answer := range []testkit.Answer{
		testkit.Respond(200, map[string]any{"output": strings.Repeat("x", 5000), "usage": testkit.Usage}),
		testkit.Respond(200, zipped.String(), "Content-Encoding", "gzip"),
	} {
		_, err := clientFor(t, testkit.Script(t, answer).URL, agentspec.WithAnswerLimit(1000)).Agents.Invoke(ctx, ask)
		known := as[*agentspec.DecodeError](t, err)
		equal(t, "details", [4]any{known.Code, known.Message, known.Outcome, known.StatusCode},
			[4]any{"too_large", "the response is larger than WithAnswerLimit", agentspec.OutcomeUnknown, 200})
	}
	many := testkit.Respond(200, `{"output":"x","usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3},"x":[`+strings.Repeat("[],", 400)+`[]]}`)
	_, err := clientFor(t, testkit.Script(t, many).URL, agentspec.WithAnswerLimit(2000)).Agents.Invoke(ctx, ask)
	equal(t, "memory", detailsOf(t, err).Message, "the values of the response take more than 4000 bytes of memory, twice WithAnswerLimit")
}

func TestACompressedResponseIsDecompressedAndABrokenOneIsNoTimeout(t *testing.T) {
	zip := func(text string) string {
		var zipped bytes.Buffer
		writer := gzip.NewWriter(&zipped)
		_, _ = writer.Write([]byte(text))
		_ = writer.Close()
		return zipped.String()
	}
	text, _ := json.Marshal(testkit.Invoked)
	whole := zip(string(text))
	server := testkit.Script(t, testkit.Respond(200, whole, "Content-Encoding", "x-gzip"), testkit.Respond(200, whole[:len(whole)-9], "Content-Encoding", "gzip"),
		testkit.Respond(200, "no gzip at all", "Content-Encoding", "gzip"), testkit.Respond(200, whole[:9], "Content-Encoding", "gzip", "Content-Length", "99"),
		testkit.Respond(200, "what", "Content-Encoding", "br"))
	client := clientFor(t, server.URL)
	response, err := client.Agents.Invoke(ctx, ask)
	if err != nil || response.Output != "Paris." {
		t.Fatal(response, err)
	}
	for range 2 {
		_, err = client.Agents.Invoke(ctx, ask)
		equal(t, "message", as[*agentspec.DecodeError](t, err).Message, "the response cannot be decompressed")
	}
	_, err = client.Agents.Invoke(ctx, ask)
	equal(t, "message", as[*agentspec.ConnectionError](t, err).Message, "the connection broke before the response was complete")
	_, err = client.Agents.Invoke(ctx, ask)
	equal(t, "cause", errors.Unwrap(as[*agentspec.DecodeError](t, err)).Error(), "a response that is encoded as br is not decoded here")
	events := "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\ndata: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"
	stream := testkit.Script(t, testkit.Respond(200, zip(events), "Content-Encoding", "gzip", "Content-Type", "text/event-stream"))
	opened, err := clientFor(t, stream.URL).Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
	if err != nil {
		t.Fatal(err)
	}
	collected, err := opened.Text()
	equal(t, "text", [2]any{collected, err}, [2]any{"Hi", nil})
	equal(t, "encoding", stream.Received()[0].Header.Get("Accept-Encoding"), "identity")
}

func TestAResponseThatDoesNotMatchTheContractSaysWhere(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, `{"output":"x","usage":{"input_tokens":1,"output_tokens":"2","total_tokens":3}}`))
	_, err := clientFor(t, server.URL).Agents.Invoke(ctx, ask)
	known := as[*agentspec.DecodeError](t, err)
	equal(t, "message", known.Message, "the response does not match the contract (application/json)")
	if cause := errors.Unwrap(known); !strings.HasPrefix(cause.Error(), "usage.output_tokens: expected an integer") {
		t.Errorf("cause: %v", cause)
	}
	if !strings.HasPrefix(known.Body, `{"output":"x"`) {
		t.Errorf("body: %s", known.Body)
	}
}

func TestAResponseWithAnotherContentTypeIsRefusedWhereTheTypeMatters(t *testing.T) {
	client := clientFor(t, testkit.Script(t, invoked).URL)
	_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
	known := as[*agentspec.DecodeError](t, err)
	equal(t, "cause", errors.Unwrap(known).Error(), "expected the content type text/event-stream")
	equal(t, "details", [2]any{known.Events, known.Outcome}, [2]any{0, agentspec.OutcomeUnknown})
	_, err = client.Metrics(ctx)
	equal(t, "cause", errors.Unwrap(as[*agentspec.DecodeError](t, err)).Error(), "expected the content type text/plain")
}

func TestADegradedServersHealthIsAValueAndADeletionIsAnySuccess(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(503, map[string]any{"status": "degraded", "version": "1"}), testkit.Respond(202, "what"))
	client := clientFor(t, server.URL)
	var meta agentspec.ResponseMeta
	health, err := client.Health(ctx, agentspec.WithResponseMeta(&meta))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "health", [2]any{health.Status, meta.StatusCode}, [2]any{"degraded", 503})
	if err := client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a", SessionID: "s"}); err != nil {
		t.Fatal(err)
	}
}

func TestMetadataIsFilledInOnFailureAndOfAStreamAsItBegins(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(404, "not_found", "X-Correlation-ID", "the-servers", "X-More", "canary-key"), testkit.Stream(testkit.Done))
	client := clientFor(t, server.URL, agentspec.WithAPIKey("canary-key"))
	var meta agentspec.ResponseMeta
	_, err := client.Agents.Invoke(ctx, ask, agentspec.WithResponseMeta(&meta))
	if err == nil {
		t.Fatal("it did not fail")
	}
	sent := server.Received()[0].Header
	equal(t, "ids", [4]any{meta.StatusCode, meta.CorrelationID, meta.SentCorrelationID, meta.IdempotencyKey},
		[4]any{404, "the-servers", sent.Get("X-Correlation-ID"), sent.Get("Idempotency-Key")})
	equal(t, "header", meta.Header.Get("X-More"), "[redacted]")
	equal(t, "attempts", [2]int{meta.Attempts, len(meta.History)}, [2]int{1, 1})
	stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"}, agentspec.WithResponseMeta(&meta))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.Close() }()
	equal(t, "stream", [3]any{meta.StatusCode, meta.Attempts, meta.CorrelationID}, [3]any{200, 1, server.Received()[1].Header.Get("X-Correlation-ID")})
	equal(t, "of the stream", stream.ResponseMeta().CorrelationID, meta.CorrelationID)
}

func TestACredentialIsAskedForWithEachAttemptAndNothingIsSentWithoutOne(t *testing.T) {
	server := testkit.Script(t, busy, invoked)
	clock := agentspec.NewTestClock()
	secrets := []string{"first-token", "second-token"}
	next := func(context.Context) (agentspec.Credential, error) {
		secret := secrets[0]
		secrets = secrets[1:]
		return agentspec.TokenCredential(secret), nil
	}
	if _, err := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithCredentialSource(next)).Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	for index, expected := range []string{"Bearer first-token", "Bearer second-token"} {
		equal(t, "header", server.Received()[index].Header.Get("Authorization"), expected)
	}
	cause := errors.New("the vault is closed")
	for expected, source := range map[string]agentspec.CredentialSource{
		cause.Error(): func(context.Context) (agentspec.Credential, error) { return agentspec.Credential{}, cause },
		"the API key is empty: give a value, or leave it out": func(context.Context) (agentspec.Credential, error) {
			return agentspec.Credential{}, nil
		},
		"the token is empty: give a value, or leave it out": func(context.Context) (agentspec.Credential, error) {
			return agentspec.TokenCredential(""), nil
		},
	} {
		_, err := clientFor(t, server.URL, agentspec.WithCredentialSource(source)).Agents.Invoke(ctx, ask)
		known := as[*agentspec.ConfigurationError](t, err)
		equal(t, "cause", errors.Unwrap(known).Error(), expected)
		equal(t, "details", [4]any{known.Code, known.Message, known.Outcome, known.Attempts}, [4]any{
			"credential_unavailable", "WithCredentialSource returned no credential, and nothing was sent: see the cause of this error", agentspec.OutcomeNotSent, 1,
		})
	}
	ends := make(chan error, 1)
	held := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0),
		agentspec.WithCredentialSource(func(ctx context.Context) (agentspec.Credential, error) {
			<-ctx.Done()
			ends <- ctx.Err()
			return agentspec.Credential{}, ctx.Err()
		}))
	done := background(func() ([]agentspec.Agent, error) { return held.Agents.List(ctx) })
	clock.AwaitTimers(t, 1)
	clock.Advance(5 * time.Second)
	_, err := await(t, done)
	timeout := as[*agentspec.TimeoutError](t, err)
	equal(t, "message", timeout.Message, "WithCredentialSource returned no credential within 5s, and nothing was sent")
	equal(t, "details", [2]any{timeout.Outcome, errors.Is(err, agentspec.ErrConnection)}, [2]any{agentspec.OutcomeNotSent, false})
	equal(t, "the source's context", <-ends, context.Canceled)
	panics := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithCredentialSource(func(context.Context) (agentspec.Credential, error) { panic("mine") }))
	func() {
		defer func() { equal(t, "panic", recover(), any("mine")) }()
		_, _ = panics.Agents.List(ctx)
	}()
	equal(t, "timers", clock.Timers(), 0)
	equal(t, "requests", len(server.Received()), 2)
}

func TestTheRetriesOfACallReplaceTheClients(t *testing.T) {
	server := testkit.Script(t, busy)
	_, err := clientFor(t, server.URL, agentspec.WithClock(agentspec.NewTestClock()), agentspec.WithMaxRetries(9)).Agents.Invoke(ctx, ask, agentspec.WithMaxRetries(2))
	equal(t, "attempts", detailsOf(t, err).Attempts, 3)
}

func TestAttemptsAreReportedWithoutCredentials(t *testing.T) {
	body := map[string]any{"error": map[string]string{"code": "busy", "message": "canary-key"}}
	server := testkit.Script(t, testkit.Respond(503, body), testkit.Respond(503, body), testkit.Respond(200, map[string]any{"agents": []any{}}))
	var seen []string
	handler := onRecord{func(record slog.Record) {
		line := record.Level.String() + " " + record.Message
		record.Attrs(func(attribute slog.Attr) bool {
			if attribute.Key != "correlation_id" {
				line += " " + attribute.String()
			}
			return true
		})
		seen = append(seen, line)
	}}
	client := clientFor(t, server.URL, agentspec.WithLogger(slog.New(handler)), agentspec.WithMaxRetries(1), agentspec.WithAPIKey("canary-key"))
	_, _ = client.Agents.List(ctx)
	_, _ = client.Agents.List(ctx)
	expected := []string{
		"DEBUG agentspec: an attempt begins operation=list_agents attempt=1",
		"WARN agentspec: an attempt failed, and is made again operation=list_agents attempt=1 outcome=rejected error=[redacted] retry_delay=0s status=503",
		"DEBUG agentspec: an attempt begins operation=list_agents attempt=2",
		"INFO agentspec: an attempt failed, and is not made again operation=list_agents attempt=2 outcome=rejected error=[redacted] stopped_by=max_retries status=503",
		"DEBUG agentspec: an attempt begins operation=list_agents attempt=1",
		"DEBUG agentspec: an attempt succeeded operation=list_agents attempt=1 status=200",
	}
	if !slices.Equal(seen, expected) {
		t.Errorf("seen:\n%s", strings.Join(seen, "\n"))
	}
}

func TestAPanicOfALoggerReachesTheCallerAndLeavesNothingOpen(t *testing.T) {
	stream := testkit.Stream(testkit.TokenEvent("a")).Held()
	server := testkit.Script(t, stream, invoked)
	isFailing := true
	client := clientFor(t, server.URL, agentspec.WithLogger(slog.New(onRecord{func(record slog.Record) {
		if isFailing && record.Message == "agentspec: an attempt succeeded" {
			panic("the disk is full")
		}
	}})))
	chat := client.Sessions.Open("a", "s")
	func() {
		defer func() {
			if got := recover(); got != "the disk is full" {
				t.Errorf("recovered %v", got)
			}
		}()
		_, err := chat.ContinueStream(ctx, &agentspec.SessionTurn{Input: "b"})
		t.Errorf("no panic, but %v", err)
	}()
	server.AwaitClosed(t, 1)
	isFailing = false
	chat.GoOn()
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Error(err)
	}
}

// onRecord is a handler of slog.
type onRecord struct{ see func(slog.Record) }

func (o onRecord) Enabled(context.Context, slog.Level) bool { return true }
func (o onRecord) Handle(_ context.Context, record slog.Record) error {
	o.see(record)
	return nil
}
func (o onRecord) WithAttrs([]slog.Attr) slog.Handler { return o }
func (o onRecord) WithGroup(string) slog.Handler      { return o }

func TestTheHTTPClientCanBeTheUsers(t *testing.T) {
	given := &http.Client{Timeout: time.Nanosecond, Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		equal(t, "request", request.Method+" "+request.URL.String(), "GET https://agents.example/team/v1/agents")
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})}
	client := clientFor(t, "https://agents.example/team", agentspec.WithHTTPClient(given))
	_, err := client.Agents.List(ctx)
	as[*agentspec.DecodeError](t, err)
	equal(t, "the user's timeout", given.Timeout, time.Nanosecond)
	broken := errors.New("no network")
	failing := func(request *http.Request) (*http.Response, error) { return nil, broken }
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(failing)}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "a body that nobody read", [2]any{detailsOf(t, err).Outcome, errors.Is(err, broken)}, [2]any{agentspec.OutcomeNotSent, true})
	reading := func(request *http.Request) (*http.Response, error) {
		_, _ = request.Body.Read(make([]byte, 1))
		return nil, broken
	}
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(reading)}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "a body that was read", detailsOf(t, err).Outcome, agentspec.OutcomeUnknown)
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(failing)}), agentspec.WithMaxRetries(0)).Agents.List(ctx)
	equal(t, "no body", detailsOf(t, err).Outcome, agentspec.OutcomeUnknown)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func TestTheCookiesOfTheUsersClientAreSent(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	server := testkit.Script(t, testkit.Respond(200, testkit.Invoked, "Set-Cookie", "route=7"))
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Jar: jar}))
	for range 2 {
		if _, err := client.Agents.Invoke(ctx, ask); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "cookies", [2]string{server.Received()[0].Header.Get("Cookie"), server.Received()[1].Header.Get("Cookie")}, [2]string{"", "route=7"})
}

func TestARoundTripperWithoutAResponseIsAnError(t *testing.T) {
	none := roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })
	_, err := clientFor(t, "http://localhost:1", agentspec.WithHTTPClient(&http.Client{Transport: none}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "cause", errors.Unwrap(as[*agentspec.ConnectionError](t, err)).Error(), "the RoundTripper agentspec_test.roundTripper returned no response")
	bodiless := roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil })
	_, err = clientFor(t, "http://localhost:1", agentspec.WithHTTPClient(&http.Client{Transport: bodiless})).Agents.Invoke(ctx, ask)
	as[*agentspec.DecodeError](t, err)
}

func TestABaseURLThatEndsInV1IsTold(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(404, map[string]any{"error": map[string]string{"code": "not_found", "message": "There is no such route."}}))
	_, err := clientFor(t, server.URL+"/v1").Agents.List(ctx)
	known := detailsOf(t, err)
	equal(t, "message", known.Message, "GET "+server.URL+"/v1/v1/agents: the base URL ends in /v1, which the routes already begin with: remove it there; There is no such route.")
	equal(t, "unsupported", known.Unsupported, false)
}

func TestAResponseOfAnotherCallIsRefused(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, testkit.Invoked), testkit.Respond(200, testkit.Invoked, "X-Correlation-ID", "the-first"))
	client := clientFor(t, server.URL)
	if _, err := client.Agents.Invoke(ctx, ask, agentspec.WithCorrelationID("the-first")); err != nil {
		t.Fatal(err)
	}
	_, err := client.Agents.Invoke(ctx, ask)
	known := as[*agentspec.DecodeError](t, err)
	if !strings.HasPrefix(known.Message, "the response carries the correlation id of another call of this client") {
		t.Errorf("message: %s", known.Message)
	}
	equal(t, "attempts", [2]any{known.Attempts, known.Outcome}, [2]any{1, agentspec.OutcomeUnknown})
	same := clientFor(t, testkit.Script(t, invoked, testkit.Respond(200, testkit.Invoked, "X-Correlation-ID", "the-first")).URL)
	for range 2 {
		options := []agentspec.CallOption{agentspec.WithIdempotencyKey("the-key")}
		if _, err := same.Agents.Invoke(ctx, ask, append(options, agentspec.WithCorrelationID("the-first"))...); err != nil {
			t.Errorf("a response that is repeated for its key is no other's: %v", err)
		}
	}
}

func TestAStoredResponseOfAGetIsNoOtherCalls(t *testing.T) {
	stored := func(headers ...string) testkit.Answer {
		return testkit.Respond(200, map[string]any{"agents": []any{}}, append(headers, "X-Correlation-ID", "the-first")...)
	}
	for _, row := range []struct {
		answer   testkit.Answer
		options  []agentspec.Option
		isOthers bool
	}{
		{stored(), nil, true},
		{stored("Age", "5"), nil, false},
		{stored(), []agentspec.Option{agentspec.WithHTTPClient(&http.Client{})}, false},
	} {
		client := clientFor(t, testkit.Script(t, row.answer).URL, row.options...)
		if _, err := client.Agents.List(ctx, agentspec.WithCorrelationID("the-first")); err != nil {
			t.Fatal(err)
		}
		_, err := client.Agents.List(ctx)
		equal(t, "refused", err != nil, row.isOthers)
	}
}
