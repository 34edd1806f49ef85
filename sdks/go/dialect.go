package agentspec

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

const (
	// documentedAlone says what to do about another dialect.
	documentedAlone = "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`"
	// recognized ends the message of a failure whose server is known by a mark.
	recognized = ": the server speaks the dialect of the public AgentSpec runtime; " + documentedAlone
)

// adviceOn returns what the message of JSON that does not match the contract ends with; nothing unless it bears a mark of the public runtime.
func adviceOn(data []byte, isOfRuntime func(wire.Object) bool) string {
	value, document := wire.Parse(data)
	if document.Err() == nil && value.IsObject() && isOfRuntime(value.Object()) {
		return recognized
	}
	return ""
}

// markOf returns what a body that is none of the contract bears if it is the runtime's answer to this operation.
func markOf(operation string) func(wire.Object) bool {
	return func(body wire.Object) bool {
		switch operation {
		case invokeAgentOperation.id, continueSessionOperation.id:
			return hasAll(body, "tokens", "turns") || hasAll(body, "activity", "duration_ms")
		case createSessionOperation.id:
			id, _ := textIn(body, "session_id")
			return strings.HasPrefix(id, "sess_") && !hasAll(body, "metadata")
		case runPipelineOperation.id:
			steps, _ := body.Find("steps")
			return steps.IsObject()
		case healthOperation.id:
			return isRuntimeHealth(body)
		default:
			return false
		}
	}
}

// isRuntimeEvent reports whether an event that is none of the contract is the runtime's: the end of a model's turn, that of the stream, or an error that is
// only announced.
func isRuntimeEvent(event wire.Object) bool {
	tag, _ := textIn(event, "type")
	isAnnounced := EventType(tag) == EventError && len(event.Extra("type")) == 0
	return hasAll(event, "tokens", "turns") || EventType(tag) == EventDone && hasAll(event, "response") || isAnnounced
}

// isRuntimeHealth reports whether a health is the runtime's. The documented API calls a healthy server ok, and may have other words.
func isRuntimeHealth(health wire.Object) bool {
	status, _ := textIn(health, "status")
	uptime, _ := health.Find("uptime")
	hasItsFields := uptime.IsText()
	if agents, ok := health.Find("agents"); ok {
		_, err := strconv.ParseUint(string(agents.Raw()), 10, 64)
		hasItsFields = hasItsFields || err == nil
	}
	return status == "healthy" && hasItsFields && !hasAll(health, "uptime_seconds") && !hasAll(health, "checks")
}

func hasAll(object wire.Object, names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, ok := object.Find(name)
		return !ok
	})
}

// refuseRuntime refuses the runtime's health, although it can be read: nothing else of that server can. It has always the status 200.
func refuseRuntime(op *operation, status int, body []byte) *wire.Problem {
	if op != healthOperation || status != http.StatusOK || adviceOn(body, isRuntimeHealth) == "" {
		return nil
	}
	return &wire.Problem{Path: "status", Reason: "expected a documented status, got \"healthy\""}
}
