package agentspec

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/sse"
	"github.com/szaher/agentspec/sdk/internal/testkit"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// TestMain runs the tests, or is the reader of Go, by the protocol of tests/differential/README.md in the workspace: the reader needs the decoders,
// which the package does not export.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "reader" {
		if err := serveReader(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

type readerRequest struct {
	Read  string
	Input []byte `json:"input_b64"`
	Cuts  [][]int
	Limit *int
}

func serveReader(requests io.Reader, outcomes io.Writer) error {
	decoder, output := json.NewDecoder(requests), bufio.NewWriter(outcomes)
	for {
		var request readerRequest
		if err := decoder.Decode(&request); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		for _, lengths := range request.Cuts {
			pieces := testkit.Cut(request.Input, lengths)
			line, err := marshal(readerOutcome(request, pieces))
			if err != nil {
				return err
			}
			if line, err = inProtocol(line); err != nil {
				return err
			}
			if _, err := output.Write(append(line, '\n')); err != nil {
				return err
			}
		}
		if err := output.Flush(); err != nil {
			return err
		}
	}
}

func readerOutcome(request readerRequest, pieces [][]byte) map[string]any {
	switch request.Read {
	case "frames":
		limit := sse.DefaultLimit
		if request.Limit != nil {
			limit = *request.Limit
		}
		return readerFrames(pieces, limit)
	case "events":
		return readerEvents(pieces)
	default:
		return readerStream(pieces)
	}
}

func readerFrames(pieces [][]byte, limit int) map[string]any {
	decoder := sse.New(limit)
	frames := []any{}
	for _, piece := range pieces {
		decoder.Push(piece)
		for {
			frame, ok, err := decoder.Next()
			if err != nil {
				return map[string]any{"frames": frames, "too_large": true}
			}
			if !ok {
				break
			}
			frames = append(frames, map[string]string{"event": nameOf(frame), "data": wire.Text(frame.Data), "id": wire.Text(frame.ID)})
		}
	}
	outcome := map[string]any{"frames": frames, "too_large": false, "unfinished": nil, "retry": nil}
	if frame, ok := decoder.Finish(); ok {
		outcome["unfinished"] = map[string]string{"event": nameOf(frame), "data": wire.Text(frame.Data)}
	}
	if _, _, err := decoder.Next(); err != nil {
		return map[string]any{"frames": frames, "too_large": true}
	}
	if retry, ok := decoder.Retry(); ok {
		outcome["retry"] = retry
	}
	outcome["last_event_id"] = wire.Text(decoder.LastEventID())
	return outcome
}

func readerEvents(pieces [][]byte) map[string]any {
	decoder := newEventDecoder(sse.DefaultLimit)
	events := []any{}
	for _, piece := range pieces {
		decoder.push(piece)
		for {
			event, err := decoder.next()
			var problem *wire.Problem
			switch {
			case errors.As(err, &problem):
				events = append(events, map[string]string{"error": "decode", "path": problem.Path})
				continue
			case err != nil:
				events = append(events, map[string]string{"error": err.Error()})
			case event != nil:
				events = append(events, map[string]any{"event": *event})
				continue
			}
			break
		}
	}
	outcome := map[string]any{"events": events, "unfinished": nil}
	if event := decoder.finish(); event != nil {
		outcome["unfinished"] = *event
	}
	return outcome
}

func readerStream(cut [][]byte) map[string]any {
	source := pieces(cut)
	stream := NewEventStream(&source)
	events := []StreamEvent{}
	for event := range stream.Events() {
		events = append(events, event)
	}
	outcome := map[string]any{"events": events, "end": nil}
	if details := detailsIn(stream.Err()); details != nil {
		outcome["end"] = string(details.kind)
	}
	return outcome
}

// inProtocol returns an outcome with the digits of integers beyond 64 bits as text, as the protocol has them. JSON in Go keeps them as numbers.
func inProtocol(outcome []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(outcome))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return marshal(withoutLargeIntegers(value))
}

func withoutLargeIntegers(value any) any {
	switch value := value.(type) {
	case []any:
		for index, item := range value {
			value[index] = withoutLargeIntegers(item)
		}
	case map[string]any:
		for name, member := range value {
			value[name] = withoutLargeIntegers(member)
		}
	case json.Number:
		_, errUnsigned := strconv.ParseUint(value.String(), 10, 64)
		_, errSigned := strconv.ParseInt(value.String(), 10, 64)
		if !strings.ContainsAny(value.String(), ".eE") && errUnsigned != nil && errSigned != nil {
			return value.String()
		}
	}
	return value
}

// nameOf returns the name of an event, by the format's name for one without.
func nameOf(frame sse.Frame) string {
	if len(frame.Event) == 0 {
		return "message"
	}
	return wire.Text(frame.Event)
}
