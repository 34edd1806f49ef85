import type { Clock } from "../clock.js";
import type { AgentSpecError } from "../error/error.js";
import type { FailedAttempt } from "../error/history.js";
import type { ErrorEvent } from "../generated/events.js";

/** Why a stream has no next event. */
export interface StreamProblem {
  readonly kind: "interrupted" | "decode" | "too_large" | "timeout" | "closed" | "consumed" | "busy" | "error_event";
  readonly message: string;
  /** How many events came before it. */
  readonly events: number;
  /** What a collector had of the text. */
  readonly partialText?: string | undefined;
  /** The data of the event that it is about. */
  readonly data?: string | undefined;
  /** The event of an `error_event`, whose code decides the class of the error. */
  readonly event?: ErrorEvent | undefined;
  readonly cause?: unknown;
}

/** Sends the request of one stream. */
export interface StreamSource {
  /** Throws an AgentSpecError, or the reason of the caller's signal. `closed` aborts if the stream is closed before its headers are there. */
  open(closed: AbortSignal): Promise<OpenedStream>;
  /** Makes the error, of what is known of the request before the stream is open. */
  fail(problem: StreamProblem): AgentSpecError;
}

/** A response whose body is a stream. */
export interface OpenedStream {
  readonly status: number;
  readonly headers: Headers;
  readonly correlationId: string | undefined;
  readonly sentCorrelationId: string | undefined;
  readonly attempts: number;
  readonly history: readonly FailedAttempt[];
  readonly body: BodyReader;
  /** In milliseconds; null or above 2^31-1 is no limit. */
  readonly byteIdleTimeout: number | null;
  readonly eventIdleTimeout: number | null;
  /** In bytes. */
  readonly eventLimit: number;
  readonly clock: Clock;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  fail(problem: StreamProblem): AgentSpecError;
  /** Hides the credentials of the call in an `error` event. */
  redact?(event: ErrorEvent): ErrorEvent;
  /** Called once: after the last event, before the rest of the body is read; after a failure; or when the stream is closed or aborted before. */
  ended(last: "done" | "error" | "failed" | "closed"): void;
}

/** The part of a ReadableStreamDefaultReader that a stream uses. */
export interface BodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(reason?: unknown): Promise<void>;
}
