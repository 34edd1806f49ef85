package agentspec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// pieces reads one piece after the other.
type pieces [][]byte

func (p *pieces) Read(buffer []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(buffer, (*p)[0])
	if (*p)[0] = (*p)[0][n:]; len((*p)[0]) == 0 {
		*p = (*p)[1:]
	}
	return n, nil
}

func streamOf(text []byte, cut []int) *EventStream {
	pieces := pieces(testkit.Cut(text, cut))
	return NewEventStream(&pieces)
}

const doneText = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"

type eventRow struct {
	Name       string
	Data       string
	EventName  string `json:"event_name"`
	Event      json.RawMessage
	Error      bool
	PassedOver bool `json:"passed_over"`
	CountBits  int  `json:"count_bits"`
}

func TestEachVectorOfEventsIsReadAtEachCut(t *testing.T) {
	for _, row := range testkit.Rows[eventRow](t, "events.jsonl") {
		var text strings.Builder
		if row.EventName != "" {
			text.WriteString("event: " + row.EventName + "\n")
		}
		for _, line := range strings.Split(row.Data, "\n") {
			text.WriteString("data: " + line + "\n")
		}
		text.WriteString("\n" + doneText)
		for _, cut := range testkit.Cuts {
			stream := streamOf([]byte(text.String()), cut)
			var events []StreamEvent
			for event := range stream.Events() {
				events = append(events, event)
			}
			if row.Error || row.CountBits > 63 {
				var undecodable *DecodeError
				if err := stream.Err(); len(events) > 0 || !errors.As(err, &undecodable) || undecodable.Message != "event 1 of the stream cannot be read" {
					t.Errorf("%s in pieces of %v: got %v and %v", row.Name, cut, events, err)
				}
				continue
			}
			if row.PassedOver {
				row.Event = nil
				if len(events) != 1 || events[0].Type != EventDone || stream.Err() != nil {
					t.Errorf("%s in pieces of %v: got %v and %v", row.Name, cut, events, stream.Err())
				}
				continue
			}
			if len(events) == 0 || stream.Err() != nil {
				t.Errorf("%s in pieces of %v: got %v and %v", row.Name, cut, events, stream.Err())
				continue
			}
			if difference := compareEvent(events[0], row.Event); difference != "" {
				t.Errorf("%s in pieces of %v: %s", row.Name, cut, difference)
			}
		}
	}
}

// compareEvent compares the fields of an event with those of a row. The order of names counts within each of them, and in an event that is unknown.
func compareEvent(event StreamEvent, expected json.RawMessage) string {
	written, err := json.Marshal(event)
	if err != nil {
		return err.Error()
	}
	var again StreamEvent
	if err := json.Unmarshal(written, &again); err != nil || !reflect.DeepEqual(again, event) {
		return string(written) + " is read as another event"
	}
	if _, isKnown := eventReaders[event.Type]; !isKnown {
		if !isSame(event.Raw, expected) {
			return "got " + string(event.Raw) + ", expected " + string(expected)
		}
		return ""
	}
	var got, wanted map[string]json.RawMessage
	if json.Unmarshal(written, &got) != nil || json.Unmarshal(expected, &wanted) != nil || len(got) != len(wanted) {
		return "got " + string(written) + ", expected " + string(expected)
	}
	for name, value := range wanted {
		// The fields of a usage that are unknown have no order.
		if name == "usage" && isSameUnordered(got[name], value) {
			continue
		}
		if !isSame(got[name], value) {
			return "got " + string(got[name]) + ", expected " + string(value)
		}
	}
	if arguments, ok := wanted["arguments"]; ok && event.Type == EventToolCall {
		if written, err := json.Marshal(event.Arguments); err != nil || !isSameUnordered(written, arguments) {
			return "the arguments are " + string(written) + ", expected " + string(arguments)
		}
	}
	return ""
}

// isSame compares two values of JSON token by token: numbers by their value, and an integer is no float.
func isSame(one, other json.RawMessage) bool {
	tokens := func(text []byte) (tokens []json.Token) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		for {
			token, err := decoder.Token()
			if err != nil {
				return tokens
			}
			if number, ok := token.(json.Number); ok {
				exact, _, _ := big.ParseFloat(string(number), 10, 512, big.ToNearestEven)
				kind := "integer "
				if strings.ContainsAny(string(number), ".eE") {
					kind = "float "
				}
				token = kind + exact.Text('g', 100)
			}
			tokens = append(tokens, token)
		}
	}
	return len(one) > 0 && reflect.DeepEqual(tokens(one), tokens(other))
}

func isSameUnordered(one, other json.RawMessage) bool {
	var a, b any
	return json.Unmarshal(one, &a) == nil && json.Unmarshal(other, &b) == nil && reflect.DeepEqual(a, b)
}

type textRow struct {
	Name        string
	Stream      string
	StreamBytes []byte `json:"stream_b64"`
	Response    json.RawMessage
	Error       *struct {
		Kind, Code, Message string
		Outcome             Outcome
		Events              int
		PartialText         string `json:"partial_text"`
	}
}

func TestEachVectorOfTextsIsCollectedAtEachCut(t *testing.T) {
	for _, row := range testkit.Rows[textRow](t, "text.jsonl") {
		text := row.StreamBytes
		if text == nil {
			text = []byte(row.Stream)
		}
		for _, cut := range testkit.Cuts {
			response, err := streamOf(text, cut).FinalResponse()
			if row.Error == nil {
				if err != nil {
					t.Errorf("%s in pieces of %v: %v", row.Name, cut, err)
					continue
				}
				written, _ := json.Marshal(extended{struct {
					Output string         `json:"output"`
					Usage  json.Marshaler `json:"usage"`
				}{response.Output, usageJSON(&response.Usage)}, response.Extra})
				if !isSameUnordered(written, row.Response) {
					t.Errorf("%s in pieces of %v: got %s, expected %s", row.Name, cut, written, row.Response)
				}
				continue
			}
			details := detailsIn(err)
			if details == nil {
				t.Errorf("%s in pieces of %v: got %v and %v", row.Name, cut, response, err)
				continue
			}
			got := *row.Error
			got.Kind, got.Code, got.Message, got.Outcome = string(details.kind), details.Code, details.Message, details.Outcome
			got.Events, got.PartialText = details.Events, details.PartialText
			if got != *row.Error {
				t.Errorf("%s in pieces of %v: got %+v, expected %+v", row.Name, cut, got, *row.Error)
			}
		}
	}
}
