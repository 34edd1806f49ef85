package agentspec

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/szaher/agentspec/sdk/internal/safe"
)

// plan describes a call: what each of its attempts sends, and within which limits. It does not change.
type plan struct {
	settings  *settings
	operation *operation
	url       *url.URL
	// body is nil if there is none.
	body []byte
	// input is the message of a session's turn.
	input   string
	ids     callIDs
	options callSettings
	// secrets are what the call has sent, and its client's.
	secrets *safe.Secrets
	// session is the turn that the call takes; nil if it takes none.
	session *sessionTurn
}

// newPlan refuses what cannot be sent.
func newPlan(settings *settings, session *sessionTurn, op *operation, request parts, config callConfig) (*plan, *failure) {
	if request.missing {
		return nil, invalidRequest("the request is nil: give one", "")
	}
	address, refusal := addressOf(settings, op, request)
	if refusal != nil {
		return nil, refusal
	}
	made := &plan{settings: settings, operation: op, url: address, ids: config.ids, options: config.callSettings, session: session}
	if request.turn != nil {
		made.input = request.turn.Input
	}
	switch sent := session.resent(); {
	case sent != nil:
		made.body, made.input, made.ids.idempotencyKey = sent.body, sent.input, sent.idempotencyKey
	case request.body != nil:
		if made.body, refusal = jsonOf(request.body); refusal != nil {
			return nil, refusal
		}
	}
	if made.ids.correlationID == "" {
		made.ids.correlationID = newUUID()
	}
	switch {
	case op.isIdempotent():
		made.ids.idempotencyKey = ""
	case made.ids.idempotencyKey == "":
		made.ids.idempotencyKey = newUUID()
	}
	made.secrets = settings.secrets
	if settings.auth.source != nil {
		made.secrets = settings.newSecrets()
	}
	return made, nil
}

const notUnicode = "is not valid UTF-8"

// addressOf returns the URL of a request.
func addressOf(settings *settings, op *operation, request parts) (*url.URL, *failure) {
	filled, rest := settings.base, op.path
	for _, value := range request.path {
		before, after, _ := strings.Cut(rest, "{")
		name, after, _ := strings.Cut(after, "}")
		if why := problemOfSegment(value); why != "" {
			expected := "the name as the server lists it"
			if name == "id" {
				expected = "the id that the server returned"
			}
			return nil, invalidRequest(fmt.Sprintf("the %s %s: give %s", name, why, expected), "")
		}
		filled += before + url.PathEscape(value)
		rest = after
	}
	address, err := url.Parse(filled + rest)
	if err != nil {
		return nil, invalidRequest("the request has no valid URL", "")
	}
	if len(request.query) > 0 {
		query := url.Values{}
		for _, parameter := range request.query {
			if !utf8.ValidString(parameter.value) {
				return nil, invalidRequest(parameter.name+" "+notUnicode, "")
			}
			query.Set(parameter.name, parameter.value)
		}
		address.RawQuery = query.Encode()
	}
	return address, nil
}

// problemOfSegment returns why a name would not reach the server as one segment of a path.
func problemOfSegment(name string) string {
	switch {
	case name == "":
		return "is empty"
	case name == "." || name == "..":
		return "is a step in a path"
	case strings.Contains(name, `\`):
		return "contains a backslash"
	case !utf8.ValidString(name):
		return notUnicode
	case strings.ContainsFunc(name, unicode.IsControl):
		return "contains a control character"
	default:
		return ""
	}
}

// jsonOf writes a body. It refuses what JSON cannot say.
func jsonOf(body map[string]any) ([]byte, *failure) {
	if refusal := checkJSON("the body", body, 0); refusal != nil {
		return nil, refusal
	}
	var written bytes.Buffer
	encoder := json.NewEncoder(&written)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		refusal := invalidRequest("the request cannot be written as JSON", "")
		refusal.cause = err
		return nil, refusal
	}
	return bytes.TrimSuffix(written.Bytes(), []byte("\n")), nil
}

// deepestJSON is how deep a body may be nested: deeper than any server reads. A value that contains itself has no end.
const deepestJSON = 1000

// checkJSON refuses texts that encoding/json would change, numbers that it refuses without their name, and what is nested too deep.
func checkJSON(name string, value any, depth int) *failure {
	if depth > deepestJSON {
		return invalidRequest(fmt.Sprintf("%s is nested deeper than %d levels, or contains itself", name, deepestJSON), "")
	}
	switch value := value.(type) {
	case string:
		if !utf8.ValidString(value) {
			return invalidRequest(name+" "+notUnicode, "")
		}
	case float64:
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return invalidRequest(fmt.Sprintf("%s is %v: JSON has no such number", name, value), "")
		}
	case float32:
		return checkJSON(name, float64(value), depth)
	case *string:
		if value != nil {
			return checkJSON(name, *value, depth)
		}
	case *float64:
		if value != nil {
			return checkJSON(name, *value, depth)
		}
	case map[string]any:
		for key, member := range value {
			if refusal := checkMember(key, member, depth+1); refusal != nil {
				return refusal
			}
		}
	case map[string]string:
		for key, member := range value {
			if refusal := checkMember(key, member, depth+1); refusal != nil {
				return refusal
			}
		}
	case []any:
		for _, item := range value {
			if refusal := checkJSON(name, item, depth+1); refusal != nil {
				return refusal
			}
		}
	case []string:
		for _, item := range value {
			if refusal := checkJSON(name, item, depth+1); refusal != nil {
				return refusal
			}
		}
	}
	return nil
}

func checkMember(key string, member any, depth int) *failure {
	if !utf8.ValidString(key) {
		return invalidRequest("a key "+notUnicode, "")
	}
	return checkJSON(key, member, depth)
}

// deadlineFailure is that of a call whose time is over.
func (p *plan) deadlineFailure(outcome Outcome, why string) *failure {
	return &failure{
		kind:      kindTimeout,
		outcome:   outcome,
		message:   fmt.Sprintf("the call timeout of %v has passed: %s", p.options.deadline, why),
		isOwnWait: outcome == OutcomeNotSent,
	}
}

// check refuses a call without a context or without a client.
func check(ctx context.Context, c caller) *failure {
	switch {
	case ctx == nil:
		return invalidRequest("the context is nil: give context.Background() or one of your own", "")
	case c == nil:
		return noClient()
	default:
		return nil
	}
}

func noClient() *failure { return configuration("the client was not made by NewClient: make it there") }
