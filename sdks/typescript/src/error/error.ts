import type { PipelineStep } from "../generated/types.js";
import { escaped } from "./display.js";
import type { FailedAttempt, StopReason } from "./history.js";
import { mayHaveRun, type Outcome } from "./outcome.js";

/** What an error knows beside its message. */
export interface ErrorDetails {
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly headers?: Headers | undefined;
  readonly body?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly sentCorrelationId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly stoppedBy?: StopReason | undefined;
  readonly retryAfter?: number | undefined;
  readonly outcome?: Outcome | undefined;
  readonly attempts?: number | undefined;
  readonly history?: readonly FailedAttempt[] | undefined;
  readonly events?: number | undefined;
  readonly steps?: readonly PipelineStep[] | undefined;
  readonly partialText?: string | undefined;
  readonly isUnsupported?: boolean | undefined;
  readonly isLocal?: boolean | undefined;
  readonly isConnection?: boolean | undefined;
  readonly cause?: unknown;
}

const brandOf = (name: string) => Symbol.for(`agentspec.error.${name}`);

/** Names a class of errors, so that `instanceof` holds across copies of this package, and sets the code of its errors. */
export function define(kind: typeof AgentSpecError, name: string, code: string): void {
  Object.defineProperty(kind, "brand", { value: brandOf(name) });
  Object.defineProperties(kind.prototype, {
    name: { value: name },
    defaultCode: { value: code },
    [brandOf(name)]: { value: true },
  });
}

/**
 * The failure of a call or a stream.
 *
 * No part of it contains a credential that the call has sent, even if the server echoes it. `toString`, `stack` and what
 * `util.inspect` shows are safe to print: control characters, and invisible or direction-changing ones, are escaped there.
 */
export class AgentSpecError extends Error {
  declare readonly name: string;
  /** Machine-readable: the server's code, or the default code of the class. */
  readonly code!: string;
  /** Human-readable: the server's message if it sent one. Longer than 1 KiB, it is cut and ends with `…`. */
  declare readonly message: string;
  /** The status of the response, if there was one. */
  readonly status!: number | undefined;
  /** The headers of the response; empty without one. */
  readonly headers!: Headers;
  /** The first 2 KiB of the response's body. */
  readonly body!: string | undefined;
  /** The id of the call in the logs of both sides: the server's, else the one that was sent. */
  readonly correlationId!: string | undefined;
  /** The `X-Correlation-ID` of every attempt. */
  readonly sentCorrelationId!: string | undefined;
  /** The `Idempotency-Key` of every attempt of a POST. A server that supports it runs a request once, however often it is sent with the same key. */
  readonly idempotencyKey!: string | undefined;
  /** Why no further attempt was made. */
  readonly stoppedBy!: StopReason | undefined;
  /** How long the server asked to wait, in milliseconds; Infinity is beyond any clock. */
  readonly retryAfter!: number | undefined;
  /** What is known of the request. */
  readonly outcome!: Outcome;
  /** How many times the request was tried; 0 if it was refused before that. */
  readonly attempts!: number;
  /** The failed attempts, in order; the last one is the subject of this error. */
  readonly history!: readonly FailedAttempt[];
  /** How many events of a stream arrived before it failed. */
  readonly events!: number | undefined;
  /** The steps of a failed run, if the server sent them. */
  readonly steps!: readonly PipelineStep[];
  /** The text that a collector, such as `text()`, had read when it failed. */
  readonly partialText!: string | undefined;
  /** The server does not know the route: it may be too old, or the base URL may lack a path. Or the response was a web page. */
  readonly isUnsupported!: boolean;
  /** The SDK itself refused, because of an argument or its own state. */
  readonly isLocal!: boolean;
  /** No complete response arrived: no connection, a broken one, or a server that took too long. */
  readonly isConnection!: boolean;
  declare protected readonly defaultCode: string;

  constructor(message: string, details: ErrorDetails = {}) {
    const { cause, ...known } = details;
    super(escaped(message), cause === undefined ? undefined : { cause });
    // A platform may write the stack when it is first read: it has the escaped message.
    this.stack;
    Object.defineProperty(this, "message", { value: message, writable: true, configurable: true });
    const attempts = known.attempts ?? known.history?.length ?? 0;
    const defaults = {
      code: this.defaultCode,
      headers: new Headers(),
      outcome: attempts ? "unknown" : "not_sent",
      attempts,
      history: [],
      steps: [],
      isUnsupported: false,
      isLocal: false,
      isConnection: brandOf("ConnectionError") in this,
    };
    // An option that is undefined is as one that is left out.
    for (const [name, value] of Object.entries({ ...defaults, ...known })) {
      (this as Record<string, unknown>)[name] = value ?? (defaults as Record<string, unknown>)[name];
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    const brand = Object.hasOwn(this, "brand") && (this as unknown as { brand: symbol }).brand;
    return brand
      ? typeof value === "object" && value !== null && brand in value
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Whether the agent may have run, and so may have cost money and acted on the world. If false, it has not. */
  get mayHaveRun(): boolean {
    return mayHaveRun(this.outcome);
  }

  override toString(): string {
    const status =
      this.status === undefined || (this.status >= 200 && this.status < 300) ? "" : ` (status ${this.status})`;
    return escaped(`${this.code}: ${this.message}${status}`);
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const known: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this)) {
      const isEmpty = value === undefined || value === false || (Array.isArray(value) && !value.length);
      if (!isEmpty && name !== "headers") known[name] = typeof value === "string" ? escaped(value) : value;
    }
    if (this.cause !== undefined) known.cause = this.cause;
    return `${this.stack ?? this} ${inspect(known, options)}`;
  }

  static {
    define(this, "AgentSpecError", "http_error");
  }
}
