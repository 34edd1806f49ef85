package agentspec

import (
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
// A request is complete only with its body, and a transport writes nothing of a body that it has not read. So the body tells. The HTTP library has
// it, perhaps in another goroutine, when an attempt ends: withdrawing it ensures that what is then said of the attempt stays true.
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

// trace returns a context in which the HTTP library reports the connection.
func (e *evidence) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { e.isReused.Store(info.Reused) },
	})
}

// track gives the request its body.
//
// The body is of a type of this package, and there is no GetBody. Otherwise net/http sends a request again by itself when a connection that it uses again
// breaks: a POST too, as it has an Idempotency-Key. A GET and a DELETE have a body as well, which is empty: net/http reads it before it writes anything,
// finds that there is none, and sends none. A RoundTripper of a user may not do so: there, a request without a body counts as sent once it is handed over.
func (e *evidence) track(request *http.Request, body []byte, isOwnTransport bool) {
	if len(body) == 0 && !isOwnTransport {
		e.release()
		request.Body = http.NoBody
		return
	}
	request.Body = &trackedBody{evidence: e, rest: body}
	request.ContentLength = int64(len(body))
	request.GetBody = nil
}

// trackedBody is the body of a request, which is released when it is read.
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
