package agentspec

import (
	"bytes"

	"github.com/szaher/agentspec/sdk/internal/sse"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// eventDecoder turns the bytes of a streamed answer, in any pieces, into events. It does no I/O, and does not know where a stream may end.
type eventDecoder struct {
	frames   *sse.Decoder
	limit    int
	document wire.Document
	// event is the one that was read last. It is written anew only where it changes: nearly each is a token after a token.
	event   StreamEvent
	texts   wire.Texts
	isToken bool   // whether the event is a token without other fields
	data    []byte // of the last event that could not be read
}

func newEventDecoder(limit int) *eventDecoder {
	return &eventDecoder{frames: sse.New(limit), limit: limit}
}

// push takes the next piece, which must not change until next returns nil.
func (d *eventDecoder) push(chunk []byte) { d.frames.Push(chunk) }

// next returns the next event, which holds until the next call, or nil if the pieces so far have no further whole one. It skips heartbeats: events
// whose data is blank, and [DONE]. It fails with a *wire.Problem, a *wire.TooLarge or a *sse.TooLarge.
func (d *eventDecoder) next() (*StreamEvent, error) {
	if inside, length, form := wire.FindTokenEvent(d.frames.Ahead()); form != wire.NoToken {
		d.frames.Skip(length)
		return d.token(inside, form), nil
	}
	for {
		frame, ok, err := d.frames.Next()
		if !ok {
			return nil, err
		}
		if !isHeartbeat(frame.Data) {
			return d.read(frame)
		}
	}
}

// finish returns the event that the end of the bytes leaves without its blank line, if it can be read.
func (d *eventDecoder) finish() *StreamEvent {
	frame, ok := d.frames.Finish()
	if !ok {
		return nil
	}
	event, err := d.read(frame)
	if err != nil {
		return nil
	}
	return event
}

// read reads an event by its type, or an error body.
func (d *eventDecoder) read(frame sse.Frame) (*StreamEvent, error) {
	if inside, form := wire.FindToken(frame.Data); form != wire.NoToken {
		return d.token(inside, form), nil
	}
	defer d.document.Clear()
	value := d.document.Scan(frame.Data, d.limit)
	event, err := readEvent(value, &d.document, string(frame.Event) == "error")
	if err != nil {
		d.data = append([]byte(nil), frame.Data...)
		return nil, err
	}
	d.event, d.isToken = event, false
	return &d.event, nil
}

func (d *eventDecoder) token(inside []byte, form wire.TokenForm) *StreamEvent {
	if !d.isToken {
		d.event, d.isToken = StreamEvent{Type: EventToken}, true
	}
	d.event.Content = d.texts.Content(inside, form)
	return &d.event
}

// readEvent reads the value of a document, of which problems are known already if it is no JSON.
func readEvent(value wire.Value, document *wire.Document, isNamedError bool) (StreamEvent, error) {
	if err := document.Err(); err != nil {
		return StreamEvent{}, err
	}
	if !value.IsObject() {
		value.Fail("expected a JSON object")
		return StreamEvent{}, document.Err()
	}
	object := value.Object()
	tag := EventType(object.Required("type").Text())
	if document.Err() == nil {
		read, ok := eventReaders[tag]
		if !ok {
			return StreamEvent{Type: tag, Raw: value.Raw()}, nil
		}
		if event := read(object); document.Err() == nil {
			if !holdsAll(event, object) {
				event.Raw = value.Raw()
			}
			return event, nil
		}
	}
	if event, ok := eventOfErrorBody(object, isNamedError); ok {
		return event, nil
	}
	return StreamEvent{}, document.Err()
}

// holdsAll reports whether the fields of the event hold all that was received: a map has no order, and a text does not tell what JSON it was.
func holdsAll(event StreamEvent, object wire.Object) bool {
	switch event.Type {
	case EventToolCall:
		return false
	case EventToolResult:
		output, _ := object.Find("output")
		return output.IsText()
	default:
		return true
	}
}

// isHeartbeat reports whether the data of an event is blank, or the end mark of other APIs, which ends nothing here.
func isHeartbeat(data []byte) bool {
	if len(data) > 0 && data[0] == '{' {
		return false
	}
	data = bytes.Trim(data, " \t\n\f\r")
	return len(data) == 0 || string(data) == "[DONE]"
}
