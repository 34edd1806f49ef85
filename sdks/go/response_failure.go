package agentspec

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/szaher/agentspec/sdk/internal/retry"
	"github.com/szaher/agentspec/sdk/internal/safe"
	"github.com/szaher/agentspec/sdk/internal/wire"
)

// rawResponse is a response, as far as it arrived.
type rawResponse struct {
	// operation is the operation's id in the contract.
	operation string
	status    int
	header    http.Header
	body      []byte
	// problem is why a success cannot be read.
	problem error
	// isBroken says that the body did not arrive whole.
	isBroken bool
}

// largestErrorBody is the largest error body that is read as JSON, in bytes.
const largestErrorBody = 1 << 20

// outcomeOf returns what the status says of the request. A redirect may answer a POST that has run, except 307 and 308, which ask to send it
// elsewhere (RFC 9110, section 15.4).
func outcomeOf(status int) Outcome {
	switch {
	case status == 307 || status == 308 || status == 503 || status >= 400 && status < 500:
		return OutcomeRejected
	default:
		return OutcomeUnknown
	}
}

func isSuccess(status int) bool { return status >= 200 && status < 300 }

var statusName = regexp.MustCompile(`(?i)^[^a-z]*((page )?not found|method not allowed)[^a-z]*$`)

// errorResponse is a response that is no success, or no success of its operation, while it is read.
type errorResponse struct {
	rawResponse
	secrets *safe.Secrets
	media   string
	json    wire.Value // does not exist if the body is no JSON
	isPage  bool
}

// failureOfResponse returns the failure that a response is: by its status, by the error in its body, or because it cannot be read.
func failureOfResponse(raw rawResponse, now time.Time, secrets *safe.Secrets) *failure {
	r := errorResponse{rawResponse: raw, secrets: secrets}
	r.header = secrets.RedactHeader(raw.header)
	r.body = bytes.TrimPrefix(raw.body, []byte("\xef\xbb\xbf"))
	r.media = mediaType(r.header)
	if value, document := wire.ParseWithin(r.body, largestErrorBody); len(r.body) <= largestErrorBody && document.Err() == nil {
		r.json = value
		if !secrets.IsEmpty() {
			r.json, _ = wire.ParseWithin(secrets.RedactJSON(value.Raw()), largestErrorBody)
		}
	}
	r.isPage = !r.json.Exists() && isPage(r.media, r.body)

	code, said, isTold := r.errorBody()
	made := &failure{kind: kindOfStatus(r.status), outcome: outcomeOf(r.status), code: code, status: r.status, header: r.header}
	switch {
	case isSuccess(r.status) && isTold:
		made.kind = kindOfCode(code)
	case isSuccess(r.status):
		made.kind = kindDecode
	}
	if r.isMissing() {
		made.isUnsupported = !isTold || code == "" && (said == "" || statusName.MatchString(said))
	} else {
		made.isUnsupported = !isTold && isSuccess(r.status) && r.isPage
	}
	switch {
	case !isTold || made.isUnsupported:
		made.message = r.fallback()
	case said != "":
		made.message = said
	default:
		made.message = "the server answered " + r.answered() + " with a code and no message"
	}
	made.body = shownBody(raw.body, secrets, raw.isBroken || made.kind == kindDecode)
	made.retryAfter, made.hasRetryAfter = retry.After(r.header, now)
	if isTold {
		made.steps = r.steps()
	}
	if made.kind == kindDecode && raw.problem != nil {
		made.cause = redactCause(raw.problem, secrets)
	}
	return made
}

// errorBody reads the body by the contract's rules for errors. The message may be in members that the contract does not define.
func (r *errorResponse) errorBody() (code, message string, ok bool) {
	if !r.json.IsObject() {
		return "", "", false
	}
	object := r.json.Object()
	code, message, ok = errorBodyOf(object)
	if !ok {
		return "", "", false
	}
	around := object
	if inner, _ := object.Find("error"); inner.IsObject() {
		around = inner.Object()
	}
	if text := filledTextIn(around, "message"); text != "" {
		message = text
	} else if text := messageIn(around.Value()); text != "" {
		message = text
	}
	return code, message, true
}

func (r *errorResponse) isMissing() bool { return r.status == 404 || r.status == 405 }

// answered returns the status with its phrase: of a status without one, the number.
func (r *errorResponse) answered() string {
	phrase := http.StatusText(r.status)
	if r.status == http.StatusRequestEntityTooLarge {
		// The name of the other languages; that of net/http is an older one.
		phrase = "Payload Too Large"
	}
	return strings.TrimSpace(strconv.Itoa(r.status) + " " + phrase)
}

// form describes the format of the body.
func (r *errorResponse) form() string {
	form := r.media
	if form == "" {
		form = "no content type"
	}
	if title := titleOf(r.body); r.isPage && title != "" {
		form += `, with the title "` + r.secrets.Redact(title, safe.Whole) + `"`
	}
	return form
}

// plainText returns the body as text, if its content type is text, or is missing or wrong and the body looks like text.
func (r *errorResponse) plainText() string {
	media := strings.ToLower(r.media)
	switch {
	case r.isPage:
		return ""
	case media == "text/plain":
	case media != "" && media != "application/json" || len(r.body) > safe.Limit || !utf8.Valid(r.body) || !looksLikeText(r.body):
		return ""
	}
	return r.secrets.Redact(strings.TrimSpace(textOf(r.body)), safe.Broken)
}

// looksLikeText reports whether a body is neither markup, nor JSON that is cut, nor binary.
func looksLikeText(body []byte) bool {
	start := bytes.TrimSpace(body)
	isMarkup := len(start) > 0 && strings.IndexByte(`<{["`, start[0]) >= 0
	isBinary := bytes.ContainsFunc(body, func(letter rune) bool {
		return letter < 0x80 && unicode.IsControl(letter) && !strings.ContainsRune(" \t\r\n\f", letter)
	})
	return !isMarkup && !isBinary
}

// fallback returns the message of a response that has no error by the contract's rules.
func (r *errorResponse) fallback() string {
	said := ""
	if r.json.Exists() {
		said = messageIn(r.json)
	} else {
		said = r.plainText()
	}
	switch form := r.form(); {
	case isSuccess(r.status) && r.isPage:
		return "the response is a web page and not a response of the API (" + r.answered() + ", " + form + "): the base URL probably names another server"
	case isSuccess(r.status) && r.problem != nil:
		return "the response does not match the contract (" + form + ")" + adviceOn(r.body, markOf(r.operation))
	case r.status >= 300 && r.status < 400:
		return "the server answered " + r.answered() + ", a redirect to " + r.location() + ": redirects are not followed; set the base URL to the server's own address"
	case r.isMissing() && (said == "" || statusName.MatchString(said)):
		return "the server does not know this route (" + r.answered() + ", " + form + "): check the base URL, and whether the server is too old"
	case isSuccess(r.status):
		return "the contract does not define the status " + r.answered() + " for this operation (" + form + ")"
	case said != "":
		return said
	case r.status == http.StatusProxyAuthRequired:
		return "the server or a proxy in between requires a proxy credential (" + r.answered() + "): if there is a proxy, set its credential where the proxy is configured"
	case len(bytes.TrimSpace(r.body)) == 0:
		return "the server answered " + r.answered() + " with an empty body (" + form + ")"
	case r.isPage:
		return "the server answered " + r.answered() + " with a web page (" + form + ")"
	default:
		return "the server answered " + r.answered() + " with a body that contains no readable error (" + form + ")"
	}
}

func (r *errorResponse) location() string {
	targets := r.header.Values("Location")
	if len(targets) == 0 || !utf8.ValidString(targets[0]) {
		return "an unknown address"
	}
	if targets[0] == safe.Redacted {
		return targets[0]
	}
	return redirectTarget(targets[0])
}

// steps returns those of a failed run; none if they cannot be read.
func (r *errorResponse) steps() []PipelineStep {
	list, ok := r.json.Object().Find("steps")
	if !ok {
		return nil
	}
	value, document := wire.Parse(list.Raw())
	steps := wire.List(value, readPipelineStep)
	if document.Err() != nil {
		return nil
	}
	return steps
}
