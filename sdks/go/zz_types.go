package agentspec

import "github.com/szaher/agentspec/sdk/internal/wire"

// A stand-in for the generated file.

// PipelineStep is a step of a run.
type PipelineStep struct {
	Name string `json:"name"`
}

func readPipelineStep(v wire.Value) PipelineStep {
	return PipelineStep{Name: v.Object().Required("name").Text()}
}
