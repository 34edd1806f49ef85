package agentspec

// Client is a client of an AgentSpec server. Use one for the whole program: it may be used by many goroutines at once.
type Client struct {
	Services
	settings *settings
}

// NewClient makes a client, and sends nothing.
//
// What no option sets comes from the environment (AGENTSPEC_BASE_URL, AGENTSPEC_API_KEY, AGENTSPEC_TOKEN), else it has its default. An option for a
// credential replaces both variables; of the two variables, the key is used. AGENTSPEC_DIALECT may only be documented. The error is a
// [ConfigurationError] that names the option and what to change.
func NewClient(options ...Option) (*Client, error) {
	made, refusal := newSettings(options)
	if refusal != nil {
		return nil, refusal.toError(callFacts{})
	}
	return clientOf(made), nil
}

func clientOf(made *settings) *Client {
	return &Client{Services: newServices(made), settings: made}
}

// WithOptions returns a client that differs from this one by these options. It shares the connections and the retry budget with this one, unless the
// options replace them.
func (c *Client) WithOptions(options ...Option) (*Client, error) {
	if c == nil || c.settings == nil {
		return nil, noClient().toError(callFacts{})
	}
	made, refusal := changedSettings(c.settings, options)
	if refusal != nil {
		return nil, refusal.toError(callFacts{})
	}
	return clientOf(made), nil
}

// BaseURL returns where the server is, without a slash at its end.
func (c *Client) BaseURL() string {
	if c == nil || c.settings == nil {
		return ""
	}
	return c.settings.base
}

// Close closes the idle connections, which the copies of the client share, unless they are those of [WithHTTPClient]. It always returns nil. A
// client that is closed may still be used.
func (c *Client) Close() error {
	if c != nil && c.settings != nil {
		c.settings.closeIdle()
	}
	return nil
}

// caller returns nil for a client that NewClient did not make.
func (c *Client) caller() caller {
	if c == nil || c.settings == nil {
		return nil
	}
	return c.settings
}

// caller makes calls: a client, or a session's handle for one turn.
type caller interface {
	// site returns the client's settings, and the turn that the call takes, or nil.
	site() (*settings, *sessionTurn)
}

func (s *settings) site() (*settings, *sessionTurn) { return s, nil }
