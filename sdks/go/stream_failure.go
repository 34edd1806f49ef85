package agentspec

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/szaher/agentspec/sdk/internal/sse"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// unreadable describes why the next event cannot be read, after so many events.
func unreadable(cause error, data []byte, events int) streamProblem {
	event := fmt.Sprintf("event %d of the stream", events+1)
	var tooLarge *sse.TooLarge
	var tooMany *wire.TooLarge
	switch {
	case errors.As(cause, &tooLarge):
		message := fmt.Sprintf("%s is larger than %d bytes", event, tooLarge.Limit)
		return streamProblem{kind: problemTooLarge, message: message, cause: cause}
	case errors.As(cause, &tooMany):
		message := fmt.Sprintf("the values of %s take more than %d bytes of memory, twice WithEventLimit", event, tooMany.Limit)
		return streamProblem{kind: problemTooLarge, message: message, cause: cause}
	default:
		return streamProblem{kind: problemDecode, message: event + " cannot be read" + adviceOn(data, isRuntimeEvent), data: data, cause: cause}
	}
}

// broken describes why the body broke.
func broken(cause error, events int) streamProblem {
	var corrupt flate.CorruptInputError
	var timeout net.Error
	switch {
	case errors.As(cause, &corrupt), errors.Is(cause, gzip.ErrHeader), errors.Is(cause, gzip.ErrChecksum):
		message := fmt.Sprintf("event %d of the stream cannot be decompressed", events+1)
		return streamProblem{kind: problemDecode, message: message, cause: cause}
	case errors.As(cause, &timeout) && timeout.Timeout():
		message := "the stream was silent for too long, after " + plural(events)
		return streamProblem{kind: problemTimeout, message: message, cause: cause}
	default:
		problem := interrupted("broke", events)
		problem.cause = cause
		return problem
	}
}

func interrupted(how string, events int) streamProblem {
	message := fmt.Sprintf("the stream %s after %s, without `done` or `error`", how, plural(events))
	return streamProblem{kind: problemInterrupted, message: message}
}

func silent(what silence, limit time.Duration, events int) streamProblem {
	message := fmt.Sprintf("no %s was received for %v, after %s of the stream", what, limit, plural(events))
	return streamProblem{kind: problemTimeout, message: message}
}

func aborted(cause error, events int) streamProblem {
	message := "the context of the stream ended after " + plural(events)
	return streamProblem{kind: problemCanceled, message: message, cause: cause}
}

func closed(events int) streamProblem {
	message := fmt.Sprintf("the stream was closed before its end, after %s: the rest of it is lost", taken(events))
	return streamProblem{kind: problemClosed, message: message}
}

func consumed(events int) streamProblem {
	message := fmt.Sprintf("the stream has already been read (%s): collect a stream once, from its start", taken(events))
	return streamProblem{kind: problemConsumed, message: message}
}

func busy(events int) streamProblem {
	message := fmt.Sprintf("another reader is reading this stream (%s): read it by one loop", taken(events))
	return streamProblem{kind: problemBusy, message: message}
}

func taken(events int) string {
	if events == 1 {
		return plural(events) + " was taken"
	}
	return plural(events) + " were taken"
}

func plural(events int) string {
	if events == 1 {
		return "1 event"
	}
	return fmt.Sprintf("%d events", events)
}
