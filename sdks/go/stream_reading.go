package agentspec

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// chunkSize is how much is read of a body at once, in bytes.
const chunkSize = 16 << 10

// mostEmptyReads is how many reads without a byte and without an error are taken, one after the other.
const mostEmptyReads = 100

// errStreamEnded is the cause by which the request of a stream is canceled that needs it no longer.
var errStreamEnded = errors.New("agentspec: the stream has ended")

// A reading is the state of a stream. It does not refer to its EventStream, which may be dropped. One reader at a time reads it; close may be
// called by another goroutine, and by the collector.
type reading struct {
	source streamSource

	// What follows, up to the next blank line, is of the reader alone: no other goroutine looks at it.
	decoder   *eventDecoder
	delivered int // events
	buffer    []byte
	pending   error         // with which the body ended, behind the bytes that were read with it
	partial   func() string // what a collector has of the text; nil if there is none
	isAtEnd   bool          // of the body
	idle      *idle

	events   atomic.Int64 // delivered, as of the last wait for bytes; and the first at once
	isClosed atomic.Bool  // before the end: by close, or because the caller's context is done

	mutex     sync.Mutex
	stopAbort func() bool // of the watch over the caller's context
	isReading bool
	isOver    bool  // the last event or a failure was delivered
	failure   error // that was delivered
	loopError error // with which the last loop ended
	abortion  error // the cause of the caller's context, if that closed the stream
	silence   *streamProblem
	hasEnded  bool // the source was told

	rest       sync.Once // reads the body behind the last event
	connection sync.Once // ends the request
}

func newReading(source streamSource) *reading {
	r := &reading{source: source, decoder: newEventDecoder(source.eventLimit)}
	r.idle = newIdle(source.clock, source.byteIdleTimeout, source.eventIdleTimeout, r.fellSilent)
	if ctx := source.ctx; ctx != nil && ctx.Done() != nil {
		// Of a context that has ended already, the other goroutine begins at once.
		r.mutex.Lock()
		r.stopAbort = context.AfterFunc(ctx, func() { r.stop(causeOf(ctx)) })
		r.mutex.Unlock()
	}
	return r
}

// begin lets one reader read alone, until release. It returns false and no error if the stream has ended well.
func (r *reading) begin(isWhole bool) (bool, error) {
	r.mutex.Lock()
	isReading, isOver, failure := r.isReading, r.isOver, r.failure
	isRefused := r.isClosed.Load() && !isOver
	events := r.count()
	isConsumed := isWhole && (isOver && failure == nil || events > 0)
	isReading = isReading && !isOver
	if !isReading && !isRefused && !isConsumed && !isOver {
		r.isReading = true
	}
	r.mutex.Unlock()
	switch {
	case isRefused:
		return false, r.refuse(r.whyClosed())
	case isReading:
		return false, r.refuse(busy(events))
	case isConsumed:
		return false, r.refuse(consumed(events))
	default:
		return !isOver, failure
	}
}

// release ends the work of a reader. What it did not read is lost.
func (r *reading) release() {
	r.publish()
	// First, so that no other reader gets what this one leaves.
	r.stop(nil)
	r.mutex.Lock()
	r.isReading = false
	r.mutex.Unlock()
	r.close()
	r.decoder, r.buffer, r.partial = nil, nil, nil
}

// next returns the next event, which holds until the next call, or nil at the end of the stream.
func (r *reading) next() (*StreamEvent, error) {
	for {
		if event, err := r.take(); event != nil || err != nil {
			return event, err
		}
		if r.isOver {
			r.readRest()
			return nil, nil
		}
		if event, err := r.receive(); event != nil || err != nil {
			return event, err
		}
	}
}

// take returns the next event of those that have been received, or nil.
func (r *reading) take() (*StreamEvent, error) {
	if r.isOver {
		return nil, nil
	}
	if r.isClosed.Load() {
		return nil, r.refuseClosed()
	}
	if ctx := r.source.ctx; ctx != nil && ctx.Err() != nil {
		r.stop(causeOf(ctx))
		return nil, r.refuseClosed()
	}
	event, err := r.decoder.next()
	if err != nil {
		r.publish()
		return nil, r.fail(unreadable(err, r.decoder.data, r.delivered))
	}
	if event == nil {
		return nil, nil
	}
	return r.deliver(event)
}

// receive waits for bytes. At the end of the body it returns the last event, if that ends the stream.
func (r *reading) receive() (*StreamEvent, error) {
	r.publish()
	err := r.pending
	for empty := 0; err == nil; empty++ {
		if r.buffer == nil {
			r.buffer = make([]byte, chunkSize)
		}
		var n int
		r.idle.wait(r.delivered)
		n, err = r.source.body.Read(r.buffer)
		r.idle.waited()
		if n > 0 {
			r.pending = err
			r.decoder.push(r.buffer[:n])
			return nil, nil
		}
		if err == nil && empty == mostEmptyReads {
			err = io.ErrNoProgress
		}
	}
	if r.isClosed.Load() {
		return nil, r.refuseClosed()
	}
	r.mutex.Lock()
	silence := r.silence
	r.mutex.Unlock()
	if silence != nil {
		return nil, r.fail(*silence)
	}
	if ctx := r.source.ctx; ctx != nil && ctx.Err() != nil {
		r.stop(causeOf(ctx))
		return nil, r.refuseClosed()
	}
	if err != io.EOF {
		return nil, r.fail(broken(err, r.count()))
	}
	r.isAtEnd = true
	// Anything else without its blank line may be cut.
	if event := r.decoder.finish(); event != nil && event.Type.endsStream() {
		return r.deliver(event)
	}
	return nil, r.fail(interrupted("ended", r.count()))
}

// deliver counts an event. The last one ends the stream, unless the stream was closed meanwhile.
func (r *reading) deliver(event *StreamEvent) (*StreamEvent, error) {
	if r.decoder.isToken || !event.Type.endsStream() {
		// To tell others of each event would take longer than the event.
		if r.delivered++; r.delivered == 1 {
			r.publish()
		}
		return event, nil
	}
	r.mutex.Lock()
	if r.isClosed.Load() {
		r.mutex.Unlock()
		return nil, r.refuseClosed()
	}
	r.delivered++
	r.publish()
	r.isOver = true
	r.mutex.Unlock()
	end := endDone
	if event.Type == EventError {
		end = endError
		if r.source.redact != nil {
			r.source.redact(event)
		}
	}
	r.ended(end)
	return event, nil
}

// fail ends the stream with this problem.
func (r *reading) fail(problem streamProblem) error {
	err := r.errorOf(problem)
	r.mutex.Lock()
	r.isOver, r.failure = true, err
	r.mutex.Unlock()
	r.ended(endFailed)
	r.disconnect()
	return err
}

// errorOf returns the error of a problem after the events so far, for the one who reads.
func (r *reading) errorOf(problem streamProblem) error {
	problem.events = r.count()
	if r.partial != nil {
		problem.partialText = r.partial()
	}
	return r.source.fail(problem)
}

// errorOfEvent returns the error that an error event is to those who read the text alone, of which a collector had so much. Anyone may call it.
func (r *reading) errorOfEvent(event *StreamEvent, partialText string) error {
	return r.source.fail(streamProblem{
		kind: problemErrorEvent, message: event.Message, event: event, events: max(0, r.count()-1), partialText: partialText,
	})
}

// refuseClosed returns why the reader gets nothing more of a stream that was closed, with what a collector has of the text.
func (r *reading) refuseClosed() error {
	r.publish()
	problem := r.whyClosed()
	if r.partial != nil {
		problem.partialText = r.partial()
	}
	return r.refuse(problem)
}

// refuse returns the error of a problem that is the caller's, and not the stream's.
func (r *reading) refuse(problem streamProblem) error {
	problem.events = r.count()
	return r.source.fail(problem)
}

func (r *reading) whyClosed() streamProblem {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.abortion != nil {
		return aborted(r.abortion, r.count())
	}
	return closed(r.count())
}

// err returns the failure of the stream. Of a stream that has not ended, it returns with what the last loop ended.
func (r *reading) err() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.isOver {
		return r.failure
	}
	return r.loopError
}

// endLoop notes with what a loop ended; nil if it broke out, or read the stream to its end.
func (r *reading) endLoop(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.loopError = err
}

// count returns how many events were delivered, as others than the reader know it.
func (r *reading) count() int { return int(r.events.Load()) }

// publish tells others than the reader how many events were delivered.
func (r *reading) publish() { r.events.Store(int64(r.delivered)) }

// close closes the connection: what has not been delivered is lost. After the last event it waits for the end of the body instead.
func (r *reading) close() {
	if r.stop(nil) {
		return
	}
	r.mutex.Lock()
	isRest := r.isOver && r.failure == nil && !r.isReading
	r.mutex.Unlock()
	if isRest {
		r.readRest()
	}
}

// stop ends the stream before its end, by the cause of the caller's context if there is one. It returns false if the stream was over.
func (r *reading) stop(cause error) bool {
	r.mutex.Lock()
	if r.isOver || r.isClosed.Load() {
		isOver := r.isOver
		r.mutex.Unlock()
		return !isOver
	}
	r.abortion = cause
	r.isClosed.Store(true)
	r.mutex.Unlock()
	r.ended(endClosed)
	r.disconnect()
	return true
}

// fellSilent ends the request of a stream that was silent for too long. Its reader then fails.
func (r *reading) fellSilent(what silence, limit time.Duration) {
	problem := silent(what, limit, r.count())
	r.mutex.Lock()
	r.silence = &problem
	r.mutex.Unlock()
	r.disconnect()
}

// ended tells the source that nothing more is delivered.
func (r *reading) ended(end streamEnd) {
	r.mutex.Lock()
	isFirst, stopAbort := !r.hasEnded, r.stopAbort
	r.hasEnded = true
	r.mutex.Unlock()
	r.idle.end()
	if stopAbort != nil {
		stopAbort()
	}
	if isFirst && r.source.ended != nil {
		r.source.ended(end)
	}
}

// readRest reads what comes after the last event.
func (r *reading) readRest() {
	r.rest.Do(func() {
		if !r.source.isBare && !r.isAtEnd && r.pending == nil {
			buffer := r.buffer
			if buffer == nil {
				buffer = make([]byte, 1<<10)
			}
			drain(r.source.body, r.source.clock, buffer, r.disconnect)
		}
		r.disconnect()
	})
}

// disconnect ends the request and closes the body. Where the body is at its end, its connection stays.
func (r *reading) disconnect() {
	r.connection.Do(func() {
		if r.source.cancel != nil {
			r.source.cancel(errStreamEnded)
		}
		_ = r.source.body.Close()
	})
}
