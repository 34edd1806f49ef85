// Code generated from openapi.yaml. DO NOT EDIT.
// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

package agentspec

import (
	"context"
	"iter"
	"strconv"
)

// InvokeRequest holds the arguments of Invoke.
type InvokeRequest struct {
	// The agent's name.
	Name string `json:"-"`

	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *InvokeRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Name}, body: r.body()}
}

func (r *InvokeRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// StreamRequest holds the arguments of Stream.
type StreamRequest struct {
	// The agent's name.
	Name string `json:"-"`

	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *StreamRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Name}, body: r.body()}
}

func (r *StreamRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// CreateSessionRequest holds the arguments of Create.
type CreateSessionRequest struct {
	// The name of the session's agent.
	Agent string `json:"-"`

	// The caller's own values, stored with a session unchanged.
	Metadata map[string]string `json:"metadata,omitempty"`

	// RawMetadata has values of any type, sent beside those of Metadata, which take precedence.
	RawMetadata map[string]any `json:"-"`
}

func (r *CreateSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Agent}, body: r.body()}
}

func (r *CreateSessionRequest) body() map[string]any {
	body := make(map[string]any, 1)
	if r.Metadata != nil || r.RawMetadata != nil {
		values := make(map[string]any, len(r.Metadata)+len(r.RawMetadata))
		for key, value := range r.RawMetadata {
			values[key] = value
		}
		for key, value := range r.Metadata {
			values[key] = value
		}
		body["metadata"] = values
	}
	return body
}

// ListSessionsRequest holds the arguments of List.
type ListSessionsRequest struct {
	// The name of the session's agent.
	Agent string `json:"-"`

	// The maximum number of sessions to return. 1 to 100. Default: 20. Not sent if 0.
	Limit int `json:"-"`

	// The number of sessions to skip, counted from the newest. Default: 0. Not sent if 0.
	Offset int `json:"-"`
}

func (r *ListSessionsRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	var query []parameter
	if r.Limit != 0 {
		query = append(query, parameter{"limit", strconv.Itoa(r.Limit)})
	}
	if r.Offset != 0 {
		query = append(query, parameter{"offset", strconv.Itoa(r.Offset)})
	}
	return parts{path: []string{r.Agent}, query: query}
}

// DeleteSessionRequest holds the arguments of Delete.
type DeleteSessionRequest struct {
	// The name of the session's agent.
	Agent string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`
}

func (r *DeleteSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Agent, r.SessionID}}
}

// ContinueSessionRequest holds the arguments of Continue.
type ContinueSessionRequest struct {
	// The name of the session's agent.
	Agent string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *ContinueSessionRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Agent, r.SessionID}, body: r.body()}
}

func (r *ContinueSessionRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// ContinueSessionStreamRequest holds the arguments of ContinueStream.
type ContinueSessionStreamRequest struct {
	// The name of the session's agent.
	Agent string `json:"-"`

	// The session's id.
	SessionID string `json:"-"`

	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *ContinueSessionStreamRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Agent, r.SessionID}, body: r.body()}
}

func (r *ContinueSessionStreamRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// PipelineRunRequest holds the arguments of Run.
type PipelineRunRequest struct {
	// The pipeline's name.
	Name string `json:"-"`

	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *PipelineRunRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	return parts{path: []string{r.Name}, body: r.body()}
}

func (r *PipelineRunRequest) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// PipelineStatusRequest holds the arguments of Status.
type PipelineStatusRequest struct {
	// The pipeline's name.
	Name string `json:"-"`

	// The id of the run; without it, the most recent run. Not sent if empty.
	RunID string `json:"-"`
}

func (r *PipelineStatusRequest) parts() parts {
	if r == nil {
		return parts{missing: true}
	}
	var query []parameter
	if r.RunID != "" {
		query = append(query, parameter{"run_id", r.RunID})
	}
	return parts{path: []string{r.Name}, query: query}
}

var listAgentsOperation = &operation{id: "list_agents", method: "GET", path: "/v1/agents"}

var invokeAgentOperation = &operation{id: "invoke_agent", method: "POST", path: "/v1/agents/{Name}/invoke"}

var streamAgentOperation = &operation{id: "stream_agent", method: "POST", path: "/v1/agents/{Name}/stream", answer: answerStream}

var createSessionOperation = &operation{id: "create_session", method: "POST", path: "/v1/agents/{Agent}/sessions", statuses: []int{200, 201}}

var listSessionsOperation = &operation{id: "list_sessions", method: "GET", path: "/v1/agents/{Agent}/sessions"}

var deleteSessionOperation = &operation{id: "delete_session", method: "DELETE", path: "/v1/agents/{Agent}/sessions/{SessionID}", statuses: []int{204}, answer: answerNothing}

var continueSessionOperation = &operation{id: "continue_session", method: "POST", path: "/v1/agents/{Agent}/sessions/{SessionID}/continue"}

var streamSessionOperation = &operation{id: "stream_session", method: "POST", path: "/v1/agents/{Agent}/sessions/{SessionID}/stream", answer: answerStream}

var runPipelineOperation = &operation{id: "run_pipeline", method: "POST", path: "/v1/pipelines/{Name}/run"}

var pipelineStatusOperation = &operation{id: "pipeline_status", method: "GET", path: "/v1/pipelines/{Name}/status"}

var healthOperation = &operation{id: "health", method: "GET", path: "/healthz", statuses: []int{200, 503}}

var metricsOperation = &operation{id: "metrics", method: "GET", path: "/v1/metrics", answer: answerText}

// AgentsService has the calls of agents. Each call is independent of the others.
type AgentsService struct {
	client caller
}

// caller returns nil for a service that no client made, which the call refuses.
func (s *AgentsService) caller() caller {
	if s == nil {
		return nil
	}
	return s.client
}

// List lists the deployed agents.
//
// Returns all agents that the caller may use, in the server's own order.
func (s *AgentsService) List(ctx context.Context, options ...CallOption) ([]Agent, error) {
	list, err := call(ctx, s.caller(), listAgentsOperation, parts{}, readAgentList, options)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// Invoke invokes an agent and waits for its whole answer.
//
// Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
// which may take minutes.
func (s *AgentsService) Invoke(ctx context.Context, request *InvokeRequest, options ...CallOption) (*InvokeResponse, error) {
	return call(ctx, s.caller(), invokeAgentOperation, request.parts(), readInvokeResponse, options)
}

// Stream invokes an agent and streams its answer as it is produced.
//
// Like [AgentsService.Invoke], with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
// [StreamEvent] as JSON. Comment lines are heartbeats. The stream ends with a "done" or an "error" event; a stream that ends
// without either was cut short.
func (s *AgentsService) Stream(ctx context.Context, request *StreamRequest, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, s.caller(), streamAgentOperation, request.parts(), options)
}

// StreamWith is like [AgentsService.Stream] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (s *AgentsService) StreamWith(ctx context.Context, request *StreamRequest, handlers StreamHandlers, options ...CallOption) error {
	stream, err := s.Stream(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// SessionsService has the calls of conversations. The agent remembers the previous turns.
type SessionsService struct {
	client caller
}

// caller returns nil for a service that no client made, which the call refuses.
func (s *SessionsService) caller() caller {
	if s == nil {
		return nil
	}
	return s.client
}

// Create starts a session with an agent.
//
// Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.
func (s *SessionsService) Create(ctx context.Context, request *CreateSessionRequest, options ...CallOption) (*Session, error) {
	return call(ctx, s.caller(), createSessionOperation, request.parts(), readSession, options)
}

// List lists an agent's sessions.
//
// Returns one page of the agent's sessions, newest first, and their total number.
func (s *SessionsService) List(ctx context.Context, request *ListSessionsRequest, options ...CallOption) ([]Session, error) {
	page, err := s.ListPage(ctx, request, options...)
	if err != nil {
		return nil, err
	}
	return page.Sessions, nil
}

// ListPage is like [SessionsService.List] and returns the whole page.
func (s *SessionsService) ListPage(ctx context.Context, request *ListSessionsRequest, options ...CallOption) (*SessionPage, error) {
	return call(ctx, s.caller(), listSessionsOperation, request.parts(), readSessionPage, options)
}

// ListAll yields all sessions of an agent, newest first. It requests page after page of Limit sessions, 100 by default, and ends with the first error.
func (s *SessionsService) ListAll(ctx context.Context, request *ListSessionsRequest, options ...CallOption) iter.Seq2[Session, error] {
	return listAll(ctx, s, request, options)
}

// Delete deletes a session.
//
// Deletes the session and its turns. Deleting a session that does not exist is a 404.
func (s *SessionsService) Delete(ctx context.Context, request *DeleteSessionRequest, options ...CallOption) error {
	return callNothing(ctx, s.caller(), deleteSessionOperation, request.parts(), options)
}

// Continue takes the next turn of a session and waits for the whole answer.
//
// Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.
func (s *SessionsService) Continue(ctx context.Context, request *ContinueSessionRequest, options ...CallOption) (*SessionContinueResponse, error) {
	return call(ctx, s.caller(), continueSessionOperation, request.parts(), readSessionContinueResponse, options)
}

// ContinueStream takes the next turn of a session and streams the answer.
//
// Like [SessionsService.Continue], with the answer as Server-Sent Events in the form that [AgentsService.Stream] describes.
func (s *SessionsService) ContinueStream(ctx context.Context, request *ContinueSessionStreamRequest, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, s.caller(), streamSessionOperation, request.parts(), options)
}

// ContinueStreamWith is like [SessionsService.ContinueStream] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (s *SessionsService) ContinueStreamWith(ctx context.Context, request *ContinueSessionStreamRequest, handlers StreamHandlers, options ...CallOption) error {
	stream, err := s.ContinueStream(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// Open returns a handle on one session, which runs its turns one after the other. It sends nothing.
func (s *SessionsService) Open(agent, sessionID string) *SessionHandle {
	return newSessionHandle(s.caller(), agent, sessionID)
}

// PipelinesService has the calls of pipelines. A pipeline runs several agents in sequence.
type PipelinesService struct {
	client caller
}

// caller returns nil for a service that no client made, which the call refuses.
func (s *PipelinesService) caller() caller {
	if s == nil {
		return nil
	}
	return s.client
}

// Run runs a pipeline and waits for its result.
//
// Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
// a 500 with the code "pipeline_error", whose body may contain the "steps".
func (s *PipelinesService) Run(ctx context.Context, request *PipelineRunRequest, options ...CallOption) (*PipelineRunResponse, error) {
	return call(ctx, s.caller(), runPipelineOperation, request.parts(), readPipelineRunResponse, options)
}

// Status reads the status of a pipeline's run.
//
// Returns the status of the run RunID, or of the pipeline's most recent run. A pipeline that never ran is a 404.
func (s *PipelinesService) Status(ctx context.Context, request *PipelineStatusRequest, options ...CallOption) (*PipelineStatus, error) {
	return call(ctx, s.caller(), pipelineStatusOperation, request.parts(), readPipelineStatus, options)
}

// Wait waits until a run has ended and returns its last status. The options apply to each poll.
func (s *PipelinesService) Wait(ctx context.Context, request *PipelineWaitRequest, options ...CallOption) (*PipelineStatus, error) {
	return waitForRun(ctx, s, request, options)
}

// Watch yields each step of a run that is new or whose status has changed, and at the end the run's last status. It ends with the first error. The
// options apply to each poll.
func (s *PipelinesService) Watch(ctx context.Context, request *PipelineWaitRequest, options ...CallOption) iter.Seq2[Progress, error] {
	return watchRun(ctx, s, request, options)
}

// Services has the calls of a client, by group.
type Services struct {
	// Agents has the calls of agents.
	Agents *AgentsService

	// Sessions has the calls of sessions.
	Sessions *SessionsService

	// Pipelines has the calls of pipelines.
	Pipelines *PipelinesService
}

func newServices(client caller) Services {
	var services Services
	services.Agents = &AgentsService{client: client}
	services.Sessions = &SessionsService{client: client}
	services.Pipelines = &PipelinesService{client: client}
	return services
}

// Health checks the server's health.
//
// Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.
func (c *Client) Health(ctx context.Context, options ...CallOption) (*Health, error) {
	return call(ctx, c.caller(), healthOperation, parts{}, readHealth, options)
}

// Metrics reads the server's metrics.
//
// Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.
func (c *Client) Metrics(ctx context.Context, options ...CallOption) (string, error) {
	return callText(ctx, c.caller(), metricsOperation, parts{}, options)
}

// SessionTurn is one message of a conversation, for the methods of [SessionHandle].
type SessionTurn struct {
	// The message.
	Input string `json:"input"`

	// Options for the agent's answer. Any further key is passed on to the agent.
	Options *InvokeOptions `json:"options,omitempty"`
}

func (r *SessionTurn) body() map[string]any {
	body := make(map[string]any, 2)
	body["input"] = r.Input
	if r.Options != nil {
		body["options"] = r.Options.body()
	}
	return body
}

// keys returns the parts of a call on the session.
func (h *SessionHandle) keys() parts {
	return parts{path: []string{h.Agent(), h.SessionID()}}
}

func (h *SessionHandle) turnParts(turn *SessionTurn) parts {
	if turn == nil {
		return parts{missing: true}
	}
	return parts{path: []string{h.Agent(), h.SessionID()}, body: turn.body(), turn: turn}
}

// Delete deletes a session.
//
// It waits for the current turn first, for a streamed one at most the timeout of [WithTimeout].
func (h *SessionHandle) Delete(ctx context.Context, options ...CallOption) error {
	return callNothing(ctx, h.turn(waitForTurn), deleteSessionOperation, h.keys(), options)
}

// Continue takes the next turn of a session and waits for the whole answer.
//
// It waits for the previous turn first, for a streamed one at most the timeout of [WithTimeout]: read a stream of this handle to its end, or close it, before the next turn.
func (h *SessionHandle) Continue(ctx context.Context, request *SessionTurn, options ...CallOption) (*SessionContinueResponse, error) {
	return call(ctx, h.turn(nextTurn), continueSessionOperation, h.turnParts(request), readSessionContinueResponse, options)
}

// ContinueStream takes the next turn of a session and streams the answer.
//
// It waits for the previous turn first, for a streamed one at most the timeout of [WithTimeout]: read a stream of this handle to its end, or close it, before the next turn.
func (h *SessionHandle) ContinueStream(ctx context.Context, request *SessionTurn, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, h.turn(nextTurn), streamSessionOperation, h.turnParts(request), options)
}

// ContinueStreamWith is like [SessionHandle.ContinueStream] and passes each event to its handler. It returns when the stream has ended. An error event is
// passed to OnError, and is the returned error if there is no such handler.
func (h *SessionHandle) ContinueStreamWith(ctx context.Context, request *SessionTurn, handlers StreamHandlers, options ...CallOption) error {
	stream, err := h.ContinueStream(ctx, request, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}

// SendAgain sends the unresolved turn again and waits for the whole answer.
//
// The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
func (h *SessionHandle) SendAgain(ctx context.Context, options ...CallOption) (*SessionContinueResponse, error) {
	return call(ctx, h.again(), continueSessionOperation, h.keys(), readSessionContinueResponse, options)
}

// SendAgainStream sends the unresolved turn again and streams the answer. See [SessionHandle.SendAgain].
func (h *SessionHandle) SendAgainStream(ctx context.Context, options ...CallOption) (*EventStream, error) {
	return openStream(ctx, h.again(), streamSessionOperation, h.keys(), options)
}

// SendAgainStreamWith is like [SessionHandle.SendAgainStream] and passes each event to its handler.
func (h *SessionHandle) SendAgainStreamWith(ctx context.Context, handlers StreamHandlers, options ...CallOption) error {
	stream, err := h.SendAgainStream(ctx, options...)
	if err != nil {
		return err
	}
	return stream.handle(handlers)
}
