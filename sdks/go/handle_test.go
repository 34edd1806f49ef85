package agentspec_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func answered(number int) testkit.Answer {
	return testkit.Respond(200, map[string]any{"output": "Hi.", "usage": testkit.Usage, "turn": number})
}

// half is a response that breaks.
var half = testkit.Answer{Data: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"out"}

func says(input string) *agentspec.SessionTurn { return &agentspec.SessionTurn{Input: input} }

func opened(t *testing.T, answers []testkit.Answer, options ...agentspec.Option) (*testkit.Scripted, *agentspec.SessionHandle) {
	t.Helper()
	server := testkit.Script(t, answers...)
	return server, clientFor(t, server.URL, options...).Sessions.Open("a", "s")
}

// pending returns the input of the unresolved turn; empty if there is none.
func pending(chat *agentspec.SessionHandle) string {
	if turn := chat.UnresolvedTurn(); turn != nil {
		return turn.Input
	}
	return ""
}

// refusesTurns checks that the next turn is refused in both forms, and that nothing is sent.
func refusesTurns(t *testing.T, chat *agentspec.SessionHandle, server *testkit.Scripted, input string) {
	t.Helper()
	count := len(server.Received())
	_, plain := chat.Continue(ctx, says("Hello"))
	_, streamed := chat.ContinueStream(ctx, says("Hello"))
	for _, err := range []error{plain, streamed} {
		refused := as[*agentspec.InvalidRequestError](t, err)
		equal(t, "refusal", [4]any{refused.Code, refused.Outcome, refused.Attempts, refused.Local}, [4]any{"turn_unresolved", agentspec.OutcomeNotSent, 0, true})
		method := "SendAgain()"
		if chat.UnresolvedTurn().Streamed {
			method = "SendAgainStream()"
		}
		if !strings.Contains(refused.Message, ": "+method+" resends it") || !strings.Contains(refused.Message, "GoOn()") {
			t.Errorf("message: %s", refused.Message)
		}
	}
	equal(t, "unresolved", [2]any{len(server.Received()), pending(chat)}, [2]any{count, input})
}

func fails[T any](t *testing.T, call func() (T, error)) agentspec.Details {
	t.Helper()
	_, err := call()
	return detailsOf(t, err)
}

func TestAnUnresolvedTurnIsResentWithItsOptionsAndItsKey(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{answered(1), half, answered(2), answered(3)})
	if _, err := chat.Continue(ctx, says("one")); err != nil {
		t.Fatal(err)
	}
	_, err := chat.Continue(ctx, &agentspec.SessionTurn{Input: "two", Options: &agentspec.InvokeOptions{MaxTokens: agentspec.Int(100)}})
	known := detailsOf(t, err)
	equal(t, "outcome", known.Outcome, agentspec.OutcomeUnknown)
	equal(t, "unresolved", *chat.UnresolvedTurn(), agentspec.UnresolvedTurn{Input: "two", IdempotencyKey: known.IdempotencyKey})
	refusesTurns(t, chat, server, "two")
	again, err := chat.SendAgain(ctx)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "resent", [2]any{again.Turn, pending(chat)}, [2]any{2, ""})
	received := server.Received()
	first, second := received[1], received[2]
	equal(t, "body", first.Body, `{"input":"two","options":{"max_tokens":100}}`)
	equal(t, "resent", [2]string{second.Body, second.Header.Get("Idempotency-Key")}, [2]string{first.Body, first.Header.Get("Idempotency-Key")})
	if first.Header.Get("X-Correlation-ID") == second.Header.Get("X-Correlation-ID") {
		t.Error("it is another call")
	}
	if next, err := chat.Continue(ctx, says("three")); err != nil || next.Turn != 3 {
		t.Fatal(next, err)
	}
}

func TestGoOnLeavesTheUnresolvedTurnAsItIs(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{half, answered(1), half})
	fails(t, func() (any, error) { return chat.Continue(ctx, says("one")) })
	chat.GoOn()
	equal(t, "unresolved", pending(chat), "")
	known := fails(t, func() (any, error) { return chat.SendAgain(ctx) })
	if !strings.HasPrefix(known.Message, "there is no turn to resend") {
		t.Errorf("message: %s", known.Message)
	}
	if next, err := chat.Continue(ctx, says("two")); err != nil || next.Turn != 1 {
		t.Fatal(next, err)
	}
	fails(t, func() (any, error) { return chat.Continue(ctx, says("three")) })
	equal(t, "requests", len(server.Received()), 3)
}

func TestATurnThatWasRejectedOrNeverSentIsResolved(t *testing.T) {
	_, chat := opened(t, []testkit.Answer{testkit.Refuse(503, "busy")}, agentspec.WithMaxRetries(0))
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	for expected, call := range map[agentspec.Outcome][]func() (any, error){
		agentspec.OutcomeRejected: {func() (any, error) { return chat.Continue(ctx, says("one")) }},
		agentspec.OutcomeNotSent: {
			func() (any, error) { return chat.Continue(ctx, says("\xff")) },
			func() (any, error) { return chat.Continue(ctx, says("two"), agentspec.WithCallTimeout(0)) },
			func() (any, error) { return chat.Continue(canceled, says("three")) },
			func() (any, error) { return chat.Continue(ctx, nil) },
		},
	} {
		for _, each := range call {
			equal(t, "outcome", fails(t, each).Outcome, expected)
			equal(t, "unresolved", pending(chat), "")
		}
	}
}

func TestARejectedAttemptDoesNotResolveOneThatMayHaveRun(t *testing.T) {
	_, chat := opened(t, []testkit.Answer{testkit.Refuse(502, "gone"), testkit.Refuse(401, "unauthorized")})
	known := fails(t, func() (any, error) { return chat.Continue(ctx, says("one")) })
	equal(t, "details", [3]any{known.Code, known.Outcome, pending(chat)}, [3]any{"unauthorized", agentspec.OutcomeUnknown, "one"})
}

func TestAResentTurnMayHaveRunWhateverBecameOfItThisTime(t *testing.T) {
	_, chat := opened(t, []testkit.Answer{half, testkit.Refuse(401, "unauthorized")})
	fails(t, func() (any, error) { return chat.Continue(ctx, says("one")) })
	known := fails(t, func() (any, error) { return chat.SendAgain(ctx) })
	equal(t, "details", [2]any{known.Outcome, pending(chat)}, [2]any{agentspec.OutcomeUnknown, "one"})
}

func textOf(stream *agentspec.EventStream, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return stream.Text()
}

func TestAStreamIsUnresolvedUntilItsDoneEvent(t *testing.T) {
	whole := testkit.Stream(testkit.TokenEvent("Hel"), testkit.TokenEvent("lo."), testkit.Done)
	server, chat := opened(t, []testkit.Answer{
		whole, testkit.Stream(testkit.TokenEvent("Hel")), whole,
		testkit.Stream(testkit.TokenEvent("x"), map[string]string{"type": "error", "code": "e", "message": "No."}),
	})
	stream, err := chat.ContinueStream(ctx, says("one"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the stream is open", pending(chat), "")
	text, err := stream.Text()
	equal(t, "text", [3]any{text, err, pending(chat)}, [3]any{"Hello.", nil, ""})
	fails(t, func() (string, error) { return textOf(chat.ContinueStream(ctx, says("two"))) })
	equal(t, "unresolved", [2]any{pending(chat), chat.UnresolvedTurn().Streamed}, [2]any{"two", true})
	refusesTurns(t, chat, server, "two")
	known := fails(t, func() (any, error) { return chat.SendAgain(ctx) })
	equal(t, "message", known.Message, "the unresolved turn was streamed: SendAgainStream() resends it in the same way")
	text, err = textOf(chat.SendAgainStream(ctx))
	equal(t, "text", [3]any{text, err, pending(chat)}, [3]any{"Hello.", nil, ""})
	stream, err = chat.ContinueStream(ctx, says("three"))
	if err != nil {
		t.Fatal(err)
	}
	for range stream.Events() {
	}
	equal(t, "an error event leaves it open", pending(chat), "three")
}

func TestAStreamThatIsClosedHalfWayIsUnresolvedAndLetsTheNextTurnDecide(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{testkit.Stream(testkit.TokenEvent("Hel")).Held()})
	stream, err := chat.ContinueStream(ctx, says("one"))
	if err != nil {
		t.Fatal(err)
	}
	for range stream.Events() {
		break
	}
	equal(t, "unresolved", pending(chat), "one")
	server.AwaitClosed(t, 1)
	refusesTurns(t, chat, server, "one")
}

func TestATurnWhoseContextEndedAfterItWasSentIsUnresolved(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{testkit.Silence})
	canceled, cancel := context.WithCancel(ctx)
	done := background(func() (*agentspec.SessionContinueResponse, error) { return chat.Continue(canceled, says("one")) })
	server.AwaitReceived(t, 1)
	equal(t, "it is under way", pending(chat), "")
	cancel()
	_, err := await(t, done)
	as[*agentspec.CanceledError](t, err)
	equal(t, "unresolved", pending(chat), "one")
}

func TestAnotherHandleHasItsOwnTurnsAndADeletionIsNoTurn(t *testing.T) {
	server := testkit.Script(t, half, answered(1), testkit.Respond(200, ""), testkit.Refuse(404, "not_found"))
	client := clientFor(t, server.URL)
	chat := client.Sessions.Open("a", "s")
	fails(t, func() (any, error) { return chat.Continue(ctx, says("one")) })
	if _, err := client.Sessions.Open("a", "s").Continue(ctx, says("two")); err != nil {
		t.Fatal(err)
	}
	if err := chat.Delete(ctx); err != nil {
		t.Fatal(err)
	}
	equal(t, "unresolved", pending(chat), "")
	if _, err := chat.Continue(ctx, says("three")); !errors.Is(err, agentspec.ErrNotFound) {
		t.Errorf("%v is another error", err)
	}
}

func TestTurnsAreTakenOneAfterTheOtherInTheirOrder(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{testkit.Stream(testkit.TokenEvent("x")).Held(), answered(2), testkit.Respond(200, ""), answered(3)})
	first, err := chat.ContinueStream(ctx, says("one"))
	if err != nil {
		t.Fatal(err)
	}
	var calls []<-chan result[any]
	for index, call := range []func() (any, error){
		func() (any, error) { return nil, chat.Delete(ctx) },
		func() (any, error) { return chat.Continue(ctx, says("two")) },
		func() (any, error) { return nil, chat.Delete(ctx) },
		func() (any, error) { return chat.Continue(ctx, says("three")) },
	} {
		calls = append(calls, background(call))
		agentspec.AwaitWaiters(t, chat, index+1)
	}
	_ = first.Close()
	for _, call := range calls {
		if _, err := await(t, call); err != nil && detailsOf(t, err).Code == "turn_unresolved" {
			t.Fatal(err)
		}
	}
	var sent []string
	for _, request := range server.Received() {
		sent = append(sent, request.Method+" "+request.Body)
	}
	expected := []string{`POST {"input":"one"}`, "DELETE ", `POST {"input":"two"}`, "DELETE ", `POST {"input":"three"}`}
	if !slices.Equal(sent, expected) {
		t.Errorf("sent: %q", sent)
	}
}

func TestAHalfReadStreamHoldsUpTheNextTurnNoLongerThanItsTimeoutWithAWarning(t *testing.T) {
	var warnings []string
	handler := onRecord{func(record slog.Record) {
		if record.Level == slog.LevelWarn {
			line := record.Message
			record.Attrs(func(attribute slog.Attr) bool {
				line += " " + attribute.String()
				return true
			})
			warnings = append(warnings, line)
		}
	}}
	clock := agentspec.NewTestClock()
	server, chat := opened(t, []testkit.Answer{testkit.Stream(testkit.TokenEvent("Hel")).Held()}, agentspec.WithClock(clock), agentspec.WithLogger(slog.New(handler)),
		agentspec.WithTimeout(5*time.Second))
	stream, err := chat.ContinueStream(ctx, says("one"), agentspec.WithCorrelationID("the-stream"))
	if err != nil {
		t.Fatal(err)
	}
	done := background(func() (*agentspec.SessionContinueResponse, error) {
		return chat.Continue(ctx, says("two"), agentspec.WithCorrelationID("the-turn"))
	})
	clock.AwaitTimers(t, 1)
	clock.Advance(999 * time.Millisecond)
	clock.AwaitTimers(t, 1)
	clock.Advance(time.Millisecond)
	// The second timer is set once the warning is written.
	clock.AwaitTimers(t, 1)
	expected := []string{"agentspec: a turn waits: the stream of its handle is neither read to its end nor closed operation=continue_session correlation_id=the-turn held_up_by=the-stream"}
	if !slices.Equal(warnings, expected) {
		t.Errorf("warnings: %q", warnings)
	}
	clock.Advance(4 * time.Second)
	_, err = await(t, done)
	timeout := as[*agentspec.TimeoutError](t, err)
	equal(t, "message", timeout.Message, "the turn waited for WithTimeout, 5s: the stream the-stream of its handle is neither read to its end nor closed. Nothing was sent. Read that stream to its end, or close it, before the next turn")
	equal(t, "details", [4]any{timeout.Outcome, timeout.Attempts, timeout.SentCorrelationID, errors.Is(err, agentspec.ErrConnection)}, [4]any{agentspec.OutcomeNotSent, 0, "the-turn", false})
	equal(t, "requests", len(server.Received()), 1)
	_ = stream.Close()
	equal(t, "unresolved", pending(chat), "one")
	equal(t, "timers", clock.Timers(), 0)
}

func TestTheDeadlineOfATurnNamesWhatHoldsItUpAndItsContextEndsItsWait(t *testing.T) {
	clock := agentspec.NewTestClock()
	held := testkit.Stream(testkit.TokenEvent("Hel")).Held()
	server, chat := opened(t, []testkit.Answer{held}, agentspec.WithClock(clock), agentspec.WithTimeout(agentspec.NoLimit))
	stream, err := chat.ContinueStream(ctx, says("one"), agentspec.WithCorrelationID("the-stream"))
	if err != nil {
		t.Fatal(err)
	}
	second := background(func() (*agentspec.SessionContinueResponse, error) {
		return chat.Continue(ctx, says("two"), agentspec.WithCallTimeout(500*time.Millisecond))
	})
	agentspec.AwaitWaiters(t, chat, 1)
	canceled, cancel := context.WithCancel(ctx)
	third := background(func() (*agentspec.SessionContinueResponse, error) { return chat.Continue(canceled, says("three")) })
	agentspec.AwaitWaiters(t, chat, 2)
	clock.AwaitTimers(t, 3)
	clock.Advance(500 * time.Millisecond)
	_, err = await(t, second)
	equal(t, "message", detailsOf(t, err).Message, "the call timeout of 500ms has passed: the stream the-stream of its handle has not ended: read it to its end or close it first")
	cancel()
	_, err = await(t, third)
	equal(t, "outcome", as[*agentspec.CanceledError](t, err).Outcome, agentspec.OutcomeNotSent)
	_ = stream.Close()
	chat.GoOn()
	last, err := chat.ContinueStream(ctx, says("four"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "a turn that gave up holds up no other", len(server.Received()), 2)
	_ = last.Close()
	equal(t, "timers", clock.Timers(), 0)
}

func TestATurnBehindACallThatTakesLongWaitsForItsEnd(t *testing.T) {
	clock := agentspec.NewTestClock()
	server, chat := opened(t, []testkit.Answer{testkit.Silence}, agentspec.WithClock(clock), agentspec.WithTimeout(agentspec.NoLimit))
	canceled, cancel := context.WithCancel(ctx)
	first := background(func() (*agentspec.SessionContinueResponse, error) { return chat.Continue(canceled, says("one")) })
	server.AwaitReceived(t, 1)
	second := background(func() (*agentspec.SessionContinueResponse, error) {
		return chat.Continue(ctx, says("two"), agentspec.WithTimeout(5*time.Second))
	})
	agentspec.AwaitWaiters(t, chat, 1)
	clock.Advance(time.Hour)
	cancel()
	_, err := await(t, first)
	as[*agentspec.CanceledError](t, err)
	_, err = await(t, second)
	equal(t, "code", detailsOf(t, err).Code, "turn_unresolved")
}

func TestTurnsOfManyGoroutinesAreSentOneAtATime(t *testing.T) {
	server, chat := opened(t, []testkit.Answer{kept(answered(1))})
	var calls []<-chan result[*agentspec.SessionContinueResponse]
	for range 20 {
		calls = append(calls, background(func() (*agentspec.SessionContinueResponse, error) { return chat.Continue(ctx, says("x")) }))
	}
	for _, call := range calls {
		if _, err := await(t, call); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "connections", [2]int{server.Opened(), len(server.Received())}, [2]int{1, 20})
}
