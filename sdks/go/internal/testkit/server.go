package testkit

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Received is a request as the server received it.
type Received struct {
	Method string
	Path   string // with the query
	Header http.Header
	Body   string
}

// Answer is what a scripted server sends. It closes the connection afterwards, unless the connection is held for the client to close.
type Answer struct {
	Data   string
	IsHeld bool
	// Keeps says that the connection serves the next request, too.
	Keeps bool
}

// Silence is no response: the request is under way until the client gives up.
var Silence = Answer{IsHeld: true}

// Respond is a whole response: of a string as it is, of anything else as JSON. Headers replace the usual ones.
func Respond(status int, body any, headers ...string) Answer {
	content, isText := body.(string)
	if !isText {
		text, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		content = string(text)
	}
	fields := http.Header{
		"Content-Type":   {"application/json"},
		"Content-Length": {fmt.Sprint(len(content))},
		"Connection":     {"close"},
	}
	for index := 0; index+1 < len(headers); index += 2 {
		fields.Set(headers[index], headers[index+1])
	}
	var head strings.Builder
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	if err := fields.Write(&head); err != nil {
		panic(err)
	}
	return Answer{Data: head.String() + "\r\n" + content}
}

// Refuse is an error body of the contract.
func Refuse(status int, code string, headers ...string) Answer {
	return Respond(status, map[string]any{"error": map[string]string{"code": code, "message": "No."}}, headers...)
}

// Stream is a response with these events. Unless it is held, the end of the connection is the end of the stream.
func Stream(events ...any) Answer {
	var data strings.Builder
	data.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
	for _, event := range events {
		text, err := json.Marshal(event)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&data, "data: %s\n\n", text)
	}
	return Answer{Data: data.String()}
}

// Held is the answer with its connection left open.
func (a Answer) Held() Answer {
	a.IsHeld = true
	return a
}

// TokenEvent is a token as a server writes it.
func TokenEvent(content string) any {
	return map[string]string{"type": "token", "content": content}
}

// The usual values of a server.
var (
	Usage   = map[string]int{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
	Done    = map[string]any{"type": "done", "usage": Usage}
	Invoked = map[string]any{"output": "Paris.", "usage": Usage}
)

// Scripted is a server that gives one answer after the other, the last one again and again, and keeps what it receives.
type Scripted struct {
	URL      string
	listener net.Listener
	answers  []Answer

	mutex       sync.Mutex
	changed     *sync.Cond
	received    []Received
	connections map[net.Conn]struct{}
	opened      int
	closed      int
}

// Script starts a server until the test ends.
func Script(t testing.TB, answers ...Answer) *Scripted {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &Scripted{URL: "http://" + listener.Addr().String(), listener: listener, answers: answers, connections: map[net.Conn]struct{}{}}
	server.changed = sync.NewCond(&server.mutex)
	t.Cleanup(server.Stop)
	go server.accept()
	return server
}

// Stop closes the server and its connections.
func (s *Scripted) Stop() {
	_ = s.listener.Close()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for connection := range s.connections {
		_ = connection.Close()
	}
}

// Received returns the requests so far.
func (s *Scripted) Received() []Received {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Received(nil), s.received...)
}

// Opened returns how many connections the client has opened.
func (s *Scripted) Opened() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.opened
}

// Closed returns how many connections have ended.
func (s *Scripted) Closed() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.closed
}

// AwaitReceived waits until so many requests have been received.
func (s *Scripted) AwaitReceived(t testing.TB, count int) {
	t.Helper()
	s.await(t, fmt.Sprintf("%d requests", count), func() bool { return len(s.received) >= count })
}

// AwaitClosed waits until so many connections have ended.
func (s *Scripted) AwaitClosed(t testing.TB, count int) {
	t.Helper()
	s.await(t, fmt.Sprintf("%d closed connections", count), func() bool { return s.closed >= count })
}

func (s *Scripted) await(t testing.TB, what string, condition func() bool) {
	t.Helper()
	isLate := false
	late := time.AfterFunc(30*time.Second, func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		isLate = true
		s.changed.Broadcast()
	})
	defer late.Stop()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for !condition() {
		if isLate {
			t.Fatalf("the server waited in vain for %s: received %d, opened %d, closed %d", what, len(s.received), s.opened, s.closed)
		}
		s.changed.Wait()
	}
}

func (s *Scripted) accept() {
	for {
		connection, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mutex.Lock()
		s.connections[connection] = struct{}{}
		s.opened++
		s.changed.Broadcast()
		s.mutex.Unlock()
		go s.serve(connection)
	}
}

func (s *Scripted) serve(connection net.Conn) {
	defer func() {
		_ = connection.Close()
		s.mutex.Lock()
		defer s.mutex.Unlock()
		delete(s.connections, connection)
		s.closed++
		s.changed.Broadcast()
	}()
	reader := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		answer := s.receive(Received{Method: request.Method, Path: request.RequestURI, Header: request.Header, Body: string(body)})
		if _, err := io.WriteString(connection, answer.Data); err != nil {
			return
		}
		if answer.IsHeld {
			_, _ = io.Copy(io.Discard, reader)
			return
		}
		if !answer.Keeps {
			return
		}
	}
}

func (s *Scripted) receive(request Received) Answer {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.received = append(s.received, request)
	s.changed.Broadcast()
	if len(s.answers) == 0 {
		return Silence
	}
	return s.answers[min(len(s.received), len(s.answers))-1]
}
