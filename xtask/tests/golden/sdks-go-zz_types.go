// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"encoding/json"
	"math"
	"time"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// Book is a book, with a "quote" and a \ in its text.
//
// And a second paragraph.
type Book struct {
	// The title.
	Title string `json:"title"`

	// Where it stands. It is [ShelfReadingRoom] or [ShelfCellar], or a value of a later server.
	Shelf string `json:"shelf"`

	// Null where nobody knows.
	Author string `json:"author"`

	// The number.
	Isbn int `json:"isbn"`

	// A name that is a keyword of Rust.
	Type string `json:"type"`

	// A name that is a keyword of Python. Empty if absent.
	From string `json:"from"`

	// Its tags.
	Tags []string `json:"tags"`

	// Its loans, none if absent.
	Loans []Loan `json:"loans"`

	// None if nil.
	Notes []string `json:"notes"`

	// Whether it is lent. False if absent.
	IsLent bool `json:"is_lent"`

	// In kilograms. 0 if absent.
	Weight float64 `json:"weight"`

	// The pages. 0 if absent.
	Pages int `json:"pages"`

	// Any JSON. Nil if absent.
	Anything any `json:"anything"`

	// What else is known. A number in it is a [json.Number]. Nil if absent.
	Facts map[string]any `json:"facts"`

	// Points by reader. Nil if absent.
	Scores map[string]int `json:"scores"`

	// Loans by reader. Nil if absent.
	Lent map[string]Loan `json:"lent"`

	// A name that a class of Python uses. 0 if absent.
	Int int `json:"int"`

	// After it, for the same reason. 0 if absent.
	Year int `json:"year"`

	// When it was seen, by place. Nil if absent.
	Seen map[string]time.Time `json:"seen"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readBook(v wire.Value) Book {
	o := v.Object()
	var r Book
	r.Title = o.Required("title").Text()
	r.Shelf = o.Required("shelf").Text()
	if field := o.Required("author"); !field.IsNull() {
		r.Author = field.Text()
	}
	r.Isbn = o.Required("isbn").Integer(0, math.MaxInt)
	r.Type = o.Required("type").Text()
	if field, ok := o.Optional("from"); ok {
		r.From = field.Text()
	}
	r.Tags = wire.List(o.Required("tags"), wire.Value.Text)
	r.Loans = readList(o, "loans", readLoan)
	r.Notes = readList(o, "notes", wire.Value.Text)
	if field, ok := o.Optional("is_lent"); ok {
		r.IsLent = field.Bool()
	}
	if field, ok := o.Optional("weight"); ok {
		r.Weight = field.Number()
	}
	if field, ok := o.Optional("pages"); ok {
		r.Pages = field.Integer(1, min(math.MaxUint32, math.MaxInt))
	}
	if field, ok := o.Optional("anything"); ok {
		r.Anything = field.Any()
	}
	if field, ok := o.Optional("facts"); ok {
		r.Facts = wire.AnyMap(field)
	}
	if field, ok := o.Optional("scores"); ok {
		r.Scores = wire.Map(field, func(v wire.Value) int { return v.Integer(math.MinInt32, math.MaxInt32) })
	}
	if field, ok := o.Optional("lent"); ok {
		r.Lent = wire.Map(field, readLoan)
	}
	if field, ok := o.Optional("int"); ok {
		r.Int = field.Integer(math.MinInt32, math.MaxInt32)
	}
	if field, ok := o.Optional("year"); ok {
		r.Year = field.Integer(-3000, math.MaxInt32)
	}
	if field, ok := o.Optional("seen"); ok {
		r.Seen = wire.Map(field, readTime)
	}
	r.Extra = o.Extra("title", "shelf", "author", "isbn", "type", "from", "tags", "loans", "notes", "is_lent", "weight", "pages", "anything", "facts", "scores", "lent", "int", "year", "seen")
	return r
}

// Loans is the loans.
type Loans struct {
	// The loans.
	Loans []Loan `json:"loans"`

	// How many. 0 if absent.
	Total int `json:"total"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readLoans(v wire.Value) Loans {
	o := v.Object()
	var r Loans
	r.Loans = wire.List(o.Required("loans"), readLoan)
	if field, ok := o.Optional("total"); ok {
		r.Total = field.Count()
	}
	r.Extra = o.Extra("loans", "total")
	return r
}

// Loan is a loan.
type Loan struct {
	// Since when. The zero time if it is not RFC 3339.
	Since time.Time `json:"since"`

	// Until when, empty if open. The zero time if it is absent or not RFC 3339.
	Until time.Time `json:"until"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readLoan(v wire.Value) Loan {
	o := v.Object()
	var r Loan
	r.Since = readTime(o.Required("since"))
	if field, ok := o.Optional("until"); ok {
		r.Until = readTime(field)
	}
	r.Extra = o.Extra("since", "until")
	return r
}

// Reader holds who reads.
type Reader struct {
	// Of the reader, none if nil.
	Names []string `json:"names"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readReader(v wire.Value) Reader {
	o := v.Object()
	var r Reader
	r.Names = readList(o, "names", wire.Value.Text)
	r.Extra = o.Extra("names")
	return r
}

// The known values of [Book.Shelf]: where it stands. A later server may send others.
const (
	ShelfReadingRoom = "reading_room"

	ShelfCellar = "cellar"
)

// ReadOptions holds more of how to read.
type ReadOptions struct {
	// Of reading.
	Speed *float64 `json:"speed,omitempty"`

	// A loan.
	After *Loan `json:"after,omitempty"`

	// Extra has further keys, sent as they are. A field above takes precedence.
	Extra map[string]any `json:"-"`
}

// MarshalJSON returns the object that is sent.
func (r ReadOptions) MarshalJSON() ([]byte, error) {
	return json.Marshal(r.body())
}

func (r *ReadOptions) body() map[string]any {
	body := make(map[string]any, len(r.Extra)+2)
	for key, value := range r.Extra {
		body[key] = value
	}
	if r.Speed != nil {
		body["speed"] = *r.Speed
	}
	if r.After != nil {
		body["after"] = *r.After
	}
	return body
}
