import type { RetryPolicy } from "../retry/policy.js";
import type { CallResponse } from "../transport/attempts.js";

/** Headers by their names, or as pairs of name and value: a `Headers` too. */
export type GivenHeaders = Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]>;

/** What one call does differently from its client. Times are in milliseconds; null is no limit. */
export interface CallOptions {
  /** Aborts the call, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The time of one attempt; on a stream to its headers. */
  readonly timeout?: number | null | undefined;
  /** The time of the whole call with its retries; on a stream to its headers. 0 sends nothing. */
  readonly deadline?: number | null | undefined;
  /** Attempts after the first. */
  readonly maxRetries?: number | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
  /** Headers to send beside those of the client; null sends none of the client's either. */
  readonly headers?: GivenHeaders | null | undefined;
  /** The `X-Correlation-ID`: visible ASCII characters. Default: a random UUID. */
  readonly correlationId?: string | undefined;
  /** The `Idempotency-Key` of a POST: visible ASCII characters. Default: a random UUID. */
  readonly idempotencyKey?: string | undefined;
}

/** What one stream does differently from its client. */
export interface StreamOptions extends CallOptions {
  /** How long the stream may be without a byte while it is read. */
  readonly byteIdleTimeout?: number | null | undefined;
  /** How long the stream may be without an event while it is read. */
  readonly eventIdleTimeout?: number | null | undefined;
}

/** A call under way: a promise of its value. */
export class Call<T> implements Promise<T> {
  readonly #response: Promise<CallResponse<T>>;

  constructor(response: Promise<CallResponse<T>>) {
    this.#response = response;
  }

  /** Returns the value together with the response's status, headers, correlation id and attempts. */
  withResponse(): Promise<CallResponse<T>> {
    return this.#response;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    // biome-ignore lint/suspicious/noExplicitAny: as of Promise, so that a handler may name the class of its error
    rejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#response.then(({ value }) => (fulfilled ? fulfilled(value) : value), rejected) as Promise<A | B>;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as above
  catch<B = never>(rejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(null, rejected);
  }

  finally(done?: (() => void) | null): Promise<T> {
    return this.then().finally(done);
  }

  get [Symbol.toStringTag](): string {
    return "Call";
  }
}
