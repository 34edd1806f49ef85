package agentspec

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/retry"
	"github.com/szaher/agentspec/sdk/internal/safe"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// milliseconds are a duration of the vectors, exact to less than a microsecond.
type milliseconds float64

func (m milliseconds) duration() time.Duration {
	return time.Duration(math.Round(float64(m) * float64(time.Millisecond)))
}

func isAbout(delay time.Duration, expected milliseconds) bool {
	return (delay - expected.duration()).Abs() < time.Microsecond
}

// limitRow is a duration of the vectors that may be absent, or null for no limit.
type limitRow struct {
	isSet, isNull bool
	value         milliseconds
}

func (l *limitRow) UnmarshalJSON(text []byte) error {
	l.isSet = true
	if l.isNull = string(text) == "null"; l.isNull {
		return nil
	}
	return json.Unmarshal(text, &l.value)
}

func (l limitRow) or(absent time.Duration) time.Duration {
	switch {
	case !l.isSet:
		return absent
	case l.isNull:
		return NoLimit
	default:
		return l.value.duration()
	}
}

type delayRow struct {
	Name          string   `json:"name"`
	RetryDelay    limitRow `json:"retry_delay_ms"`
	MaxRetryDelay limitRow `json:"max_retry_delay_ms"`
	Attempt       int      `json:"attempt"`
	Random        float64  `json:"random"`
}

func (r delayRow) first() time.Duration   { return r.RetryDelay.or(time.Second) }
func (r delayRow) longest() time.Duration { return r.MaxRetryDelay.or(time.Minute) }
func (r delayRow) attempt() int           { return max(r.Attempt, 1) }

func TestEveryRowOfBackoffIsTheDelayBeforeARetry(t *testing.T) {
	type row struct {
		delayRow
		Delay milliseconds `json:"delay_ms"`
	}
	for _, row := range testkit.Rows[row](t, "backoff.jsonl") {
		delay := retry.Backoff{First: row.first(), Cap: row.longest()}.Delay(row.attempt(), row.Random)
		if !isAbout(delay, row.Delay) {
			t.Errorf("%s: %v, expected %v", row.Name, delay, row.Delay.duration())
		}
	}
}

func TestEveryRowOfDecisionsIsDecided(t *testing.T) {
	type row struct {
		delayRow
		Policy     string        `json:"policy"`
		Method     string        `json:"method"`
		Kind       kind          `json:"kind"`
		Code       string        `json:"code"`
		Outcome    Outcome       `json:"outcome"`
		Status     int           `json:"status"`
		IsFinal    bool          `json:"is_final"`
		RetryAfter limitRow      `json:"retry_after_ms"`
		Elapsed    milliseconds  `json:"elapsed_ms"`
		MaxRetries *int          `json:"max_retries"`
		Deadline   limitRow      `json:"deadline_ms"`
		Retry      *milliseconds `json:"retry_ms"`
		StoppedBy  StopReason    `json:"stopped_by"`
	}
	policies := map[string]RetryPolicy{"standard": StandardRetries, "strict": StrictRetries, "never": NoRetries}
	for _, row := range testkit.Rows[row](t, "decisions.jsonl") {
		failed := &failure{kind: row.Kind, code: row.Code, outcome: row.Outcome, status: row.Status, isFinal: row.IsFinal}
		if row.RetryAfter.isSet && !row.RetryAfter.isNull {
			failed.retryAfter, failed.hasRetryAfter = row.RetryAfter.or(0), true
		}
		maxRetries := 3
		if row.MaxRetries != nil {
			maxRetries = *row.MaxRetries
		}
		limits := retryLimits{policies[row.Policy], maxRetries, row.first(), row.longest(), row.Deadline.or(NoLimit)}
		decides := newRetries(limits, UnlimitedRetryBudget(), "an_operation", row.Method != http.MethodPost)
		elapsed := row.Elapsed.duration()
		for range row.attempt() - 1 {
			decides.after(failed, elapsed, elapsed, row.Random)
		}
		delay, stop := decides.after(failed, elapsed, elapsed, row.Random)
		if stop != row.StoppedBy || row.Retry != nil && !isAbout(delay, *row.Retry) {
			t.Errorf("%s: %v, stopped by %q", row.Name, delay, stop)
		}
	}
}

func TestEveryRowOfBudgetIsAllowedOrRefused(t *testing.T) {
	type row struct {
		Name     string
		Capacity *int
		Steps    []struct {
			At          milliseconds `json:"at_ms"`
			Call, Event string
		}
		Allowed []bool
	}
	for _, row := range testkit.Rows[row](t, "budget.jsonl") {
		budget := UnlimitedRetryBudget()
		if row.Capacity != nil {
			budget = NewRetryBudget(*row.Capacity)
		}
		shares := map[string]*retry.Share{}
		var allowed []bool
		for _, step := range row.Steps {
			share := shares[step.Call]
			if share == nil {
				share = budget.counter().Share()
				shares[step.Call] = share
			}
			if step.Event == "retry" {
				allowed = append(allowed, share.Allows(step.At.duration()))
				continue
			}
			if step.Event == "succeeded" {
				budget.counter().Succeeded()
			}
			share.End()
			delete(shares, step.Call)
		}
		if !slices.Equal(allowed, row.Allowed) {
			t.Errorf("%s: %v, expected %v", row.Name, allowed, row.Allowed)
		}
	}
}

type errorBodyRow struct {
	Name          string
	Status        int
	StatusText    string `json:"status_text"`
	Headers       map[string]string
	Body          string
	BodyBase64    *string `json:"body_b64"`
	Kind          kind
	Code          string
	Message       string
	Outcome       Outcome
	Steps         int
	IsUnsupported bool `json:"is_unsupported"`
}

func (r errorBodyRow) bytes(t *testing.T) []byte {
	if r.BodyBase64 == nil {
		return []byte(r.Body)
	}
	body, err := base64.StdEncoding.DecodeString(*r.BodyBase64)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestEveryRowOfErrorBodyIsTheErrorOfACall(t *testing.T) {
	for _, row := range testkit.Rows[errorBodyRow](t, "error_body.jsonl") {
		body := row.bytes(t)
		answering := roundTripper(func(request *http.Request) (*http.Response, error) {
			header := http.Header{}
			for name, value := range row.Headers {
				header.Set(name, value)
			}
			return &http.Response{
				StatusCode: row.Status, Status: fmt.Sprintf("%d %s", row.Status, row.StatusText), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
				Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: request,
			}, nil
		})
		client := newClient(t, "http://a.invalid", WithHTTPClient(&http.Client{Transport: answering}), WithMaxRetries(0))
		_, err := client.Agents.Invoke(t.Context(), &InvokeRequest{Name: "a", Input: "b"})
		message := row.Message
		switch {
		case row.IsUnsupported && row.Kind == kindDecode:
			// What is no API has no routes.
			message = "http://a.invalid: " + message
		case row.IsUnsupported:
			message = "POST http://a.invalid/v1/agents/a/invoke: " + message
		}
		details, _ := DetailsOf(err)
		if details.kind != row.Kind || details.Code != row.Code || details.Message != message || details.Outcome != row.Outcome || details.StatusCode != row.Status ||
			len(details.Steps) != row.Steps || details.Unsupported != row.IsUnsupported || errors.Is(err, ErrUnsupported) != row.IsUnsupported ||
			!slices.Equal(sentinelsIn(err), sentinels[row.Kind]) {
			t.Errorf("%s: %s %s %q %s, %d steps, unsupported %v\nexpected %s %s %q", row.Name, details.kind, details.Code, details.Message, details.Outcome,
				len(details.Steps), details.Unsupported, row.Kind, row.Code, message)
		}
	}
}

// The sentinels of each kind, written here and not taken from the SDK, which may be wrong. A status of no class has none.
var sentinels = map[kind][]error{
	"invalid_request": {ErrInvalidRequest}, "authentication": {ErrAuthentication}, "permission_denied": {ErrPermissionDenied}, "not_found": {ErrNotFound},
	"rate_limit": {ErrRateLimit}, "server": {ErrServer}, "decode": {ErrDecode}, "status": nil,
}

func sentinelsIn(err error) []error {
	var found []error
	for _, sentinel := range []error{
		ErrInvalidRequest, ErrAuthentication, ErrPermissionDenied, ErrNotFound, ErrRateLimit, ErrServer, ErrConnection, ErrTimeout,
		ErrStreamInterrupted, ErrDecode, ErrConfiguration,
	} {
		if errors.Is(err, sentinel) {
			found = append(found, sentinel)
		}
	}
	return found
}

func TestEveryRowOfSecretsIsRedacted(t *testing.T) {
	type row struct {
		Name, Text, End, Shown string
		Secrets                []string
	}
	ends := map[string]safe.End{"": safe.Whole, "broken": safe.Broken, "cut": safe.Cut}
	for _, row := range testkit.Rows[row](t, "secrets.jsonl") {
		if shown := safe.New(row.Secrets...).Redact(row.Text, ends[row.End]); shown != row.Shown {
			t.Errorf("%s: %s, expected %s", row.Name, shown, row.Shown)
		}
	}
}

func TestEveryRowOfEscapeIsShown(t *testing.T) {
	type row struct {
		Name, Text, Shown string
		Message           *string
	}
	for _, row := range testkit.Rows[row](t, "escape.jsonl") {
		message := row.Text
		if row.Message != nil {
			message = *row.Message
		}
		err := (&failure{kind: kindServer, outcome: OutcomeUnknown, status: 500, message: row.Text}).toError(callFacts{})
		details, _ := DetailsOf(err)
		if details.Message != message || err.Error() != "agentspec: internal_error (500): "+row.Shown {
			t.Errorf("%s: %q, shown as %q", row.Name, details.Message, err.Error())
		}
	}
}

func TestEveryRowOfRetryAfterIsRead(t *testing.T) {
	type row struct {
		Header   string
		Now      int64
		Date     string
		Expected *int64 `json:"expected_delay_s"`
	}
	for _, row := range testkit.Rows[row](t, "retry_after.jsonl") {
		header := http.Header{"Retry-After": {row.Header}}
		if row.Date != "" {
			header.Set("Date", row.Date)
		}
		delay, ok := retry.After(header, time.Unix(row.Now, 0))
		if ok != (row.Expected != nil) || ok && delay != time.Duration(*row.Expected)*time.Second {
			t.Errorf("%q, %q: %v %v", row.Header, row.Date, delay, ok)
		}
	}
}
