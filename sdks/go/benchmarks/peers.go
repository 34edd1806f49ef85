package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/openai/openai-go/v3/packages/ssestream"
	agentspec "github.com/szaher/agentspec/sdk"
)

// plainEvent is our event without our methods: encoding/json reads it by its tags.
type plainEvent agentspec.StreamEvent

// size is what each contender adds up, so that none can leave out an event.
func size(content, output string) int { return len(content) + len(output) + 1 }

// byOurs reads a stream by this SDK.
func byOurs(r io.Reader) (sum int, err error) {
	stream := agentspec.NewEventStream(r)
	for event := range stream.Events() {
		sum += size(event.Content, event.Output)
	}
	return sum, stream.Err()
}

// byScanner reads it as programs without a library do.
func byScanner(r io.Reader) (sum int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue
		}
		var event plainEvent
		if err := json.Unmarshal(data, &event); err != nil {
			return sum, err
		}
		sum += size(event.Content, event.Output)
	}
	return sum, lines.Err()
}

// byOpenAI reads it by the decoder of OpenAI's SDK.
func byOpenAI(r io.Reader) (sum int, err error) {
	response := &http.Response{Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(r)}
	stream := ssestream.NewStream[plainEvent](ssestream.NewDecoder(response), nil)
	for stream.Next() {
		event := stream.Current()
		sum += size(event.Content, event.Output)
	}
	return sum, stream.Err()
}
