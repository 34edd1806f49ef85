package agentspec

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

var someEvents = []StreamEvent{
	{Type: EventToken, Content: "café \"\U0001f980\"\n<b>", Extra: map[string]json.RawMessage{"logprob": json.RawMessage("-0.5")}},
	{
		Type: EventToolCall, Name: "search", Arguments: map[string]any{"q": "Paris", "deep": map[string]any{"user_id": []any{json.Number("1"), nil}}},
		Raw: json.RawMessage(`{"type":"tool_call","name":"search","arguments":{"q":"Paris","deep":{"user_id":[1,null]}}}`),
	},
	{Type: EventToolResult, Name: "search", Output: "null", Raw: json.RawMessage(`{"type":"tool_result","name":"search","output":null}`)},
	{Type: EventToolResult, Name: "search", Output: "null"},
	{Type: "thought", Raw: json.RawMessage(`{"type":"thought","content":"hm","usage":{"total_tokens":1}}`)},
	{
		Type:  EventDone,
		Usage: &Usage{InputTokens: 1, OutputTokens: 2, TotalTokens: 3, Extra: map[string]json.RawMessage{"cached": json.RawMessage("4")}},
		Extra: map[string]json.RawMessage{"model": json.RawMessage(`"m"`)},
	},
}

func collected(t *testing.T, stream *EventStream) (events []StreamEvent) {
	t.Helper()
	for event, err := range stream.All() {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, event)
	}
	return events
}

func streamOfEvents(t *testing.T, events ...StreamEvent) *EventStream {
	t.Helper()
	stream, err := NewEventStreamOf(events...)
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

func TestAStreamOfEventsIsAsAServerSendsThem(t *testing.T) {
	if got := collected(t, streamOfEvents(t, someEvents...)); !reflect.DeepEqual(got, someEvents) {
		t.Errorf("got %v", got)
	}
	var interrupted *StreamInterruptedError
	if got := readStream(streamOfEvents(t, someEvents[:2]...)); len(got.types) != 2 || !errors.As(got.err, &interrupted) {
		t.Errorf("got %v", got)
	}
	if _, err := NewEventStreamOf(StreamEvent{Type: "thought"}); err == nil {
		t.Error("an event of an unknown type has nothing to be written")
	}
}

func TestEachTypeOfEventIsWrittenAndReadAgain(t *testing.T) {
	for tag := range eventReaders {
		event := StreamEvent{Type: tag}
		written, err := json.Marshal(event)
		if err != nil {
			t.Error(err)
			continue
		}
		var again StreamEvent
		if err := json.Unmarshal(written, &again); err != nil || again.Type != tag {
			t.Errorf("%s: %v", written, err)
		}
	}
	var event StreamEvent
	for _, text := range []string{"", "1", "{}", `{"type": "token"}`, `{"type": "token", "content": 1}`} {
		if err := json.Unmarshal([]byte(text), &event); err == nil {
			t.Errorf("%s is read as %v", text, event)
		}
	}
}

func TestAStreamIsWrittenAsServerSentEventsAgainWhichAnotherProgramReads(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		stream := NewEventStream(strings.NewReader(tokenText))
		if r.URL.Path == "/whole" {
			stream = streamOfEvents(t, someEvents...)
		}
		_, err := stream.WriteTo(w)
		if (err == nil) != (r.URL.Path == "/whole") {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
	}))
	defer server.Close()
	open := func(path string) *EventStream {
		response, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := NewEventStreamOfResponse(response)
		if err != nil {
			t.Fatal(err)
		}
		return stream
	}
	if got := collected(t, open("/whole")); !reflect.DeepEqual(got, someEvents) {
		t.Errorf("got %v", got)
	}
	var interrupted *StreamInterruptedError
	if got := readStream(open("/cut")); len(got.types) != 1 || !errors.As(got.err, &interrupted) || interrupted.StatusCode != 200 {
		t.Errorf("a failure is not passed on: %v", got)
	}
}

// flushes is a writer that notes what is flushed, and fails after so many writes.
type flushes struct {
	bytes.Buffer
	flushed []int
	left    int
}

func (f *flushes) Write(text []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return f.Buffer.Write(text)
}

func (f *flushes) Flush() { f.flushed = append(f.flushed, f.Len()) }

func TestWhatWasReceivedAtOnceIsWrittenAtOnce(t *testing.T) {
	w := &flushes{left: 9}
	d := newDouble(t, nil).send(tokenText+tokenText, tokenText, doneText).end()
	written, err := d.stream.WriteTo(w)
	if err != nil || int(written) != w.Len() || len(w.flushed) != 3 || strings.Count(w.String(), "data: ") != 4 {
		t.Errorf("wrote %d bytes, flushed at %v: %v", written, w.flushed, err)
	}
	if !strings.HasPrefix(w.String(), `data: {"type":"token","content":"a"}`+"\n\n") {
		t.Errorf("wrote %q", w.String())
	}
	broken := newDouble(t, nil).send(tokenText, tokenText)
	if _, err := broken.stream.WriteTo(&flushes{left: 1}); err != io.ErrClosedPipe {
		t.Errorf("got %v", err)
	}
	broken.expect(t, 1, endClosed)
}

// unwrapped is a middleware's writer that knows its inner one alone.
type unwrapped struct{ http.ResponseWriter }

func (u unwrapped) Unwrap() http.ResponseWriter { return u.ResponseWriter }

func TestEachUsualWriterIsFlushed(t *testing.T) {
	text := func() *EventStream { return NewEventStream(strings.NewReader(tokenText + doneText)) }
	var inner bytes.Buffer
	buffered := bufio.NewWriter(&inner)
	if _, err := text().WriteTo(buffered); err != nil || buffered.Buffered() > 0 || inner.Len() == 0 {
		t.Errorf("%d bytes are not flushed: %v", buffered.Buffered(), err)
	}
	zipped := gzip.NewWriter(&inner)
	inner.Reset()
	if _, err := text().WriteTo(zipped); err != nil || inner.Len() < 30 {
		t.Errorf("%d bytes are flushed: %v", inner.Len(), err)
	}
	recorder := httptest.NewRecorder()
	if _, err := text().WriteTo(unwrapped{recorder}); err != nil || !recorder.Flushed {
		t.Errorf("not flushed: %v", err)
	}
	if _, err := text().WriteTo(bufio.NewWriter(&flushes{})); err != io.ErrClosedPipe {
		t.Errorf("what cannot be flushed: %v", err)
	}
}

func TestARawOfSeveralLinesIsOneEvent(t *testing.T) {
	event := StreamEvent{Type: "new", Raw: json.RawMessage("{\n  \"type\": \"new\",\n  \"n\": 1.0\n}")}
	got := readStream(streamOfEvents(t, event, StreamEvent{Type: EventDone}))
	if len(got.types) != 2 || got.types[0] != "new" || got.err != nil {
		t.Errorf("got %v", got)
	}
	for _, raw := range []string{"", "{", "{}x"} {
		if _, err := NewEventStreamOf(StreamEvent{Type: "new", Raw: json.RawMessage(raw)}); err == nil {
			t.Errorf("%q is no event", raw)
		}
	}
}

func TestAResponseThatIsNoEventStreamIsRefused(t *testing.T) {
	for _, row := range []struct {
		status    int
		mediaType string
		message   string
	}{
		{200, "text/html", "the response is no event stream: its status is 200, with text/html"},
		{500, "text/event-stream", "the response is no event stream: its status is 500, with text/event-stream"},
		{204, "", "the response is no event stream: its status is 204, with no content type"},
	} {
		d := newDoubleOf(nil).send(tokenText)
		response := &http.Response{StatusCode: row.status, Header: http.Header{"Content-Type": {row.mediaType}}, Body: d}
		_, err := NewEventStreamOfResponse(response)
		var undecodable *DecodeError
		if !errors.As(err, &undecodable) || undecodable.Message != row.message || d.closes != 1 {
			t.Errorf("got %v", err)
		}
	}
	if _, err := NewEventStreamOfResponse(nil); err == nil {
		t.Error("no response is no event stream")
	}
}

func TestAResponseOfAnotherEncodingIsDecodedOrRefused(t *testing.T) {
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(writer, tokenText+doneText)
	_ = writer.Close()
	open := func(encoding string, body io.Reader) (*EventStream, error) {
		header := http.Header{"Content-Type": {"text/event-stream"}, "Content-Encoding": {encoding}}
		return NewEventStreamOfResponse(&http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(body)})
	}
	whole := bytes.NewReader(zipped.Bytes())
	stream, err := open("gzip", whole)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := stream.Text(); text != "a" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	stream, err = open("gzip", strings.NewReader(tokenText))
	if err != nil {
		t.Fatal(err)
	}
	if details := detailsOf(t, readStream(stream).err); details.Message != "event 1 of the stream cannot be decompressed" {
		t.Errorf("got %s", details.Message)
	}
	if _, err := open("br", whole); detailsOf(t, err).Message != "a stream that is encoded as br is not decoded here" {
		t.Errorf("got %v", err)
	}
}

func TestAnErrorEventIsMadeAnErrorByAnyone(t *testing.T) {
	d := newDouble(t, nil)
	collected := inBackground(func() error { _, err := d.stream.FinalResponse(); return err })
	for range 1000 {
		d.send(tokenText)
		if err := d.stream.ErrorFromEvent(StreamEvent{Type: EventError, Code: "melted", Message: "Hot."}); detailsOf(t, err).Code != "melted" {
			t.Errorf("got %v", err)
		}
	}
	if err := d.stream.ErrorFromEvent(StreamEvent{Type: EventToken}); err != nil {
		t.Errorf("a token is no error: %v", err)
	}
	d.send(failedText).end()
	if details := detailsOf(t, <-collected); details.Code != "rate_limited" || len(details.PartialText) != 1000 || details.Events != 1000 {
		t.Errorf("got %+v", details)
	}
}

func TestHandlersAreCalledWithTheEventsInTheirOrder(t *testing.T) {
	var calls []any
	err := streamOfEvents(t, someEvents...).handle(StreamHandlers{
		OnToken:      func(content string) { calls = append(calls, "token", content) },
		OnToolCall:   func(name string, args map[string]any) { calls = append(calls, "call", name, args["q"]) },
		OnToolResult: func(name, output string) { calls = append(calls, "result", name, output) },
		OnDone:       func(usage Usage) { calls = append(calls, "done", usage.TotalTokens) },
		OnError:      func(code, message string) { t.Error(code, message) },
	})
	expected := []any{"token", "café \"\U0001f980\"\n<b>", "call", "search", "Paris", "result", "search", "null", "result", "search", "null", "done", 3}
	if err != nil || !reflect.DeepEqual(calls, expected) {
		t.Errorf("got %v, %v", calls, err)
	}
	if err := streamOfEvents(t, someEvents...).handle(StreamHandlers{}); err != nil {
		t.Errorf("without handlers: %v", err)
	}
}

func TestAnErrorEventGoesToItsHandlerAndIsReturnedWithoutOne(t *testing.T) {
	var got []string
	handlers := StreamHandlers{OnError: func(code, message string) { got = append(got, code, message) }}
	if err := NewEventStream(strings.NewReader(tokenText + failedText)).handle(handlers); err != nil || strings.Join(got, " ") != "rate_limited Slow down." {
		t.Errorf("got %v, %v", got, err)
	}
	err := NewEventStream(strings.NewReader(failedText)).handle(StreamHandlers{OnToken: func(string) {}})
	if !errors.Is(err, sentinelOf(kindRateLimit)) {
		t.Errorf("got %v", err)
	}
	got = nil
	var interrupted *StreamInterruptedError
	if err := NewEventStream(strings.NewReader(tokenText)).handle(handlers); !errors.As(err, &interrupted) || got != nil {
		t.Errorf("a cut stream is no event: %v, %v", got, err)
	}
}

func TestTheSecretsOfACallAreRedactedInItsErrorEvent(t *testing.T) {
	d := newDouble(t, func(source *streamSource) {
		source.redact = func(event *StreamEvent) { event.Message = strings.ReplaceAll(event.Message, "down", "***") }
	}).send(failedText).end()
	if got := collected(t, d.stream); len(got) != 1 || got[0].Message != "Slow ***." {
		t.Errorf("got %v", got)
	}
}
