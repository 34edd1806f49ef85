package agentspec

// SessionHandle is a conversation with an agent: see [SessionsService.Open]. It runs one turn at a time; a streamed turn is over when its stream has
// ended or is closed. It may be used by many goroutines at once.
//
// A stream that is neither read to its end nor closed blocks the next turn for at most the timeout of [WithTimeout]; then the turn returns a
// [TimeoutError], which names the stream by its correlation id.
//
// After a turn that the server may have recorded, although its complete response was not received, the next turn returns an [InvalidRequestError] with
// the code "turn_unresolved": see [SessionHandle.UnresolvedTurn].
type SessionHandle struct {
	client           caller
	agent, sessionID string
	turns            turns
}

func newSessionHandle(client caller, agent, sessionID string) *SessionHandle {
	return &SessionHandle{client: client, agent: agent, sessionID: sessionID}
}

// Agent returns the name of the session's agent.
func (h *SessionHandle) Agent() string {
	if h == nil {
		return ""
	}
	return h.agent
}

// SessionID returns the session's id.
func (h *SessionHandle) SessionID() string {
	if h == nil {
		return ""
	}
	return h.sessionID
}

// UnresolvedTurn is a turn that the server may have recorded, although its complete response was not received.
type UnresolvedTurn struct {
	// Input is the message.
	Input string

	// IdempotencyKey is the Idempotency-Key that it was sent with.
	IdempotencyKey string

	// Streamed says that its response was to be streamed: then SendAgainStream sends it again, else SendAgain.
	Streamed bool
}

// UnresolvedTurn returns the turn that the server may have recorded, although its complete response was not received: a stream broke, was closed or ended
// with an error event, the server failed (status 500, 502 or 504), or a call ran out of time or its context ended. It returns nil if the last turn was
// answered or refused, and while a turn is under way.
//
// While there is one, the next turn is refused, since it is not known what the agent remembers. Decide by SendAgain, SendAgainStream or GoOn. A program
// that goes on in any case calls GoOn after each failed turn:
//
//	if chat.UnresolvedTurn() != nil {
//		chat.GoOn()
//	}
func (h *SessionHandle) UnresolvedTurn() *UnresolvedTurn {
	if h == nil {
		return nil
	}
	sent := h.turns.unresolved()
	if sent == nil {
		return nil
	}
	return &UnresolvedTurn{Input: sent.input, IdempotencyKey: sent.idempotencyKey, Streamed: sent.isStreamed}
}

// GoOn continues without the unresolved turn, recorded or not: the next one may be taken. It sends nothing.
func (h *SessionHandle) GoOn() {
	if h != nil {
		h.turns.goOn()
	}
}

// turn returns what makes a call by this rule.
func (h *SessionHandle) turn(rule turnRule) caller {
	if h == nil || h.client == nil || rule == noTurn {
		return h.plain()
	}
	return &turnCaller{client: h.client, session: sessionTurn{turns: &h.turns, rule: rule}}
}

// again returns what makes the call that sends the unresolved turn again.
func (h *SessionHandle) again() caller {
	if h == nil || h.client == nil {
		return nil
	}
	session := sessionTurn{turns: &h.turns, rule: nextTurn, isAgain: true, sent: h.turns.unresolved()}
	return &turnCaller{client: h.client, session: session}
}

func (h *SessionHandle) plain() caller {
	if h == nil {
		return nil
	}
	return h.client
}

// turnCaller makes the call of one turn.
type turnCaller struct {
	client  caller
	session sessionTurn
}

func (c *turnCaller) site() (*settings, *sessionTurn) {
	settings, _ := c.client.site()
	return settings, &c.session
}
