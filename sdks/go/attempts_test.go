package agentspec_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
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
	type embedded struct{ Text string }
	cycle := map[string]any{}
	cycle["again"] = []any{cycle}
	for _, row := range []struct {
		request *agentspec.InvokeRequest
		message string
	}{
		{options("self", cycle), "again is nested deeper than 1000 levels, or contains itself"},
		{&agentspec.InvokeRequest{Name: "a", Input: "\xff"}, "input is not valid UTF-8"},
		{&agentspec.InvokeRequest{Name: "\xff", Input: "b"}, "Name is not valid UTF-8: give the name as the server lists it"},
		{&agentspec.InvokeRequest{Input: "b"}, "Name is empty: give the name as the server lists it"},
		{&agentspec.InvokeRequest{Name: "a", Options: &agentspec.InvokeOptions{Temperature: agentspec.Float64(math.NaN())}}, "temperature is NaN: JSON has no such number"},
		{options("top", float32(math.Inf(1))), "top is +Inf: JSON has no such number"},
		{options("stop", []string{"a", "\xff"}), "stop is not valid UTF-8"},
		{options("deep", map[string]any{"in": []any{map[string]string{"it": "\xff"}}}), "it is not valid UTF-8"},
		{options("\xff", 1), "a key is not valid UTF-8"},
		{options("stop", map[string][]string{"words": {"\xff"}}), "words is not valid UTF-8"},
		{options("user", struct{ Name string }{"\xff"}), "Name is not valid UTF-8"},
		{options("user", struct {
			Name string `json:"name,omitempty"`
		}{"\xff"}), "name is not valid UTF-8"},
		{options("user", struct{ embedded }{embedded{"\xff"}}), "Text is not valid UTF-8"},
		{options("top", []float64{1, math.NaN()}), "top is NaN: JSON has no such number"},
		{options("call", func() {}), "call cannot be written as JSON"},
		{options("deep", map[string]any{"in": make(chan int)}), "in cannot be written as JSON"},
		{options("seed", json.Number("1 or 2")), "seed cannot be written as JSON"},
		{options("raw", json.RawMessage("\"\xff\"")), "raw cannot be written as JSON"},
		{nil, "the request is nil: give one"},
	} {
		_, err := client.Agents.Invoke(ctx, row.request)
		refused := as[*agentspec.InvalidRequestError](t, err)
		equal(t, "message", refused.Message, row.message)
		equal(t, "refusal", [3]any{refused.Local, refused.Outcome, refused.Attempts}, [3]any{true, agentspec.OutcomeNotSent, 0})
	}
	_, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: ".."})
	equal(t, "agent", detailsOf(t, err).Message, "Agent is a step in a path: give the name as the server lists it")
	err = client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a"})
	equal(t, "session", detailsOf(t, err).Message, "SessionID is empty: give the id that the server returned")
	_, err = client.Pipelines.Status(ctx, &agentspec.PipelineStatusRequest{Name: "a", RunID: "\xff"})
	equal(t, "query", detailsOf(t, err).Message, "run_id is not valid UTF-8")
	equal(t, "requests", len(server.Received()), 0)
	type text string
	_, err = client.Agents.Invoke(ctx, options("user", struct{ text }{"\xff"}))
	equal(t, "a field that JSON leaves out", err, nil)
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
