// Program benchmarks measures this SDK beside what else reads streams in Go, all in one run, and prints the ratios beside their targets.
//
// Run it by `go run .`, or a part of it by `go run . decode` (or rare, allocations, http, call).
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	agentspec "github.com/szaher/agentspec/sdk"
)

const (
	scanner = "Scanner + Unmarshal"
	openAI  = "openai-go's ssestream"
	bare    = "bare reads"
	plain   = "http.Client"
)

var cuts = []struct {
	name string
	size int
}{{"a read an event", 0}, {"reads of 1,400 bytes", 1400}, {"reads of 16 KiB", 16 << 10}}

func main() {
	parts := map[string]func(){"decode": decode, "rare": rare, "allocations": allocations, "http": overHTTP, "call": call}
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		serve()
		return
	}
	for _, name := range []string{"decode", "rare", "allocations", "http", "call"} {
		if len(os.Args) < 2 || os.Args[1] == name {
			parts[name]()
		}
	}
}

// readers are the contenders for a stream in these pieces. All must read the same.
func readers(pieces [][]byte) []contender {
	var sums []int
	contenders := []contender{}
	for _, c := range []struct {
		name string
		read func(io.Reader) (int, error)
	}{{ours, byOurs}, {scanner, byScanner}, {openAI, byOpenAI}} {
		read := func() int {
			sum, err := c.read(&body{pieces: pieces})
			check(err)
			return sum
		}
		sums = append(sums, read())
		contenders = append(contenders, contender{c.name, func() { read() }})
	}
	if sums[0] != sums[1] || sums[0] != sums[2] {
		check(fmt.Errorf("the contenders read %v", sums))
	}
	return contenders
}

func decode() {
	const count = 2000
	for _, cut := range cuts {
		times := measure(count, readers(chunks(tokens(count), cut.size))...)
		what := "tokens, " + cut.name
		atLeast(what, "token", times, scanner, 8)
		atLeast(what, "token", times, openAI, 12)
	}
}

func rare() {
	for _, shape := range []struct {
		what   string
		events [][]byte
		size   int
		target float64
	}{
		{"tokens with escapes, reads of 1,400 bytes", escapedTokens(2000), 1400, 5},
		{"results of 4 KB, reads of 1,400 bytes", results(100, 4<<10), 1400, 2},
		{"results of 4 KB, reads of 16 KiB", results(100, 4<<10), 16 << 10, 2},
		{"an event of 4 MB, reads of 1,400 bytes", results(1, 4<<20), 1400, 1},
		{"an event of 4 MB, reads of 16 KiB", results(1, 4<<20), 16 << 10, 1},
	} {
		times := measure(len(shape.events)-1, readers(chunks(shape.events, shape.size))...)
		atLeast(shape.what, "event", times, scanner, shape.target)
	}
}

// allocations counts those of a token, without those of its stream.
func allocations() {
	most := 1.0
	for _, cut := range cuts {
		count := func(tokensOf int) float64 {
			pieces := chunks(tokens(tokensOf), cut.size)
			return testing.AllocsPerRun(20, func() {
				_, err := byOurs(&body{pieces: pieces})
				check(err)
			})
		}
		each := (count(4000) - count(2000)) / 2000
		print(row{What: "allocations of a token, " + cut.name, Ours: fmt.Sprintf("%.3f per token", each), Measured: each, Most: &most})
	}
}

func overHTTP() {
	address, stop := startServer()
	defer stop()
	client, err := agentspec.NewClient(agentspec.WithBaseURL(address), agentspec.WithAPIKey("key"))
	check(err)
	for _, shape := range []struct {
		what  string
		agent string
		count int
		why   string
	}{
		{
			"a stream by net/http, writes of 16 KiB", "write-16384-20000", 20_000,
			"at this size bare reads cost less than half a nanosecond a byte: 2 times as much leaves 18 ns to find, check, copy and deliver a token",
		},
		{"a stream by net/http, a write an event", "write-0-2000", 2_000, ""},
	} {
		byClient := func() {
			stream, err := client.Agents.Stream(context.Background(), &agentspec.StreamRequest{Name: shape.agent, Input: "Hello"})
			check(err)
			count := 0
			for range stream.Events() {
				count++
			}
			check(stream.Err())
			if count != shape.count+1 {
				check(fmt.Errorf("got %d events", count))
			}
		}
		buffer := make([]byte, 32<<10)
		byHand := func() {
			response := post(address + "/v1/agents/" + shape.agent + "/stream")
			for {
				if _, err := response.Body.Read(buffer); err == io.EOF {
					break
				} else if err != nil {
					check(err)
				}
			}
			check(response.Body.Close())
		}
		times := measure(shape.count, contender{ours, byClient}, contender{bare, byHand})
		atMost(shape.what, "token", times, bare, 2, shape.why)
	}
}

func call() {
	address, stop := startServer()
	defer stop()
	client, err := agentspec.NewClient(agentspec.WithBaseURL(address), agentspec.WithAPIKey("key"))
	check(err)
	byClient := func() {
		_, err := client.Agents.Invoke(context.Background(), &agentspec.InvokeRequest{Name: "assistant", Input: "Hello"})
		check(err)
	}
	byHand := func() {
		response := post(address + "/v1/agents/assistant/invoke")
		var answer struct {
			Output string          `json:"output"`
			Usage  agentspec.Usage `json:"usage"`
		}
		text, err := io.ReadAll(response.Body)
		check(err)
		check(response.Body.Close())
		check(json.Unmarshal(text, &answer))
	}
	times := measure(1, contender{ours, byClient}, contender{plain, byHand})
	atMost("a plain call", "call", times, plain, 1.1,
		"runs differ by more than the target's tenth; an attempt has ids, a trace of what was sent, a time limit and a copy of its request that the peer has not.")
}

func post(url string) *http.Response {
	input, err := json.Marshal(map[string]string{"input": "Hello"})
	check(err)
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(input))
	check(err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-Key", "key")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := http.DefaultClient.Do(request)
	check(err)
	if response.StatusCode != http.StatusOK {
		check(fmt.Errorf("the status is %d", response.StatusCode))
	}
	return response
}
