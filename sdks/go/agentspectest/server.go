package agentspectest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
)

// Server is a mock server on a free port of this machine, a process of its own. Its methods fail the test if the server refuses, and are for the goroutine
// of the test; a client may call the server from any.
type Server struct {
	// URL is the base URL, such as http://127.0.0.1:41234.
	URL string

	t      testing.TB
	config config
	// control is a client of its own: a test may replace the default one.
	control http.Client
}

// Start starts a server until the test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	var config config
	for _, option := range options {
		option(&config)
	}
	program, err := findProgram(config.program)
	if err != nil {
		t.Fatalf("agentspectest: %v", err)
	}
	arguments, err := config.arguments(t.TempDir())
	if err != nil {
		t.Fatalf("agentspectest: %v", err)
	}
	started, err := run(program, arguments, config.environment())
	if err != nil {
		t.Fatalf("agentspectest: %v", err)
	}
	server := &Server{URL: started.url, t: t, config: config, control: http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}}
	t.Cleanup(func() {
		defer started.stop()
		if !t.Failed() && !t.Skipped() && !config.isUnverified {
			server.Verify()
		}
	})
	return server
}

// Client returns a client of the server, with its credential, nothing from the environment, and these options. It is closed when the test ends.
func (s *Server) Client(options ...agentspec.Option) *agentspec.Client {
	s.t.Helper()
	credential := agentspec.WithoutCredential()
	switch {
	case s.config.key != "":
		credential = agentspec.WithAPIKey(s.config.key)
	case s.config.token != "":
		credential = agentspec.WithToken(s.config.token)
	}
	client, err := agentspec.NewClient(agentspec.WithBaseURL(s.URL), agentspec.WithoutEnvironment(), credential)
	if err == nil {
		// As a copy, which may have another credential.
		client, err = client.WithOptions(options...)
	}
	if err != nil {
		s.t.Fatalf("agentspectest: %v", err)
	}
	s.t.Cleanup(func() { _ = client.Close() })
	return client
}

// AnswerNext scripts the answer to the next request, of any operation. Scripted answers are used in the order of these calls, one a request; then the
// server answers again.
func (s *Server) AnswerNext(answer Answer) {
	s.t.Helper()
	s.AnswerNextTo("", answer)
}

// AnswerNextTo scripts the answer to the next request for an operation, by its operationId, such as invoke_agent.
func (s *Server) AnswerNextTo(operation string, answer Answer) {
	s.t.Helper()
	if answer.err != nil {
		s.t.Fatalf("agentspectest: %v", answer.err)
	}
	answer.command.Operation = operation
	s.post("answers", answer.command)
}

// SlowStep makes a step take so long in the pipeline's next run, by the server's clock.
func (s *Server) SlowStep(pipeline, step string, delay time.Duration) {
	s.t.Helper()
	s.post("steps", map[string]any{"pipeline": pipeline, "step": step, "delay_ms": delay.Milliseconds()})
}

// FailStep makes a step fail in the pipeline's next run.
func (s *Server) FailStep(pipeline, step, code, message string) {
	s.t.Helper()
	s.post("steps", map[string]any{"pipeline": pipeline, "step": step, "fail": errorText{code, message}})
}

// Advance moves the server's clock ahead: sessions expire, rate limits end, and delays and slow steps pass, without waiting.
func (s *Server) Advance(by time.Duration) {
	s.t.Helper()
	s.post("advance", map[string]any{"ms": by.Milliseconds()})
}

// Request is a request as the server received it. The values of credentials are [redacted].
type Request struct {
	// Operation is the operationId, such as invoke_agent; empty if no operation has that method and path.
	Operation string
	Method    string
	// Path and Query are still percent-encoded; the query has no question mark.
	Path, Query string
	Header      http.Header
	Body        []byte
}

// Received returns the requests that the server has received, in order, also refused ones and those with scripted answers.
func (s *Server) Received() []Request {
	s.t.Helper()
	var list struct {
		Requests []struct {
			Operation, Method, Path, Query string
			Headers                        [][2]string
			Body                           []byte `json:"body_base64"`
		}
	}
	s.exchange(http.MethodGet, "received", nil, &list)
	received := make([]Request, 0, len(list.Requests))
	for _, wire := range list.Requests {
		header := http.Header{}
		for _, field := range wire.Headers {
			header.Add(field[0], field[1])
		}
		received = append(received, Request{wire.Operation, wire.Method, wire.Path, wire.Query, header, wire.Body})
	}
	return received
}

// Verify fails the test if a scripted answer, or a slow or failing step, was not used: the code under test has sent fewer requests. The end of a test
// that has not failed does it, too, unless [WithoutVerify] is given.
func (s *Server) Verify() {
	s.t.Helper()
	var list struct{ Unused []string }
	s.exchange(http.MethodGet, "unused", nil, &list)
	if len(list.Unused) > 0 {
		s.t.Errorf("agentspectest: scripted and not used: %s", strings.Join(list.Unused, "; "))
	}
}

func (s *Server) post(route string, command any) {
	s.t.Helper()
	body, err := json.Marshal(command)
	if err != nil {
		s.t.Fatalf("agentspectest: %v", err)
	}
	s.exchange(http.MethodPost, route, body, nil)
}

// exchange makes a request to a control route, and reads the answer into target, unless it is nil.
func (s *Server) exchange(method, route string, body []byte, target any) {
	s.t.Helper()
	content, err := s.send(method, route, body)
	if err == nil && target != nil {
		err = json.Unmarshal(content, target)
	}
	if err != nil {
		s.t.Fatalf("agentspectest: %v", err)
	}
}

func (s *Server) send(method, route string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, s.URL+"/_control/"+route, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.control.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode < 300 {
		return content, err
	}
	var refusal struct{ Error errorText }
	if json.Unmarshal(content, &refusal) != nil || refusal.Error.Message == "" {
		return nil, fmt.Errorf("the mock server answered %s: is it too old for the control routes?", response.Status)
	}
	return nil, fmt.Errorf("%s", refusal.Error.Message)
}
