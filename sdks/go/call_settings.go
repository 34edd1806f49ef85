package agentspec

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// callSettings are what a client has for all its calls, and what a call may replace.
type callSettings struct {
	timeout, deadline                 time.Duration
	byteIdleTimeout, eventIdleTimeout time.Duration
	maxRetries                        int
	policy                            RetryPolicy
	// header has canonical names.
	header http.Header
	// of is "a client" or "a call": what refuses a header, in the message of that.
	of string
	// problem is the first that was found.
	problem string
}

var defaultCallSettings = callSettings{
	timeout:          2 * time.Minute,
	deadline:         NoLimit,
	byteIdleTimeout:  5 * time.Minute,
	eventIdleTimeout: 15 * time.Minute,
	maxRetries:       3,
	policy:           StandardRetries,
	of:               "a client",
}

func (s *callSettings) refuse(format string, values ...any) {
	if s.problem == "" {
		s.problem = fmt.Sprintf(format, values...)
	}
}

// setDuration sets a time of which 0 is none at all.
func (s *callSettings) setDuration(name string, target *time.Duration, d time.Duration) {
	if d < 0 {
		s.refuse("%s is %v: expected a duration of 0 or more", name, d)
	}
	*target = d
}

// setLimit sets a time of which 0 leaves no time: who gives it means no limit.
func (s *callSettings) setLimit(name string, target *time.Duration, d time.Duration) {
	if d <= 0 {
		s.refuse("%s is %v: expected a longer duration, or NoLimit", name, d)
	}
	*target = d
}

// reserved has the headers that a user cannot set, and the reason or the alternative.
var reserved = map[string]string{
	"X-Correlation-Id":    "use WithCorrelationID",
	"Idempotency-Key":     "use WithIdempotencyKey",
	"X-Api-Key":           "set the credential of the client",
	"Authorization":       "set the credential of the client",
	"Accept":              "the client sets it",
	"Content-Type":        "the client sets it",
	"Accept-Encoding":     "the client sets it to the encodings that it decodes",
	"Content-Length":      "it is derived from the body",
	"Transfer-Encoding":   "it is derived from the body",
	"Trailer":             "it is derived from the body",
	"Connection":          "it belongs to the connection",
	"Upgrade":             "it belongs to the connection",
	"Keep-Alive":          "it belongs to the connection",
	"Te":                  "it belongs to the connection",
	"Expect":              "it belongs to the connection",
	"Host":                "it is derived from the base URL",
	"Proxy-Authorization": "set the credential in the URL of the proxy",
}

// setHeader sets a header. A refusal does not have the value, which may be a secret.
func (s *callSettings) setHeader(name, value string) {
	canonical := http.CanonicalHeaderKey(name)
	why, isReserved := reserved[canonical]
	switch {
	case name == "" || strings.ContainsFunc(name, isNoToken):
		s.refuse("header %q: invalid name: expected letters, digits and hyphens, as in \"x-team\"", name)
	case isReserved:
		s.refuse("header %s cannot be set on %s: %s", strings.ToLower(name), s.of, why)
	case strings.ContainsFunc(value, isNoText):
		s.refuse("header %s: invalid value: expected text without line breaks or other control characters", strings.ToLower(name))
	default:
		// The settings may be those of a client, which its calls share.
		s.header = maps.Clone(s.header)
		if s.header == nil {
			s.header = http.Header{}
		}
		s.header[canonical] = []string{strings.TrimSpace(value)}
	}
}

func isNoToken(letter rune) bool {
	isWord := letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9'
	return !isWord && !strings.ContainsRune("!#$%&'*+-.^_`|~", letter)
}

func isNoText(letter rune) bool { return letter < ' ' && letter != '\t' || letter == 0x7f }

// callConfig is what a call is given.
type callConfig struct {
	callSettings
	// ids are those that are given; an empty one is random.
	ids            callIDs
	meta, alsoMeta *ResponseMeta
}

func (c *callConfig) setID(name string, target *string, id string) {
	if !isID(id) {
		c.refuse("%s must be one or more visible ASCII characters, without spaces", name)
	}
	*target = id
}

// newCallConfig returns the settings of the client with the options of a call. The second result says why they are refused.
func newCallConfig(defaults callSettings, options []CallOption) (callConfig, *failure) {
	config := callConfig{callSettings: defaults}
	config.of = "a call"
	for _, option := range options {
		if option == nil {
			return config, invalidRequest("an option of the call is nil: leave it out", "")
		}
		option.applyToCall(&config)
	}
	if config.problem != "" {
		return config, invalidRequest(config.problem, "")
	}
	return config, nil
}
