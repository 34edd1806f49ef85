package agentspec

import (
	"io"
	"time"
)

const (
	// drainTimeout is how long the end of the body is waited for, once the stream has ended.
	drainTimeout = 100 * time.Millisecond
	// drainLimit is how much is read on the way there, in bytes.
	drainLimit = 64 << 10
)

// drain reads a little of what comes after the last event, which is nearly always the end of the body alone, and returns whether it is the
// end: then the connection is used again.
func drain(body io.Reader, clock clock, buffer []byte, interrupt func()) bool {
	if clock != nil {
		stop := clock.AfterFunc(drainTimeout, interrupt)
		defer stop()
	}
	for left := drainLimit; left > 0; {
		n, err := body.Read(buffer)
		if err != nil {
			return err == io.EOF
		}
		left -= max(n, 1)
	}
	return false
}
