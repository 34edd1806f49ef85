package agentspec_test

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

const (
	dialectAdvice  = "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`"
	unreadableBody = "the response does not match the contract (application/json)"
	ofRuntime      = "the server speaks the dialect of the public AgentSpec runtime; " + dialectAdvice
)

var (
	ofBody  = regexp.MustCompile(`^the response does not match the contract \(application/json\): `)
	ofEvent = regexp.MustCompile(`^event \d+ of the stream cannot be read: `)
	// endOfTurn ends a turn of the runtime's model, and lastOfRuntime its stream.
	endOfTurn     = map[string]any{"type": "done", "response": map[string]any{"content": "5.", "stop_reason": "end_turn"}}
	lastOfRuntime = map[string]any{"duration_ms": 812, "tokens": map[string]int{"input": 29, "output": 9, "total": 38}, "turns": 2}
)

// assertRecognized asserts that a call failed because the server was recognized.
func assertRecognized(t *testing.T, what string, err error, message *regexp.Regexp) agentspec.Details {
	t.Helper()
	details := as[*agentspec.DecodeError](t, err).Details
	equal(t, what, [2]any{details.Code, details.StatusCode / 100}, [2]any{"decode_error", 2})
	if !message.MatchString(details.Message) || !strings.HasSuffix(details.Message, ofRuntime) {
		t.Errorf("%s: %s", what, details.Message)
	}
	return details
}

// collected returns the text of a stream, and its error.
func collected(stream *agentspec.EventStream, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return stream.Text()
}

func TestARuntimeIsRecognizedByEachCallThatItAnswersInItsDialect(t *testing.T) {
	client := clientFor(t, testkit.StartMock(t, "--dialect", "runtime").URL)
	_, err := client.Agents.Invoke(ctx, &agentspec.InvokeRequest{Name: "assistant", Input: "Hello"})
	assertRecognized(t, "invoke", err, ofBody)
	_, err = client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"})
	assertRecognized(t, "run", err, ofBody)
	_, err = client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "assistant"})
	assertRecognized(t, "create", err, ofBody)
	_, err = client.Health(ctx)
	assertRecognized(t, "health", err, ofBody)
	request := &agentspec.StreamRequest{Name: "assistant", Input: "Hello"}
	_, err = collected(client.Agents.Stream(ctx, request))
	assertRecognized(t, "text", err, ofEvent)
	err = client.Agents.StreamWith(ctx, request, agentspec.StreamHandlers{OnToken: func(string) {}})
	assertRecognized(t, "handlers", err, ofEvent)
	stream, err := client.Agents.Stream(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	_, err = stream.FinalResponse()
	assertRecognized(t, "final response", err, ofEvent)
	stream, err = client.Agents.Stream(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[agentspec.EventType]bool{}
	for event := range stream.Events() {
		seen[event.Type] = true
	}
	assertRecognized(t, "events", stream.Err(), ofEvent)
	if types := slices.Collect(maps.Keys(seen)); !slices.Equal(types, []agentspec.EventType{"text"}) {
		t.Errorf("events: %v", types)
	}
}

// markedCalls are calls by their operation, of which all but the status of a pipeline have marks.
var markedCalls = map[string]func(*agentspec.Client) error{
	"invoke_agent": func(c *agentspec.Client) error {
		_, err := c.Agents.Invoke(ctx, ask)
		return err
	},
	"continue_session": func(c *agentspec.Client) error {
		_, err := c.Sessions.Continue(ctx, &agentspec.ContinueSessionRequest{Agent: "a", SessionID: "s", Input: "b"})
		return err
	},
	"create_session": func(c *agentspec.Client) error {
		_, err := c.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "a"})
		return err
	},
	"run_pipeline": func(c *agentspec.Client) error {
		_, err := c.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "p", Input: "b"})
		return err
	},
	"pipeline_status": func(c *agentspec.Client) error {
		_, err := c.Pipelines.Status(ctx, &agentspec.PipelineStatusRequest{Name: "p"})
		return err
	},
	"health": func(c *agentspec.Client) error {
		_, err := c.Health(ctx)
		return err
	},
}

func TestEachMarkOfARuntimeIsRecognizedInTheAnswerThatItIsOfAndInNoOther(t *testing.T) {
	for body, operations := range map[string][]string{
		`{"output": "5.", "session_id": "", "tokens": {"total": 10}, "turns": 2}`:                             {"invoke_agent", "continue_session"},
		`{"activity": [], "duration_ms": 1, "output": "5.", "session_id": ""}`:                                {"invoke_agent", "continue_session"},
		`{"agent": "a", "created_at": "2026-03-01T10:00:00+02:00", "session_id": "sess_1"}`:                   {"create_session"},
		`{"pipeline": "p", "status": "completed", "steps": {"first": {"agent": "a", "status": "completed"}}}`: {"run_pipeline"},
		`{"agents": 2, "status": "healthy", "uptime": "1m2.3s", "version": "0.3.0"}`:                          {"health"},
		`{"status": "healthy", "uptime": "1s"}`:                                                               {"health"},
		`{"status": "healthy", "version": "1", "agents": 0}`:                                                  {"health"},
	} {
		client := clientFor(t, testkit.Script(t, testkit.Respond(200, json.RawMessage(body))).URL)
		for operation, call := range markedCalls {
			if err := call(client); slices.Contains(operations, operation) {
				assertRecognized(t, operation, err, ofBody)
			} else {
				equal(t, operation+" "+body, detailsOf(t, err).Message, unreadableBody)
			}
		}
	}
}

func TestTheMarksOfEventsAreRecognizedInAStreamAndThoseOfBodiesAreNot(t *testing.T) {
	for _, event := range []any{endOfTurn, lastOfRuntime} {
		client := clientFor(t, testkit.Script(t, testkit.Stream(testkit.TokenEvent("5."), event)).URL)
		_, err := collected(client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"}))
		details := assertRecognized(t, "stream", err, ofEvent)
		text, _ := json.Marshal(event)
		equal(t, "details", [3]any{details.Outcome, details.PartialText, details.Body}, [3]any{agentspec.OutcomePartial, "5.", string(text)})
		_, err = collected(client.Sessions.ContinueStream(ctx, &agentspec.ContinueSessionStreamRequest{Agent: "a", SessionID: "s", Input: "b"}))
		assertRecognized(t, "continued stream", err, ofEvent)
	}
	first := func(event string) error {
		client := clientFor(t, testkit.Script(t, testkit.Stream(json.RawMessage(event))).URL)
		_, err := collected(client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"}))
		return err
	}
	assertRecognized(t, "announced", first(`{"type": "error"}`), ofEvent)
	for _, event := range []string{
		`{"type": "error", "message": 1}`,
		`{"type": "tool_call", "name": 1, "status": "healthy", "agents": 2, "steps": {}}`,
		`{"type": "done", "activity": [], "duration_ms": 1}`,
	} {
		equal(t, event, detailsOf(t, first(event)).Message, "event 1 of the stream cannot be read")
	}
}

func TestADocumentedServerMayCallItselfHealthy(t *testing.T) {
	for _, further := range []string{
		`"note": 1`, `"agents": "2", "uptime": 1`, `"agents": -1`, `"agents": 1.5`, `"uptime_seconds": 5, "agents": 2, "uptime": "5s"`,
		`"checks": {"db": "ok"}, "agents": 2, "uptime": "5s"`,
	} {
		assertHealthy(t, 200, further)
	}
	assertHealthy(t, 503, `"agents": 2, "uptime": "5s"`)
}

// assertHealthy asserts that a health with these further fields is read.
func assertHealthy(t *testing.T, status int, further string) {
	t.Helper()
	body := json.RawMessage(`{"status": "healthy", "version": "1", ` + further + `}`)
	health, err := clientFor(t, testkit.Script(t, testkit.Respond(status, body)).URL).Health(ctx)
	if err != nil || health.Status != "healthy" {
		t.Error(further, health, err)
	}
}

func TestAResponseOfTheDocumentedAPIIsAValueWhateverItsFurtherFieldsAreCalled(t *testing.T) {
	further := func(fields map[string]any) testkit.Answer {
		all := map[string]any{"tokens": map[string]int{"total": 3}, "turns": 2, "response": map[string]any{}}
		maps.Copy(all, fields)
		return testkit.Respond(200, all)
	}
	answer := map[string]any{"output": "5.", "usage": testkit.Usage, "turn": 1, "steps": map[string]any{}, "type": "done", "status": "healthy"}
	client := clientFor(t, testkit.Script(t, further(answer)).URL)
	invoked, err := client.Agents.Invoke(ctx, ask)
	if err != nil || invoked.Output != "5." {
		t.Error(invoked, err)
	}
	turn, err := client.Sessions.Continue(ctx, &agentspec.ContinueSessionRequest{Agent: "a", SessionID: "s", Input: "b"})
	if err != nil || turn.Turn != 1 {
		t.Error(turn, err)
	}
	run := map[string]any{"pipeline": "p", "status": "healthy", "steps": []any{}, "output": nil, "type": "done"}
	ran, err := clientFor(t, testkit.Script(t, further(run)).URL).Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "p", Input: "b"})
	if err != nil || ran.Status != "healthy" {
		t.Error(ran, err)
	}
	last := map[string]any{"type": "done", "usage": testkit.Usage, "response": map[string]any{}, "tokens": 3, "turns": 2, "steps": map[string]any{}}
	text, err := collected(clientFor(t, testkit.Script(t, testkit.Stream(testkit.TokenEvent("5."), last)).URL).Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"}))
	equal(t, "text", [2]any{text, err}, [2]any{"5.", nil})
	for _, status := range []string{"ok", "degraded", "starting", "Healthy"} {
		answer := further(map[string]any{"status": status, "version": "1", "checks": map[string]string{"model": "healthy"}})
		health, err := clientFor(t, testkit.Script(t, answer).URL).Health(ctx)
		if err != nil || health.Status != status {
			t.Error(health, err)
		}
	}
}

func TestAResponseOfTheDocumentedAPIThatCannotBeReadIsNotTakenForTheRuntimes(t *testing.T) {
	for _, body := range []any{
		map[string]any{"output": 5, "usage": testkit.Usage, "turns": 2},
		map[string]any{"output": 5, "usage": testkit.Usage, "tokens": 3},
		map[string]any{"output": 5, "usage": testkit.Usage, "activity": []any{}},
		map[string]any{"output": 5, "usage": testkit.Usage, "steps": map[string]any{}},
		map[string]any{"pipeline": "p", "status": "completed", "steps": "none", "output": nil},
		map[string]any{"type": "done"},
		[]string{"tokens", "turns"},
	} {
		_, err := clientFor(t, testkit.Script(t, testkit.Respond(200, body)).URL).Agents.Invoke(ctx, ask)
		equal(t, "message", detailsOf(t, err).Message, unreadableBody)
	}
}

func TestTheDialectOfTheEnvironmentMayBeTheDocumentedAPIAlone(t *testing.T) {
	unsetEnvironment(t)
	for _, dialect := range []string{"", "documented"} {
		t.Setenv("AGENTSPEC_DIALECT", dialect)
		if _, err := agentspec.NewClient(); err != nil {
			t.Error(err)
		}
	}
	for _, dialect := range []string{"runtime", "auto", "Documented", " documented"} {
		t.Setenv("AGENTSPEC_DIALECT", dialect)
		_, err := agentspec.NewClient()
		refused := as[*agentspec.ConfigurationError](t, err)
		equal(t, "refusal", refused.Message, "AGENTSPEC_DIALECT must be `documented` or unset: "+dialectAdvice)
		equal(t, "details", [2]any{refused.Outcome, errors.Is(err, agentspec.ErrConfiguration)}, [2]any{agentspec.OutcomeNotSent, true})
		if _, err := agentspec.NewClient(agentspec.WithoutEnvironment()); err != nil {
			t.Error(err)
		}
	}
}
