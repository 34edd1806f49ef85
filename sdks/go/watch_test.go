package agentspec_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func step(name, status string) any {
	return map[string]any{"name": name, "status": status, "duration_ms": nil}
}

func run(status string, steps ...any) testkit.Answer {
	if steps == nil {
		steps = []any{}
	}
	return testkit.Respond(200, map[string]any{"pipeline": "p", "run_id": "run-1", "status": status, "steps": steps, "started_at": "2026-01-15T09:30:00Z", "elapsed_ms": 5})
}

var watched = &agentspec.PipelineWaitRequest{Name: "p"}

func milliseconds(all ...int) (durations []time.Duration) {
	for _, each := range all {
		durations = append(durations, time.Duration(each)*time.Millisecond)
	}
	return durations
}

func TestAWatchPollsLessOftenWhileNothingChangesAndStaysWithTheRunThatItHasSeenFirst(t *testing.T) {
	running := run("running", step("one", "running"))
	server := testkit.Script(t, running, running, running, run("running", step("one", "completed"), step("two", "running")),
		run("completed", step("one", "completed"), step("two", "completed")))
	clock := agentspec.NewTestClock()
	var changes []string
	for progress, err := range clientFor(t, server.URL, agentspec.WithClock(clock)).Pipelines.Watch(ctx, watched) {
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, changeOf(progress))
	}
	equal(t, "changes", strings.Join(changes, ", "), "one running, one completed, two running, two completed, completed")
	if delays := clock.Delays(); !slices.Equal(delays, milliseconds(200, 400, 800, 200)) {
		t.Errorf("delays: %v", delays)
	}
	ids := map[string]bool{}
	for index, request := range server.Received() {
		expected := "/v1/pipelines/p/status?run_id=run-1"
		if index == 0 {
			expected = "/v1/pipelines/p/status"
		}
		equal(t, "path", request.Path, expected)
		ids[request.Header.Get("X-Correlation-ID")] = true
	}
	equal(t, "ids", len(ids), 5)
}

func TestThePollDelayGrowsToFiveSecondsOrStaysTheUsers(t *testing.T) {
	answers := append(slices.Repeat([]testkit.Answer{run("running")}, 9), run("failed"))
	for _, row := range []struct {
		delay    time.Duration
		expected []time.Duration
	}{
		{0, milliseconds(200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000)},
		{8 * time.Second, slices.Repeat(milliseconds(8000), 9)},
		{1, milliseconds(10, 20, 40, 80, 160, 320, 640, 1280, 2560)},
	} {
		clock := agentspec.NewTestClock()
		client := clientFor(t, testkit.Script(t, answers...).URL, agentspec.WithClock(clock))
		last, err := client.Pipelines.Wait(ctx, &agentspec.PipelineWaitRequest{Name: "p", PollDelay: row.delay, Timeout: agentspec.NoLimit})
		if err != nil || last.Status != agentspec.RunStatusFailed {
			t.Fatal("a failed run is no error", last, err)
		}
		if delays := clock.Delays(); !slices.Equal(delays, row.expected) {
			t.Errorf("delays: %v", delays)
		}
	}
}

func TestAStatusThatIsNotKnownIsOverWhenNoStepIsUnderWay(t *testing.T) {
	server := testkit.Script(t, run("odd", step("one", "pending")), run("odd", step("one", "skipped")))
	last, err := clientFor(t, server.URL, agentspec.WithClock(agentspec.NewTestClock())).Pipelines.Wait(ctx, watched)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "step", string(last.Steps[0].Status), "skipped")
}

func TestAWatchEndsAtItsDeadlineAndTheRunGoesOn(t *testing.T) {
	server := testkit.Script(t, run("running"), testkit.Silence)
	clock := agentspec.NewTestClock()
	client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithTimeout(agentspec.NoLimit))
	var meta agentspec.ResponseMeta
	done := background(func() (*agentspec.PipelineStatus, error) {
		return client.Pipelines.Wait(ctx, &agentspec.PipelineWaitRequest{Name: "p", Timeout: time.Minute}, agentspec.WithResponseMeta(&meta))
	})
	server.AwaitReceived(t, 2)
	clock.Advance(time.Minute)
	_, err := await(t, done)
	timeout := as[*agentspec.TimeoutError](t, err)
	equal(t, "message", timeout.Message, "run-1 of p did not end within 1m0s; the run continues")
	equal(t, "details", [2]any{timeout.Outcome, errors.Is(err, agentspec.ErrConnection)}, [2]any{agentspec.OutcomeUnknown, false})
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is the caller's", err)
	}
	equal(t, "id", timeout.SentCorrelationID, server.Received()[0].Header.Get("X-Correlation-ID"))
	server.AwaitClosed(t, 2)
	equal(t, "timers", clock.Timers(), 0)
}

func TestAWatchEndsWithTheFirstErrorWithItsContextAndWhenItIsLeft(t *testing.T) {
	clock := agentspec.NewTestClock()
	server := testkit.Script(t, run("running"), testkit.Refuse(404, "not_found"))
	_, err := clientFor(t, server.URL, agentspec.WithClock(clock)).Pipelines.Wait(ctx, watched)
	if !errors.Is(err, agentspec.ErrNotFound) {
		t.Errorf("%v is another error", err)
	}
	silent := testkit.Script(t, run("running", step("one", "running")), testkit.Silence)
	mine := errors.New("mine")
	canceled, cancel := context.WithCancelCause(ctx)
	done := background(func() (*agentspec.PipelineStatus, error) {
		return clientFor(t, silent.URL, agentspec.WithClock(clock)).Pipelines.Wait(canceled, watched)
	})
	silent.AwaitReceived(t, 2)
	cancel(mine)
	_, err = await(t, done)
	if !errors.Is(err, mine) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v is another error", err)
	}
	silent.AwaitClosed(t, 2)
	again := testkit.Script(t, run("running", step("one", "running")))
	for range clientFor(t, again.URL, agentspec.WithClock(clock)).Pipelines.Watch(ctx, &agentspec.PipelineWaitRequest{Name: "p", Timeout: time.Minute}) {
		break
	}
	equal(t, "timers", clock.Timers(), 0)
}

func TestAWatchWhoseContextEndsBetweenTwoPollsTellsSo(t *testing.T) {
	canceled, cancel := context.WithCancel(ctx)
	defer cancel()
	server := testkit.Script(t, run("running", step("one", "running")))
	var last error
	for _, err := range clientFor(t, server.URL).Pipelines.Watch(canceled, &agentspec.PipelineWaitRequest{Name: "p", PollDelay: time.Hour}) {
		cancel()
		last = err
	}
	known := as[*agentspec.CanceledError](t, last)
	equal(t, "id", known.SentCorrelationID, server.Received()[0].Header.Get("X-Correlation-ID"))
}

func TestWhatCannotBeWatchedIsRefused(t *testing.T) {
	client := clientFor(t, "http://127.0.0.1:1")
	for _, row := range []struct {
		request *agentspec.PipelineWaitRequest
		message string
	}{
		{&agentspec.PipelineWaitRequest{}, "Name is empty: give the name as the server lists it"},
		{&agentspec.PipelineWaitRequest{Name: "p", PollDelay: -1}, "PollDelay is -1ns: expected a duration of 0 or more"},
		{&agentspec.PipelineWaitRequest{Name: "p", Timeout: -1}, "Timeout is -1ns: expected a duration of 0 or more"},
		{nil, "the request is nil: give one"},
	} {
		_, err := client.Pipelines.Wait(ctx, row.request)
		equal(t, "message", as[*agentspec.InvalidRequestError](t, err).Message, row.message)
	}
}
