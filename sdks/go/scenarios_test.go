package agentspec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// stage is a mock server that plays tests/scenarios.yaml.
type stage struct{ *testkit.Mock }

func newStage(t *testing.T) stage {
	t.Helper()
	return stage{testkit.StartMock(t, "--scenarios", filepath.Join(testkit.Workspace(t), "tests", "scenarios.yaml"))}
}

var runs atomic.Int64

// run is a run of a scenario, isolated from any other.
type run struct {
	server, name, url string
}

func (s stage) run(scenario string) run {
	name := fmt.Sprintf("go-run-%d", runs.Add(1))
	return run{server: s.URL, name: name, url: s.URL + "/_scenario/" + scenario + "/" + name}
}

type seen struct {
	Requests []struct {
		Connection int
		Method     string
		Headers    [][2]string
	}
}

func (r run) get(t *testing.T, path string) []byte {
	t.Helper()
	response, err := http.Get(r.server + "/_scenario/" + r.name + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// seen returns what the server has received.
func (r run) seen(t *testing.T) seen {
	t.Helper()
	var found seen
	_ = json.Unmarshal(r.get(t, "/seen"), &found)
	return found
}

// headers returns the values of a header, one of each request.
func (r run) headers(t *testing.T, name string) []string {
	t.Helper()
	var values []string
	for _, request := range r.seen(t).Requests {
		for _, header := range request.Headers {
			if strings.EqualFold(header[0], name) {
				values = append(values, header[1])
			}
		}
	}
	return values
}

// closed waits until the client has closed its connection.
func (r run) closed(t *testing.T) {
	t.Helper()
	r.get(t, "/closed")
}

// receives waits until so many requests have arrived.
func (r run) receives(t *testing.T, count int) {
	t.Helper()
	for late := time.Now().Add(time.Minute); len(r.seen(t).Requests) < count; {
		if time.Now().After(late) {
			t.Fatalf("%s did not receive %d requests", r.url, count)
		}
	}
}

// ask is a call of a client, which hands on what it receives as soon as it does.
type ask struct {
	name string
	make func(ctx context.Context, c *Client, add func(any)) error
}

func one[T any](name string, make func(context.Context, *Client) (T, error)) ask {
	return ask{name, func(ctx context.Context, c *Client, add func(any)) error {
		value, err := make(ctx, c)
		if err == nil {
			add(value)
		}
		return err
	}}
}

func each(name string, read func(*EventStream, func(any)) error) ask {
	return ask{name, func(ctx context.Context, c *Client, add func(any)) error {
		stream, err := c.Agents.Stream(ctx, &StreamRequest{Name: "a", Input: "b"})
		if err != nil {
			return err
		}
		return read(stream, add)
	}}
}

var (
	askInvoke = one("invoke", func(ctx context.Context, c *Client) (*InvokeResponse, error) {
		return c.Agents.Invoke(ctx, &InvokeRequest{Name: "a", Input: "b"})
	})
	askList   = one("list", func(ctx context.Context, c *Client) ([]Agent, error) { return c.Agents.List(ctx) })
	askDelete = one("delete", func(ctx context.Context, c *Client) (any, error) {
		return nil, c.Sessions.Delete(ctx, &DeleteSessionRequest{Agent: "a", SessionID: "s"})
	})
	askStream = each("stream", func(stream *EventStream, add func(any)) error {
		for event := range stream.Events() {
			add(event)
		}
		return stream.Err()
	})
	askText = each("text", func(stream *EventStream, add func(any)) error {
		text, err := stream.Text()
		if err == nil {
			add(text)
		}
		return err
	})
	askPieces = each("text stream", func(stream *EventStream, add func(any)) error {
		for piece, err := range stream.TextStream() {
			if err != nil {
				return err
			}
			add(piece)
		}
		return nil
	})
	askFinal = each("final response", func(stream *EventStream, add func(any)) error {
		response, err := stream.FinalResponse()
		if err == nil {
			add(response)
		}
		return err
	})

	wholeResponses = []ask{askList, askDelete, askInvoke}
	everyCall      = []ask{askList, askDelete, askInvoke, askStream}
	collectors     = []ask{askText, askFinal}

	// Which calls are made again.
	never        = map[string]bool{}
	getAndDelete = map[string]bool{"list": true, "delete": true}
	always       = map[string]bool{"list": true, "delete": true, "invoke": true, "stream": true}
)

var (
	usage    = Usage{InputTokens: 8, OutputTokens: 2, TotalTokens: 10}
	neural   = StreamEvent{Type: EventToken, Content: "Neural"}
	networks = StreamEvent{Type: EventToken, Content: " networks"}
	done     = StreamEvent{Type: EventDone, Usage: &usage}
	whole    = []any{neural, networks, done}
	invoked  = &InvokeResponse{Output: "Neural networks", Usage: usage}
	// succeeded is an answer that is a list of agents, too.
	succeeded = &InvokeResponse{Output: "Neural networks", Usage: usage, Extra: map[string]json.RawMessage{"agents": json.RawMessage("[]")}}
)

// callResult is what a call brought.
type callResult struct {
	mutex sync.Mutex
	items []any
	err   error
}

func (r *callResult) add(item any) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.items = append(r.items, item)
}

func (r *callResult) count() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return len(r.items)
}

func newClient(t *testing.T, url string, options ...Option) *Client {
	t.Helper()
	client, err := NewClient(append([]Option{WithBaseURL(url), WithoutEnvironment(), WithRetryDelay(0), WithLogger(slog.New(slog.DiscardHandler))}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (a ask) of(c *Client) *callResult {
	made := new(callResult)
	made.err = a.make(context.Background(), c, made.add)
	return made
}

// each makes calls of one client, one after the other, in a run of its own.
func (s stage) each(t *testing.T, scenario string, asks []ask, options ...Option) ([]*callResult, run) {
	t.Helper()
	run := s.run(scenario)
	client := newClient(t, run.url, options...)
	var results []*callResult
	for _, a := range asks {
		results = append(results, a.of(client))
	}
	return results, run
}

// gives checks that a call brings these items, and no error, by one request.
func (s stage) gives(t *testing.T, scenario string, a ask, items []any, options ...Option) {
	t.Helper()
	results, run := s.each(t, scenario, []ask{a}, options...)
	if err := results[0].err; err != nil || !sameItems(results[0].items, items) {
		t.Errorf("%s, %s: %s, %v\nexpected %s", scenario, a.name, shown(results[0].items), err, shown(items))
	}
	if count := len(run.seen(t).Requests); count != 1 {
		t.Errorf("%s, %s: %d requests", scenario, a.name, count)
	}
}

func shown(items []any) string {
	text, err := json.Marshal(items)
	if err != nil {
		return fmt.Sprint(items)
	}
	if len(text) > 2000 {
		return string(text[:2000])
	}
	return string(text)
}

// sameItems compares items, of events but for their bytes as received.
func sameItems(one, other []any) bool {
	if len(one) == 0 && len(other) == 0 {
		return true
	}
	plain := func(items []any) []any {
		var made []any
		for _, item := range items {
			if event, ok := item.(StreamEvent); ok {
				if event.Type == EventToken || event.Type == EventDone || event.Type == EventError {
					event.Raw = nil
				}
				item = event
			}
			made = append(made, item)
		}
		return made
	}
	return reflect.DeepEqual(plain(one), plain(other))
}

// expected is the error of a call whose attempts have all failed in the same way.
type wanted struct {
	as      error // a pointer of the type of the error
	is      error // its sentinel; nil if it has none
	code    string
	outcome Outcome
	items   []any
}

func (e wanted) with(outcome Outcome, items ...any) wanted {
	e.outcome, e.items = outcome, items
	return e
}

func (e wanted) coded(code string) wanted {
	e.code = code
	return e
}

var (
	refusedConnection = wanted{as: &ConnectionError{}, is: ErrConnection, code: "connection_error", outcome: OutcomeNotSent}
	brokenConnection  = wanted{as: &ConnectionError{}, is: ErrConnection, code: "transport_error", outcome: OutcomeUnknown}
	interruptedStream = wanted{as: &StreamInterruptedError{}, is: ErrStreamInterrupted, code: "stream_interrupted", outcome: OutcomePartial}
	timedOut          = wanted{as: &TimeoutError{}, is: ErrTimeout, code: "timeout", outcome: OutcomeUnknown}
	undecodable       = wanted{as: &DecodeError{}, is: ErrDecode, code: "decode_error", outcome: OutcomeUnknown}
	tooLarge          = undecodable.coded("too_large")
)

func refusedBy(is error, code string, outcome Outcome) wanted {
	return wanted{as: &APIError{}, is: is, code: code, outcome: outcome}
}

// check compares the error of a call with what is expected of each of its attempts, and returns its details.
func (e wanted) check(t *testing.T, where string, got *callResult, attempts int) Details {
	t.Helper()
	details, ok := DetailsOf(got.err)
	if !ok {
		t.Fatalf("%s: %v is no error of this package; got %s", where, got.err, shown(got.items))
	}
	switch {
	case reflect.TypeOf(got.err) != reflect.TypeOf(e.as):
		t.Errorf("%s: a %T: %v", where, got.err, got.err)
	case e.is != nil && !errors.Is(got.err, e.is):
		t.Errorf("%s: %v is not %v", where, got.err, e.is)
	case details.Code != e.code || details.Outcome != e.outcome || details.Attempts != attempts:
		t.Errorf("%s: %s, %s after %d attempts: %v\nexpected %s, %s after %d", where, details.Code, details.Outcome, details.Attempts, got.err, e.code, e.outcome, attempts)
	case !sameItems(got.items, e.items):
		t.Errorf("%s: %s, expected %s", where, shown(got.items), shown(e.items))
	case len(details.History) != attempts:
		t.Errorf("%s: a history of %d attempts, expected %d", where, len(details.History), attempts)
	}
	for _, attempt := range details.History {
		if attempt.Code != e.code || attempt.Outcome != e.outcome {
			t.Errorf("%s: an attempt %+v", where, attempt)
		}
	}
	return details
}

// fails checks that a call brings these items and then this error, by so many requests.
func (s stage) fails(t *testing.T, scenario string, a ask, expected wanted, requests int, options ...Option) (Details, error) {
	t.Helper()
	where := scenario + ", " + a.name
	results, run := s.each(t, scenario, []ask{a}, options...)
	details := expected.check(t, where, results[0], requests)
	if len(expected.items) > 0 && a.name == "stream" && (details.Events != len(expected.items) || details.StatusCode != 200) {
		t.Errorf("%s: %d events, status %d", where, details.Events, details.StatusCode)
	}
	if count := len(run.seen(t).Requests); count != requests {
		t.Errorf("%s: %d requests, expected %d", where, count, requests)
	}
	return details, results[0].err
}

// row checks a row of the table: what each call fails with, and whether it is made again.
func (s stage) row(t *testing.T, scenario string, expected wanted, again map[string]bool, asks []ask, options ...Option) (errs []error, all []Details) {
	t.Helper()
	for _, a := range asks {
		requests := 1
		if again[a.name] {
			requests = 3
		}
		details, err := s.fails(t, scenario, a, expected, requests, append([]Option{WithMaxRetries(2)}, options...)...)
		errs, all = append(errs, err), append(all, details)
	}
	return errs, all
}

// stalls makes a call whose response stops after so many items: time passes once they are there and the client waits.
func (s stage) stalls(t *testing.T, scenario string, a ask, count int, passing time.Duration, options ...Option) (*callResult, run) {
	t.Helper()
	clock := NewTestClock()
	run := s.run(scenario)
	client := newClient(t, run.url, append(options, WithClock(clock))...)
	got := new(callResult)
	over := make(chan struct{})
	go func() {
		defer close(over)
		got.err = a.make(context.Background(), client, got.add)
	}()
	run.receives(t, 1)
	passes(t, clock, passing, over, func() bool { return got.count() >= count })
	return got, run
}

// passes lets time pass whenever something waits for it, until the work is over. Between two steps what has been sent arrives.
func passes(t *testing.T, clock *TestClock, step time.Duration, over <-chan struct{}, isReady func() bool) {
	t.Helper()
	late := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return
		case <-late:
			t.Fatal("the call did not end")
		case <-tick.C:
			if isReady() && clock.Timers() > 0 {
				clock.Advance(step)
			}
		}
	}
}
