package agentspec_test

import (
	"errors"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestAPolicyDecidesWithinTheLimits(t *testing.T) {
	var seen []agentspec.FailedCall
	failing := testkit.Refuse(500, "internal")
	policyOf := func(delay time.Duration, isRetried bool) agentspec.Option {
		return agentspec.WithRetryPolicy(agentspec.RetryPolicyFunc(func(failed agentspec.FailedCall) (time.Duration, bool) {
			seen = append(seen, failed)
			return delay, isRetried
		}))
	}
	clock := agentspec.NewTestClock()
	server := testkit.Script(t, failing, testkit.Refuse(503, "busy", "Retry-After", "61"), invoked)
	client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithRetryDelay(time.Second), policyOf(5*time.Second, true))
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	for index, expected := range []agentspec.FailedCall{
		{Operation: "invoke_agent", Attempt: 1, Delay: time.Second},
		{Operation: "invoke_agent", Attempt: 2, Elapsed: 5 * time.Second, TooLong: true},
	} {
		failed := seen[index]
		known := detailsOf(t, failed.Err)
		equal(t, "attempts of the error", known.Attempts, index+1)
		equal(t, "transient", failed.Transient(), index == 1)
		failed.Err = nil
		equal(t, "failed call", failed, expected)
	}
	for _, row := range []struct {
		option  agentspec.Option
		stopped agentspec.StopReason
		count   int
	}{
		{policyOf(0, false), agentspec.StoppedByPolicy, 1},
		{policyOf(time.Minute+1, true), agentspec.StoppedByMaxRetryDelay, 1},
		{policyOf(-time.Second, true), agentspec.StoppedByMaxRetries, 4},
	} {
		_, err := clientFor(t, testkit.Script(t, failing).URL, agentspec.WithClock(clock), row.option).Agents.Invoke(ctx, ask)
		known := detailsOf(t, err)
		equal(t, "stopped", [2]any{known.StoppedBy, known.Attempts}, [2]any{row.stopped, row.count})
	}
}

func TestThePoliciesOfThePackageRetryWhatIsSafe(t *testing.T) {
	for _, row := range []struct {
		answer                     testkit.Answer
		standard, strict, standGet bool
	}{
		{testkit.Refuse(429, "slow"), true, true, true},
		{testkit.Refuse(503, "busy"), true, true, true},
		{testkit.Refuse(502, "gone"), true, false, true},
		{testkit.Refuse(504, "late"), true, false, true},
		{testkit.Refuse(500, "internal"), false, false, false},
		{testkit.Refuse(400, "bad"), false, false, false},
		{testkit.Refuse(429, "budget_exceeded"), false, false, false},
		{broken, false, false, true},
	} {
		attempts := func(policy agentspec.RetryPolicy, isGet bool) bool {
			client := clientFor(t, testkit.Script(t, row.answer).URL, agentspec.WithRetryPolicy(policy), agentspec.WithMaxRetries(1))
			_, err := client.Agents.Invoke(ctx, ask)
			if isGet {
				_, err = client.Agents.List(ctx)
			}
			return detailsOf(t, err).Attempts == 2
		}
		got := [4]bool{
			attempts(agentspec.StandardRetries, false), attempts(agentspec.StrictRetries, false), attempts(agentspec.StandardRetries, true),
			attempts(agentspec.NoRetries, true),
		}
		equal(t, row.answer.Data, got, [4]bool{row.standard, row.strict, row.standGet, false})
	}
}

func TestTheOutcomeIsTheFurthestOfAllAttempts(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(502, "gone"), testkit.Refuse(429, "slow"))
	_, err := clientFor(t, server.URL, agentspec.WithMaxRetries(1)).Agents.Invoke(ctx, ask)
	known := detailsOf(t, err)
	equal(t, "outcomes", [3]agentspec.Outcome{known.Outcome, known.History[0].Outcome, known.History[1].Outcome},
		[3]agentspec.Outcome{agentspec.OutcomeUnknown, agentspec.OutcomeUnknown, agentspec.OutcomeRejected})
	equal(t, "classes", [2]bool{errors.Is(err, agentspec.ErrRateLimit), errors.Is(err, agentspec.ErrServer)}, [2]bool{true, false})
}
