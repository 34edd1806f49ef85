package agentspec_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// readBy is a body whose bytes are read by a function, from the connection.
type readBy struct {
	io.ReadCloser
	read func(body io.Reader, target []byte) (int, error)
}

func (b readBy) Read(target []byte) (int, error) { return b.read(b.ReadCloser, target) }

// bodiesReadBy is a client whose bodies are read by a function.
func bodiesReadBy(read func(body io.Reader, target []byte) (int, error)) agentspec.Option {
	return agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := http.DefaultTransport.RoundTrip(request)
		if err == nil {
			response.Body = readBy{response.Body, read}
		}
		return response, err
	})})
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var target bytes.Buffer
	writer := gzip.NewWriter(&target)
	if _, err := io.WriteString(writer, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return target.String()
}

const cutInvoked = `{"output": "Par`

func TestABodyWithoutProgressIsABrokenConnection(t *testing.T) {
	for name, answer := range map[string]testkit.Answer{
		"a whole answer": testkit.Respond(200, cutInvoked, "Content-Length", "99").Held(),
		"gzip":           testkit.Respond(200, zipped(t, cutInvoked)[:20], "Content-Length", "99", "Content-Encoding", "gzip").Held(),
	} {
		server := testkit.Script(t, answer)
		hasData := true
		stuck := bodiesReadBy(func(body io.Reader, target []byte) (int, error) {
			if !hasData {
				return 0, nil
			}
			hasData = false
			return body.Read(target)
		})
		_, err := await(t, background(func() (*agentspec.InvokeResponse, error) {
			return clientFor(t, server.URL, stuck, agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
		}))
		equal(t, name+": outcome", as[*agentspec.ConnectionError](t, err).Outcome, agentspec.OutcomeUnknown)
		if !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%s: %v", name, err)
		}
		server.AwaitClosed(t, 1)
	}
}

func TestATimeoutEndsABodyThatIgnoresTheContextOfItsRequest(t *testing.T) {
	server := testkit.Script(t, invoked)
	clock := agentspec.NewTestClock()
	began, isLate := make(chan struct{}), make(chan struct{})
	reads := 0
	endless := bodiesReadBy(func(_ io.Reader, target []byte) (int, error) {
		if reads++; reads == 1 {
			close(began)
			<-isLate
		}
		target[0] = ' '
		return 1, nil
	})
	client := clientFor(t, server.URL, endless, agentspec.WithClock(clock), agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0))
	done := background(func() (*agentspec.InvokeResponse, error) { return client.Agents.Invoke(ctx, ask) })
	<-began
	clock.Advance(5 * time.Second)
	close(isLate)
	_, err := await(t, done)
	as[*agentspec.TimeoutError](t, err)
	equal(t, "reads", reads, 1)
}

func TestATimeoutClosesABodyWhoseRequestLeftItsContext(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, cutInvoked, "Content-Length", "99").Held())
	clock := agentspec.NewTestClock()
	waits := make(chan struct{})
	detached := roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := http.DefaultTransport.RoundTrip(request.WithContext(context.WithoutCancel(request.Context())))
		if err == nil {
			response.Body = &observedBody{ReadCloser: response.Body, reads: func() { close(waits) }}
		}
		return response, err
	})
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Transport: detached}), agentspec.WithClock(clock),
		agentspec.WithTimeout(5*time.Second), agentspec.WithMaxRetries(0))
	done := background(func() (*agentspec.InvokeResponse, error) { return client.Agents.Invoke(ctx, ask) })
	<-waits
	clock.Advance(5 * time.Second)
	_, err := await(t, done)
	equal(t, "body", as[*agentspec.TimeoutError](t, err).Body, cutInvoked)
	server.AwaitClosed(t, 1)
}

func TestAnAnswerLimitMayBeAnyNumber(t *testing.T) {
	server := testkit.Script(t, invoked)
	for _, limit := range []int{math.MaxInt, math.MaxInt - 1, math.MaxInt/2 + 1} {
		response, err := clientFor(t, server.URL, agentspec.WithAnswerLimit(limit)).Agents.Invoke(ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "output", response.Output, "Paris.")
	}
}

func TestAnErrorThatWrapsTheEndIsNotTheEndOfABody(t *testing.T) {
	cut := bodiesReadBy(func(body io.Reader, target []byte) (int, error) {
		n, err := body.Read(target)
		if err != nil {
			err = fmt.Errorf("the tunnel broke: %w", err)
		}
		return n, err
	})
	for name, answer := range map[string]testkit.Answer{
		"plain":               testkit.Respond(200, "# HELP ha", "Content-Type", "text/plain"),
		"gzip":                testkit.Respond(200, zipped(t, "# HELP half")[:20], "Content-Type", "text/plain", "Content-Encoding", "gzip"),
		"gzip without a byte": testkit.Respond(200, "", "Content-Type", "text/plain", "Content-Encoding", "gzip"),
	} {
		text, err := clientFor(t, testkit.Script(t, answer).URL, cut, agentspec.WithMaxRetries(0)).Metrics(ctx)
		if err == nil {
			t.Fatalf("%s: %q is a whole answer", name, text)
		}
		equal(t, name+": outcome", as[*agentspec.ConnectionError](t, err).Outcome, agentspec.OutcomeUnknown)
	}
}
