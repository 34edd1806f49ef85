package agentspec

import (
	"context"
	"io"
	"time"
)

// streamSource is an open response whose body is a stream. Nothing in it refers to the EventStream, which closes itself when it is dropped.
type streamSource struct {
	meta ResponseMeta
	// body is closed once, perhaps while it is read: then the read ends.
	body io.ReadCloser
	// cancel ends the request; nil if there is none.
	cancel context.CancelCauseFunc
	// ctx is the caller's.
	ctx context.Context
	// fail makes the error of a problem, with what is known of the call. It is called with no lock held.
	fail func(streamProblem) error
	// redact replaces the credentials of the call in an error event; nil if there are none.
	redact func(*StreamEvent)
	// ended is called once: after the last event, before the rest of the body is read; after a failure; or when the stream is closed or its
	// context is done before; nil if it does not matter.
	ended func(streamEnd)

	// isBare says that the body is no response: what comes behind the last event is not read.
	isBare bool

	// How long the stream may be without a byte, and without an event. 0 or less and NoLimit set no limit.
	byteIdleTimeout, eventIdleTimeout time.Duration
	// eventLimit is the size of the largest event that is read, in bytes.
	eventLimit int
	clock      clock
}

// streamEnd is how a stream ended.
type streamEnd int

const (
	endDone   streamEnd = iota // with done
	endError                   // with an error event
	endFailed                  // it was cut short, was silent, or could not be read
	endClosed                  // it was closed before its end, or its context was done
)

// streamProblem is why a stream has no next event.
type streamProblem struct {
	kind    problemKind
	message string
	// events is how many events were delivered before it.
	events int
	// partialText is what a collector had of the text.
	partialText string
	// data is that of the event that the problem is about; nil if it is about none.
	data []byte
	// event is the event of a problemErrorEvent, whose code decides the class of the error.
	event *StreamEvent
	// cause is that of the caller's context for problemCanceled; nil if there is none.
	cause error
}

type problemKind int

const (
	problemInterrupted problemKind = iota // the body ended or broke before the last event
	problemDecode                         // an event cannot be read, or the body not decompressed
	problemTooLarge                       // an event is larger than the limit
	problemTimeout                        // the stream was silent for too long
	problemCanceled                       // the caller's context is done
	problemClosed                         // read after it was closed
	problemConsumed                       // collected after it was read
	problemBusy                           // read by two at once
	problemErrorEvent                     // an error event, for those who read the text alone
)
