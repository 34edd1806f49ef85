package agentspec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// MarshalJSON returns the event as a server writes it, with the fields that this version does not know.
func (e StreamEvent) MarshalJSON() ([]byte, error) {
	if e.Raw != nil {
		var compact bytes.Buffer
		if err := json.Compact(&compact, e.Raw); err != nil {
			return nil, fmt.Errorf("agentspec: the Raw of an event is no JSON: %w", err)
		}
		return compact.Bytes(), nil
	}
	object := jsonObject{}
	object.add("type", e.Type)
	switch e.Type {
	case EventToken:
		object.add("content", e.Content)
	case EventToolCall:
		object.add("name", e.Name)
		if e.Arguments == nil {
			object.add("arguments", struct{}{})
		} else {
			object.add("arguments", e.Arguments)
		}
	case EventToolResult:
		object.add("name", e.Name)
		object.add("output", e.Output)
	case EventError:
		object.add("code", e.Code)
		object.add("message", e.Message)
	case EventDone:
		object.add("usage", usageJSON(e.Usage))
	default:
		return nil, fmt.Errorf("agentspec: an event of the type %q has no Raw to be written", e.Type)
	}
	object.addAll(e.Extra)
	return object.end()
}

// UnmarshalJSON reads an event as a stream does.
func (e *StreamEvent) UnmarshalJSON(data []byte) error {
	value, document := wire.Parse(data)
	event, err := readEvent(value, document, false)
	if err != nil {
		return fmt.Errorf("agentspec: an event cannot be read: %w", err)
	}
	*e = event
	return nil
}

// usageJSON returns the usage with the fields that this version does not know.
func usageJSON(usage *Usage) json.Marshaler {
	var known Usage
	if usage != nil {
		known = *usage
	}
	return extended{known, known.Extra}
}

// extended is an object with further fields.
type extended struct {
	known any
	extra map[string]json.RawMessage
}

func (e extended) MarshalJSON() ([]byte, error) {
	known, err := json.Marshal(e.known)
	if err != nil {
		return nil, err
	}
	if len(known) < 2 || known[len(known)-1] != '}' {
		return nil, errors.New("agentspec: no JSON object")
	}
	object := jsonObject{text: known[:len(known)-1]}
	object.addAll(e.extra)
	return object.end()
}

// jsonObject is an object that is written field by field.
type jsonObject struct {
	text []byte
	err  error
}

func (o *jsonObject) add(name string, value any) {
	key, err := marshal(name)
	o.err = errors.Join(o.err, err)
	text, err := marshal(value)
	o.err = errors.Join(o.err, err)
	switch {
	case len(o.text) == 0:
		o.text = append(o.text, '{')
	case len(o.text) > 1:
		o.text = append(o.text, ',')
	}
	o.text = append(append(append(o.text, key...), ':'), text...)
}

func (o *jsonObject) addAll(extra map[string]json.RawMessage) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		o.add(name, extra[name])
	}
}

func (o *jsonObject) end() ([]byte, error) {
	return append(o.text, '}'), o.err
}

// marshal is json.Marshal without escapes for HTML.
func marshal(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}
