// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

/** The classes of errors, and which of them a status or a code stands for. */
import { AgentSpecError, define } from "../error/error.js";

/** The request is invalid; or a name, id, header or option cannot be sent, the previous turn is unresolved, or a stream is consumed or in use elsewhere. */
export class InvalidRequestError extends AgentSpecError {
  static {
    define(this, "InvalidRequestError", "invalid_request");
  }
}

/** The key or token is missing or wrong. */
export class AuthenticationError extends AgentSpecError {
  static {
    define(this, "AuthenticationError", "unauthorized");
  }
}

/** The caller may not do this. */
export class PermissionDeniedError extends AgentSpecError {
  static {
    define(this, "PermissionDeniedError", "forbidden");
  }
}

/** No such agent, session, pipeline or run. */
export class NotFoundError extends AgentSpecError {
  static {
    define(this, "NotFoundError", "not_found");
  }
}

/** Too many requests, or the budget is used up. */
export class RateLimitError extends AgentSpecError {
  static {
    define(this, "RateLimitError", "rate_limited");
  }
}

/** The server or the agent failed; or the server, or a server behind it, failed. */
export class ServerError extends AgentSpecError {
  static {
    define(this, "ServerError", "internal_error");
  }
}

/** No connection to the server; or the connection broke before the response was complete, or the response is not HTTP. */
export class ConnectionError extends AgentSpecError {
  static {
    define(this, "ConnectionError", "connection_error");
  }
}

/** A time limit was reached. */
export class TimeoutError extends ConnectionError {
  static {
    define(this, "TimeoutError", "timeout");
  }
}

/** A stream broke, ended without `done` or `error`, or was read after it was closed. */
export class StreamInterruptedError extends AgentSpecError {
  static {
    define(this, "StreamInterruptedError", "stream_interrupted");
  }
}

/** The response cannot be read; or a response above `answer_limit` (64 MiB by default), a stream event above `event_limit` (16 MiB), values of either that take more than twice as much memory, or more headers than the HTTP library reads. */
export class DecodeError extends AgentSpecError {
  static {
    define(this, "DecodeError", "decode_error");
  }
}

/** The client is misconfigured, its credential source fails (`credential_unavailable`), a blocking client waits in a task of an async runtime, or an async client is used outside a runtime. */
export class ConfigurationError extends AgentSpecError {
  static {
    define(this, "ConfigurationError", "configuration_error");
  }
}

/** What an error is, as the contract names it. */
export type Kind =
  | "invalid_request"
  | "authentication"
  | "permission_denied"
  | "not_found"
  | "rate_limit"
  | "server"
  | "status"
  | "connect"
  | "transport"
  | "timeout"
  | "interrupted"
  | "decode"
  | "too_large"
  | "configuration";

/** The class of each kind. */
export const CLASSES: Readonly<Record<Kind, typeof AgentSpecError>> = {
  invalid_request: InvalidRequestError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  rate_limit: RateLimitError,
  server: ServerError,
  status: AgentSpecError,
  connect: ConnectionError,
  transport: ConnectionError,
  timeout: TimeoutError,
  interrupted: StreamInterruptedError,
  decode: DecodeError,
  too_large: DecodeError,
  configuration: ConfigurationError,
};

const STATUSES: Readonly<Record<number, Kind>> = {
  400: "invalid_request",
  422: "invalid_request",
  401: "authentication",
  403: "permission_denied",
  404: "not_found",
  429: "rate_limit",
  500: "server",
};

/** By the first digit of the status. */
const RANGES: Readonly<Record<number, Kind>> = {
  5: "server",
  3: "status",
  4: "status",
};

const CODES: Readonly<Record<string, Kind>> = {
  invalid_request: "invalid_request",
  unauthorized: "authentication",
  forbidden: "permission_denied",
  not_found: "not_found",
  rate_limited: "rate_limit",
  budget_exceeded: "rate_limit",
  internal_error: "server",
  pipeline_error: "server",
};

/** Of the kinds whose default code is another than that of their class. */
const DEFAULT_CODES: Readonly<Partial<Record<Kind, string>>> = {
  transport: "transport_error",
  too_large: "too_large",
};

/** The kind of an error with this status. */
export function kindOfStatus(status: number): Kind {
  return STATUSES[status] ?? RANGES[Math.floor(status / 100)] ?? "status";
}

/** The kind of an error whose body has this code, and no status. */
export function kindOfCode(code: string): Kind {
  return (Object.hasOwn(CODES, code) && CODES[code]) || "server";
}

/** The code of an error that has none; undefined if it is that of its class. Where the table names a range of statuses, it is made of the status. */
export function defaultCode(kind: Kind, status = 0): string | undefined {
  const isRanged = !(status in STATUSES) && RANGES[Math.floor(status / 100)] === kind;
  return isRanged ? `http_${status}` : DEFAULT_CODES[kind];
}
