package agentspec

import "github.com/szaher/agentspec/sdk/internal/wire"

const (
	// documentedAlone says what to do about another dialect.
	documentedAlone = "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`"
	// recognized ends the message of a failure whose server is known by a mark.
	recognized = ": the server speaks the dialect of the public AgentSpec runtime; " + documentedAlone

	// runtimeHealth is the status of the runtime's health.
	runtimeHealth = "healthy"
)

// adviceOn returns what the message of JSON that does not match the contract ends with; nothing unless it bears a mark of the public runtime.
func adviceOn(data []byte) string {
	value, document := wire.Parse(data)
	if document.Err() == nil && value.IsObject() && isOfRuntime(value.Object()) {
		return recognized
	}
	return ""
}

// isOfRuntime reports whether an object that is none of the contract is the runtime's: an answer, a pipeline's steps by name, the end of a model's
// turn, or its health.
func isOfRuntime(object wire.Object) bool {
	has := func(name string) bool {
		_, ok := object.Find(name)
		return ok
	}
	steps, _ := object.Find("steps")
	tag, _ := textIn(object, "type")
	status, _ := textIn(object, "status")
	return has("tokens") && has("turns") || steps.IsObject() || tag == string(EventDone) && has("response") || status == runtimeHealth
}

// refuseRuntime refuses the runtime's health, although it can be read: nothing else of that server can.
func refuseRuntime(op *operation, answer wire.Value) {
	if op != healthOperation || !answer.IsObject() {
		return
	}
	if status, _ := answer.Object().Find("status"); status.IsText() && status.Text() == runtimeHealth {
		status.Fail("expected a documented status, got \"healthy\"")
	}
}
