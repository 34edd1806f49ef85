package agentspec

import "time"

// FailedAttempt is a failed attempt of a call.
type FailedAttempt struct {
	// Code is the code of its error, such as "rate_limited".
	Code string `json:"code"`
	// StatusCode is the status of the response; 0 if there was none.
	StatusCode int `json:"status_code,omitempty"`
	// Outcome is what is known of this attempt alone.
	Outcome Outcome `json:"outcome"`
	// Retried says that another attempt followed.
	Retried bool `json:"retried"`
	// Delay is the time between this attempt and the one that followed.
	Delay time.Duration `json:"delay,omitempty"`
}

// StopReason is why no further attempt was made: the retry policy, or the option that stopped it.
type StopReason string

const (
	// StoppedByPolicy says that the policy gave up: another attempt could not succeed, or could run the agent twice.
	StoppedByPolicy StopReason = "policy"
	// StoppedByMaxRetries says that all attempts that WithMaxRetries allows were made.
	StoppedByMaxRetries StopReason = "max_retries"
	// StoppedByMaxRetryDelay says that the server or the policy asked for a longer delay than WithMaxRetryDelay.
	StoppedByMaxRetryDelay StopReason = "max_retry_delay"
	// StoppedByCallTimeout says that the time limit of WithCallTimeout has passed, or would pass during the next delay.
	StoppedByCallTimeout StopReason = "deadline"
	// StoppedByRetryBudget says that the retry budget of the client is used up.
	StoppedByRetryBudget StopReason = "retry_budget"
)
