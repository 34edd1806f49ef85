// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

/** The classes of errors, and which of them a status or a code stands for. */
import { AgentSpecError, define } from "../error/error.js";

/** No such book. */
export class NotFoundError extends AgentSpecError {
  static {
    define(this, "NotFoundError", "not_found");
  }
}

/** The server failed; or the server, or one behind it, failed. */
export class ServerError extends AgentSpecError {
  static {
    define(this, "ServerError", "internal_error");
  }
}

/** . */
export class ConnectionError extends AgentSpecError {
  static {
    define(this, "ConnectionError");
  }
}

/** It took too long. */
export class TimeoutError extends ConnectionError {
  static {
    define(this, "TimeoutError", "timeout");
  }
}

/** What an error is, as the contract names it. */
export type Kind =
  | "not_found"
  | "server"
  | "status"
  | "timeout";

/** The class of each kind. */
export const CLASSES: Readonly<Record<Kind, typeof AgentSpecError>> = {
  not_found: NotFoundError,
  server: ServerError,
  status: AgentSpecError,
  timeout: TimeoutError,
};

const STATUSES: Readonly<Record<number, Kind>> = {
  404: "not_found",
  410: "not_found",
  500: "server",
};

/** By the first digit of the status. */
const RANGES: Readonly<Record<number, Kind>> = {
  5: "server",
  3: "status",
  4: "status",
};

const CODES: Readonly<Record<string, Kind>> = {
  not_found: "not_found",
  gone: "not_found",
  internal_error: "server",
};

/** Of the kinds whose default code is another than that of their class. */
const DEFAULT_CODES: Readonly<Partial<Record<Kind, string>>> = {
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
