package agentspec

import (
	"context"
	"fmt"
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
		field, after, _ := strings.Cut(after, "}")
		if why := problemOfSegment(value); why != "" {
			expected := "the name as the server lists it"
			if strings.HasSuffix(field, "ID") {
				expected = "the id that the server returned"
			}
			return nil, invalidRequest(fmt.Sprintf("%s %s: give %s", field, why, expected), "")
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
