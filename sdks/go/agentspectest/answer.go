package agentspectest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
)

// Answer is a scripted answer, in place of the server's own. [Error], [Status], [Events] and [EventText] make one; the methods return a changed copy.
type Answer struct {
	command answerCommand
	err     error
}

// answerCommand is the body of POST /_control/answers.
type answerCommand struct {
	Operation  string          `json:"operation,omitempty"`
	Status     int             `json:"status,omitempty"`
	Error      *errorText      `json:"error,omitempty"`
	JSON       json.RawMessage `json:"json,omitempty"`
	BodyBase64 *string         `json:"body_base64,omitempty"`
	Events     *string         `json:"events,omitempty"`
	Headers    [][2]string     `json:"headers,omitempty"`
	DelayMS    int64           `json:"delay_ms,omitempty"`
}

func (c answerCommand) withoutBody() answerCommand {
	c.Error, c.JSON, c.BodyBase64, c.Events = nil, nil, nil, nil
	return c
}

type errorText struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error is an error of the API: with this status, and this code and message in the body.
func Error(status int, code, message string) Answer {
	return Answer{command: answerCommand{Status: status, Error: &errorText{code, message}}}
}

// Status is a response with this status and, until JSON or Body gives it one, without a body.
func Status(status int) Answer {
	return Answer{command: answerCommand{Status: status}}
}

// Events is a stream of these events, and then its end. Without a done or an error event as the last one, it is cut short.
func Events(events ...agentspec.StreamEvent) Answer {
	var text strings.Builder
	for index, event := range events {
		data, err := json.Marshal(event)
		if err != nil {
			return Answer{err: fmt.Errorf("event %d: %w", index, err)}
		}
		fmt.Fprintf(&text, "data: %s\n\n", data)
	}
	return EventText(text.String())
}

// EventText is a stream of exactly this text, whether it is valid or not.
func EventText(text string) Answer {
	return Answer{command: answerCommand{Events: &text}}
}

// JSON has this value as its body, as encoding/json writes it.
func (a Answer) JSON(value any) Answer {
	data, err := json.Marshal(value)
	if err != nil {
		a.err = fmt.Errorf("the JSON of an answer: %w", err)
	}
	a.command = a.command.withoutBody()
	a.command.JSON = data
	return a
}

// Body has this body, without a content type of its own: see Header.
func (a Answer) Body(body string) Answer {
	encoded := base64.StdEncoding.EncodeToString([]byte(body))
	a.command = a.command.withoutBody()
	a.command.BodyBase64 = &encoded
	return a
}

// Header has this header, too. A Content-Type replaces that of the body; any other is added.
func (a Answer) Header(name, value string) Answer {
	a.command.Headers = append(a.command.Headers[:len(a.command.Headers):len(a.command.Headers)], [2]string{name, value})
	return a
}

// Delay is sent so much later, by the server's clock: see [Server.Advance].
func (a Answer) Delay(delay time.Duration) Answer {
	a.command.DelayMS = delay.Milliseconds()
	return a
}
