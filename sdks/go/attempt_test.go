package agentspec

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// lateTimers is a clock whose timers have already expired when they are stopped, and run only when the test says so.
type lateTimers struct {
	*TestClock
	fire chan func()
}

func (l lateTimers) AfterFunc(_ time.Duration, f func()) func() {
	l.fire <- f
	return func() {}
}

func TestATimerThatFiresAsAStreamIsHandedOverDoesNotEndIt(t *testing.T) {
	isPast := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "text/event-stream")
		writer.(http.Flusher).Flush()
		select {
		case <-isPast:
		case <-request.Context().Done():
			return
		}
		_, _ = io.WriteString(writer, "data: {\"type\":\"token\",\"content\":\"Paris\"}\n\n"+
			"data: {\"type\":\"done\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}}\n\n")
	}))
	defer server.Close()
	timers := lateTimers{NewTestClock(), make(chan func(), 9)}
	client := newClient(t, server.URL, WithTimeout(5*time.Second), WithByteIdleTimeout(NoLimit), WithEventIdleTimeout(NoLimit),
		clientOption(func(config *clientConfig) { config.made.clock = timers }))
	stream, err := client.Agents.Stream(t.Context(), &StreamRequest{Name: "a", Input: "b"})
	if err != nil {
		t.Fatal(err)
	}
	(<-timers.fire)()
	close(isPast)
	if text, err := stream.Text(); text != "Paris" || err != nil {
		t.Errorf("%q: %v", text, err)
	}
}

func TestATimerThatFiresBeforeAStreamIsHandedOverIsATimeout(t *testing.T) {
	isClosed := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "text/event-stream")
		writer.(http.Flusher).Flush()
		<-request.Context().Done()
		close(isClosed)
	}))
	defer server.Close()
	timers := lateTimers{NewTestClock(), make(chan func(), 9)}
	given := &http.Client{Transport: afterwards(func() { (<-timers.fire)() })}
	client := newClient(t, server.URL, WithTimeout(5*time.Second), WithMaxRetries(0), WithHTTPClient(given),
		clientOption(func(config *clientConfig) { config.made.clock = timers }))
	_, err := client.Agents.Stream(t.Context(), &StreamRequest{Name: "a", Input: "b"})
	if details := detailsOf(t, err); details.Code != "timeout" || details.Message != "the server did not finish its answer within 5s" {
		t.Errorf("%s: %s", details.Code, details.Message)
	}
	<-isClosed
}

// afterwards is a RoundTripper that calls a function before it returns a response.
type afterwards func()

func (a afterwards) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	a()
	return response, err
}
