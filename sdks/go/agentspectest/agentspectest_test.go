package agentspectest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/agentspectest"
)

var (
	ctx = context.Background()
	ask = &agentspec.InvokeRequest{Name: "assistant", Input: "What is the capital of France?"}
)

func equal[T comparable](t *testing.T, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s: %v, expected %v", what, got, expected)
	}
}

// attempt runs a part of a test that may fail, and returns what it said and whether it failed.
type attempt struct {
	testing.TB
	said     []string
	failed   bool
	cleanups []func()
}

func (a *attempt) Helper()          {}
func (a *attempt) Failed() bool     { return a.failed }
func (a *attempt) Cleanup(f func()) { a.cleanups = append(a.cleanups, f) }
func (a *attempt) Fatalf(format string, values ...any) {
	a.Errorf(format, values...)
	runtime.Goexit()
}
func (a *attempt) Errorf(format string, values ...any) {
	a.failed, a.said = true, append(a.said, fmt.Sprintf(format, values...))
}

// failure returns what a test said that ran this, and ended.
func failure(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	tried := &attempt{TB: t}
	inGoroutine := func(run func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			run()
		}()
		<-done
	}
	inGoroutine(func() { test(tried) })
	for index := len(tried.cleanups) - 1; index >= 0; index-- {
		inGoroutine(tried.cleanups[index])
	}
	return strings.Join(tried.said, "\n")
}

func TestAScriptedRefusalIsAnsweredOnceAndThenTheServerAnswers(t *testing.T) {
	server := agentspectest.Start(t)
	server.AnswerNext(agentspectest.Error(429, "rate_limited", "Slow down.").Header("Retry-After", "0"))
	answer, err := server.Client(agentspec.WithRetryDelay(0)).Agents.Invoke(ctx, ask)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "output", answer.Output, "The capital of France is Paris.")
	received := server.Received()
	equal(t, "requests", len(received), 2)
	equal(t, "request", [4]string{received[1].Operation, received[1].Method, received[1].Path, received[1].Query}, [4]string{"invoke_agent", "POST", "/v1/agents/assistant/invoke", ""})
	equal(t, "key", received[0].Header.Get("Idempotency-Key"), received[1].Header.Get("Idempotency-Key"))
	equal(t, "body", string(received[1].Body), `{"input":"What is the capital of France?"}`)
}

func TestEachKindOfAnswerIsSent(t *testing.T) {
	server := agentspectest.Start(t)
	client := server.Client(agentspec.WithMaxRetries(0))
	server.AnswerNext(agentspectest.Error(503, "internal_error", "Starting up.").Header("Retry-After", "7"))
	_, err := client.Agents.List(ctx)
	details, _ := agentspec.DetailsOf(err)
	equal(t, "error", [4]any{details.StatusCode, details.Code, details.Message, details.RetryAfter}, [4]any{503, "internal_error", "Starting up.", 7 * time.Second})
	server.AnswerNext(agentspectest.Status(200).JSON(map[string]any{"agents": []any{}}))
	agents, err := client.Agents.List(ctx)
	equal(t, "agents", [2]any{len(agents), err}, [2]any{0, nil})
	server.AnswerNext(agentspectest.Status(502).Body("<h1>Bad \xff").Header("Content-Type", "text/html"))
	_, err = client.Agents.List(ctx)
	details, _ = agentspec.DetailsOf(err)
	equal(t, "page", [2]any{details.StatusCode, details.Header.Get("Content-Type")}, [2]any{502, "text/html"})
	server.AnswerNextTo("stream_agent", agentspectest.Events(
		agentspec.StreamEvent{Type: agentspec.EventToken, Content: "Paris."},
		agentspec.StreamEvent{Type: agentspec.EventDone, Usage: &agentspec.Usage{TotalTokens: 3}},
	))
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Error(err)
	}
	text, err := textOf(client)
	equal(t, "text", [2]any{text, err}, [2]any{"Paris.", nil})
	server.AnswerNext(agentspectest.EventText("data: {\"ty"))
	_, err = textOf(client)
	equal(t, "cut short", errors.Is(err, agentspec.ErrStreamInterrupted), true)
}

func textOf(client *agentspec.Client) (string, error) {
	stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "assistant", Input: "Hello"})
	if err != nil {
		return "", err
	}
	return stream.Text()
}

func TestTheClockPassesDelaysAndExpiresSessionsWithoutWaiting(t *testing.T) {
	server := agentspectest.Start(t, agentspectest.WithConfig(map[string]any{"sessions": map[string]int{"expire_after_s": 60}}))
	client := server.Client(agentspec.WithMaxRetries(0))
	session, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "assistant"})
	if err != nil {
		t.Fatal(err)
	}
	server.Advance(61 * time.Second)
	_, err = client.Sessions.Continue(ctx, &agentspec.ContinueSessionRequest{Agent: "assistant", SessionID: session.SessionID, Input: "Hello"})
	equal(t, "expired", errors.Is(err, agentspec.ErrNotFound), true)

	server.AnswerNext(agentspectest.Error(503, "busy", "No.").Delay(time.Hour))
	ended := make(chan error)
	go func() {
		_, err := client.Agents.List(ctx)
		ended <- err
	}()
	for len(server.Received()) < 3 {
		time.Sleep(time.Millisecond)
	}
	server.Advance(time.Hour)
	equal(t, "delayed", errors.Is(<-ended, agentspec.ErrServer), true)
}

func TestStepsAreSlowOrFail(t *testing.T) {
	server := agentspectest.Start(t)
	client := server.Client(agentspec.WithMaxRetries(0))
	server.FailStep("research-and-summarize", "summarizer", "overloaded", "The model is overloaded.")
	_, err := client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"})
	details, _ := agentspec.DetailsOf(err)
	if len(details.Steps) != 2 || details.Steps[1].Error == nil || details.Steps[1].Error.Code != "overloaded" {
		t.Errorf("%v: %+v", err, details.Steps)
	}
	server.SlowStep("research-and-summarize", "researcher", time.Hour)
	ended := make(chan error)
	go func() {
		_, err := client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"})
		ended <- err
	}()
	for len(server.Received()) < 2 {
		time.Sleep(time.Millisecond)
	}
	server.Advance(time.Hour)
	equal(t, "slow run", <-ended, nil)
}

func TestASettingOfTheServerIsAPathOrItsContents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scenarios.yaml")
	if err := os.WriteFile(path, []byte("gone:\n  - reset\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	config := map[string]any{"agents": []any{map[string]any{"name": "forecaster", "replies": []any{map[string]string{"text": "Sunny."}}}}}
	server := agentspectest.Start(t, agentspectest.WithConfig(config), agentspectest.WithScenarios(path), agentspectest.WithScenarios(map[string]any{"over": []string{"fin"}}),
		agentspectest.WithAPIKey("the-key"), agentspectest.WithToken("the-token"))
	_, err := server.Client().Agents.List(ctx)
	equal(t, "with its key", err, nil)
	_, err = server.Client(agentspec.WithoutCredential()).Agents.List(ctx)
	equal(t, "without a key", errors.Is(err, agentspec.ErrAuthentication), true)
	for _, credential := range []agentspec.Option{agentspec.WithAPIKey("the-key"), agentspec.WithToken("the-token")} {
		answer, err := server.Client(credential).Agents.Invoke(ctx, &agentspec.InvokeRequest{Name: "forecaster", Input: "And tomorrow?"})
		if err != nil || answer.Output != "Sunny." {
			t.Error(answer, err)
		}
	}
	equal(t, "what is told of a key", server.Received()[0].Header.Get("X-Api-Key"), "[redacted]")
	for _, scenario := range []string{"gone", "over"} {
		client := server.Client(agentspec.WithBaseURL(server.URL+"/_scenario/"+scenario+"/1"), agentspec.WithMaxRetries(0))
		_, err := client.Agents.List(ctx)
		equal(t, scenario, errors.Is(err, agentspec.ErrConnection), true)
	}
	runtime := agentspectest.Start(t, agentspectest.WithDialect("runtime"))
	_, err = runtime.Client().Health(ctx)
	equal(t, "the runtime's health", errors.Is(err, agentspec.ErrDecode), true)
}

func TestWhatIsScriptedAndNotUsedFailsTheTest(t *testing.T) {
	said := failure(t, func(t testing.TB) {
		server := agentspectest.Start(t)
		server.AnswerNextTo("invoke_agent", agentspectest.Error(429, "rate_limited", "Slow down."))
		server.FailStep("research-and-summarize", "summarizer", "overloaded", "No.")
	})
	for _, part := range []string{"agentspectest: scripted and not used: ", "429", "invoke_agent", "summarizer"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q has no %q", said, part)
		}
	}
	said = failure(t, func(t testing.TB) {
		agentspectest.Start(t, agentspectest.WithoutVerify()).AnswerNext(agentspectest.Status(500))
	})
	equal(t, "without verify", said, "")
	said = failure(t, func(t testing.TB) {
		agentspectest.Start(t).AnswerNext(agentspectest.Status(500))
		t.Fatalf("mine")
	})
	equal(t, "a test that has failed", said, "mine")
}

func TestWhatTheServerRefusesFailsTheTestWithTheField(t *testing.T) {
	for expected, use := range map[string]func(*agentspectest.Server){
		"status":                        func(s *agentspectest.Server) { s.AnswerNext(agentspectest.Status(99)) },
		"operation":                     func(s *agentspectest.Server) { s.AnswerNextTo("nothing", agentspectest.Status(200)) },
		"headers[0]":                    func(s *agentspectest.Server) { s.AnswerNext(agentspectest.Status(200).Header("a b", "c")) },
		"step":                          func(s *agentspectest.Server) { s.FailStep("nothing", "a", "b", "c") },
		"ms":                            func(s *agentspectest.Server) { s.Advance(-time.Second) },
		"the JSON of an answer: json: ": func(s *agentspectest.Server) { s.AnswerNext(agentspectest.Status(200).JSON(func() {})) },
		"event 0: json: ":               func(s *agentspectest.Server) { s.AnswerNext(agentspectest.Events(agentspec.StreamEvent{Type: "new"})) },
	} {
		said := failure(t, func(t testing.TB) { use(agentspectest.Start(t)) })
		if !strings.HasPrefix(said, "agentspectest: "+expected) {
			t.Errorf("%s: %s", expected, said)
		}
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	start := func(options ...agentspectest.Option) string {
		return failure(t, func(t testing.TB) { agentspectest.Start(t, options...) })
	}
	said := start(agentspectest.WithConfig(map[string]any{"agent": nil}))
	if !strings.HasPrefix(said, "agentspectest: the mock server did not start: ") || !strings.Contains(said, "unknown key 'agent'") {
		t.Error(said)
	}
	if said := start(agentspectest.WithConfig(func() {})); !strings.HasPrefix(said, "agentspectest: the config cannot be written as JSON: ") {
		t.Error(said)
	}
	if said := start(agentspectest.WithProgram("/nowhere/agentspec-mock")); !strings.HasPrefix(said, "agentspectest: the mock server cannot be started: ") {
		t.Error(said)
	}
	t.Setenv("AGENTSPEC_MOCK", "")
	t.Setenv("PATH", t.TempDir())
	equal(t, "refusal", start(), "agentspectest: the program agentspec-mock was not found: put it on PATH, or name it by the variable AGENTSPEC_MOCK or by WithProgram")
}

func TestTheServerStopsWithItsTest(t *testing.T) {
	var client *agentspec.Client
	t.Run("inner", func(t *testing.T) { client = agentspectest.Start(t).Client(agentspec.WithMaxRetries(0)) })
	if client == nil {
		t.Fatal("there was no server")
	}
	_, err := client.Agents.List(ctx)
	equal(t, "stopped", errors.Is(err, agentspec.ErrConnection), true)
}

// The test runs itself in a process of its own, which it kills.
func TestTheServerEndsWithAKilledTest(t *testing.T) {
	if os.Getenv("AGENTSPECTEST_KILLED") != "" {
		fmt.Println(agentspectest.Start(t).URL)
		select {}
	}
	killed := exec.Command(os.Args[0], "-test.run=^TestTheServerEndsWithAKilledTest$")
	killed.Env = append(os.Environ(), "AGENTSPECTEST_KILLED=1")
	output, err := killed.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	url, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	client, err := agentspec.NewClient(agentspec.WithBaseURL(strings.TrimSpace(url)), agentspec.WithoutEnvironment(), agentspec.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Agents.List(ctx); err != nil {
		t.Fatal(err)
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	for !errors.Is(err, agentspec.ErrConnection) {
		_, err = client.Health(ctx)
	}
}
