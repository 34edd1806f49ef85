package agentspec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/testkit"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

func TestFault18AnErrorOutsideOfTheContractIsKeptAndRetriedByItsStatus(t *testing.T) {
	s := newStage(t)
	badGateway := refusedBy(ErrServer, "http_502", OutcomeUnknown)
	for name, body := range map[string]string{
		"html-page":       "<html><h1>502 Bad Gateway</h1></html>",
		"other-json":      `{"detail": "no upstream", "errors": [{"code": 7}]}`,
		"empty-body":      "",
		"large-html-page": strings.Repeat("<p>Bad Gateway</p>", 200)[:2048],
	} {
		_, all := s.row(t, "18-"+name, badGateway, always, everyCall)
		for _, details := range all {
			if details.StatusCode != 502 || details.Body != body {
				t.Errorf("%s: %d %s", name, details.StatusCode, details.Body)
			}
		}
	}
	if details, _ := s.fails(t, "18-html-page", askInvoke, badGateway, 4); details.Header.Get("X-Proxy") != "nearest" {
		t.Errorf("%v", details.Header)
	}
	s.row(t, "18-html-page-of-500", refusedBy(ErrServer, "internal_error", OutcomeUnknown), never, everyCall)
	results, run := s.each(t, "18-html-page-then-well", []ask{askInvoke})
	if results[0].err != nil || !sameItems(results[0].items, []any{succeeded}) {
		t.Errorf("%s, %v", shown(results[0].items), results[0].err)
	}
	if keys := run.headers(t, "idempotency-key"); len(keys) != 2 || keys[0] != keys[1] {
		t.Errorf("the keys %v", keys)
	}
	s.row(t, "18-html-page", badGateway, getAndDelete, everyCall, WithRetryPolicy(StrictRetries))
	s.row(t, "18-html-page", badGateway, never, everyCall, WithRetryPolicy(NoRetries))
}

func TestFault19AnErrorInA200IsAnErrorOfItsCode(t *testing.T) {
	s := newStage(t)
	for scenario, expected := range map[string]wanted{
		"19-error-in-200":         refusedBy(ErrRateLimit, "rate_limited", OutcomeUnknown),
		"19-flat-error-in-200":    refusedBy(ErrNotFound, "not_found", OutcomeUnknown),
		"19-unknown-error-in-200": refusedBy(ErrServer, "out_of_cheese", OutcomeUnknown),
	} {
		for _, a := range []ask{askInvoke, askList} {
			if details, _ := s.fails(t, scenario, a, expected, 1); details.StatusCode != 200 {
				t.Errorf("%s: %d", scenario, details.StatusCode)
			}
		}
	}
}

func TestFault20AResponseThatIsNoStreamIsRefusedWithItsBody(t *testing.T) {
	s := newStage(t)
	for scenario, body := range map[string]string{
		"20-json-on-stream":            `{"output"`,
		"20-html-on-stream":            "<h1>Welcome to the proxy</h1>",
		"20-events-as-plain-text":      "data: ",
		"20-no-content-type-on-stream": "data: ",
	} {
		if details, _ := s.fails(t, scenario, askStream, undecodable, 1); !strings.HasPrefix(details.Body, body) {
			t.Errorf("%s: %s", scenario, details.Body)
		}
	}
	if details, _ := s.fails(t, "20-no-content-on-stream", askStream, undecodable, 1); details.StatusCode != 204 {
		t.Errorf("%d", details.StatusCode)
	}
}

// problemIn returns where and why the JSON of a response does not match the contract.
func problemIn(t *testing.T, err error) *wire.Problem {
	t.Helper()
	var problem *wire.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("%v has no problem of JSON", err)
	}
	return problem
}

func TestFault21OtherJSONIsRefusedWithItsPlaceAndAnUnreadableEventEndsItsStream(t *testing.T) {
	s := newStage(t)
	for name, start := range map[string][2]string{
		"empty-body":    {"", ""},
		"not-json":      {"Neural networks", ""},
		"half-json":     {`{"output": "Neural`, ""},
		"wrong-type":    {`{"output": 5`, "output"},
		"field-missing": {`{"output": "Neural networks"}`, ""},
		"list":          {"[]", ""},
	} {
		details, err := s.fails(t, "21-"+name, askInvoke, undecodable, 1)
		if problem := problemIn(t, err); !strings.HasPrefix(details.Body, start[0]) || problem.Path != start[1] {
			t.Errorf("%s: %s, %q", name, details.Body, problem.Path)
		}
		if !strings.Contains(err.Error(), problemIn(t, err).Error()) {
			t.Errorf("%s: %v does not say its cause", name, err)
		}
	}
	_, err := s.fails(t, "21-field-missing", askInvoke, undecodable, 1)
	if problem := problemIn(t, err); !strings.Contains(problem.Reason, "`usage`") {
		t.Errorf("%v", problem)
	}
	for _, scenario := range []string{"21-malformed-event", "21-event-of-a-wrong-type"} {
		details, _ := s.fails(t, scenario, askStream, undecodable.with(OutcomePartial, neural), 1)
		if !strings.HasPrefix(details.Body, `{"type": "token"`) {
			t.Errorf("%s: %s", scenario, details.Body)
		}
		s.fails(t, scenario, askText, undecodable.with(OutcomePartial), 1)
	}
}

func TestFault22ARedirectToAnotherServerIsAnErrorAndThatServerNeverSeesAKey(t *testing.T) {
	s := newStage(t)
	for scenario, status := range map[string]int{"22-redirect-to-another-host": 307, "22-permanent-redirect-to-another-host": 308} {
		_, all := s.row(t, scenario, refusedBy(nil, fmt.Sprintf("http_%d", status), OutcomeRejected), never, everyCall)
		for _, details := range all {
			if details.StatusCode != status || details.Header.Get("Location") != "http://elsewhere.invalid/v1/agents" ||
				!strings.Contains(details.Message, "redirects are not followed") {
				t.Errorf("%s: %+v", scenario, details)
			}
		}
	}
	elsewhere := testkit.Script(t, testkit.Respond(200, `{"agents": []}`))
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := testkit.Script(t, testkit.Respond(status, "", "Location", elsewhere.URL+"/v1/agents"))
		client := newClient(t, server.URL, WithAPIKey("canary-key-1234567890"))
		for _, a := range everyCall {
			if details, _ := DetailsOf(a.of(client).err); details.Code != fmt.Sprintf("http_%d", status) {
				t.Errorf("%d, %s: %+v", status, a.name, details)
			}
		}
		if count := len(server.Received()); count != len(everyCall) {
			t.Errorf("%d: received %d requests", status, count)
		}
	}
	if received := elsewhere.Received(); len(received) > 0 {
		t.Errorf("the other server received %v", received)
	}
}

func TestFault23ARedirectIsNotFollowedInACircleOrFromAPOSTToAGET(t *testing.T) {
	s := newStage(t)
	s.row(t, "23-redirect-loop", refusedBy(nil, "http_307", OutcomeRejected), never, everyCall)
	for _, status := range []int{301, 302, 303} {
		scenario := fmt.Sprintf("23-%d-then-well", status)
		// It is the usual answer to a POST that has run.
		s.row(t, scenario, refusedBy(nil, fmt.Sprintf("http_%d", status), OutcomeUnknown), never, everyCall)
		_, run := s.each(t, scenario, []ask{askInvoke})
		if requests := run.seen(t).Requests; len(requests) != 1 || requests[0].Method != "POST" {
			t.Errorf("%s: %+v", scenario, requests)
		}
	}
}

func TestFault24AHeadALineOrAnEventThatIsTooLargeIsRefusedInBoundedMemory(t *testing.T) {
	s := newStage(t)
	// net/http bounds the bytes of a head, and not the number of its lines: that many take less than the limit.
	s.fails(t, "24-large-header", askStream, tooLarge, 1)
	s.gives(t, "24-many-headers", askStream, []any{neural, done})
	after := tooLarge.with(OutcomePartial, neural)
	for _, scenario := range []string{"24-large-line", "24-large-event"} {
		s.fails(t, scenario, askStream, after, 1)
	}
	for _, scenario := range []string{"24-large-line", "24-large-event", "24-endless-line"} {
		details, _ := s.fails(t, scenario, askStream, after, 1, WithEventLimit(1000))
		if !strings.Contains(details.Message, "larger than 1000 bytes") {
			t.Errorf("%s: %s", scenario, details.Message)
		}
	}
	results, _ := s.each(t, "24-large-line", []ask{askStream}, WithEventLimit(32<<20))
	if results[0].err != nil || len(results[0].items[1].(StreamEvent).Content) != 20_000_000 {
		t.Errorf("%v", results[0].err)
	}
	s.fails(t, "24-endless-json", askInvoke, tooLarge, 1)
	for _, scenario := range []string{"24-large-comment", "24-large-unknown-field"} {
		s.gives(t, scenario, askStream, whole, WithEventLimit(1000))
	}
}

func TestFault25InvalidUTF8BecomesAReplacementCharacter(t *testing.T) {
	s := newStage(t)
	s.gives(t, "25-invalid-utf8-in-a-text", askStream, []any{StreamEvent{Type: EventToken, Content: "caf\ufffd"}, done})
	s.fails(t, "25-invalid-utf8-outside-of-a-text", askStream, undecodable.with(OutcomePartial, neural), 1)
}

func TestFault26AStreamWithoutItsEndIsInterrupted(t *testing.T) {
	s := newStage(t)
	for name, items := range map[string][]any{
		"no-end-event":            {neural, networks},
		"no-event-at-all":         nil,
		"no-end-event-and-closed": {neural, networks},
		"unterminated-token":      {neural},
	} {
		outcome := OutcomePartial
		if len(items) == 0 {
			outcome = OutcomeUnknown
		}
		details, _ := s.fails(t, "26-"+name, askStream, interruptedStream.with(outcome, items...), 1)
		for _, collect := range collectors {
			collected, _ := s.fails(t, "26-"+name, collect, interruptedStream.with(outcome), 1)
			if details.Events != len(items) || collected.Events != len(items) {
				t.Errorf("%s: %d and %d events", name, details.Events, collected.Events)
			}
		}
	}
}

func TestFault27AnEndEventWithoutItsBlankLineIsAnEnd(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"unterminated-done", "done-without-its-blank-line", "unterminated-done-of-gzip"} {
		s.gives(t, "27-"+name, askStream, whole)
		s.gives(t, "27-"+name, askFinal, []any{invoked})
	}
	s.gives(t, "27-unterminated-error", askStream, []any{neural, networks, stoppedEvent})
	s.fails(t, "27-half-done", askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
}

var stoppedEvent = StreamEvent{Type: EventError, Code: "internal_error", Message: "The model stopped."}

func TestFault28AnythingAfterDoneIsIgnored(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{
		"token-after-done", "second-done", "error-after-done", "garbage-after-done", "cut-after-done", "hang-after-done", "endless-after-done",
	} {
		s.gives(t, "28-"+name, askStream, whole)
		s.gives(t, "28-"+name, askFinal, []any{invoked})
		s.gives(t, "28-"+name, askPieces, []any{"Neural", " networks"})
	}
	// A reset may overtake data that the client has not read yet.
	results, _ := s.each(t, "28-reset-after-done", []ask{askStream})
	items := results[0].items
	if !sameItems(items, whole[:len(items)]) || (results[0].err == nil) != (len(items) == len(whole)) {
		t.Errorf("%s, %v", shown(items), results[0].err)
	}
}

func TestFault29AnErrorEventIsAnEventToAReaderAndAnErrorToACollector(t *testing.T) {
	s := newStage(t)
	s.gives(t, "29-error-event", askStream, []any{neural, networks, StreamEvent{Type: EventError, Code: "rate_limited", Message: "Slow down."}})
	s.gives(t, "29-unknown-error-event", askStream, []any{neural, networks, StreamEvent{Type: EventError, Code: "out_of_cheese", Message: "Redo from start."}})
	s.gives(t, "29-error-event-first", askStream, []any{stoppedEvent})
	for _, row := range []struct {
		scenario, code string
		is             error
		outcome        Outcome
		items          []any
	}{
		{"29-error-event", "rate_limited", ErrRateLimit, OutcomePartial, []any{"Neural", " networks"}},
		{"29-unknown-error-event", "out_of_cheese", ErrServer, OutcomePartial, []any{"Neural", " networks"}},
		{"29-error-event-first", "internal_error", ErrServer, OutcomeUnknown, nil},
	} {
		expected := refusedBy(row.is, row.code, row.outcome)
		for _, collect := range collectors {
			if details, _ := s.fails(t, row.scenario, collect, expected, 1); details.Events != len(row.items) {
				t.Errorf("%s: %d events", row.scenario, details.Events)
			}
		}
		s.fails(t, row.scenario, askPieces, expected.with(row.outcome, row.items...), 1)
	}
	results, _ := s.each(t, "29-error-event-and-cut", []ask{askStream})
	items := results[0].items
	if !sameItems(items, []any{neural, networks, stoppedEvent}[:len(items)]) || (results[0].err == nil) != (len(items) == 3) {
		t.Errorf("%s, %v", shown(items), results[0].err)
	}
}

func raw(pairs ...string) map[string]json.RawMessage {
	made := map[string]json.RawMessage{}
	for index := 0; index < len(pairs); index += 2 {
		made[pairs[index]] = json.RawMessage(pairs[index+1])
	}
	return made
}

func (s stage) first(t *testing.T, scenario string, a ask) any {
	t.Helper()
	results, _ := s.each(t, scenario, []ask{a})
	if len(results[0].items) == 0 {
		t.Fatalf("%s: %v", scenario, results[0].err)
	}
	return results[0].items[0]
}

func TestFault30UnknownEventsFieldsAndValuesAreKept(t *testing.T) {
	s := newStage(t)
	results, _ := s.each(t, "30-unknown-event", []ask{askStream})
	if items := results[0].items; results[0].err != nil || len(items) != 4 {
		t.Errorf("%s, %v", shown(items), results[0].err)
	} else if thought := items[1].(StreamEvent); string(thought.Raw) != `{"type":"thought","content":"Hm.","depth":2}` {
		t.Errorf("%+v", thought)
	}
	event := s.first(t, "30-unknown-field-of-an-event", askStream).(StreamEvent)
	if string(event.Extra["confidence"]) != "0.5" || string(event.Extra["logprobs"]) != "[1]" || event.Content != "Neural" {
		t.Errorf("%+v", event)
	}
	response := s.first(t, "30-unknown-field", askInvoke).(*InvokeResponse)
	if string(response.Extra["mood"]) != `"good"` || string(response.Usage.Extra["cached"]) != "4" {
		t.Errorf("%+v", response)
	}
	agents := s.first(t, "30-unknown-status", askList).([]Agent)
	if agents[0].Status != "hibernating" || agents[0].Skills == nil || len(agents[0].Skills) > 0 {
		t.Errorf("%+v", agents)
	}
}

func TestFault31IntegralFloatsEqualKeysAndDeepNesting(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"integral-float", "duplicate-keys"} {
		s.gives(t, "31-"+name, askInvoke, []any{invoked})
		s.gives(t, "31-"+name+"-in-an-event", askStream, whole)
	}
	s.fails(t, "31-fraction", askInvoke, undecodable, 1)
	s.fails(t, "31-fraction-in-an-event", askStream, undecodable.with(OutcomePartial, neural, networks), 1)
	if event := s.first(t, "31-free-numbers-in-an-event", askStream).(StreamEvent); event.Output != "[1.0,1e2,12345678901234567890]" {
		t.Errorf("%s", event.Output)
	}
	s.fails(t, "31-deep-nesting", askInvoke, undecodable, 1)
	s.fails(t, "31-deep-nesting-in-an-event", askStream, undecodable.with(OutcomePartial, neural), 1)
}

func TestFault32RetryAfterInEachForm(t *testing.T) {
	s := newStage(t)
	const own = 200 * time.Millisecond
	busy := refusedBy(ErrServer, "http_503", OutcomeRejected)
	for name, delay := range map[string]time.Duration{
		"seconds": time.Second, "seconds-on-429": time.Second, "date": time.Second, "date-of-rfc-850": time.Second, "date-of-asctime": time.Second,
		"zero": 0, "past": 0, "garbage": own, "empty": own, "negative": own, "fraction": own,
	} {
		clock := NewTestClock()
		// The dates of the server count from now.
		clock.now = time.Now()
		results, run := s.each(t, "32-"+name, []ask{askInvoke}, WithClock(clock), WithRetryDelay(own))
		if results[0].err != nil || !sameItems(results[0].items, []any{succeeded}) || !slices.Equal(clock.Delays(), []time.Duration{delay}) || len(run.seen(t).Requests) != 2 {
			t.Errorf("%s: waited %v; %v", name, clock.Delays(), results[0].err)
		}
	}
	for name, least := range map[string]time.Duration{
		"beyond-the-cap": 61 * time.Second, "too-large-for-a-clock": NoLimit, "too-large-for-an-integer": NoLimit, "date-beyond-the-cap": 200 * 365 * 24 * time.Hour,
	} {
		_, all := s.row(t, "32-"+name, busy, never, everyCall)
		for _, details := range all {
			if !details.HasRetryAfter || details.RetryAfter < least || details.StoppedBy != StoppedByMaxRetryDelay {
				t.Errorf("%s: %v, %s", name, details.RetryAfter, details.StoppedBy)
			}
		}
	}
	s.row(t, "32-seconds", busy, never, everyCall, WithMaxRetryDelay(500*time.Millisecond))
	_, all := s.row(t, "32-beyond-the-cap", busy, never, []ask{askInvoke}, WithMaxRetryDelay(61*time.Second), WithCallTimeout(30*time.Second))
	if all[0].StoppedBy != StoppedByCallTimeout || all[0].RetryAfter != 61*time.Second {
		t.Errorf("%+v", all[0])
	}
}

var request = &StreamRequest{Name: "a", Input: "b"}

func TestFault33AStreamThatIsLeftHalfWayClosesItsConnection(t *testing.T) {
	s := newStage(t)
	open := func(ctx context.Context, client *Client) *EventStream {
		stream, err := client.Agents.Stream(ctx, request)
		if err != nil {
			t.Fatal(err)
		}
		return stream
	}
	for _, scenario := range []string{"33-silent-stream-to-drop", "33-busy-stream-to-drop"} {
		for name, leave := range map[string]func(*Client){
			"break": func(client *Client) {
				for range open(t.Context(), client).Events() {
					break
				}
			},
			"close": func(client *Client) { _ = open(t.Context(), client).Close() },
			"break of the text": func(client *Client) {
				for range open(t.Context(), client).TextStream() {
					break
				}
			},
			"context": func(client *Client) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				stream := open(ctx, client)
				for range stream.Events() {
					cancel()
				}
				if err := stream.Err(); !errors.Is(err, context.Canceled) || OutcomeOf(err) != OutcomePartial {
					t.Errorf("%v", err)
				}
			},
			"panic": func(client *Client) {
				defer func() {
					if recover() == nil {
						t.Error("no panic")
					}
				}()
				_ = client.Agents.StreamWith(t.Context(), request, StreamHandlers{OnToken: func(string) { panic("no") }})
			},
		} {
			t.Run(scenario+"/"+name, func(t *testing.T) {
				run := s.run(scenario)
				leave(newClient(t, run.url))
				run.closed(t)
			})
		}
	}
}

func TestFault34ACallThatIsCanceledClosesItsConnection(t *testing.T) {
	s := newStage(t)
	for _, name := range []string{"call-to-drop", "call-to-drop-in-its-headers", "call-to-drop-in-its-body"} {
		for _, a := range []ask{askInvoke, askText} {
			if a.name == "text" && name == "call-to-drop-in-its-body" {
				continue // Its answer is no stream.
			}
			run := s.run("34-" + name)
			ctx, cancel := context.WithCancel(t.Context())
			failed := make(chan error)
			go func() { failed <- a.make(ctx, newClient(t, run.url), func(any) {}) }()
			run.receives(t, 1)
			cancel()
			err := <-failed
			var canceled *CanceledError
			if !errors.Is(err, context.Canceled) || !errors.As(err, &canceled) || canceled.Timeout() || !MayHaveRun(err) {
				t.Errorf("%s, %s: %v, %s", name, a.name, err, OutcomeOf(err))
			}
			run.closed(t)
		}
	}
	run := s.run("34-call-to-drop")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("the user left"))
	defer cancel()
	_, err := newClient(t, run.url).Agents.Invoke(ctx, &InvokeRequest{Name: "a", Input: "b"})
	var canceled *CanceledError
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &canceled) || !canceled.Timeout() || !strings.Contains(err.Error(), "the user left") {
		t.Errorf("%v", err)
	}
}

func TestFault35CallsThatFailAtOnceShareABudgetOfRetries(t *testing.T) {
	s := newStage(t)
	const calls = 20
	requests := func(budget *RetryBudget) int {
		run := s.run("35-always-503")
		client := newClient(t, run.url, WithMaxRetries(1), WithRetryBudget(budget), WithClock(NewTestClock()))
		var all sync.WaitGroup
		for range calls {
			all.Go(func() { askInvoke.of(client) })
		}
		all.Wait()
		return len(run.seen(t).Requests)
	}
	// One call at a time retries outside of the budget; the clock stands still.
	if bounded := requests(NewRetryBudget(2)); bounded < calls+3 || bounded >= 2*calls {
		t.Errorf("%d requests", bounded)
	}
	for name, budget := range map[string]*RetryBudget{"unlimited": UnlimitedRetryBudget(), "large": NewRetryBudget(100)} {
		if count := requests(budget); count != 2*calls {
			t.Errorf("%s: %d requests", name, count)
		}
	}
}

func TestFault41AnEventWithoutContentIsIgnoredAndTheEndMarkOfOthersIsNoEnd(t *testing.T) {
	s := newStage(t)
	s.gives(t, "41-heartbeats", askStream, whole)
	s.gives(t, "41-heartbeats", askText, []any{"Neural networks"})
	for _, name := range []string{"end-mark-in-place-of-done", "unterminated-end-mark"} {
		s.fails(t, "41-"+name, askStream, interruptedStream.with(OutcomePartial, neural, networks), 1)
	}
	s.isWithoutEvents(t, "41-heartbeats-alone")
}

func TestFault42HalfOfASurrogatePairBecomesAReplacementCharacter(t *testing.T) {
	s := newStage(t)
	s.gives(t, "42-emoji-in-two-tokens", askStream, []any{
		StreamEvent{Type: EventToken, Content: "Hi \ufffd"}, StreamEvent{Type: EventToken, Content: "\ufffd!"}, done,
	})
	s.gives(t, "42-emoji-in-two-tokens", askText, []any{"Hi \ufffd\ufffd!"})
	response := s.first(t, "42-half-of-a-pair-in-an-answer", askInvoke).(*InvokeResponse)
	var pair []string
	if err := json.Unmarshal(response.Extra["\ufffd"], &pair); err != nil || response.Output != "Hi \ufffd" || !slices.Equal(pair, []string{"\U0001f600"}) {
		t.Errorf("%+v, %v", response, err)
	}
	details, _ := s.fails(t, "42-half-of-a-pair-in-an-error", askInvoke, refusedBy(ErrNotFound, "not_found", OutcomeRejected), 1)
	if details.Message != "No agent \ufffd" {
		t.Errorf("%q", details.Message)
	}
}

func TestFault43AByteOrderMarkBeforeJSONIsIgnored(t *testing.T) {
	s := newStage(t)
	if response := s.first(t, "43-byte-order-mark", askInvoke).(*InvokeResponse); response.Output != "Neural networks" {
		t.Errorf("%+v", response)
	}
	s.fails(t, "43-byte-order-mark-before-an-error", askInvoke, refusedBy(ErrNotFound, "not_found", OutcomeRejected), 1)
	s.fails(t, "43-byte-order-mark-before-an-error-in-200", askInvoke, refusedBy(ErrRateLimit, "rate_limited", OutcomeUnknown), 1)
}

func TestFault44AnErrorBodyIsAnErrorEventAndEndsTheStream(t *testing.T) {
	s := newStage(t)
	event := func(extra map[string]json.RawMessage) StreamEvent {
		return StreamEvent{Type: EventError, Code: "rate_limited", Message: "Slow down.", Extra: extra}
	}
	limited := refusedBy(ErrRateLimit, "rate_limited", OutcomePartial)
	plain := []string{"44-flat", "44-flat-and-named", "44-named", "44-unterminated"}
	for _, scenario := range plain {
		s.gives(t, scenario, askStream, []any{neural, event(nil)})
	}
	s.gives(t, "44-nested-and-named", askStream, []any{neural, event(raw("error", `{"code":"rate_limited","message":"Slow down."}`))})
	s.gives(t, "44-nested", askStream, []any{neural, event(raw("error", `{"code":"rate_limited","message":"Slow down.","wait":3}`))})
	for _, scenario := range append(plain, "44-nested", "44-nested-and-named") {
		for _, collect := range collectors {
			if details, _ := s.fails(t, scenario, collect, limited, 1); details.Message != "Slow down." || details.Events != 1 {
				t.Errorf("%s: %+v", scenario, details)
			}
		}
		s.fails(t, scenario, askPieces, limited.with(OutcomePartial, "Neural"), 1)
	}
	s.fails(t, "44-message-alone", askText, refusedBy(ErrServer, "internal_error", OutcomePartial), 1)
}

func TestFault48FreeFormJSONKeepsItsOrderAndItsNumbers(t *testing.T) {
	s := newStage(t)
	call := s.first(t, "48-arguments", askStream).(StreamEvent)
	inner, _ := call.Arguments["alpha"].(map[string]any)
	if call.Arguments["zeta"] != json.Number("2000000000000000000001") || inner["c"] != json.Number("-9223372036854775809") {
		t.Errorf("%v", call.Arguments)
	}
	// A map has no order; the event as received has.
	text, err := json.Marshal(call)
	if order := regexp.MustCompile(`zeta.*alpha.*"c".*"b"`); err != nil || !order.Match(text) && !order.Match(call.Raw) {
		t.Errorf("%s, %s", text, call.Raw)
	}
	results, _ := s.each(t, "48-no-numbers", []ask{askStream})
	if results[0].err != nil || len(results[0].items) != 2 || results[0].items[0].(StreamEvent).Output != `["NaN","Infinity","-Infinity","1e400","-1E+999",1e308]` {
		t.Errorf("%s, %v", shown(results[0].items), results[0].err)
	}
	response := s.first(t, "48-answer", askInvoke).(*InvokeResponse)
	if string(response.Extra["zeta"]) != `{"y":18446744073709551616,"x":"NaN"}` || string(response.Extra["alpha"]) != `"1e400"` {
		t.Errorf("%s", response.Extra)
	}
	for name, number := range map[string]string{"no-number-of-tokens": "NaN", "integer-beyond-64-bits-of-tokens": "18446744073709551616"} {
		_, err := s.fails(t, "48-"+name, askInvoke, undecodable, 1)
		if problem := problemIn(t, err); problem.Path != "usage.input_tokens" || !strings.Contains(problem.Reason, number) {
			t.Errorf("%s: %v", name, problem)
		}
	}
}

func TestFault49TheErrorNamesAWebPage(t *testing.T) {
	s := newStage(t)
	for name, form := range map[string]string{
		"page":                 "200 OK, text/html",
		"xhtml-page":           "200 OK, application/xhtml+xml",
		"page-of-another-type": "200 OK, application/json",
		"page-without-a-type":  "200 OK, no content type",
		"page-of-202":          "202 Accepted, text/html",
	} {
		// A DELETE takes any 2xx.
		for _, a := range []ask{askList, askInvoke, askStream} {
			details, err := s.fails(t, "49-"+name, a, undecodable, 1)
			message := s.URL + ": the response is a web page and not a response of the API (" + form +
				", with the title \"Welcome\"): the base URL probably names another server"
			if details.Message != message || !details.Unsupported || !errors.Is(err, ErrUnsupported) {
				t.Errorf("%s, %s: %s", name, a.name, details.Message)
			}
		}
	}
	for _, scenario := range []string{"21-not-json", "21-half-json", "21-empty-body", "20-events-as-plain-text", "20-json-on-stream"} {
		if details, err := s.fails(t, scenario, askStream, undecodable, 1); details.Unsupported || strings.Contains(err.Error(), "web page") {
			t.Errorf("%s: %v", scenario, err)
		}
	}
}
