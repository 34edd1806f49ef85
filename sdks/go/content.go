package agentspec

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
)

// content is the body of a response, decompressed.
type content struct {
	raw  io.ReadCloser
	gzip *gzip.Reader
	// isZipped says that the body is compressed by gzip.
	isZipped bool
	// foreign is an encoding that is not decoded here; empty if there is none.
	foreign string
	// rawErr is why the body as it was sent ended.
	rawErr error
	// empty is how many reads in a row returned neither a byte nor an error.
	empty int
	// err is why reading ended.
	err      error
	closing  sync.Once
	closeErr error
}

func newContent(response *http.Response) *content {
	made := &content{raw: response.Body}
	for _, value := range response.Header.Values("Content-Encoding") {
		for _, encoding := range strings.Split(value, ",") {
			switch encoding = strings.ToLower(strings.TrimSpace(encoding)); {
			case encoding == "" || encoding == "identity":
			case (encoding == "gzip" || encoding == "x-gzip") && !made.isZipped:
				made.isZipped = true
			default:
				made.foreign = encoding
			}
		}
	}
	if made.foreign != "" {
		made.isZipped = false
	}
	return made
}

func (c *content) Read(target []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.read(target)
	c.err = err
	return n, err
}

func (c *content) read(target []byte) (int, error) {
	if !c.isZipped {
		return c.readRaw(target)
	}
	if c.gzip == nil {
		// It reads the head of the body at once, which a stream may send later.
		reader, err := gzip.NewReader(rawReader{c})
		if err != nil {
			return 0, err
		}
		c.gzip = reader
	}
	return c.gzip.Read(target)
}

func (c *content) readRaw(target []byte) (int, error) {
	n, err := c.raw.Read(target)
	if n > 0 {
		c.empty = 0
	} else if c.empty++; err == nil && c.empty == mostEmptyReads {
		err = io.ErrNoProgress
	}
	if err != nil {
		c.rawErr = err
	}
	return n, err
}

// isCorrupt reports whether reading ended as the body is not compressed as its headers say, though it arrived whole.
func (c *content) isCorrupt() bool {
	return c.isZipped && c.err != nil && c.err != io.EOF && (c.rawErr == nil || c.rawErr == io.EOF)
}

// Close closes the body, once. It may be called while the body is read.
func (c *content) Close() error {
	c.closing.Do(func() { c.closeErr = c.raw.Close() })
	return c.closeErr
}

type rawReader struct{ content *content }

func (r rawReader) Read(target []byte) (int, error) { return r.content.readRaw(target) }

// readUpTo reads at most so many bytes until ctx ends, and returns what arrived before an error. As the documentation of io says, the end of a body is
// io.EOF itself: an error that wraps it says that the connection broke.
func readUpTo(ctx context.Context, reader io.Reader, most, expected int) ([]byte, error) {
	read := make([]byte, 0, min(most, expected))
	for len(read) < most {
		if ctx.Err() != nil {
			return read, context.Cause(ctx)
		}
		if len(read) == cap(read) {
			read = append(read, 0)[:len(read)]
		}
		n, err := reader.Read(read[len(read):min(cap(read), most)])
		read = read[:len(read)+n]
		if err == io.EOF {
			return read, nil
		}
		if err != nil {
			return read, err
		}
	}
	return read, nil
}

// streamBody is the body of an open stream. Closing it ends the attempt, first, so that net/http closes the connection and does not read on.
type streamBody struct {
	*content
	cancel context.CancelCauseFunc
}

func (b *streamBody) Close() error {
	b.cancel(nil)
	return b.content.Close()
}
