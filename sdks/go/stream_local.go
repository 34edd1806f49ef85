package agentspec

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strconv"

	"github.com/szaher/agentspec/sdk/internal/sse"
)

// NewEventStream returns the stream of what r reads, as a server sends it: for tests of code that reads streams, and for bytes of another source.
// If r is an io.Closer, the stream closes it. It ends as a server's does: without a done or error event it is cut short.
func NewEventStream(r io.Reader) *EventStream {
	if r == nil {
		r = new(bytes.Reader)
	}
	source := localSource(r, ResponseMeta{})
	source.isBare = true
	return newEventStream(source)
}

// NewEventStreamOf returns a stream of these events: for tests of code that reads streams.
func NewEventStreamOf(events ...StreamEvent) (*EventStream, error) {
	var text []byte
	var err error
	for _, event := range events {
		if text, err = appendEvent(text, event); err != nil {
			return nil, err
		}
	}
	return NewEventStream(bytes.NewReader(text)), nil
}

var eventStreamType = regexp.MustCompile(`(?i)^text/event-stream\s*(?:;|$)`)

// NewEventStreamOfResponse returns the stream of a response that a program got by itself. A response that is no event stream is a
// [*DecodeError], and is closed.
func NewEventStreamOfResponse(response *http.Response) (*EventStream, error) {
	if response == nil || response.Body == nil {
		return nil, localFailure(streamProblem{kind: problemDecode, message: "the response has no body"}, ResponseMeta{})
	}
	meta := ResponseMeta{StatusCode: response.StatusCode, Header: response.Header, CorrelationID: response.Header.Get("X-Correlation-ID"), Attempts: 1}
	mediaType := response.Header.Get("Content-Type")
	body := newContent(response)
	if body.foreign != "" {
		_ = response.Body.Close()
		message := "a stream that is encoded as " + body.foreign + " is not decoded here"
		return nil, localFailure(streamProblem{kind: problemDecode, message: message}, meta)
	}
	if response.StatusCode/100 == 2 && eventStreamType.MatchString(mediaType) {
		return newEventStream(localSource(body, meta)), nil
	}
	_ = response.Body.Close()
	if mediaType == "" {
		mediaType = "no content type"
	}
	message := "the response is no event stream: its status is " + strconv.Itoa(response.StatusCode) + ", with " + mediaType
	return nil, localFailure(streamProblem{kind: problemDecode, message: message}, meta)
}

// localSource is the source of a stream without a request.
func localSource(r io.Reader, meta ResponseMeta) streamSource {
	body, ok := r.(io.ReadCloser)
	if !ok {
		body = io.NopCloser(r)
	}
	return streamSource{
		meta:       meta,
		body:       body,
		fail:       func(problem streamProblem) error { return localFailure(problem, meta) },
		eventLimit: sse.DefaultLimit,
		clock:      systemClock{},
	}
}

// noStream returns the state of a stream that is nil or zero.
func noStream() *reading {
	r := newReading(localSource(new(bytes.Reader), ResponseMeta{}))
	r.isOver = true
	r.failure = localFailure(streamProblem{kind: problemConsumed, message: "the stream is nil or zero: it was not opened"}, ResponseMeta{})
	return r
}

// localFailure returns the error of a stream without a request.
func localFailure(problem streamProblem, meta ResponseMeta) error {
	return streamError(problem, streamFacts{status: meta.StatusCode, header: meta.Header, isAttempted: true})
}
