import { CLASSES, defaultCode, type Kind } from "../generated/errors.js";
import { correlationIds } from "../headers.js";
import type { Ids } from "../ids.js";
import { BROKEN, CUT, type Secrets, WHOLE } from "../secret.js";
import { truncated } from "./display.js";
import type { AgentSpecError, ErrorDetails } from "./error.js";
import type { FailedAttempt } from "./history.js";
import { furthest, type Outcome } from "./outcome.js";

/** What an attempt failed with, before it becomes the error of its call. Thrown within the SDK alone. */
export class Failure implements ErrorDetails {
  /** The next attempt would end the same. */
  isFinal?: boolean;
  code?: string;
  status?: number;
  headers?: Headers;
  body?: string;
  retryAfter?: number | undefined;
  steps?: ErrorDetails["steps"];
  events?: number;
  partialText?: string | undefined;
  isUnsupported?: boolean;
  isLocal?: boolean;
  isConnection?: boolean;
  cause?: unknown;

  constructor(
    readonly kind: Kind,
    public outcome: Outcome,
    public message: string,
    details?: Partial<Failure>,
  ) {
    Object.assign(this, details);
  }

  /** The error of a call that ends with this failure. */
  toError(ids?: Ids, history: readonly FailedAttempt[] = [], more?: ErrorDetails): AgentSpecError {
    const named = this.headers && correlationIds(this.headers)[0];
    const isOfStatus = (this.kind === "server" || this.kind === "status") && (this.status ?? 0) > 299;
    return new CLASSES[this.kind](truncated(this.message), {
      ...this,
      isConnection: this.isConnection ?? ["connect", "transport", "timeout"].includes(this.kind),
      code: truncated(this.code ?? defaultCode(this.kind, isOfStatus ? this.status : undefined)),
      correlationId: named ?? ids?.correlationId,
      sentCorrelationId: ids?.correlationId,
      idempotencyKey: ids?.idempotencyKey,
      history,
      outcome: history.map((attempt) => attempt.outcome).reduce(furthest, this.outcome),
      ...more,
    });
  }

  /** The attempt that failed with this, and the delay after it. */
  attempt(delay: number | null): FailedAttempt {
    return { kind: CLASSES[this.kind].prototype.name, status: this.status, outcome: this.outcome, delay };
  }
}

/** An argument, or the state of an object, that the SDK refuses. */
export function invalidRequest(message: string, code?: string): Failure {
  return new Failure("invalid_request", "not_sent", message, { isLocal: true, ...(code && { code }) });
}

export function configuration(message: string, details?: Partial<Failure>): Failure {
  return new Failure("configuration", "not_sent", message, { isLocal: true, ...details });
}

/** How much of a body is kept until no secret is in it: more than what is shown, so that one across the cut is found. */
const KEPT = 6144;

/** The first 2 KiB of a body, without secrets. */
export function shownBody(text: string, secrets: Secrets, isBroken: boolean): string {
  const end = text.length > KEPT ? CUT : isBroken ? BROKEN : WHOLE;
  return truncated(secrets.redact(text.slice(0, KEPT), end), 2048, "");
}
