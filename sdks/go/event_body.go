package agentspec

import (
	"strings"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// codeOfNone is the code of an error that has none.
const codeOfNone = "internal_error"

// eventOfErrorBody reads an error body in place of the contract's error event: {"error": {…}}, or flat. In an event that is named error, code and
// message may stand beside each other, without the type of the contract's own.
func eventOfErrorBody(object wire.Object, isNamedError bool) (StreamEvent, bool) {
	tag, hasType := object.Find("type")
	if hasType {
		if _, hasCode := object.Find("code"); hasCode || !tag.IsText() || tag.Text() != string(EventError) {
			return StreamEvent{}, false
		}
	}
	known := []string{"type", "code", "message"}
	code, message, ok := errorBodyOf(object)
	switch {
	case ok:
		if text, isText := textIn(object, "error"); isText && text != "" && (text == code || strings.TrimSpace(text) == message) {
			known = append(known, "error")
		}
	case isNamedError && !hasType:
		var hasCode, hasMessage bool
		code, hasCode = textIn(object, "code")
		message, hasMessage = textIn(object, "message")
		if !hasCode && !hasMessage {
			return StreamEvent{}, false
		}
	default:
		return StreamEvent{}, false
	}
	if code == "" {
		code = codeOfNone
	}
	return StreamEvent{Type: EventError, Code: code, Message: message, Extra: object.Extra(known...)}, true
}

// errorBodyOf reads {"error": {"code", "message"}}, or the flat {"error": "<code>", "message"}. A code or a message alone is enough, and a blank
// one counts as absent. A text with spaces in the place of the flat code is a message.
func errorBodyOf(object wire.Object) (code, message string, ok bool) {
	failure, _ := object.Find("error")
	switch {
	case failure.IsText():
		text := failure.Text()
		message = filledTextIn(object, "message")
		if isCode(text) {
			code = text
		} else if message == "" {
			message = strings.TrimSpace(text)
		}
	case failure.IsObject():
		inner := failure.Object()
		code, message = filledTextIn(inner, "code"), filledTextIn(inner, "message")
	}
	return code, message, code != "" || message != ""
}

// isCode reports whether a text is meant for machines.
func isCode(text string) bool {
	return text != "" && len(strings.Fields(text)) == 1 && strings.TrimSpace(text) == text
}

// textIn returns a member that is a string.
func textIn(object wire.Object, name string) (string, bool) {
	value, _ := object.Find(name)
	if !value.IsText() {
		return "", false
	}
	return value.Text(), true
}

// filledTextIn returns a member that is a string and not blank; else the empty string.
func filledTextIn(object wire.Object, name string) string {
	if text, _ := textIn(object, name); strings.TrimSpace(text) != "" {
		return text
	}
	return ""
}
