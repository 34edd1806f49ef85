package wire

import (
	"encoding/json"
	"iter"
	"slices"
)

// Object is the members of an object. Without an object it has none, and nothing is required of it.
type Object struct {
	value   Value
	members []member
}

// Value returns the value that the object is of.
func (o Object) Value() Value { return o.value }

// Required returns a member. It is a problem if there is none.
func (o Object) Required(name string) Value {
	value, ok := o.Find(name)
	if !ok {
		o.value.Fail("missing field `" + name + "`")
	}
	return value
}

// Optional returns a member, if there is one that is not null.
func (o Object) Optional(name string) (Value, bool) {
	value, ok := o.Find(name)
	if !ok || value.IsNull() {
		return Value{}, false
	}
	return value, true
}

// Find returns a member, if there is one, of duplicate ones the last.
func (o Object) Find(name string) (Value, bool) {
	for index := len(o.members) - 1; index >= 0; index-- {
		if m := o.members[index]; o.isNamed(m, name) {
			return o.at(m), true
		}
	}
	return Value{}, false
}

// Extra returns the members that are none of the known ones; nil if there are none.
func (o Object) Extra(known ...string) map[string]json.RawMessage {
	var extra map[string]json.RawMessage
	isKnown := func(m member) bool {
		return slices.ContainsFunc(known, func(name string) bool { return o.isNamed(m, name) })
	}
	for index, m := range o.members {
		if isKnown(m) {
			continue
		}
		if extra == nil {
			extra = make(map[string]json.RawMessage, len(o.members)-index)
		}
		extra[o.name(m)] = o.at(m).Raw()
	}
	return extra
}

// All iterates over the members in the order of their first names, each with its last value.
func (o Object) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, m := range o.unique() {
			if !yield(o.name(m), o.at(m)) {
				return
			}
		}
	}
}

func (o Object) at(m member) Value {
	return Value{document: o.value.document, start: m.start, end: m.end}
}

func (o Object) name(m member) string {
	inside := o.value.document.data[m.name:m.nameEnd]
	if m.isEscaped {
		return textOf(inside)
	}
	return string(inside)
}

func (o Object) isNamed(m member, name string) bool {
	if m.isEscaped {
		return o.name(m) == name
	}
	return string(o.value.document.data[m.name:m.nameEnd]) == name
}

// few is how many members are compared with one another, without a map of them.
const few = 8

// unique returns the members, each once: where its name comes first, with its last value.
func (o Object) unique() []member {
	if len(o.members) <= few && !o.hasDuplicate() {
		return o.members
	}
	unique := make([]member, 0, len(o.members))
	places := make(map[string]int, len(o.members))
	for _, m := range o.members {
		name := o.name(m)
		if place, ok := places[name]; ok {
			unique[place].start, unique[place].end = m.start, m.end
			continue
		}
		places[name] = len(unique)
		unique = append(unique, m)
	}
	return unique
}

func (o Object) hasDuplicate() bool {
	for index, m := range o.members {
		for _, other := range o.members[:index] {
			if m.isEscaped || other.isEscaped || m.nameEnd-m.name == other.nameEnd-other.name && o.isNamed(other, o.name(m)) {
				return true
			}
		}
	}
	return false
}
