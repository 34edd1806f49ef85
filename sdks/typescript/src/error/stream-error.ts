import { type Kind, kindOfCode } from "../generated/errors.js";
import type { Ids } from "../ids.js";
import { BROKEN, Secrets } from "../secret.js";
import type { StreamProblem } from "../stream/source.js";
import type { AgentSpecError } from "./error.js";
import { Failure, shownBody } from "./failure.js";
import type { FailedAttempt } from "./history.js";
import type { Outcome } from "./outcome.js";
import { redactCause } from "./redact.js";

/** What is known of a stream's call. */
export interface StreamContext {
  readonly ids?: Ids | undefined;
  /** The attempts that failed before. */
  readonly history?: readonly FailedAttempt[];
  readonly secrets?: Secrets;
  readonly status?: number;
  readonly headers?: Headers;
  /** Of a stream that is not open: what is known of its request. */
  readonly outcome?: Outcome;
  /** Whether there is an attempt that is not in the history. */
  readonly isAttempted?: boolean;
}

const LOCAL: Readonly<Record<string, Kind>> = {
  closed: "interrupted",
  consumed: "invalid_request",
  busy: "invalid_request",
};

/** Returns the error that a stream ends with, or that says why there is nothing for its reader. */
export function streamError(problem: StreamProblem, context: StreamContext = {}): AgentSpecError {
  const { kind, message, events, event, partialText, cause } = problem;
  const {
    ids,
    history = [],
    secrets = new Secrets(),
    outcome = events ? "partial" : "unknown",
    isAttempted = true,
  } = context;
  const local = LOCAL[kind];
  const code = event?.code ?? (local && `stream_${kind}`);
  const body = event ? JSON.stringify({ code: event.code, message: event.message, ...event.extra }) : problem.data;
  const failure = new Failure(event ? kindOfCode(event.code) : (local ?? (kind as Kind)), outcome, message, {
    ...(code && { code }),
    ...(context.status && { status: context.status }),
    ...(context.headers && { headers: context.headers }),
    ...(body !== undefined && { body: shownBody(body, secrets, true) }),
    events,
    isLocal: local !== undefined,
    partialText: partialText && secrets.redact(partialText, BROKEN),
    cause: redactCause(cause, secrets),
  });
  return failure.toError(ids, isAttempted ? [...history, failure.attempt(null)] : history);
}
