// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

/** The types of the contract, and what reads them from JSON. */
import { any, count, integer, list, listed, map, record, text, writer, type Extra, type Reader } from "../event/shape.js";

/** Whether an agent can be invoked. */
export type AgentStatus = "ready" | "running" | (string & {});

const readAgentStatus: Reader<AgentStatus> = text;

/** An agent that the server serves. */
export interface Agent {
  /** The agent's name, which is used to invoke it. */
  name: string;
  /** The model that the agent runs on. */
  model: string;
  /** The agent's skills. Null and absent mean an empty list. */
  skills: string[];
  /** Whether an agent can be invoked. */
  status: AgentStatus;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readAgent: Reader<Agent> = record({ name: ["name", text, 1], model: ["model", text, 1], skills: ["skills", list(text), 3], status: ["status", readAgentStatus, 1] });

/** The deployed agents. */
export interface AgentList extends Array<Agent> {
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readAgentList: Reader<AgentList> = listed("agents", { agents: ["agents", list(readAgent), 1] });

/** Options for the agent's answer. Any further key is passed on to the agent. */
export interface InvokeOptions {
  /** The randomness of the answer, without unit; most models accept 0 to 2. */
  temperature?: number | undefined;
  /** The maximum number of tokens in the answer. */
  maxTokens?: number | undefined;
  /** Any further option, sent as it is. */
  [option: string]: unknown;
}

export const writeInvokeOptions = writer<InvokeOptions>({ temperature: "temperature", maxTokens: "max_tokens" });

/** The number of tokens that an answer used. */
export interface Usage {
  /** Tokens read, including the previous turns of the conversation. */
  inputTokens: number;
  /** Tokens written. */
  outputTokens: number;
  /** Tokens billed; on most servers the sum of both. */
  totalTokens: number;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readUsage: Reader<Usage> = record({ input_tokens: ["inputTokens", count, 1], output_tokens: ["outputTokens", count, 1], total_tokens: ["totalTokens", count, 1] });

/** An agent's whole answer. */
export interface InvokeResponse {
  /** The answer. */
  output: string;
  /** The number of tokens that an answer used. */
  usage: Usage;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readInvokeResponse: Reader<InvokeResponse> = record({ output: ["output", text, 1], usage: ["usage", readUsage, 1] });

/** The caller's own values, stored with a session unchanged. */
export type Metadata = Record<string, unknown>;

export const readMetadata: Reader<Metadata> = map(any);

/** A conversation with an agent. */
export interface Session {
  /** The session's id. */
  sessionId: string;
  /** The agent's name. */
  agent: string;
  /** The time when the session was created, RFC 3339. */
  createdAt: string;
  /** The caller's own values, stored with a session unchanged. */
  metadata: Metadata;
  /** The number of turns. Present in listings. */
  turns?: number | undefined;
  /** The time when the session was last used, RFC 3339. Present in listings. */
  lastActiveAt?: string | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readSession: Reader<Session> = record({ session_id: ["sessionId", text, 1], agent: ["agent", text, 1], created_at: ["createdAt", text, 1], metadata: ["metadata", readMetadata, 1], turns: ["turns", count], last_active_at: ["lastActiveAt", text] });

/** One page of sessions, newest first. */
export interface SessionList extends Array<Session> {
  /** The total number of the agent's sessions. */
  total: number;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readSessionList: Reader<SessionList> = listed("sessions", { sessions: ["sessions", list(readSession), 1], total: ["total", count, 1] });

/** An agent's whole answer to one turn of a session. */
export interface SessionContinueResponse {
  /** The answer. */
  output: string;
  /** The number of tokens that an answer used. */
  usage: Usage;
  /** The number of this turn; the first is 1. */
  turn: number;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readSessionContinueResponse: Reader<SessionContinueResponse> = record({ output: ["output", text, 1], usage: ["usage", readUsage, 1], turn: ["turn", integer(1), 1] });

/** The status of a pipeline run. */
export type RunStatus = "running" | "completed" | "failed" | (string & {});

const readRunStatus: Reader<RunStatus> = text;

/** The status of a pipeline step. */
export type StepStatus = "pending" | "running" | "completed" | "failed" | "skipped" | (string & {});

const readStepStatus: Reader<StepStatus> = text;

/** Why a step failed. */
export interface StepError {
  /** The machine-readable code. */
  code: string;
  /** The message for people. */
  message: string;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readStepError: Reader<StepError> = record({ code: ["code", text, 1], message: ["message", text, 1] });

/** One agent's part of a pipeline run. */
export interface PipelineStep {
  /** The step's name. */
  name: string;
  /** The status of a pipeline step. */
  status: StepStatus;
  /** The step's answer. */
  output?: string | undefined;
  /** The number of tokens that an answer used. */
  usage?: Usage | undefined;
  /** The duration of the step in milliseconds; null until the step has ended. */
  durationMs: number | null;
  /** Why a step failed. */
  error?: StepError | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readPipelineStep: Reader<PipelineStep> = record({ name: ["name", text, 1], status: ["status", readStepStatus, 1], output: ["output", text], usage: ["usage", readUsage], duration_ms: ["durationMs", count, 2], error: ["error", readStepError] });

/** A run of a pipeline and its steps. */
export interface PipelineRunResponse {
  /** The pipeline's name. */
  pipeline: string;
  /** The run's id. */
  runId?: string | undefined;
  /** The status of a pipeline run. */
  status: RunStatus;
  /** The steps, in the order in which they run. */
  steps: PipelineStep[];
  /** The last step's answer; null if there is none. */
  output: string | null;
  /** The duration of the run in milliseconds. */
  totalDurationMs?: number | undefined;
  /** The number of tokens that an answer used. */
  usage?: Usage | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readPipelineRunResponse: Reader<PipelineRunResponse> = record({ pipeline: ["pipeline", text, 1], run_id: ["runId", text], status: ["status", readRunStatus, 1], steps: ["steps", list(readPipelineStep), 1], output: ["output", text, 2], total_duration_ms: ["totalDurationMs", count], usage: ["usage", readUsage] });

/** The current state of a pipeline run. */
export interface PipelineStatus {
  /** The pipeline's name. */
  pipeline: string;
  /** The run's id. */
  runId: string;
  /** The status of a pipeline run. */
  status: RunStatus;
  /** The steps, in the order in which they run. */
  steps: PipelineStep[];
  /** The time when the run started, RFC 3339. */
  startedAt: string;
  /** The duration of the run so far, in milliseconds. */
  elapsedMs: number;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readPipelineStatus: Reader<PipelineStatus> = record({ pipeline: ["pipeline", text, 1], run_id: ["runId", text, 1], status: ["status", readRunStatus, 1], steps: ["steps", list(readPipelineStep), 1], started_at: ["startedAt", text, 1], elapsed_ms: ["elapsedMs", count, 1] });

/** Whether the server is healthy. */
export type HealthStatus = "ok" | "degraded" | (string & {});

const readHealthStatus: Reader<HealthStatus> = text;

/** The status of each part of the server. */
export type HealthChecks = Record<string, string>;

export const readHealthChecks: Reader<HealthChecks> = map(text);

/** The server's health. */
export interface Health {
  /** Whether the server is healthy. */
  status: HealthStatus;
  /** The server's version. */
  version: string;
  /** The time since the server started, in seconds. */
  uptimeSeconds?: number | undefined;
  /** The status of each part of the server. */
  checks?: HealthChecks | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readHealth: Reader<Health> = record({ status: ["status", readHealthStatus, 1], version: ["version", text, 1], uptime_seconds: ["uptimeSeconds", count], checks: ["checks", readHealthChecks] });
