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
  declare isFinal?: boolean;
  declare code?: string;
  declare status?: number;
  declare headers?: Headers;
  declare body?: string;
  declare retryAfter?: number | undefined;
  declare steps?: ErrorDetails["steps"];
  declare events?: number;
  declare partialText?: string | undefined;
  declare isUnsupported?: boolean;
  declare isLocal?: boolean;
  declare isConnection?: boolean;
  declare cause?: unknown;

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
    const { kind, message, isFinal, ...details } = this;
    const { status = 0, headers } = details;
    const isOfStatus = (kind === "server" || kind === "status") && status > 299;
    const code = details.code ?? defaultCode(kind, isOfStatus ? status : undefined);
    return new CLASSES[kind](truncated(message), {
      correlationId: (headers && correlationIds(headers)[0]) ?? ids?.correlationId,
      sentCorrelationId: ids?.correlationId,
      idempotencyKey: ids?.idempotencyKey,
      isConnection: ["connect", "transport", "timeout"].includes(kind),
      ...details,
      code: code && truncated(code),
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
