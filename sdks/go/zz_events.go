// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"encoding/json"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// EventType identifies the kind of a stream event. A later server may send further types.
type EventType string

// The types of events.
const (
	// EventToken is the type of this event: a piece of the answer's text.
	EventToken EventType = "token"

	// EventToolCall is the type of this event: the agent calls a tool.
	EventToolCall EventType = "tool_call"

	// EventToolResult is the type of this event: a tool has answered.
	EventToolResult EventType = "tool_result"

	// EventError is the type of this event: the agent failed. Ends the stream.
	EventError EventType = "error"

	// EventDone is the type of this event: the answer is complete. Ends the stream.
	EventDone EventType = "done"
)

// StreamEvent is one event of a streamed answer, identified by its "type". A "type" that is not listed here comes from a later server: a client
// delivers the event with its JSON unchanged. "done" and "error" end the stream.
//
// An event whose data is blank is a heartbeat, and is skipped; so is "[DONE]", which does not end the stream. An error body in
// place of an event ({"error": {…}}, or flat) is an "error" event; without a code, its code is "internal_error". An event named
// "error" may have "code" and "message" without a "type".
type StreamEvent struct {
	// Type is the event's type.
	Type EventType `json:"type"`

	// The piece; the pieces joined are the text. For EventToken.
	Content string `json:"content,omitempty"`

	// The tool's name. For EventToolCall and EventToolResult.
	Name string `json:"name,omitempty"`

	// The arguments of the call. A number in it is a [json.Number]. For EventToolCall.
	Arguments map[string]any `json:"arguments,omitempty"`

	// The result: a string, or any other JSON value. For EventToolResult.
	Output string `json:"output,omitempty"`

	// The machine-readable code. For EventError.
	Code string `json:"code,omitempty"`

	// The message for people. For EventError.
	Message string `json:"message,omitempty"`

	// The number of tokens that an answer used. For EventDone.
	Usage *Usage `json:"usage,omitempty"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`

	// Raw is the event as received. Nil for an event whose fields hold all of it.
	Raw json.RawMessage `json:"-"`
}

// eventReaders reads each type of event.
var eventReaders = map[EventType]func(wire.Object) StreamEvent{
	EventToken: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventToken}
		r.Content = o.Required("content").Text()
		r.Extra = o.Extra("type", "content")
		return r
	},
	EventToolCall: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventToolCall}
		r.Name = o.Required("name").Text()
		r.Arguments = wire.AnyMap(o.Required("arguments"))
		r.Extra = o.Extra("type", "name", "arguments")
		return r
	},
	EventToolResult: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventToolResult}
		r.Name = o.Required("name").Text()
		r.Output = readText(o.Required("output"))
		r.Extra = o.Extra("type", "name", "output")
		return r
	},
	EventError: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventError}
		r.Code = o.Required("code").Text()
		r.Message = o.Required("message").Text()
		r.Extra = o.Extra("type", "code", "message")
		return r
	},
	EventDone: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventDone}
		r.Usage = new(Usage)
		*r.Usage = readUsage(o.Required("usage"))
		r.Extra = o.Extra("type", "usage")
		return r
	},
}

// endsStream returns whether the event is the last of its stream.
func (t EventType) endsStream() bool {
	switch t {
	case EventError, EventDone:
		return true
	default:
		return false
	}
}
