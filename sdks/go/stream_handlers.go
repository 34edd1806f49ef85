package agentspec

import "runtime"

// StreamHandlers is what StreamWith calls with the events of a stream, in their order, in the goroutine of its caller. A handler that is nil is
// not called.
type StreamHandlers struct {
	OnToken func(content string)
	// A number in args is a json.Number.
	OnToolCall   func(name string, args map[string]any)
	OnToolResult func(name, output string)
	OnDone       func(usage Usage)
	// OnError is called with an error event. If it is nil, the call returns the event as an error. Any other failure is returned.
	OnError func(code, message string)
}

// handle reads the stream to its end and calls the handlers with its events.
func (s *EventStream) handle(handlers StreamHandlers) error {
	defer runtime.KeepAlive(s)
	var failure error
	s.each(func(event *StreamEvent, err error) bool {
		switch {
		case err != nil:
			failure = err
		case event.Type == EventToken && handlers.OnToken != nil:
			handlers.OnToken(event.Content)
		case event.Type == EventToolCall && handlers.OnToolCall != nil:
			handlers.OnToolCall(event.Name, event.Arguments)
		case event.Type == EventToolResult && handlers.OnToolResult != nil:
			handlers.OnToolResult(event.Name, event.Output)
		case event.Type == EventDone && handlers.OnDone != nil:
			handlers.OnDone(*event.Usage)
		case event.Type == EventError && handlers.OnError != nil:
			handlers.OnError(event.Code, event.Message)
		case event.Type == EventError:
			failure = s.reading.errorOfEvent(event, "")
		}
		return true
	})
	return failure
}
