package agentspec

import (
	"context"
	"io"
	"sync"
	"testing"
)

const (
	tokenText  = "data: {\"type\": \"token\", \"content\": \"a\"}\n\n"
	failedText = "data: {\"type\": \"error\", \"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n"
)

// double is a body that a test sends, piece by piece, and the source of its stream.
type double struct {
	stream *EventStream
	source streamSource

	mutex   sync.Mutex
	changed *sync.Cond
	chunks  []chunk
	reads   int
	closes  int
	cancels int
	ends    []streamEnd
}

type chunk struct {
	text string
	err  error
}

func newDouble(t testing.TB, change func(*streamSource)) *double {
	t.Helper()
	d := newDoubleOf(change)
	d.stream = newEventStream(d.source)
	return d
}

// newDoubleOf does not refer to a stream.
func newDoubleOf(change func(*streamSource)) *double {
	d := &double{}
	d.changed = sync.NewCond(&d.mutex)
	d.source = localSource(d, ResponseMeta{StatusCode: 200, CorrelationID: "call-7", Attempts: 1})
	d.source.cancel = func(error) {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		d.cancels++
	}
	d.source.ended = func(end streamEnd) {
		d.mutex.Lock()
		defer d.mutex.Unlock()
		d.ends = append(d.ends, end)
	}
	if change != nil {
		change(&d.source)
	}
	return d
}

func (d *double) put(c chunk) *double {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.chunks = append(d.chunks, c)
	d.changed.Broadcast()
	return d
}

func (d *double) send(texts ...string) *double {
	for _, text := range texts {
		d.put(chunk{text: text})
	}
	return d
}

func (d *double) end() *double { return d.put(chunk{err: io.EOF}) }

func (d *double) fail(err error) *double { return d.put(chunk{err: err}) }

func (d *double) Read(buffer []byte) (int, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.reads++
	for len(d.chunks) == 0 && d.closes == 0 {
		d.changed.Wait()
	}
	if d.closes > 0 {
		return 0, context.Canceled
	}
	first := &d.chunks[0]
	if first.err != nil {
		return 0, first.err
	}
	n := copy(buffer, first.text)
	if first.text = first.text[n:]; first.text == "" {
		d.chunks = d.chunks[1:]
	}
	return n, nil
}

func (d *double) Close() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.closes++
	d.changed.Broadcast()
	return nil
}

// expect checks how often the body was closed, and how the stream ended. The request is canceled as often.
func (d *double) expect(t testing.TB, closes int, ends ...streamEnd) {
	t.Helper()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.closes != closes || d.cancels != closes || len(d.ends) != len(ends) || len(ends) > 0 && d.ends[0] != ends[0] {
		t.Errorf("closed %d times, canceled %d times, ended with %v; expected %d and %v", d.closes, d.cancels, d.ends, closes, ends)
	}
}

func (d *double) count() int {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.reads
}

// result is what a loop over a stream had.
type result struct {
	types []EventType
	err   error
}

func readStream(stream *EventStream) (r result) {
	for event, err := range stream.All() {
		if err != nil {
			r.err = err
			continue
		}
		r.types = append(r.types, event.Type)
	}
	return r
}

// inBackground reads a stream in a goroutine of its own.
func inBackground[T any](read func() T) <-chan T {
	done := make(chan T, 1)
	go func() { done <- read() }()
	return done
}

// detailsOf returns the details of an error of the package; those of none fail the test.
func detailsOf(t testing.TB, err error) *Details {
	t.Helper()
	details := detailsIn(err)
	if details == nil {
		t.Fatalf("%v is no error of this package", err)
	}
	return details
}
