package agentspec

import (
	"context"
	"iter"

	"github.com/szaher/agentspec/sdk/internal/wire"
)

// The parts that are not written yet. Remove each with the file that declares it.

type Client struct{ Services }

func (c *Client) caller() caller { return nil }

type CallOption interface{ call() }

type caller interface{ isCaller() }

type operation struct {
	id, method, path string
	statuses         []int
	answer           answerKind
}

type answerKind int

const (
	answerJSON answerKind = iota
	answerNothing
	answerText
	answerStream
)

type parameter struct{ name, value string }

type parts struct {
	missing bool
	path    []string
	query   []parameter
	body    map[string]any
	turn    *SessionTurn
}

func call[T any](ctx context.Context, c caller, op *operation, request parts, read func(wire.Value) T, options []CallOption) (*T, error) {
	panic("not written")
}

func callNothing(ctx context.Context, c caller, op *operation, request parts, options []CallOption) error {
	panic("not written")
}

func callText(ctx context.Context, c caller, op *operation, request parts, options []CallOption) (string, error) {
	panic("not written")
}

func openStream(ctx context.Context, c caller, op *operation, request parts, options []CallOption) (*EventStream, error) {
	panic("not written")
}

type turnRule int

const (
	noTurn turnRule = iota
	waitForTurn
	nextTurn
)

type SessionHandle struct{}

func newSessionHandle(c caller, agent, sessionID string) *SessionHandle { panic("not written") }

func (h *SessionHandle) Agent() string             { panic("not written") }
func (h *SessionHandle) SessionID() string         { panic("not written") }
func (h *SessionHandle) turn(rule turnRule) caller { panic("not written") }
func (h *SessionHandle) again() caller             { panic("not written") }

func listAll(ctx context.Context, s *SessionsService, request *ListSessionsRequest, options []CallOption) iter.Seq2[Session, error] {
	panic("not written")
}

type PipelineWaitRequest struct{}

type Progress struct{}

func waitForRun(ctx context.Context, s *PipelinesService, request *PipelineWaitRequest, options []CallOption) (*PipelineStatus, error) {
	panic("not written")
}

func watchRun(ctx context.Context, s *PipelinesService, request *PipelineWaitRequest, options []CallOption) iter.Seq2[Progress, error] {
	panic("not written")
}
