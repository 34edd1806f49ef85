// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

/** Every operation as a method. */
import type { Call, CallOptions, StreamOptions } from "../api/call.js";
import { BaseHandle } from "../api/handle.js";
import { type Caller, nothing, type Operation, text } from "../api/operation.js";
import { listAll } from "../api/paging.js";
import { type Progress, wait, watch, type WatchOptions } from "../api/watch.js";
import type { SomeHandlers, StreamHandlers } from "../stream/callbacks.js";
import type { EventStream } from "../stream/event-stream.js";
import { readAgentList, readHealth, readInvokeResponse, readPipelineRunResponse, readPipelineStatus, readSession, readSessionContinueResponse, readSessionList, writeInvokeOptions, type AgentList, type Health, type InvokeOptions, type InvokeResponse, type Metadata, type PipelineRunResponse, type PipelineStatus, type Session, type SessionContinueResponse, type SessionList } from "./types.js";

/** What `invoke` takes. */
export interface InvokeRequest {
  /** The agent's name. */
  name: string;
  /** The message. */
  input: string;
  /** Options for the agent's answer. Any further key is passed on to the agent. */
  options?: InvokeOptions | undefined;
}

/** What `stream` takes. */
export interface StreamRequest {
  /** The agent's name. */
  name: string;
  /** The message. */
  input: string;
  /** Options for the agent's answer. Any further key is passed on to the agent. */
  options?: InvokeOptions | undefined;
}

/** What `create` takes. */
export interface CreateSessionRequest {
  /** The name of the session's agent. */
  agent: string;
  /** The caller's own values, stored with a session unchanged. */
  metadata?: Metadata | undefined;
}

/** What `list` takes. */
export interface ListSessionsRequest {
  /** The name of the session's agent. */
  agent: string;
  /** The maximum number of sessions to return. 1 to 100. Default: 20. */
  limit?: number | undefined;
  /** The number of sessions to skip, counted from the newest. Default: 0. */
  offset?: number | undefined;
}

/** What `delete` takes. */
export interface DeleteSessionRequest {
  /** The name of the session's agent. */
  agent: string;
  /** The session's id. */
  sessionId: string;
}

/** What `continue` takes. */
export interface ContinueSessionRequest {
  /** The name of the session's agent. */
  agent: string;
  /** The session's id. */
  sessionId: string;
  /** The message. */
  input: string;
  /** Options for the agent's answer. Any further key is passed on to the agent. */
  options?: InvokeOptions | undefined;
}

/** What `continueStream` takes. */
export interface ContinueSessionStreamRequest {
  /** The name of the session's agent. */
  agent: string;
  /** The session's id. */
  sessionId: string;
  /** The message. */
  input: string;
  /** Options for the agent's answer. Any further key is passed on to the agent. */
  options?: InvokeOptions | undefined;
}

/** What `run` takes. */
export interface PipelineRunRequest {
  /** The pipeline's name. */
  name: string;
  /** The message. */
  input: string;
  /** Options for the agent's answer. Any further key is passed on to the agent. */
  options?: InvokeOptions | undefined;
}

/** What `status` takes. */
export interface PipelineStatusRequest {
  /** The pipeline's name. */
  name: string;
  /** The id of the run; without it, the most recent run. */
  runId?: string | undefined;
}

const writeCreateSessionRequestBody = (request: { metadata?: Metadata | undefined }): unknown => ({
  metadata: request.metadata,
});

const writeInvokeRequestBody = (request: { input: string; options?: InvokeOptions | undefined }): unknown => ({
  input: request.input,
  options: writeInvokeOptions(request.options),
});

const LIST_AGENTS: Operation<object> = {
  id: "list_agents",
  method: "GET",
  path: "/v1/agents",
};

const INVOKE_AGENT: Operation<InvokeRequest> = {
  id: "invoke_agent",
  method: "POST",
  path: "/v1/agents/{name}/invoke",
  body: writeInvokeRequestBody,
};

const STREAM_AGENT: Operation<StreamRequest> = {
  id: "stream_agent",
  method: "POST",
  path: "/v1/agents/{name}/stream",
  body: writeInvokeRequestBody,
  answer: "stream",
};

const CREATE_SESSION: Operation<CreateSessionRequest> = {
  id: "create_session",
  method: "POST",
  path: "/v1/agents/{agent}/sessions",
  body: writeCreateSessionRequestBody,
  statuses: [200, 201],
};

const LIST_SESSIONS: Operation<ListSessionsRequest> = {
  id: "list_sessions",
  method: "GET",
  path: "/v1/agents/{agent}/sessions",
  query: { limit: "limit", offset: "offset" },
};

const DELETE_SESSION: Operation<DeleteSessionRequest> = {
  id: "delete_session",
  method: "DELETE",
  path: "/v1/agents/{agent}/sessions/{sessionId}",
  answer: "none",
  statuses: [204],
};

const CONTINUE_SESSION: Operation<ContinueSessionRequest> = {
  id: "continue_session",
  method: "POST",
  path: "/v1/agents/{agent}/sessions/{sessionId}/continue",
  body: writeInvokeRequestBody,
};

const STREAM_SESSION: Operation<ContinueSessionStreamRequest> = {
  id: "stream_session",
  method: "POST",
  path: "/v1/agents/{agent}/sessions/{sessionId}/stream",
  body: writeInvokeRequestBody,
  answer: "stream",
};

const RUN_PIPELINE: Operation<PipelineRunRequest> = {
  id: "run_pipeline",
  method: "POST",
  path: "/v1/pipelines/{name}/run",
  body: writeInvokeRequestBody,
};

const PIPELINE_STATUS: Operation<PipelineStatusRequest> = {
  id: "pipeline_status",
  method: "GET",
  path: "/v1/pipelines/{name}/status",
  query: { runId: "run_id" },
};

const HEALTH: Operation<object> = {
  id: "health",
  method: "GET",
  path: "/healthz",
  statuses: [200, 503],
};

const METRICS: Operation<object> = {
  id: "metrics",
  method: "GET",
  path: "/v1/metrics",
  answer: "text",
};

type SessionKeys = "agent" | "sessionId";

/**
 * A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.
 *
 * A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` milliseconds; then the turn throws a TimeoutError,
 * which names the stream by its correlation id.
 *
 * After a turn that the server may have recorded, although its answer did not arrive completely, the next turn throws an InvalidRequestError with the
 * code `turn_unresolved`: see `unresolvedTurn`.
 */
export class SessionHandle extends BaseHandle {
  /**
   * Delete a session.
   *
   * Waits for the current turn first, for a streamed one at most `timeout` milliseconds.
   */
  delete(options?: CallOptions): Call<void> {
    return this.turn("wait").call(DELETE_SESSION, this.whole({}), options, nothing);
  }

  /**
   * Take the next turn of a session and wait for the whole answer.
   *
   * Waits for the previous turn first, for a streamed one at most `timeout` milliseconds: read a stream of this handle to its end, or close it, before the next turn.
   */
  continue(request: Omit<ContinueSessionRequest, SessionKeys>, options?: CallOptions): Call<SessionContinueResponse> {
    return this.turn("next").call(CONTINUE_SESSION, this.whole(request), options, readSessionContinueResponse);
  }

  /**
   * Take the next turn of a session and stream the answer.
   *
   * Waits for the previous turn first, for a streamed one at most `timeout` milliseconds: read a stream of this handle to its end, or close it, before the next turn.
   */
  continueStream(request: Omit<ContinueSessionStreamRequest, SessionKeys>, handlers: SomeHandlers & StreamOptions): Promise<void>;
  continueStream(request: Omit<ContinueSessionStreamRequest, SessionKeys>, options?: StreamOptions): EventStream;
  continueStream(request: Omit<ContinueSessionStreamRequest, SessionKeys>, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.turn("next").stream(STREAM_SESSION, this.whole(request), options);
  }

  /**
   * Send the unresolved turn again, and wait for the whole answer.
   *
   * The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
   */
  sendAgain(options?: CallOptions): Call<SessionContinueResponse> {
    return this.again().call(CONTINUE_SESSION, this.whole(this.unresolvedRequest()), options, readSessionContinueResponse);
  }

  /** Send the unresolved turn again, for a turn whose answer was to be streamed. */
  sendAgainStream(handlers: SomeHandlers & StreamOptions): Promise<void>;
  sendAgainStream(options?: StreamOptions): EventStream;
  sendAgainStream(options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.again().stream(STREAM_SESSION, this.whole(this.unresolvedRequest()), options);
  }
}

/** Agents. Each call is independent of the others. */
export class AgentCalls {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * List the deployed agents.
   *
   * Returns all agents that the caller may use, in the server's own order.
   */
  list(options?: CallOptions): Call<AgentList> {
    return this.#caller.call(LIST_AGENTS, {}, options, readAgentList);
  }

  /**
   * Invoke an agent and wait for its whole answer.
   *
   * Runs the agent once, with its tools and without memory of earlier calls. The answer arrives when the agent has finished,
   * which may take minutes.
   */
  invoke(request: InvokeRequest, options?: CallOptions): Call<InvokeResponse> {
    return this.#caller.call(INVOKE_AGENT, request, options, readInvokeResponse);
  }

  /**
   * Invoke an agent and stream its answer as it is produced.
   *
   * Like `agents.invoke`, with the answer as Server-Sent Events (WHATWG HTML, section 9.2). The data of each event is one
   * `StreamEvent` as JSON. Comment lines are heartbeats. The stream ends with a `done` or an `error` event; a stream that ends
   * without either was cut short.
   */
  stream(request: StreamRequest, handlers: SomeHandlers & StreamOptions): Promise<void>;
  stream(request: StreamRequest, options?: StreamOptions): EventStream;
  stream(request: StreamRequest, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.#caller.stream(STREAM_AGENT, request, options);
  }
}

/** Conversations. The agent remembers the previous turns. */
export class SessionCalls {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Start a session with an agent.
   *
   * Starts a conversation in which the agent remembers the previous turns. An empty object is a valid body.
   */
  create(request: CreateSessionRequest, options?: CallOptions): Call<Session> {
    return this.#caller.call(CREATE_SESSION, request, options, readSession);
  }

  /**
   * List an agent's sessions.
   *
   * Returns one page of the agent's sessions, newest first, and their total number.
   */
  list(request: ListSessionsRequest, options?: CallOptions): Call<SessionList> {
    return this.#caller.call(LIST_SESSIONS, request, options, readSessionList);
  }

  /** List all sessions of an agent, newest first. The iterator requests page after page of `limit` sessions (default 100). */
  listAll(request: ListSessionsRequest, options?: CallOptions): AsyncIterableIterator<Session> {
    return listAll((page) => this.list(page, options), request);
  }

  /**
   * Delete a session.
   *
   * Deletes the session and its turns. Deleting a session that does not exist is a 404.
   */
  delete(request: DeleteSessionRequest, options?: CallOptions): Call<void> {
    return this.#caller.call(DELETE_SESSION, request, options, nothing);
  }

  /**
   * Take the next turn of a session and wait for the whole answer.
   *
   * Sends the next message. The agent remembers the previous turns; the message and its answer are recorded as one turn.
   */
  continue(request: ContinueSessionRequest, options?: CallOptions): Call<SessionContinueResponse> {
    return this.#caller.call(CONTINUE_SESSION, request, options, readSessionContinueResponse);
  }

  /**
   * Take the next turn of a session and stream the answer.
   *
   * Like `sessions.continue`, with the answer as Server-Sent Events in the form that `agents.stream` describes.
   */
  continueStream(request: ContinueSessionStreamRequest, handlers: SomeHandlers & StreamOptions): Promise<void>;
  continueStream(request: ContinueSessionStreamRequest, options?: StreamOptions): EventStream;
  continueStream(request: ContinueSessionStreamRequest, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.#caller.stream(STREAM_SESSION, request, options);
  }

  /** A handle on one session, which runs its turns one after the other. Sends nothing. */
  open(session: Pick<DeleteSessionRequest, SessionKeys>): SessionHandle {
    return new SessionHandle(this.#caller, session);
  }
}

/** Pipelines. A pipeline runs several agents in sequence. */
export class PipelineCalls {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Run a pipeline and wait for its result.
   *
   * Runs the pipeline's agents in sequence, each on the output of the previous one. If a step fails, the response is
   * a 500 with the code `pipeline_error`, whose body may contain the `steps`.
   */
  run(request: PipelineRunRequest, options?: CallOptions): Call<PipelineRunResponse> {
    return this.#caller.call(RUN_PIPELINE, request, options, readPipelineRunResponse);
  }

  /**
   * Read the status of a pipeline's run.
   *
   * Returns the status of the run `run_id`, or of the pipeline's most recent run. A pipeline that never ran is a 404.
   */
  status(request: PipelineStatusRequest, options?: CallOptions): Call<PipelineStatus> {
    return this.#caller.call(PIPELINE_STATUS, request, options, readPipelineStatus);
  }

  /** Wait until a run ends, and return its last status. The options apply to each poll. */
  wait(request: PipelineStatusRequest & WatchOptions, options?: CallOptions): Promise<PipelineStatus> {
    return wait((poll, each) => this.status(poll, each), request, options, this.#caller);
  }

  /** Watch a run until it ends: yield each step that is new or whose status has changed, and at the end the run's last status. */
  watch(request: PipelineStatusRequest & WatchOptions, options?: CallOptions): AsyncIterableIterator<Progress> {
    return watch((poll, each) => this.status(poll, each), request, options, this.#caller);
  }
}

/** The resources and the calls of a client. */
export class ClientCalls {
  readonly agents: AgentCalls;
  readonly sessions: SessionCalls;
  readonly pipelines: PipelineCalls;
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.agents = new AgentCalls(caller);
    this.sessions = new SessionCalls(caller);
    this.pipelines = new PipelineCalls(caller);
  }

  /**
   * Check the server's health.
   *
   * Needs no authentication. A degraded server answers 503 with the same body, which is a value and not an error.
   */
  health(options?: CallOptions): Call<Health> {
    return this.#caller.call(HEALTH, {}, options, readHealth);
  }

  /**
   * Read the server's metrics.
   *
   * Returns the metrics in the Prometheus text exposition format, version 0.0.4. Needs no authentication.
   */
  metrics(options?: CallOptions): Call<string> {
    return this.#caller.call(METRICS, {}, options, text);
  }
}
