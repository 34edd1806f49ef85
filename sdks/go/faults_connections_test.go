package agentspec

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// recovers checks that a GET succeeds the second time, and that a POST is not made again.
func (s stage) recovers(t *testing.T, scenario string) {
	t.Helper()
	results, run := s.each(t, scenario, []ask{askList})
	if results[0].err != nil || len(run.seen(t).Requests) != 2 {
		t.Errorf("%s: %v after %d requests", scenario, results[0].err, len(run.seen(t).Requests))
	}
	s.fails(t, scenario, askInvoke, brokenConnection, 1)
}

func TestFault01ARefusedConnectionIsRetried(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	for _, a := range everyCall {
		details := refusedConnection.check(t, a.name, a.of(newClient(t, "http://"+address, WithMaxRetries(1))), 2)
		if details.Message != "no connection to "+address+": it was refused; is the server running there, and the base URL correct?" {
			t.Errorf("%s: %s", a.name, details.Message)
		}
	}
}

func TestFault02ANameThatDoesNotResolveIsRetried(t *testing.T) {
	for _, a := range everyCall {
		details := refusedConnection.check(t, a.name, a.of(newClient(t, "http://agents.invalid", WithMaxRetries(1))), 2)
		if !strings.Contains(details.Message, "does not resolve") {
			t.Errorf("%s: %s", a.name, details.Message)
		}
	}
}

func TestFault03AConnectionThatTakesTooLongIsRetried(t *testing.T) {
	// The system accepts the connection, and the handshake gets no answer.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	for _, a := range everyCall {
		clock := NewTestClock()
		client := newClient(t, "https://"+listener.Addr().String(), WithTimeout(5*time.Second), WithMaxRetries(1), WithClock(clock))
		got, over := new(callResult), make(chan struct{})
		go func() {
			defer close(over)
			got.err = a.make(t.Context(), client, got.add)
		}()
		passes(t, clock, 5*time.Second, over, func() bool { return true })
		timedOut.with(OutcomeNotSent).check(t, a.name, got, 2)
	}
}

func TestFault05APOSTWithoutAResponseReachesTheServerOnce(t *testing.T) {
	s := newStage(t)
	for _, scenario := range []string{"05-reset-before-answer", "05-closed-before-answer"} {
		s.row(t, scenario, brokenConnection, getAndDelete, everyCall)
		s.recovers(t, scenario+"-then-well")
	}
}

func TestFault06AHeadThatIsCutIsNoResponse(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"closed-in-status-line", "closed-in-headers", "closed-before-empty-line", "reset-in-headers"} {
		s.row(t, "06-"+name, brokenConnection, getAndDelete, everyCall)
	}
	s.recovers(t, "06-closed-in-headers-then-well")
}

func TestFault07AGETDoesNotNoticeAClosedIdleConnectionAndAPOSTReachesTheServerOnce(t *testing.T) {
	s := newStage(t)
	names := []string{"idle-connection-closed", "idle-connection-closed-under-a-request", "idle-connection-reset-under-a-request"}
	for _, name := range names {
		results, _ := s.each(t, "07-"+name, []ask{askList, askList})
		if results[0].err != nil || results[1].err != nil {
			t.Errorf("%s: %v, %v", name, results[0].err, results[1].err)
		}
	}
	for _, name := range names {
		for _, a := range []ask{askInvoke} {
			results, run := s.each(t, "07-"+name, []ask{askInvoke, a})
			if results[0].err != nil {
				t.Errorf("%s: %v", name, results[0].err)
			}
			// net/http would send the second request again by itself, had it a GetBody: it carries an Idempotency-Key.
			requests := run.headers(t, "idempotency-key")
			switch {
			case name != "idle-connection-closed" && len(requests) != 2:
				t.Errorf("%s, %s: received %d requests", name, a.name, len(requests))
			case len(requests) > 2 || len(slices.Compact(slices.Sorted(slices.Values(requests)))) != len(requests):
				t.Errorf("%s, %s: received %v", name, a.name, requests)
			}
			// If the end of the connection was noticed in time, another one was opened; else it is unknown whether the server ran the request.
			if results[1].err != nil || name != "idle-connection-closed" {
				brokenConnection.check(t, name+", "+a.name, results[1], 1)
			}
		}
	}
}

func TestFault08AResponseThatIsNotHTTPIsNotRetried(t *testing.T) {
	s := newStage(t)
	others := []string{"another-protocol", "page-without-a-head", "tls"}
	for _, name := range append(others, "bad-status", "header-without-a-colon", "bad-length", "two-lengths") {
		_, all := s.row(t, "08-"+name, brokenConnection, never, everyCall)
		for _, details := range all {
			message, hint, _ := strings.Cut(details.Message, ": ")
			if message != "the response is not valid HTTP" || strings.HasPrefix(hint, "if 127.0.0.1:") != slices.Contains(others, name) {
				t.Errorf("%s: %s", name, details.Message)
			}
		}
	}
	for _, name := range []string{"bad-chunk-size", "chunk-size-too-large", "bad-chunk-end"} {
		_, all := s.row(t, "08-"+name, brokenConnection, never, wholeResponses)
		for _, details := range all {
			if !strings.HasPrefix(details.Message, "the response is not valid HTTP") {
				t.Errorf("%s: %s", name, details.Message)
			}
		}
	}
	s.fails(t, "08-stream-bad-chunk-size", askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
}

func TestFault09AJSONBodyThatIsCutIsNeverAPartialObject(t *testing.T) {
	s := newStage(t)
	for _, scenario := range []string{"09-reset-in-json", "09-early-end-in-json"} {
		s.row(t, scenario, brokenConnection, getAndDelete, wholeResponses)
		s.recovers(t, scenario+"-then-well")
	}
}

func TestFault10ABodyWithoutItsLastChunkIsCutAndSuchAStreamIsInterrupted(t *testing.T) {
	s := newStage(t)
	s.row(t, "10-json-without-last-chunk", brokenConnection, getAndDelete, wholeResponses)
	s.fails(t, "10-stream-without-last-chunk", askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
	s.fails(t, "10-stream-cut-in-a-chunk", askStream, interruptedStream.with(OutcomePartial, neural), 1)
	for _, collect := range collectors {
		s.fails(t, "10-stream-without-last-chunk", collect, interruptedStream, 1)
		s.fails(t, "10-stream-cut-in-a-chunk", collect, interruptedStream, 1)
	}
	// A reset may overtake data that the client has not read yet.
	results, _ := s.each(t, "10-stream-reset", []ask{askStream})
	s.startOf(t, results[0], neural, networks)
}

// startOf checks that a stream that was cut has brought the first of these events, as many as its error says.
func (s stage) startOf(t *testing.T, got *callResult, events ...any) {
	t.Helper()
	outcome := OutcomePartial
	if len(got.items) == 0 {
		outcome = OutcomeUnknown
	}
	if len(got.items) > len(events) {
		t.Fatalf("more than was sent: %s", shown(got.items))
	}
	details := interruptedStream.with(outcome, events[:len(got.items)]...).check(t, "a reset", got, 1)
	if details.Events != len(got.items) {
		t.Errorf("%d events, expected %d", details.Events, len(got.items))
	}
}

func TestFault11ABodyShorterThanItsLengthIsCutAndALongerOneLeavesNothing(t *testing.T) {
	s := newStage(t)
	s.row(t, "11-length-too-large", brokenConnection, getAndDelete, wholeResponses)
	s.fails(t, "11-stream-length-too-large", askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
	results, run := s.each(t, "11-length-too-small", []ask{askInvoke, askInvoke})
	undecodable.check(t, "11-length-too-small", results[0], 1)
	if results[1].err != nil || !sameItems(results[1].items, []any{invoked}) {
		t.Errorf("the next answer: %s, %v", shown(results[1].items), results[1].err)
	}
	if requests := run.seen(t).Requests; len(requests) != 2 || requests[0].Connection == requests[1].Connection {
		t.Errorf("%+v", requests)
	}
}

func TestFault12ASlowHeadIsATimeoutAndOnlyAGETOrDELETEIsRetried(t *testing.T) {
	s := newStage(t)
	for _, a := range everyCall {
		requests := 1
		if getAndDelete[a.name] {
			requests = 2
		}
		got, run := s.stalls(t, "12-dripping-headers", a, 0, 5*time.Second, WithTimeout(5*time.Second), WithMaxRetries(1))
		timedOut.check(t, a.name, got, requests)
		run.receives(t, requests)
	}
}

func TestFault13AStreamThatPausesTooLongTimesOutAfterItsEvents(t *testing.T) {
	s := newStage(t)
	for scenario, items := range map[string][]any{
		"13-stall-after-events":    {neural, networks},
		"13-stall-before-events":   nil,
		"13-stall-inside-an-event": {neural},
	} {
		outcome := OutcomePartial
		if len(items) == 0 {
			outcome = OutcomeUnknown
		}
		got, run := s.stalls(t, scenario, askStream, len(items), 5*time.Second, WithByteIdleTimeout(5*time.Second), WithEventIdleTimeout(NoLimit))
		details := timedOut.with(outcome, items...).check(t, scenario, got, 1)
		if details.Events != len(items) || !strings.HasPrefix(details.Message, "no byte") {
			t.Errorf("%s: %d events, %s", scenario, details.Events, details.Message)
		}
		run.closed(t)
	}
	s.gives(t, "13-pause-between-events", askStream, whole, WithByteIdleTimeout(5*time.Second))
	s.gives(t, "13-pause-between-events", askStream, whole, WithByteIdleTimeout(NoLimit), WithEventIdleTimeout(NoLimit))
}

func TestFault14CommentsResetOnlyTheByteTimer(t *testing.T) {
	s := newStage(t)
	for _, scenario := range []string{"14-comments-alone", "14-unknown-fields-alone"} {
		s.isWithoutEvents(t, scenario)
	}
}

// isWithoutEvents checks that a stream times out on which bytes keep coming, and no event.
func (s stage) isWithoutEvents(t *testing.T, scenario string) {
	t.Helper()
	got, _ := s.stalls(t, scenario, askStream, 1, 30*time.Second, WithByteIdleTimeout(10000*time.Hour), WithEventIdleTimeout(time.Minute))
	details := timedOut.with(OutcomePartial, neural).check(t, scenario, got, 1)
	if !strings.HasPrefix(details.Message, "no event") {
		t.Errorf("%s: %s", scenario, details.Message)
	}
}

func TestFault15NoTimeoutBoundsAStreamThatKeepsSending(t *testing.T) {
	s := newStage(t)
	clock := NewTestClock()
	// Its events take longer than each of these.
	client := newClient(t, s.run("15-long-stream").url, WithTimeout(time.Second), WithByteIdleTimeout(time.Second), WithEventIdleTimeout(time.Second), WithClock(clock))
	stream, err := client.Agents.Stream(t.Context(), &StreamRequest{Name: "a", Input: "b"})
	if err != nil {
		t.Fatal(err)
	}
	var items, expected []any
	for event := range stream.Events() {
		items = append(items, event)
		clock.Advance(900 * time.Millisecond)
	}
	for number := range 50 {
		expected = append(expected, StreamEvent{Type: EventToken, Content: fmt.Sprintf("%d ", number+1)})
	}
	if stream.Err() != nil || !sameItems(items, append(expected, done)) {
		t.Errorf("%s, %v", shown(items), stream.Err())
	}
}

func TestFault16EventsDoNotDependOnHowTheyAreCutAndEachComesWithItsBlankLine(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{
		"one-byte-writes", "seven-byte-writes", "one-event-a-chunk", "all-in-one-write", "cr", "crlf", "mixed-line-ends", "crlf-split", "bom", "split-bom",
		"nul", "several-data-lines",
	} {
		s.gives(t, "16-"+name, askStream, whole)
	}
	s.gives(t, "16-split-utf8", askStream, []any{StreamEvent{Type: EventToken, Content: "café 😀"}, done})
	for _, scenario := range []string{"16-event-as-soon-as-lf-lf", "16-event-as-soon-as-cr-cr"} {
		got, _ := s.stalls(t, scenario, askStream, 1, 5*time.Second, WithByteIdleTimeout(5*time.Second))
		timedOut.with(OutcomePartial, neural).check(t, scenario, got, 1)
	}
}

func TestFault17GzipIsDecodedAsItArrivesAndABodyThatContradictsItsHeadersIsRefused(t *testing.T) {
	s := newStage(t)
	s.gives(t, "17-gzip", askStream, whole)
	got, _ := s.stalls(t, "17-gzip-as-it-arrives", askStream, 1, 5*time.Second, WithByteIdleTimeout(5*time.Second))
	timedOut.with(OutcomePartial, neural).check(t, "17-gzip-as-it-arrives", got, 1)
	for _, scenario := range []string{"17-gzip-cut", "17-gzip-without-its-end"} {
		s.fails(t, scenario, askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
	}
	s.fails(t, "17-gzip-that-is-none", askStream, undecodable, 1)
	s.fails(t, "17-unknown-encoding", askStream, undecodable, 1)
}
