package agentspec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

const (
	held      int32 = iota // the body of the request was not read
	released               // the server may have received the request
	withdrawn              // the body cannot be read any more
)

// evidence is what is proven of one attempt: whether its request may have left.
//
// A request is complete only with its body, and net/http reports when it has written the headers, before it reads the body. The HTTP library has the
// request, perhaps in another goroutine, when an attempt ends: withdrawing it ensures that what is then said of the attempt stays true.
type evidence struct {
	state atomic.Int32
	// isReused says that the attempt got a connection that had served another request.
	isReused atomic.Bool
}

// isReleased reports whether the server may have received the request.
func (e *evidence) isReleased() bool { return e.state.Load() == released }

// release reports whether the body may be read.
func (e *evidence) release() bool {
	e.state.CompareAndSwap(held, released)
	return e.isReleased()
}

// withdraw reports whether the request did not leave, and then it will not.
func (e *evidence) withdraw() bool {
	e.state.CompareAndSwap(held, withdrawn)
	return !e.isReleased()
}

// errWithdrawn is what a transport gets that reads the body of an attempt that has ended.
var errWithdrawn = errors.New("agentspec: the attempt ended before its request was sent")

// track returns a copy of the request with its body, to which a RoundTripper may do what it wants: the next try does not see it.
//
// There is no GetBody: with one, net/http sends a request again by itself when a connection that it uses again breaks, a POST too, as it has an
// Idempotency-Key. A GET and a DELETE have a body as well, which is empty: net/http sends a GET without a body again. It reads the body before it writes
// anything, finds that it is empty, and sends none.
func (e *evidence) track(ctx context.Context, request *http.Request, body []byte, isOwnTransport bool) *http.Request {
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { e.isReused.Store(info.Reused) }}
	traced := httptrace.WithClientTrace(ctx, trace)
	tracked := request.WithContext(traced)
	if !isOwnTransport {
		// One of a user may change the headers.
		tracked = request.Clone(traced)
	}
	switch {
	case isOwnTransport && len(body) > 0:
		// net/http writes a body of this type together with the headers.
		reader := bytes.NewReader(body)
		trace.WroteHeaders = func() {
			if !e.release() {
				// What is left is too short for the request, and nothing of it is written.
				_, _ = reader.Seek(0, io.SeekEnd)
			}
		}
		tracked.Body = io.NopCloser(reader)
	case isOwnTransport || len(body) > 0:
		tracked.Body = &trackedBody{evidence: e, rest: body}
	default:
		// A RoundTripper of a user may send it without a look at its body.
		e.release()
		tracked.Body = http.NoBody
	}
	tracked.ContentLength = int64(len(body))
	return tracked
}

// trackedBody is the body of a request, which is released when it is read: every RoundTripper reads a body that it sends.
type trackedBody struct {
	evidence *evidence
	rest     []byte
}

func (b *trackedBody) Read(target []byte) (int, error) {
	if !b.evidence.release() {
		return 0, errWithdrawn
	}
	if len(b.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(target, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *trackedBody) Close() error { return nil }
