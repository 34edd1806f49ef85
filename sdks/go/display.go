package agentspec

import (
	"fmt"
	"io"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// Format writes where the client's server is, and nothing of its credential.
func (c *Client) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "agentspec.Client("+safe.Escape(c.BaseURL())+")")
}

// Format writes the ids of the session.
func (h *SessionHandle) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "agentspec.SessionHandle("+safe.Escape(h.Agent()+", "+h.SessionID())+")")
}

// Format writes the correlation id of the stream.
func (s *EventStream) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "agentspec.EventStream("+safe.Escape(s.ResponseMeta().CorrelationID)+")")
}
