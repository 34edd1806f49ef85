package agentspec_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
)

const (
	sentToken = "data: {\"type\": \"token\", \"content\": \"a\"}\n\n"
	sentDone  = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"
)

// streamServer sends a token, and then what the name of the agent asks for: the end of the answer, a cut connection, or nothing, until the client
// goes.
type streamServer struct {
	*httptest.Server
	gone chan struct{} // a client has closed its connection

	mutex  sync.Mutex
	open   map[net.Conn]bool
	opened int
}

func newStreamServer(t *testing.T) *streamServer {
	t.Helper()
	s := &streamServer{gone: make(chan struct{}, 100_000), open: map[net.Conn]bool{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.answer))
	s.Config.ConnState = func(connection net.Conn, state http.ConnState) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		switch state {
		case http.StateNew:
			s.open[connection] = true
			s.opened++
		case http.StateClosed, http.StateHijacked:
			delete(s.open, connection)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *streamServer) answer(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "text/event-stream")
	text := sentToken
	if strings.Contains(r.URL.Path, "/whole/") {
		text += sentDone
	}
	_, _ = io.WriteString(w, text)
	w.(http.Flusher).Flush()
	switch {
	case strings.Contains(r.URL.Path, "/cut/"):
		panic(http.ErrAbortHandler)
	case strings.Contains(r.URL.Path, "/held/"):
		<-r.Context().Done()
		s.gone <- struct{}{}
	}
}

// counts returns how many connections were opened so far, and how many are open.
func (s *streamServer) counts() (opened, open int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.opened, len(s.open)
}

// awaitGone waits until a client has closed its connection.
func (s *streamServer) awaitGone(t *testing.T, what string) {
	t.Helper()
	select {
	case <-s.gone:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s: the connection is still open", what)
	}
}

func (s *streamServer) client(t *testing.T) *agentspec.Client {
	t.Helper()
	client, err := agentspec.NewClient(agentspec.WithBaseURL(s.URL), agentspec.WithAPIKey("your-api-key"), agentspec.WithMaxRetries(0))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func openStreamOf(ctx context.Context, t *testing.T, client *agentspec.Client, agent string) *agentspec.EventStream {
	t.Helper()
	stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: agent, Input: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

func TestAStreamThatIsLeftClosesItsConnection(t *testing.T) {
	server := newStreamServer(t)
	client := server.client(t)
	for name, leave := range map[string]func(*agentspec.EventStream, context.CancelFunc){
		"break": func(stream *agentspec.EventStream, _ context.CancelFunc) {
			for range stream.Events() {
				break
			}
		},
		"Close": func(stream *agentspec.EventStream, _ context.CancelFunc) { _ = stream.Close() },
		"Close while it is read": func(stream *agentspec.EventStream, _ context.CancelFunc) {
			for range stream.Events() {
				time.AfterFunc(time.Millisecond, func() { _ = stream.Close() })
			}
			var interrupted *agentspec.StreamInterruptedError
			if err := stream.Err(); !errors.As(err, &interrupted) || interrupted.Code != "stream_closed" {
				t.Errorf("got %v", err)
			}
		},
		"the end of the context": func(stream *agentspec.EventStream, cancel context.CancelFunc) {
			for range stream.Events() {
				time.AfterFunc(time.Millisecond, cancel)
			}
			if err := stream.Err(); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		},
		"the end of the context, unread": func(_ *agentspec.EventStream, cancel context.CancelFunc) { cancel() },
		"a writer that fails": func(stream *agentspec.EventStream, _ context.CancelFunc) {
			reader, writer := io.Pipe()
			_ = reader.CloseWithError(io.ErrShortWrite)
			if _, err := stream.WriteTo(writer); err != io.ErrShortWrite {
				t.Errorf("got %v", err)
			}
		},
		"a silence": func(*agentspec.EventStream, context.CancelFunc) {
			silent := openStreamOf(context.Background(), t, mustWith(t, client, agentspec.WithByteIdleTimeout(20*time.Millisecond)), "held")
			var timeout *agentspec.TimeoutError
			if _, err := silent.Text(); !errors.As(err, &timeout) || timeout.PartialText != "a" {
				t.Errorf("got %v", err)
			}
		},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		stream := openStreamOf(ctx, t, client, "held")
		leave(stream, cancel)
		server.awaitGone(t, name)
		cancel()
		runtime.KeepAlive(stream)
		_ = stream.Close()
		if name == "a silence" {
			server.awaitGone(t, name)
		}
	}
}

func mustWith(t *testing.T, client *agentspec.Client, options ...agentspec.Option) *agentspec.Client {
	t.Helper()
	other, err := client.WithOptions(options...)
	if err != nil {
		t.Fatal(err)
	}
	return other
}

func TestAStreamThatNothingRefersToClosesItsConnection(t *testing.T) {
	server := newStreamServer(t)
	client := server.client(t)
	func() {
		if stream := openStreamOf(context.Background(), t, client, "held"); stream.Err() != nil {
			t.Error("not read yet")
		}
	}()
	for range 1000 {
		runtime.GC()
		select {
		case <-server.gone:
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("the connection is still open")
}

func TestStreamsThatAreReadToTheirEndTakeTurnsOnOneConnection(t *testing.T) {
	server := newStreamServer(t)
	client := server.client(t)
	for index := range 20 {
		stream := openStreamOf(context.Background(), t, client, "whole")
		if index%2 == 0 {
			if text, err := stream.Text(); text != "a" || err != nil {
				t.Errorf("got %q, %v", text, err)
			}
			continue
		}
		for event := range stream.Events() {
			if event.Type == agentspec.EventDone {
				break
			}
		}
	}
	// On a busy machine a stream may begin before the rest of the one before it is read: that costs a connection.
	if opened, _ := server.counts(); opened > 4 {
		t.Errorf("%d connections", opened)
	}
}

// TestTenThousandStreamsLeaveNothingBehind counts the goroutines and the sockets of this process, and the connections of the server.
func TestTenThousandStreamsLeaveNothingBehind(t *testing.T) {
	const count = 10_000
	server := newStreamServer(t)
	client := server.client(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ways := []func(){
		func() {
			if text, err := openStreamOf(ctx, t, client, "whole").Text(); text != "a" || err != nil {
				t.Error(text, err)
			}
		},
		func() {
			for range openStreamOf(ctx, t, client, "whole").Events() {
			}
		},
		func() {
			for event := range openStreamOf(ctx, t, client, "whole").Events() {
				if event.Type == agentspec.EventDone {
					break
				}
			}
		},
		func() {
			for range openStreamOf(ctx, t, client, "held").Events() {
				break
			}
		},
		func() {
			if text, err := openStreamOf(ctx, t, client, "cut").Text(); err == nil {
				t.Error(text)
			}
		},
		func() { _ = openStreamOf(ctx, t, client, "held").Close() },
		func() {
			own, stop := context.WithCancel(ctx)
			defer stop()
			for range openStreamOf(own, t, client, "held").Events() {
				stop()
			}
		},
	}
	work := func(from, to int) {
		for index := from; index < to; index++ {
			ways[index%len(ways)]()
		}
	}
	work(0, len(ways))
	settled := func() (goroutines, sockets, open int) {
		client.Close()
		for late := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			_, open = server.counts()
			goroutines, sockets = runtime.NumGoroutine(), countSockets(t)
			if open == 0 || time.Now().After(late) {
				return goroutines, sockets, open
			}
		}
	}
	goroutines, sockets, _ := settled()
	work(len(ways), count)
	afterGoroutines, afterSockets, open := settled()
	const few = 8
	if afterGoroutines > goroutines+few || afterSockets > sockets+few || open > 0 {
		stacks := make([]byte, 1<<16)
		stacks = stacks[:runtime.Stack(stacks, true)]
		t.Errorf("goroutines: %d, then %d; sockets: %d, then %d; %d connections open\n%s", goroutines, afterGoroutines, sockets, afterSockets, open, stacks)
	}
}

// countSockets returns how many sockets this process has open, where the system tells.
func countSockets(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	sockets := 0
	for _, entry := range entries {
		if _, err := strconv.Atoi(entry.Name()); err != nil {
			continue
		}
		if target, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.HasPrefix(target, "socket:") {
			sockets++
		}
	}
	return sockets
}
