// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"encoding/json"
	"math"
	"time"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// EventType identifies the kind of a stream event. A later server may send further types.
type EventType string

// The types of events.
const (
	// EventWord is the type of this event: a word:
	//
	//   - as it is written,
	//     and no other
	EventWord EventType = "word"

	// EventError is the type of this event: the reader lost the voice.
	EventError EventType = "error"

	// EventDone is the type of this event: the end.
	EventDone EventType = "done"
)

// StreamEvent holds what is read.
type StreamEvent struct {
	// Type is the event's type.
	Type EventType `json:"type"`

	// The word. For EventWord.
	Text string `json:"text,omitempty"`

	// A book, with a "quote" and a \ in its text.
	//
	// And a second paragraph. Nil if absent. For EventWord.
	Book *Book `json:"book,omitempty"`

	// When it was read. The zero time if it is absent or not RFC 3339. For EventWord.
	At time.Time `json:"at,omitempty"`

	// Its line. 0 if absent. For EventWord.
	Line int `json:"line,omitempty"`

	// Its marks, none if nil. For EventWord.
	Marks []string `json:"marks,omitempty"`

	// When it was read before. For EventWord.
	Times []time.Time `json:"times,omitempty"`

	// Its lines before. For EventWord.
	Lines []int `json:"lines,omitempty"`

	// Who waits. For EventDone.
	Loans []Loan `json:"loans,omitempty"`

	// Who reads. Nil if absent. For EventDone.
	Reader *Reader `json:"reader,omitempty"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`

	// Raw is the event as received. Nil for an event whose fields hold all of it.
	Raw json.RawMessage `json:"-"`
}

// eventReaders reads each type of event.
var eventReaders = map[EventType]func(wire.Object) StreamEvent{
	EventWord: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventWord}
		r.Text = o.Required("text").Text()
		if field, ok := o.Optional("book"); ok {
			r.Book = new(Book)
			*r.Book = readBook(field)
		}
		if field, ok := o.Optional("at"); ok {
			r.At = readTime(field)
		}
		if field, ok := o.Optional("line"); ok {
			r.Line = field.Integer(1, math.MaxInt)
		}
		r.Marks = readList(o, "marks", wire.Value.Text)
		r.Times = readList(o, "times", readTime)
		r.Lines = readList(o, "lines", func(v wire.Value) int { return v.Integer(1, math.MaxInt) })
		r.Extra = o.Extra("type", "text", "book", "at", "line", "marks", "times", "lines")
		return r
	},
	EventError: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventError}
		r.Extra = o.Extra("type")
		return r
	},
	EventDone: func(o wire.Object) StreamEvent {
		r := StreamEvent{Type: EventDone}
		r.Loans = readList(o, "loans", readLoan)
		if field, ok := o.Optional("reader"); ok {
			r.Reader = new(Reader)
			*r.Reader = readReader(field)
		}
		r.Extra = o.Extra("type", "loans", "reader")
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
