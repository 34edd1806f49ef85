package agentspec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestFault45TheMessageIsReadFromTheServersOwnFormat(t *testing.T) {
	s := newStage(t)
	const long, late = "The input is too long.", "The key has expired."
	const answered = "the server answered 400 Bad Request with "
	for _, row := range []struct {
		name          string
		is            error
		code, message string
	}{
		{"detail", ErrInvalidRequest, "invalid_request", long},
		{"detail-list", ErrInvalidRequest, "invalid_request", "body.input: field required; body.tags.0: not a text"},
		{"message", ErrInvalidRequest, "invalid_request", long},
		{"problem", ErrPermissionDenied, "forbidden", "Out of credit: It costs 50."},
		{"list-of-texts", ErrInvalidRequest, "invalid_request", "The input is too long.; The agent is busy."},
		{"list-of-objects", ErrInvalidRequest, "invalid_request", "a; b; c; d"},
		{"fields", ErrInvalidRequest, "invalid_request", "input: is too long, is not JSON"},
		{"number-as-code", ErrInvalidRequest, "invalid_request", long},
		{"text-as-error", ErrInvalidRequest, "invalid_request", long},
		{"detail-within", ErrInvalidRequest, "invalid_request", long},
		{"fault", ErrAuthentication, "unauthorized", late},
		{"capital-message", ErrAuthentication, "unauthorized", late},
		{"description", ErrAuthentication, "invalid_token", late},
		{"text-without-a-type", ErrInvalidRequest, "invalid_request", "Client sent an HTTP request to an HTTPS server."},
		{"after-a-byte-order-mark", ErrInvalidRequest, "too_long", long},
		{"nothing", ErrInvalidRequest, "invalid_request", answered + "an empty body (no content type)"},
		{"nothing-readable", ErrInvalidRequest, "invalid_request", answered + "a body that contains no readable error (application/octet-stream)"},
		{"title-of-a-page", ErrInvalidRequest, "invalid_request", answered + `a web page (text/html, with the title "400 The plain HTTP request was sent to HTTPS port")`},
		{"long-message", ErrInvalidRequest, "too_long", strings.Repeat("ä", 510) + "…"},
		{"long-text", ErrInvalidRequest, "invalid_request", strings.Repeat("x", 1021) + "…"},
	} {
		for _, a := range []ask{askInvoke, askStream} {
			details, err := s.fails(t, "45-"+row.name, a, refusedBy(row.is, row.code, OutcomeRejected), 1)
			text := fmt.Sprintf("agentspec: %s (%d): %s", row.code, details.StatusCode, row.message)
			if details.Message != row.message || err.Error() != text {
				t.Errorf("%s: %v", row.name, err)
			}
		}
	}
	_, all := s.row(t, "45-plain-text", refusedBy(ErrServer, "http_503", OutcomeRejected), always, everyCall)
	for _, details := range all {
		if details.Message != "upstream connect error" {
			t.Errorf("%s", details.Message)
		}
	}
	s.row(t, "45-detail", refusedBy(ErrInvalidRequest, "invalid_request", OutcomeRejected), never, everyCall)
	s.gives(t, "45-long-error-event", askStream, []any{StreamEvent{Type: EventError, Code: "rate_limited", Message: strings.Repeat("x", 8_000_000)}})
	for _, collect := range collectors {
		details, err := s.fails(t, "45-long-error-event", collect, refusedBy(ErrRateLimit, "rate_limited", OutcomeUnknown), 1)
		if details.Message != strings.Repeat("x", 1021)+"…" || len(fmt.Sprintf("%#v", err)) > 8000 {
			t.Errorf("%d bytes", len(fmt.Sprintf("%#v", err)))
		}
	}
	if response := s.first(t, "45-success-with-a-message", askInvoke).(*InvokeResponse); response.Output != invoked.Output || response.Usage.TotalTokens != 10 {
		t.Errorf("%+v", response)
	}
}

func TestFault46WhatNetHTTPReadsOfCarelessHeadsIsKeptAndTheRestIsRefused(t *testing.T) {
	s := newStage(t)
	var meta ResponseMeta
	client := newClient(t, s.run("46-header-twice").url)
	if _, err := client.Agents.Invoke(t.Context(), &InvokeRequest{Name: "a", Input: "b"}, WithResponseMeta(&meta)); err != nil {
		t.Fatal(err)
	}
	if notes, cookies := meta.Header.Values("X-Note"), meta.Header.Values("Set-Cookie"); fmt.Sprintf("%q %q", notes, cookies) != `["a" "b"] ["a=1, b" "c=2"]` {
		t.Errorf("%q %q", notes, cookies)
	}
	// net/http decides which of these it reads; what it does not read is no HTTP.
	for _, name := range []string{"blank-before-the-colon", "control-character", "malformed-stream", "malformed-then-malformed"} {
		a := askInvoke
		if name == "malformed-stream" {
			a = askStream
		}
		results, _ := s.each(t, "46-"+name, []ask{a})
		if results[0].err != nil {
			brokenConnection.check(t, name, results[0], 1)
		}
	}
	for _, name := range []string{
		"blank-before-the-colon-of-length", "length-that-goes-on", "control-character-in-length", "control-character-in-the-name-of-length",
		"blank-before-the-colon-of-coding", "malformed-length-beside-a-coding", "control-character-in-coding",
	} {
		s.row(t, "46-framing-"+name, brokenConnection, never, everyCall)
	}
}

const echoed = `canary/7f"3a91-Zq`

// traces are parts of the key in each of its spellings.
var traces = []string{"canary", "91-Zq", "91-zq", `\u006`, "2f7f%22", "7f&quot;", "N2YiM2E5", "cnkvN2Y"}

// echoedBy are the ways to send the key.
func echoedBy(key string) map[string]Option {
	return map[string]Option{
		"key":    WithAPIKey(key),
		"token":  WithToken(key),
		"source": WithCredentialSource(func(context.Context) (Credential, error) { return TokenCredential(key), nil }),
	}
}

func TestFault50ACredentialThatTheServerEchoesIsShownNowhere(t *testing.T) {
	s := newStage(t)
	for _, name := range strings.Fields("everywhere escaped plain-text page redirect unreadable error-event error-body-as-an-event unreadable-event broken-off well") {
		for way, option := range echoedBy(echoed) {
			var logged bytes.Buffer
			logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
			var all strings.Builder
			for _, a := range []ask{askList, askInvoke, askStream, askText, askPieces, askFinal} {
				var meta ResponseMeta
				withMeta := ask{a.name, func(ctx context.Context, c *Client, add func(any)) error {
					err := a.make(ctx, c, add)
					_, listing := c.Agents.List(ctx, WithResponseMeta(&meta))
					all.WriteString(everything(meta) + everything(listing))
					return err
				}}
				results, _ := s.each(t, "50-"+name, []ask{withMeta}, WithMaxRetries(0), WithLogger(logger), option)
				for _, item := range append(results[0].items, results[0].err) {
					all.WriteString(everything(item))
				}
				if details, ok := DetailsOf(results[0].err); ok && details.CorrelationID != details.SentCorrelationID {
					t.Errorf("%s: %s", name, details.CorrelationID)
				}
			}
			for _, trace := range traces {
				for _, where := range []string{all.String(), logged.String()} {
					// JSON writes a quote of ours as one of its own escapes.
					where = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(where)
					if at := strings.Index(where, trace); at >= 0 {
						t.Fatalf("%s, %s: %s in %s", name, way, trace, where[max(at-200, 0):min(at+100, len(where))])
					}
				}
			}
			if !strings.Contains(all.String(), "[redacted]") {
				t.Errorf("%s, %s: nothing is redacted", name, way)
			}
		}
	}
}

func TestFault50TheHeaderOfAStreamAndTheErrorOfAnErrorEventShowNoCredential(t *testing.T) {
	s := newStage(t)
	stream, err := newClient(t, s.run("50-error-event").url, WithAPIKey(echoed)).Agents.Stream(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if meta := stream.ResponseMeta(); meta.Header.Get("X-Echo") != "[redacted]" || meta.CorrelationID != meta.SentCorrelationID {
		t.Errorf("%+v", meta)
	}
	_ = stream.Close()
	failing := map[string]string{"type": "error", "code": "rate_limited", "message": echoed + " is used up", "more": echoed}
	server := testkit.Script(t, testkit.Respond(503, "{}", "Retry-After", "0"), testkit.Stream(testkit.TokenEvent("a"), failing))
	got := askText.of(newClient(t, server.URL, WithAPIKey(echoed)))
	details, _ := DetailsOf(got.err)
	if !errors.Is(got.err, ErrRateLimit) || details.Message != "[redacted] is used up" || details.Outcome != OutcomePartial || details.Attempts != 2 || details.Events != 1 ||
		details.Body != `{"code":"rate_limited","message":"[redacted] is used up","more":"[redacted]"}` || details.PartialText != "a" {
		t.Errorf("%#v", got.err)
	}
	if history := details.History; len(history) != 2 || history[0].StatusCode != 503 || !history[0].Retried || history[1].StatusCode != 200 {
		t.Errorf("%+v", history)
	}
}

func TestFault50ABodyCutWithinTheCredentialShowsNoPartOfIt(t *testing.T) {
	for _, form := range []string{echoed, `\u0063\u0061nary\/7f\u00223a91-Zq`, "canary%2F7f%223a91-Zq"} {
		for before := 2048 - 40; before < 2048+3; before++ {
			body := strings.Repeat("x", before) + form + strings.Repeat("y", 9000)
			server := testkit.Script(t, testkit.Respond(400, body, "Content-Type", "application/octet-stream"))
			details, _ := DetailsOf(askInvoke.of(newClient(t, server.URL, WithAPIKey(echoed))).err)
			rest := strings.TrimRight(strings.TrimLeft(details.Body, "x"), "y")
			if !strings.HasPrefix("[redacted]", rest) || len(details.Body) > 2048 || details.Body == "" {
				t.Errorf("%d: %s", before, rest)
			}
			server.Stop()
		}
	}
}

func TestFault50TheSDKsOwnWordsAreNotRedactedAndACredentialOfFourCharactersIs(t *testing.T) {
	for _, key := range []string{"connection", "http"} {
		details, _ := DetailsOf(askList.of(newClient(t, "http://127.0.0.1:1", WithAPIKey(key), WithMaxRetries(0))).err)
		if !strings.HasPrefix(details.Message, "no connection to 127.0.0.1:1: it was refused") {
			t.Errorf("%s", details.Message)
		}
	}
	for key, expected := range map[string]string{"abcd": "no [redacted]!", "abc": "no abc!"} {
		server := testkit.Script(t, testkit.Respond(400, "no "+key+"!", "Content-Type", "text/plain"))
		if details, _ := DetailsOf(askList.of(newClient(t, server.URL, WithAPIKey(key))).err); details.Message != expected {
			t.Errorf("%s", details.Message)
		}
	}
}

// reads are the ways to read a stream.
var reads = map[string]func(*EventStream) error{
	"events": func(stream *EventStream) error {
		for range stream.Events() {
			continue
		}
		return stream.Err()
	},
	"all": func(stream *EventStream) error {
		for _, err := range stream.All() {
			if err != nil {
				return err
			}
		}
		return nil
	},
	"text stream": func(stream *EventStream) error {
		for _, err := range stream.TextStream() {
			if err != nil {
				return err
			}
		}
		return nil
	},
	"text":           func(stream *EventStream) error { _, err := stream.Text(); return err },
	"final response": func(stream *EventStream) error { _, err := stream.FinalResponse(); return err },
}

// misused checks what is known of the request of a stream whose first attempt was refused.
func misused(t *testing.T, run run, name string, err error, code string, events int) {
	t.Helper()
	outcome := OutcomeUnknown
	if events > 0 {
		outcome = OutcomePartial
	}
	ids, keys := run.headers(t, "x-correlation-id"), run.headers(t, "idempotency-key")
	details, _ := DetailsOf(err)
	// A second reader learns of the first event, and of more only when the first reader waits: counting costs a token too much else.
	if details.Events < min(events, 1) || details.Events > events {
		t.Errorf("%s: %d events of %d", name, details.Events, events)
	}
	if details.Code != code || !details.Local || details.Outcome != outcome || details.Attempts != 2 || details.Events != events && code != "stream_busy" ||
		details.SentCorrelationID != ids[1] || details.IdempotencyKey != keys[1] || len(details.History) != 2 || details.History[0].StatusCode != 503 {
		t.Errorf("%s after %d events: %v; %+v", name, events, err, details)
	}
}

func TestFault51AStreamThatIsClosedCannotBeReadOnInAnyWay(t *testing.T) {
	s := newStage(t)
	for _, taken := range []int{0, 1} {
		for name, read := range reads {
			run := s.run("51-open-stream")
			stream, err := newClient(t, run.url).Agents.Stream(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			if taken > 0 {
				for range stream.Events() {
					count++
					if count == taken {
						break
					}
				}
			}
			_ = stream.Close()
			misused(t, run, name, read(stream), "stream_closed", taken)
			run.closed(t)
		}
	}
}

func TestFault51AStreamThatIsConsumedCannotBeCollected(t *testing.T) {
	s := newStage(t)
	run := s.run("51-whole-stream")
	stream, err := newClient(t, run.url).Agents.Stream(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var items []any
	for event := range stream.Events() {
		items = append(items, event)
	}
	if !sameItems(items, whole) || stream.Err() != nil {
		t.Errorf("%s, %v", shown(items), stream.Err())
	}
	for _, name := range []string{"text", "final response"} {
		misused(t, run, name, reads[name](stream), "stream_consumed", 3)
	}
}

func TestFault51ASecondReaderIsRefusedAndTheFirstReadsOn(t *testing.T) {
	s := newStage(t)
	run := s.run("51-open-stream")
	stream, err := newClient(t, run.url).Agents.Stream(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for range stream.Events() {
		if count++; count < 2 {
			continue
		}
		var others sync.WaitGroup
		for name, read := range reads {
			if name == "events" {
				continue // Err is that of the stream, which goes on.
			}
			others.Go(func() { misused(t, run, name, read(stream), "stream_busy", 2) })
		}
		others.Wait()
		_ = stream.Close()
	}
	misused(t, run, "the first", stream.Err(), "stream_closed", 2)
	run.closed(t)
}

func TestFault51AStreamThatIsCanceledWhileItIsOpenedMayHaveRun(t *testing.T) {
	s := newStage(t)
	run := s.run("51-stream-to-be-opened")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := newClient(t, run.url).Agents.Stream(ctx, request)
		failed <- err
	}()
	run.receives(t, 2)
	cancel()
	err := <-failed
	details, _ := DetailsOf(err)
	if !errors.Is(err, context.Canceled) || details.Outcome != OutcomeUnknown || details.Attempts != 2 {
		t.Errorf("%v, %+v", err, details)
	}
	run.closed(t)
	unsent := s.run("51-stream-to-be-opened")
	_, err = newClient(t, unsent.url).Agents.Stream(ctx, request)
	if !errors.Is(err, context.Canceled) || OutcomeOf(err) != OutcomeNotSent || len(unsent.seen(t).Requests) > 0 {
		t.Errorf("%v, %s", err, OutcomeOf(err))
	}
}

func TestFault52EachAttemptSendsTheCredentialThatTheSourceReturnedForIt(t *testing.T) {
	s := newStage(t)
	for _, a := range []ask{askInvoke, askStream, askText} {
		left := []string{"first-7f3a91-Zq", "second-4c8e02-Xw"}
		source := func(context.Context) (Credential, error) {
			token := left[0]
			left = left[1:]
			return TokenCredential(token), nil
		}
		scenario := "52-busy-then-both-echoed"
		if a.name != "invoke" {
			scenario += "-in-a-stream"
		}
		results, run := s.each(t, scenario, []ask{a}, WithCredentialSource(source))
		var all strings.Builder
		for _, item := range append(results[0].items, results[0].err) {
			all.WriteString(everything(item))
		}
		if shown := all.String(); strings.Contains(shown, "7f3a91") || strings.Contains(shown, "4c8e02") || !strings.Contains(shown, "[redacted] has expired") {
			t.Errorf("%s: %s", a.name, shown)
		}
		if sent := run.headers(t, "authorization"); len(sent) != 2 {
			t.Errorf("%v", sent)
		}
	}
}

func TestFault52ASourceThatFailsOrIsLateSendsNothingAndThePolicyDecidesWhetherItIsAskedAgain(t *testing.T) {
	s := newStage(t)
	run := s.run("52-busy-then-well")
	asked := 0
	cause := errors.New("the vault is closed")
	source := WithCredentialSource(func(context.Context) (Credential, error) {
		asked++
		return Credential{}, cause
	})
	_, err := newClient(t, run.url, source).Agents.List(t.Context())
	var refused *ConfigurationError
	if !errors.As(err, &refused) || !errors.Is(err, cause) || refused.Code != "credential_unavailable" || refused.Outcome != OutcomeNotSent || refused.Attempts != 1 || asked != 1 {
		t.Errorf("%v after %d", err, asked)
	}
	again := RetryPolicyFunc(func(FailedCall) (time.Duration, bool) { return 0, true })
	_, _ = newClient(t, run.url, source, WithRetryPolicy(again)).Agents.List(t.Context())
	if asked != 5 || len(run.seen(t).Requests) > 0 {
		t.Errorf("asked %d times", asked)
	}
	clock := NewTestClock()
	late := WithCredentialSource(func(ctx context.Context) (Credential, error) {
		<-ctx.Done()
		return Credential{}, ctx.Err()
	})
	got, over := new(callResult), make(chan struct{})
	go func() {
		defer close(over)
		got.err = askList.make(t.Context(), newClient(t, run.url, late, WithTimeout(5*time.Second), WithClock(clock)), got.add)
	}()
	passes(t, clock, 5*time.Second, over, func() bool { return true })
	details := timedOut.with(OutcomeNotSent).check(t, "a late source", got, 4)
	if !strings.HasPrefix(details.Message, "WithCredentialSource returned no credential within 5s") || errors.Is(got.err, ErrConnection) {
		t.Errorf("%s", details.Message)
	}
}

func TestFault53WhatIsSmallOnTheWireTakesBoundedMemory(t *testing.T) {
	s := newStage(t)
	before := debug.SetMemoryLimit(512 << 20)
	defer debug.SetMemoryLimit(before)
	for _, row := range []struct {
		scenario, code string
		a              ask
	}{
		{"53-answer", "too_large", askList}, {"53-text", "too_large", askList}, {"53-error-body", "internal_error", askInvoke}, {"53-event", "too_large", askText},
	} {
		var peak uint64
		stop, stopped := make(chan struct{}), make(chan struct{})
		runtime.GC()
		var start runtime.MemStats
		runtime.ReadMemStats(&start)
		go func() {
			defer close(stopped)
			for {
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapAlloc)
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
		}()
		results, _ := s.each(t, row.scenario, []ask{row.a})
		close(stop)
		<-stopped
		if details, _ := DetailsOf(results[0].err); details.Code != row.code {
			t.Errorf("%s: %v", row.scenario, results[0].err)
		}
		// Four times the largest limit, that of an answer.
		if grown := int64(peak) - int64(start.HeapAlloc); grown > 4*64<<20 {
			t.Errorf("%s: %d MiB", row.scenario, grown>>20)
		}
	}
	details, _ := s.fails(t, "53-event", askStream, tooLarge.with(OutcomePartial, neural), 1)
	if !strings.Contains(details.Message, "WithEventLimit") {
		t.Errorf("%s", details.Message)
	}
	s.fails(t, "43-byte-order-mark", askInvoke, tooLarge, 1, WithAnswerLimit(100))
	results, _ := s.each(t, "43-byte-order-mark", []ask{askInvoke}, WithAnswerLimit(2000))
	if results[0].err != nil {
		t.Error(results[0].err)
	}
}

func TestFault54WorkWithoutEndEndsByTheTimeoutAndOtherCallsGoOn(t *testing.T) {
	s := newStage(t)
	for _, a := range []ask{askList, askInvoke} {
		got, _ := s.stalls(t, "54-empty-members", a, 0, 5*time.Second, WithTimeout(5*time.Second), WithMaxRetries(0))
		timedOut.check(t, a.name, got, 1)
		// net/http ends after so many bytes of 1xx as of a head.
		results, _ := s.each(t, "54-informational-answers", []ask{a}, WithMaxRetries(0))
		tooLarge.check(t, "54-informational-answers", results[0], 1)
	}
	got, _ := s.stalls(t, "54-empty-members-of-a-stream", askText, 0, 5*time.Second, WithEventIdleTimeout(5*time.Second))
	timedOut.check(t, "54-empty-members-of-a-stream", got, 1)
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	hostile := newClient(t, s.run("54-empty-members").url)
	go func() { failed <- askList.make(ctx, hostile, func(any) {}) }()
	healthy := newClient(t, s.URL)
	for range 20 {
		if got := askList.of(healthy); got.err != nil {
			t.Fatal(got.err)
		}
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestFault55A407FromAServerIsARejectionAsOtherStatusesOfIntermediaries(t *testing.T) {
	s := newStage(t)
	for _, a := range []ask{askInvoke, askStream, askList} {
		details, _ := s.fails(t, "55-proxy-authentication-required", a, refusedBy(nil, "http_407", OutcomeRejected), 1)
		if !strings.HasPrefix(details.Message, "the server or a proxy in between requires a proxy credential") {
			t.Errorf("%s", details.Message)
		}
	}
	s.fails(t, "55-request-timeout", askInvoke, refusedBy(nil, "http_408", OutcomeRejected), 1)
	s.fails(t, "55-too-early", askInvoke, refusedBy(nil, "http_425", OutcomeRejected), 1)
	s.fails(t, "55-network-authentication-required", askInvoke, refusedBy(ErrServer, "http_511", OutcomeUnknown), 1)
}

// named makes a call with this correlation id.
func named(id, call string) ask {
	return ask{call, func(ctx context.Context, c *Client, add func(any)) error {
		switch call {
		case "list":
			_, err := c.Agents.List(ctx, WithCorrelationID(id))
			return err
		case "stream":
			stream, err := c.Agents.Stream(ctx, request, WithCorrelationID(id))
			if err != nil {
				return err
			}
			return reads["events"](stream)
		default:
			response, err := c.Agents.Invoke(ctx, &InvokeRequest{Name: "a", Input: "b"}, WithCorrelationID(id))
			if err == nil {
				add(response)
			}
			return err
		}
	}}
}

func TestFault56AResponseOfAnotherCallIsRefusedAndItsConnectionIsNotReused(t *testing.T) {
	s := newStage(t)
	for _, row := range [][2]string{
		{"answer-of-another-call", "invoke"}, {"answer-of-another-call", "list"}, {"failure-of-another-call", "invoke"}, {"stream-of-another-call", "stream"},
		{"another-id-beside-the-own", "invoke"},
	} {
		scenario := "56-" + row[0]
		results, run := s.each(t, scenario, []ask{named("call-1", "invoke"), named("call-2", row[1]), named("call-3", "invoke")})
		if results[0].err != nil || results[2].err != nil || !sameItems(results[2].items, []any{succeeded}) {
			t.Errorf("%s: %v, %v", scenario, results[0].err, results[2].err)
		}
		details := undecodable.check(t, scenario, results[1], 1)
		if details.SentCorrelationID != "call-2" || !strings.Contains(details.Message, "correlation id of another call") {
			t.Errorf("%s: %+v", scenario, details)
		}
		if requests := run.seen(t).Requests; len(requests) != 3 || requests[2].Connection == requests[1].Connection {
			t.Errorf("%s: %+v", scenario, requests)
		}
	}
	var meta ResponseMeta
	client := newClient(t, s.run("56-id-of-a-gateway").url)
	if _, err := client.Agents.List(t.Context(), WithCorrelationID("call-1"), WithResponseMeta(&meta)); err != nil || meta.CorrelationID != "the-gateways-own" || meta.SentCorrelationID != "call-1" {
		t.Errorf("%+v, %v", meta, err)
	}
	results, _ := s.each(t, "56-failure-with-the-id-of-a-gateway", []ask{named("call-1", "invoke")})
	if details, _ := DetailsOf(results[0].err); details.CorrelationID != "the-gateways-own" || details.SentCorrelationID != "call-1" {
		t.Errorf("%+v", details)
	}
}

const (
	unsafeMessage = "a\x1b]0;x\x07b\u009bc\u202ed\u2066e\u200ff\u061cg\u200bh\u200di\u2060j\ufeffk\rl\x7fm\tn\no"
	unsafeCode    = "bad\x1b[2J"
	safeMessage   = `a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\u{d}l\u{7f}m` + "\tn\no"
	safeCode      = `bad\u{1b}[2J`
)

// isUnsafe reports whether a text has what would act on a terminal, or is invisible.
func isUnsafe(text string) bool {
	return strings.ContainsFunc(text, func(letter rune) bool {
		return unicode.IsControl(letter) && letter != '\n' && letter != '\t' || unicode.Is(unicode.Cf, letter) || letter == '\u2028' || letter == '\u2029'
	})
}

func TestFault57WhatAServerSaysIsEscapedWhereItIsShownAndAsReceivedInTheFields(t *testing.T) {
	s := newStage(t)
	var errs []error
	fails := func(scenario string, a ask, expected wanted, message, text string) {
		t.Helper()
		details, err := s.fails(t, scenario, a, expected, 1)
		if message != "" && (details.Message != message || err.Error() != text) {
			t.Errorf("%s: %q shown as %q", scenario, details.Message, err.Error())
		}
		errs = append(errs, err)
	}
	fails("57-error", askInvoke, refusedBy(ErrInvalidRequest, unsafeCode, OutcomeRejected), unsafeMessage, "agentspec: "+safeCode+" (400): "+safeMessage)
	fails("57-plain-text", askInvoke, refusedBy(ErrPermissionDenied, "forbidden", OutcomeRejected), "a\x1b[2J\u202eb\tc\nd", "agentspec: forbidden (403): a\\u{1b}[2J\\u{202e}b\tc\nd")
	results, _ := s.each(t, "57-error-event", []ask{askStream})
	if event := results[0].items[0].(StreamEvent); event.Code != unsafeCode || event.Message != unsafeMessage || results[0].err != nil {
		t.Errorf("%+v, %v", event, results[0].err)
	}
	for _, a := range []ask{askText, askPieces} {
		fails("57-error-event", a, refusedBy(ErrServer, unsafeCode, OutcomeUnknown), unsafeMessage, "agentspec: "+safeCode+" (200): "+safeMessage)
	}
	health := one("health", func(ctx context.Context, c *Client) (*Health, error) { return c.Health(ctx) })
	for _, a := range []ask{askList, askInvoke, health} {
		fails("57-source", a, undecodable, "", "")
	}
	for _, err := range errs {
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Error("shown", "error", err)
		slog.New(slog.NewJSONHandler(&logged, nil)).Error("shown", "error", err)
		for _, text := range []string{err.Error(), fmt.Sprintf("%v %+v %s", err, err, err), fmt.Sprintf("%#v", err), logged.String()} {
			if isUnsafe(text) {
				t.Errorf("%q", text)
			}
		}
		for _, inner := range chainOf(err) {
			if isUnsafe(inner.Error()) {
				t.Errorf("%q", inner.Error())
			}
		}
	}
	var logged bytes.Buffer
	askInvoke.of(newClient(t, s.run("57-error").url, WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))))
	if logged.Len() == 0 || isUnsafe(logged.String()) {
		t.Errorf("%q", logged.String())
	}
}
