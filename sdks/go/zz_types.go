// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"encoding/json"
	"math"
	"time"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// Agent is an agent that the server serves.
type Agent struct {
	// The agent's name, which is used to invoke it.
	Name string `json:"name"`

	// The model that the agent runs on.
	Model string `json:"model"`

	// The agent's skills. Null and absent mean an empty list.
	Skills []string `json:"skills"`

	// Whether an agent can be invoked. It is [AgentStatusReady] or [AgentStatusRunning], or a value of a later server.
	Status string `json:"status"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readAgent(v wire.Value) Agent {
	o := v.Object()
	var r Agent
	r.Name = o.Required("name").Text()
	r.Model = o.Required("model").Text()
	r.Skills = readList(o, "skills", wire.Value.Text)
	r.Status = o.Required("status").Text()
	r.Extra = o.Extra("name", "model", "skills", "status")
	return r
}

// The known values of [Agent.Status]: whether an agent can be invoked. A later server may send others.
const (
	AgentStatusReady = "ready"

	AgentStatusRunning = "running"
)

func readAgentList(v wire.Value) []Agent {
	return wire.List(v.Object().Required("agents"), readAgent)
}

// InvokeOptions holds options for the agent's answer. Any further key is passed on to the agent.
type InvokeOptions struct {
	// The randomness of the answer, without unit; most models accept 0 to 2.
	Temperature *float64 `json:"temperature,omitempty"`

	// The maximum number of tokens in the answer.
	MaxTokens *int `json:"max_tokens,omitempty"`

	// Extra has further keys, sent as they are. A field above takes precedence.
	Extra map[string]any `json:"-"`
}

// MarshalJSON returns the object that is sent.
func (r InvokeOptions) MarshalJSON() ([]byte, error) {
	return json.Marshal(r.body())
}

func (r *InvokeOptions) body() map[string]any {
	body := make(map[string]any, len(r.Extra)+2)
	for key, value := range r.Extra {
		body[key] = value
	}
	if r.Temperature != nil {
		body["temperature"] = *r.Temperature
	}
	if r.MaxTokens != nil {
		body["max_tokens"] = *r.MaxTokens
	}
	return body
}

// Usage is the number of tokens that an answer used.
type Usage struct {
	// Tokens read, including the previous turns of the conversation.
	InputTokens int `json:"input_tokens"`

	// Tokens written.
	OutputTokens int `json:"output_tokens"`

	// Tokens billed; on most servers the sum of both.
	TotalTokens int `json:"total_tokens"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readUsage(v wire.Value) Usage {
	o := v.Object()
	var r Usage
	r.InputTokens = o.Required("input_tokens").Count()
	r.OutputTokens = o.Required("output_tokens").Count()
	r.TotalTokens = o.Required("total_tokens").Count()
	r.Extra = o.Extra("input_tokens", "output_tokens", "total_tokens")
	return r
}

// InvokeResponse is an agent's whole answer.
type InvokeResponse struct {
	// The answer.
	Output string `json:"output"`

	// The number of tokens that an answer used.
	Usage Usage `json:"usage"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readInvokeResponse(v wire.Value) InvokeResponse {
	o := v.Object()
	var r InvokeResponse
	r.Output = o.Required("output").Text()
	r.Usage = readUsage(o.Required("usage"))
	r.Extra = o.Extra("output", "usage")
	return r
}

// Session is a conversation with an agent.
type Session struct {
	// The session's id.
	SessionID string `json:"session_id"`

	// The agent's name.
	Agent string `json:"agent"`

	// The time when the session was created, RFC 3339. The zero time if it is not RFC 3339.
	CreatedAt time.Time `json:"created_at"`

	// The caller's own values, stored with a session unchanged.
	Metadata map[string]string `json:"metadata"`

	// RawMetadata has the values of Metadata as JSON. A value that is not a string is JSON text in Metadata.
	RawMetadata map[string]json.RawMessage `json:"-"`

	// The number of turns. Present in listings. 0 if absent.
	Turns int `json:"turns"`

	// The time when the session was last used, RFC 3339. Present in listings. The zero time if it is absent or not RFC 3339.
	LastActiveAt time.Time `json:"last_active_at"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readSession(v wire.Value) Session {
	o := v.Object()
	var r Session
	r.SessionID = o.Required("session_id").Text()
	r.Agent = o.Required("agent").Text()
	r.CreatedAt = readTime(o.Required("created_at"))
	{
		field := o.Required("metadata")
		r.Metadata = wire.Map(field, readText)
		r.RawMetadata = wire.Map(field, wire.Value.Raw)
	}
	if field, ok := o.Optional("turns"); ok {
		r.Turns = field.Count()
	}
	if field, ok := o.Optional("last_active_at"); ok {
		r.LastActiveAt = readTime(field)
	}
	r.Extra = o.Extra("session_id", "agent", "created_at", "metadata", "turns", "last_active_at")
	return r
}

// SessionPage is one page of sessions, newest first.
type SessionPage struct {
	// The sessions of this page.
	Sessions []Session `json:"sessions"`

	// The total number of the agent's sessions.
	Total int `json:"total"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readSessionPage(v wire.Value) SessionPage {
	o := v.Object()
	var r SessionPage
	r.Sessions = wire.List(o.Required("sessions"), readSession)
	r.Total = o.Required("total").Count()
	r.Extra = o.Extra("sessions", "total")
	return r
}

// SessionContinueResponse is an agent's whole answer to one turn of a session.
type SessionContinueResponse struct {
	// The answer.
	Output string `json:"output"`

	// The number of tokens that an answer used.
	Usage Usage `json:"usage"`

	// The number of this turn; the first is 1.
	Turn int `json:"turn"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readSessionContinueResponse(v wire.Value) SessionContinueResponse {
	o := v.Object()
	var r SessionContinueResponse
	r.Output = o.Required("output").Text()
	r.Usage = readUsage(o.Required("usage"))
	r.Turn = o.Required("turn").Integer(1, math.MaxInt)
	r.Extra = o.Extra("output", "usage", "turn")
	return r
}

// The known values of [PipelineRunResponse.Status] and [PipelineStatus.Status]: the status of a pipeline run. A later server may send others.
const (
	RunStatusRunning = "running"

	RunStatusCompleted = "completed"

	RunStatusFailed = "failed"
)

// The known values of [PipelineStep.Status]: the status of a pipeline step. A later server may send others.
const (
	StepStatusPending = "pending"

	StepStatusRunning = "running"

	StepStatusCompleted = "completed"

	StepStatusFailed = "failed"

	StepStatusSkipped = "skipped"
)

// StepError tells why a step failed.
type StepError struct {
	// The machine-readable code.
	Code string `json:"code"`

	// The message for people.
	Message string `json:"message"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readStepError(v wire.Value) StepError {
	o := v.Object()
	var r StepError
	r.Code = o.Required("code").Text()
	r.Message = o.Required("message").Text()
	r.Extra = o.Extra("code", "message")
	return r
}

// PipelineStep is one agent's part of a pipeline run.
type PipelineStep struct {
	// The step's name.
	Name string `json:"name"`

	// The status of a pipeline step. It is [StepStatusPending], [StepStatusRunning], [StepStatusCompleted], [StepStatusFailed] or [StepStatusSkipped], or a value of a later server.
	Status string `json:"status"`

	// The step's answer. Empty if absent.
	Output string `json:"output,omitempty"`

	// The number of tokens that an answer used. Nil if absent.
	Usage *Usage `json:"usage,omitempty"`

	// The duration of the step in milliseconds; 0 until the step has ended.
	DurationMs int `json:"duration_ms"`

	// Why a step failed. Nil if absent.
	Error *StepError `json:"error,omitempty"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readPipelineStep(v wire.Value) PipelineStep {
	o := v.Object()
	var r PipelineStep
	r.Name = o.Required("name").Text()
	r.Status = o.Required("status").Text()
	if field, ok := o.Optional("output"); ok {
		r.Output = field.Text()
	}
	if field, ok := o.Optional("usage"); ok {
		r.Usage = new(Usage)
		*r.Usage = readUsage(field)
	}
	if field := o.Required("duration_ms"); !field.IsNull() {
		r.DurationMs = field.Count()
	}
	if field, ok := o.Optional("error"); ok {
		r.Error = new(StepError)
		*r.Error = readStepError(field)
	}
	r.Extra = o.Extra("name", "status", "output", "usage", "duration_ms", "error")
	return r
}

// PipelineRunResponse is a run of a pipeline and its steps.
type PipelineRunResponse struct {
	// The pipeline's name.
	Pipeline string `json:"pipeline"`

	// The run's id. Empty if absent.
	RunID string `json:"run_id"`

	// The status of a pipeline run. It is [RunStatusRunning], [RunStatusCompleted] or [RunStatusFailed], or a value of a later server.
	Status string `json:"status"`

	// The steps, in the order in which they run.
	Steps []PipelineStep `json:"steps"`

	// The last step's answer; empty if there is none.
	Output string `json:"output"`

	// The duration of the run in milliseconds. 0 if absent.
	TotalDurationMs int `json:"total_duration_ms"`

	// The number of tokens that an answer used. Zero if absent.
	Usage Usage `json:"usage"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readPipelineRunResponse(v wire.Value) PipelineRunResponse {
	o := v.Object()
	var r PipelineRunResponse
	r.Pipeline = o.Required("pipeline").Text()
	if field, ok := o.Optional("run_id"); ok {
		r.RunID = field.Text()
	}
	r.Status = o.Required("status").Text()
	r.Steps = wire.List(o.Required("steps"), readPipelineStep)
	if field := o.Required("output"); !field.IsNull() {
		r.Output = field.Text()
	}
	if field, ok := o.Optional("total_duration_ms"); ok {
		r.TotalDurationMs = field.Count()
	}
	if field, ok := o.Optional("usage"); ok {
		r.Usage = readUsage(field)
	}
	r.Extra = o.Extra("pipeline", "run_id", "status", "steps", "output", "total_duration_ms", "usage")
	return r
}

// PipelineStatus is the current state of a pipeline run.
type PipelineStatus struct {
	// The pipeline's name.
	Pipeline string `json:"pipeline"`

	// The run's id.
	RunID string `json:"run_id"`

	// The status of a pipeline run. It is [RunStatusRunning], [RunStatusCompleted] or [RunStatusFailed], or a value of a later server.
	Status string `json:"status"`

	// The steps, in the order in which they run.
	Steps []PipelineStep `json:"steps"`

	// The time when the run started, RFC 3339. The zero time if it is not RFC 3339.
	StartedAt time.Time `json:"started_at"`

	// The duration of the run so far, in milliseconds.
	ElapsedMs int `json:"elapsed_ms"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readPipelineStatus(v wire.Value) PipelineStatus {
	o := v.Object()
	var r PipelineStatus
	r.Pipeline = o.Required("pipeline").Text()
	r.RunID = o.Required("run_id").Text()
	r.Status = o.Required("status").Text()
	r.Steps = wire.List(o.Required("steps"), readPipelineStep)
	r.StartedAt = readTime(o.Required("started_at"))
	r.ElapsedMs = o.Required("elapsed_ms").Count()
	r.Extra = o.Extra("pipeline", "run_id", "status", "steps", "started_at", "elapsed_ms")
	return r
}

// The known values of [Health.Status]: whether the server is healthy. A later server may send others.
const (
	HealthStatusOK = "ok"

	HealthStatusDegraded = "degraded"
)

// Health is the server's health.
type Health struct {
	// Whether the server is healthy. It is [HealthStatusOK] or [HealthStatusDegraded], or a value of a later server.
	Status string `json:"status"`

	// The server's version.
	Version string `json:"version"`

	// The time since the server started, in seconds. 0 if absent.
	UptimeSeconds int `json:"uptime_seconds"`

	// The status of each part of the server. Nil if absent.
	Checks map[string]string `json:"checks"`

	// Extra has the fields that this version does not know, as received. Nil if there are none.
	Extra map[string]json.RawMessage `json:"-"`
}

func readHealth(v wire.Value) Health {
	o := v.Object()
	var r Health
	r.Status = o.Required("status").Text()
	r.Version = o.Required("version").Text()
	if field, ok := o.Optional("uptime_seconds"); ok {
		r.UptimeSeconds = field.Count()
	}
	if field, ok := o.Optional("checks"); ok {
		r.Checks = wire.Map(field, wire.Value.Text)
	}
	r.Extra = o.Extra("status", "version", "uptime_seconds", "checks")
	return r
}
