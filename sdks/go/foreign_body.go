package agentspec

import (
	"slices"
	"strings"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

var (
	// messageMembers hold a message, the best one first: of frameworks, gateways and standards.
	messageMembers = strings.Fields("message Message msg error_description error_message errorMessage faultstring title reason description")
	// detailMembers add to it.
	detailMembers = []string{"detail", "details", "errors"}
	// wrapperMembers hold all of it, if no other member does.
	wrapperMembers = []string{"error", "Error", "fault"}
	// locationMembers say which part of the request is wrong.
	locationMembers = []string{"loc", "field", "param", "pointer"}
)

// mostValues is how many values are looked at: more than any error has.
const mostValues = 10_000

// messageIn returns the human-readable message in the JSON of a server, in any format; empty if there is none.
func messageIn(value wire.Value) string {
	return (&messageSearch{left: mostValues}).message(value)
}

type messageSearch struct{ left int }

func (s *messageSearch) message(value wire.Value) string {
	if s.left--; s.left < 0 {
		return ""
	}
	switch {
	case value.IsText():
		return strings.TrimSpace(value.Text())
	case value.IsList():
		return s.joined(value, "; ")
	case value.IsObject():
		return s.inObject(value.Object())
	default:
		return ""
	}
}

func (s *messageSearch) joined(list wire.Value, between string) string {
	var texts []string
	for _, item := range wire.List(list, func(item wire.Value) wire.Value { return item }) {
		if text := s.message(item); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, between)
}

// first returns what is read of the first member that has something.
func first(object wire.Object, names []string, read func(wire.Value) string) string {
	for _, name := range names {
		if value, ok := object.Find(name); ok {
			if text := read(value); text != "" {
				return text
			}
		}
	}
	return ""
}

func (s *messageSearch) inObject(object wire.Object) string {
	text := first(object, messageMembers, s.message)
	more := first(object, detailMembers, s.detail)
	switch {
	case text == "" || strings.Contains(more, text):
		text = more
	case more != "" && !strings.Contains(text, more):
		text += ": " + more
	}
	if text == "" {
		text = first(object, wrapperMembers, s.wrapped)
	}
	if text == "" {
		text = first(object, []string{"type"}, s.typeOfProblem)
	}
	if text == "" && isForm(object) {
		text = s.perField(object)
	}
	if text == "" {
		return ""
	}
	where := s.location(object)
	if source, _ := object.Find("source"); where == "" && source.IsObject() {
		where = s.location(source.Object())
	}
	if where != "" {
		return where + ": " + text
	}
	return text
}

func (s *messageSearch) detail(value wire.Value) string {
	if !value.IsObject() {
		return s.message(value)
	}
	if text := s.inObject(value.Object()); text != "" {
		return text
	}
	return s.perField(value.Object())
}

// wrapped reads a wrapper, in which a single word is a code and no message.
func (s *messageSearch) wrapped(value wire.Value) string {
	text := s.message(value)
	if value.IsText() && isCode(text) {
		return ""
	}
	return text
}

// typeOfProblem reads the type of a problem without another message. The type about:blank says nothing (RFC 9457, section 4.2.1).
func (s *messageSearch) typeOfProblem(value wire.Value) string {
	if text := s.message(value); strings.Contains(text, ":") && text != "about:blank" {
		return text
	}
	return ""
}

// isForm reports whether all members are lists, as of the errors of a form's fields.
func isForm(object wire.Object) bool {
	for _, value := range object.All() {
		if !value.IsList() {
			return false
		}
	}
	return true
}

func (s *messageSearch) perField(object wire.Object) string {
	var texts []string
	for field, value := range object.All() {
		var text string
		if value.IsList() {
			text = s.joined(value, ", ")
		} else {
			text = s.message(value)
		}
		if text != "" {
			texts = append(texts, field+": "+text)
		}
	}
	return strings.Join(texts, "; ")
}

func (s *messageSearch) location(object wire.Object) string {
	return first(object, locationMembers, func(value wire.Value) string {
		if value.IsText() {
			return s.message(value)
		}
		if !value.IsList() {
			return ""
		}
		steps := wire.List(value, func(step wire.Value) string {
			if step.IsText() {
				return step.Text()
			}
			if raw := string(step.Raw()); raw != "" && strings.Contains("-0123456789", raw[:1]) {
				return raw
			}
			return ""
		})
		return strings.Join(slices.DeleteFunc(steps, func(step string) bool { return step == "" }), ".")
	})
}
