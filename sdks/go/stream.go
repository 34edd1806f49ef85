package agentspec

import (
	"errors"
	"io"
	"iter"
	"maps"
	"net/http"
	"runtime"
	"strings"
)

// EventStream is a streamed answer. It ends after a done or error event, and is read by one loop at a time, once:
//
//	for event := range stream.Events() {
//		…
//	}
//	if err := stream.Err(); err != nil {
//		…
//	}
//
// A stream that is cut short fails with a [*StreamInterruptedError]: it is never taken for a whole answer. To break out of a loop closes the
// connection, as does Close. There is no time limit for a stream that keeps sending; [WithByteIdleTimeout] and [WithEventIdleTimeout] limit how
// long it may be silent. A stream is read in the goroutine of its reader, and starts none.
//
// The contents of short tokens share memory: a program that keeps a few of many for long copies them by [strings.Clone].
type EventStream struct {
	reading *reading
}

// newEventStream returns the stream of an open response. A stream that is dropped before its end is closed.
func newEventStream(source streamSource) *EventStream {
	stream := &EventStream{reading: newReading(source)}
	runtime.AddCleanup(stream, (*reading).close, stream.reading)
	return stream
}

// Events iterates over the events. The loop ends at the end of the stream, and where it fails: then Err returns why.
func (s *EventStream) Events() iter.Seq[StreamEvent] {
	return func(yield func(StreamEvent) bool) {
		s.loop(func(event *StreamEvent, err error) bool { return err == nil && yield(*event) })
	}
}

// All iterates over the events, and yields an error as the last item if the stream fails.
func (s *EventStream) All() iter.Seq2[StreamEvent, error] {
	return func(yield func(StreamEvent, error) bool) {
		s.loop(func(event *StreamEvent, err error) bool { return yield(*event, err) })
	}
}

// loop is each, and notes for Err with what it ends.
func (s *EventStream) loop(yield func(*StreamEvent, error) bool) {
	err := s.each(yield)
	if s != nil && s.reading != nil {
		s.reading.endLoop(err)
	}
}

// each calls yield with each event, and with an error and the zero event if the stream fails. It returns that error.
func (s *EventStream) each(yield func(*StreamEvent, error) bool) error {
	defer runtime.KeepAlive(s)
	r := s.state()
	more, err := r.begin(false)
	if more {
		defer r.release()
		for {
			var event *StreamEvent
			if event, err = r.next(); event == nil {
				break
			}
			if !yield(event, nil) {
				return nil
			}
		}
	}
	if err != nil {
		yield(&StreamEvent{}, err)
	}
	return err
}

// Err returns why the last loop over the stream ended before the end of the stream; nil if the stream ended with done or error, if the loop broke
// out of it, and before any loop. An error event is no error: it is an event.
func (s *EventStream) Err() error { return s.state().err() }

// Close closes the connection, unless the last event was read. What has not been read is lost: to read on fails. It returns nil.
//
// Another goroutine may close a stream. Its reader then fails.
func (s *EventStream) Close() error {
	if s != nil && s.reading != nil {
		s.reading.close()
	}
	return nil
}

// Text reads the stream to its end and returns the whole text. It fails as FinalResponse does.
func (s *EventStream) Text() (string, error) {
	response, err := s.FinalResponse()
	if err != nil {
		return "", err
	}
	return response.Output, nil
}

// TextStream iterates over the pieces of the answer's text. If the stream fails, the error is the last item, as is an error event as the error of
// its code.
func (s *EventStream) TextStream() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		s.loop(func(event *StreamEvent, err error) bool {
			switch {
			case err != nil:
				return yield("", err)
			case event.Type == EventError:
				yield("", s.reading.errorOfEvent(event, ""))
				return false
			default:
				return event.Type != EventToken || yield(event.Content, nil)
			}
		})
	}
}

// FinalResponse reads the stream to its end and returns what Invoke would have. An error event is the error of its code. What was received of the
// text before a failure is the PartialText of its details. A stream of which events were read already is refused: the rest is not the whole answer.
func (s *EventStream) FinalResponse() (*InvokeResponse, error) {
	defer runtime.KeepAlive(s)
	r := s.state()
	more, err := r.begin(true)
	if !more {
		return nil, err
	}
	defer r.release()
	var text strings.Builder
	r.partial = text.String
	var last StreamEvent
	for {
		event, err := r.next()
		if err != nil {
			return nil, err
		}
		if event == nil {
			break
		}
		if event.Type == EventToken {
			text.WriteString(event.Content)
		} else if event.Type.endsStream() {
			last = *event
		}
	}
	if last.Type == EventError {
		return nil, r.errorOfEvent(&last, text.String())
	}
	// The whole text is what was streamed, whatever a later server repeats at the end.
	extra := last.Extra
	if _, ok := extra["output"]; ok {
		extra = maps.Clone(extra)
		delete(extra, "output")
		if len(extra) == 0 {
			extra = nil
		}
	}
	return &InvokeResponse{Output: text.String(), Usage: *last.Usage, Extra: extra}, nil
}

// ErrorFromEvent returns the error that an error event of this stream is to Text, with what is known of the request. Any other event is no error:
// it returns nil.
func (s *EventStream) ErrorFromEvent(event StreamEvent) error {
	if event.Type != EventError {
		return nil
	}
	return s.state().errorOfEvent(&event, "")
}

// ResponseMeta returns what is known of the response beside its events.
func (s *EventStream) ResponseMeta() ResponseMeta { return s.state().source.meta }

// WriteTo reads the stream and writes its events as Server-Sent Events again, for a response of one's own. It flushes w, if w can be flushed,
// whenever it has written all that was received. It returns the failure of the stream, or of the writer.
func (s *EventStream) WriteTo(w io.Writer) (written int64, err error) {
	defer runtime.KeepAlive(s)
	r := s.state()
	more, err := r.begin(false)
	if !more {
		return 0, err
	}
	defer r.release()
	var text []byte
	for {
		event, err := r.next()
		if event == nil {
			return written, err
		}
		text = text[:0]
		for ; event != nil; event, err = r.take() {
			if text, err = appendEvent(text, *event); err != nil {
				return written, err
			}
		}
		n, failure := w.Write(text)
		written += int64(n)
		if failure != nil {
			return written, failure
		}
		failure = flush(w)
		if err != nil || failure != nil {
			return written, firstError(err, failure)
		}
	}
}

// flush flushes a writer that can be flushed.
func flush(w io.Writer) error {
	switch w := w.(type) {
	case http.ResponseWriter:
		if err := http.NewResponseController(w).Flush(); !errors.Is(err, http.ErrNotSupported) {
			return err
		}
	case interface{ FlushError() error }:
		return w.FlushError()
	case interface{ Flush() error }:
		return w.Flush()
	case interface{ Flush() }:
		w.Flush()
	}
	return nil
}

// appendEvent appends an event as a server sends it.
func appendEvent(text []byte, event StreamEvent) ([]byte, error) {
	data, err := event.MarshalJSON()
	if err != nil {
		return text, err
	}
	text = append(text, "data: "...)
	text = append(text, data...)
	return append(text, "\n\n"...), nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// state returns the state of the stream; that of a stream that failed, if there is none.
func (s *EventStream) state() *reading {
	if s == nil || s.reading == nil {
		return noStream()
	}
	return s.reading
}
