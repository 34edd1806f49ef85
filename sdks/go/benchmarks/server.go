package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// serve answers calls and streams, in a process of its own, until its standard input ends. The name of the agent says how: "write-16384-20000" is a
// stream of 20,000 tokens in writes of 16 KiB, and 0 is a write an event.
func serve() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println(listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	bodies := map[string][][]byte{}
	for _, name := range []string{"write-16384-20000", "write-0-2000"} {
		var size, count int
		_, err := fmt.Sscanf(name, "write-%d-%d", &size, &count)
		check(err)
		bodies[name] = chunks(tokens(count), size)
	}
	check(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if strings.HasSuffix(r.URL.Path, "/invoke") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"output": "Paris.", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range bodies[strings.Split(r.URL.Path, "/")[3]] {
			if _, err := w.Write(piece); err != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	})))
}

// startServer starts this program as a server, and returns its address and what stops it.
func startServer() (address string, stop func()) {
	program, err := os.Executable()
	check(err)
	command := exec.Command(program, "serve")
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	check(err)
	output, err := command.StdoutPipe()
	check(err)
	check(command.Start())
	line := make([]byte, 64)
	n, err := output.Read(line)
	check(err)
	return "http://" + strings.TrimSpace(string(line[:n])), func() {
		_ = input.Close()
		_ = command.Wait()
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
