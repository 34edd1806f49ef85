package agentspec_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// kept is the answer on a connection that serves the next request, too.
func kept(answer testkit.Answer) testkit.Answer {
	answer.Data = strings.Replace(answer.Data, "Connection: close\r\n", "", 1)
	answer.Keeps = true
	return answer
}

// broken closes the connection in place of a response.
var broken = testkit.Answer{}

func TestARequestOnAConnectionThatBreaksIsSentOnce(t *testing.T) {
	calls := map[string]func(client *agentspec.Client) error{
		"POST": func(client *agentspec.Client) error { _, err := client.Agents.Invoke(ctx, ask); return err },
		"stream": func(client *agentspec.Client) error {
			_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
			return err
		},
		"GET": func(client *agentspec.Client) error { _, err := client.Agents.List(ctx); return err },
		"DELETE": func(client *agentspec.Client) error {
			return client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a", SessionID: "s"})
		},
	}
	users := &http.Transport{}
	t.Cleanup(users.CloseIdleConnections)
	for name, call := range calls {
		for _, options := range [][]agentspec.Option{nil, {agentspec.WithHTTPClient(&http.Client{Transport: users})}} {
			server := testkit.Script(t, kept(invoked), broken)
			client := clientFor(t, server.URL, append(options, agentspec.WithRetryPolicy(agentspec.NoRetries))...)
			if _, err := client.Agents.Invoke(ctx, ask); err != nil {
				t.Fatal(err)
			}
			known := as[*agentspec.ConnectionError](t, call(client))
			equal(t, name+": details", [3]any{known.Code, known.Outcome, known.Attempts}, [3]any{"transport_error", agentspec.OutcomeUnknown, 1})
			expected := 2
			if options != nil && name == "GET" {
				// A transport of the user's may send a GET again: the library's own does.
				expected = 3
			}
			equal(t, name+": requests", len(server.Received()), expected)
		}
	}
}

func TestAnAttemptOfAGetThatBreaksIsCounted(t *testing.T) {
	server := testkit.Script(t, kept(invoked), broken, broken, testkit.Respond(200, map[string]any{"agents": []any{}}))
	client := clientFor(t, server.URL)
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	var meta agentspec.ResponseMeta
	if _, err := client.Agents.List(ctx, agentspec.WithResponseMeta(&meta)); err != nil {
		t.Fatal(err)
	}
	equal(t, "attempts and requests", [2]int{meta.Attempts, len(server.Received()) - 1}, [2]int{3, 3})
}

func TestAnIdleConnectionThatTheServerClosedIsNoAttempt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(io.Discard, request.Body)
		writer.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(writer, `{"output": "x", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}`)
	}))
	defer server.Close()
	client := clientFor(t, server.URL, agentspec.WithRetryPolicy(agentspec.NoRetries))
	for range 50 {
		if _, err := client.Agents.Invoke(ctx, ask); err != nil {
			if known := detailsOf(t, err); known.Outcome != agentspec.OutcomeUnknown {
				t.Errorf("a request that did not leave was not sent again: %v", err)
			}
		}
		server.CloseClientConnections()
	}
}

// closedPort returns the address of a server that is gone.
func closedPort(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func TestARefusedConnectionAndAnUnknownHostAreNotSentAndTriedAgain(t *testing.T) {
	gone := closedPort(t)
	for host, message := range map[string]string{
		gone:              "no connection to " + gone + ": it was refused; is the server running there, and the base URL correct?",
		"nowhere.invalid": "no connection to nowhere.invalid:80: the name of the host, or of a proxy in between, does not resolve; check the base URL and the network",
	} {
		for _, options := range [][]agentspec.Option{nil, {agentspec.WithHTTPClient(&http.Client{})}} {
			client := clientFor(t, "http://"+host, append(options, agentspec.WithMaxRetries(1))...)
			for _, call := range []func() error{
				func() error { _, err := client.Agents.Invoke(ctx, ask); return err },
				func() error { _, err := client.Agents.List(ctx); return err },
				func() error {
					_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
					return err
				},
			} {
				err := call()
				known := as[*agentspec.ConnectionError](t, err)
				equal(t, "details", [5]any{known.Message, known.Code, known.Outcome, known.Attempts, known.StoppedBy},
					[5]any{message, "connection_error", agentspec.OutcomeNotSent, 2, agentspec.StoppedByMaxRetries})
				equal(t, "classes", [2]bool{errors.Is(err, agentspec.ErrConnection), agentspec.MayHaveRun(err)}, [2]bool{true, false})
			}
		}
	}
}

func TestWhatEndsWhileConnectingProvesThatNothingWasSent(t *testing.T) {
	// It accepts connections, and never speaks TLS.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	opened := make(chan net.Conn, 2)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			opened <- connection
		}
	}()
	clock := agentspec.NewTestClock()
	for _, isTimeout := range []bool{true, false} {
		client := clientFor(t, "https://"+listener.Addr().String(), agentspec.WithClock(clock), agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0))
		chat := client.Sessions.Open("a", "s")
		canceled, cancel := context.WithCancel(ctx)
		done := background(func() (*agentspec.SessionContinueResponse, error) {
			return chat.Continue(canceled, &agentspec.SessionTurn{Input: "b"})
		})
		connection := <-opened
		if isTimeout {
			clock.Advance(5 * time.Second)
		} else {
			cancel()
		}
		_, err := await(t, done)
		known := detailsOf(t, err)
		equal(t, "outcome", known.Outcome, agentspec.OutcomeNotSent)
		if isTimeout {
			expected := "the server did not answer within 5s: there was no connection to " + listener.Addr().String() + " yet"
			equal(t, "message", as[*agentspec.TimeoutError](t, err).Message, expected)
		} else {
			as[*agentspec.CanceledError](t, err)
		}
		if chat.UnresolvedTurn() != nil {
			t.Error("the turn is unresolved")
		}
		equal(t, "timers", clock.Timers(), 0)
		cancel()
		_ = connection.Close()
	}
}

func TestARequestThatWasWrittenMayHaveRunAndLeavesTheTurnUnresolved(t *testing.T) {
	server := testkit.Script(t, broken)
	chat := clientFor(t, server.URL).Sessions.Open("a", "s")
	_, err := chat.Continue(ctx, &agentspec.SessionTurn{Input: "b"})
	known := detailsOf(t, err)
	equal(t, "details", [3]any{known.Code, known.Outcome, known.Attempts}, [3]any{"transport_error", agentspec.OutcomeUnknown, 1})
	equal(t, "requests", len(server.Received()), 1)
	equal(t, "unresolved", chat.UnresolvedTurn().Input, "b")
}

func TestTheTransportSpeaksHTTP1Alone(t *testing.T) {
	var versions []string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		versions = append(versions, request.Proto)
		writer.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(writer, `{"agents": []}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client := clientFor(t, server.URL, agentspec.WithMaxRetries(0), agentspec.TrustForTest(server.Client().Transport.(*http.Transport).TLSClientConfig))
	if _, err := client.Agents.List(ctx); err != nil {
		t.Fatal(err)
	}
	equal(t, "versions", strings.Join(versions, " "), "HTTP/1.1")
	_, err := clientFor(t, server.URL, agentspec.WithMaxRetries(0), agentspec.TrustForTest(&tls.Config{})).Agents.Invoke(ctx, ask)
	known := as[*agentspec.ConnectionError](t, err)
	equal(t, "outcome", known.Outcome, agentspec.OutcomeNotSent)
	if !strings.Contains(known.Message, "its certificate is signed by an authority that is not trusted") {
		t.Errorf("message: %s", known.Message)
	}
}

func TestClosingAClientClosesItsIdleConnectionsAndThoseOfItsCopies(t *testing.T) {
	server := testkit.Script(t, kept(invoked))
	client := clientFor(t, server.URL)
	copied, err := client.WithOptions(agentspec.WithMaxRetries(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []*agentspec.Client{client, copied, client} {
		if _, err := each.Agents.Invoke(ctx, ask); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "connections", server.Opened(), 1)
	if err := copied.Close(); err != nil {
		t.Fatal(err)
	}
	server.AwaitClosed(t, 1)
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	equal(t, "connections", server.Opened(), 2)
}

func TestAResponseThatCannotBeReadLeavesTheUsersIdleConnectionsAlone(t *testing.T) {
	users := &http.Transport{}
	t.Cleanup(users.CloseIdleConnections)
	other := testkit.Script(t, kept(invoked))
	option := agentspec.WithHTTPClient(&http.Client{Transport: users})
	if _, err := clientFor(t, other.URL, option).Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	_, err := clientFor(t, testkit.Script(t, testkit.Respond(200, "{}")).URL, option).Agents.Invoke(ctx, ask)
	as[*agentspec.DecodeError](t, err)
	client := clientFor(t, other.URL, option)
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	equal(t, "connections", other.Opened(), 1)
}
