import { systemClock } from "../clock.js";
import { streamError } from "../error/stream-error.js";
import { EVENT_LIMIT } from "../sse/decoder.js";
import type { BodyReader, StreamProblem, StreamSource } from "./source.js";

/** The parts of a `Response` that a stream uses. */
export interface ResponseLike {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { getReader(): BodyReader } | null;
}

/** A stream without a request: of bytes that a program has, or of a response that it got by itself. */
export function localSource(status: number, headers: Headers, body: BodyReader, refusal?: string): StreamSource {
  const named = headers.get("x-correlation-id") ?? undefined;
  const fail = (problem: StreamProblem) => streamError(problem, { status, headers });
  return {
    fail,
    open: async () => {
      if (refusal) {
        await body.cancel();
        throw fail({ kind: "decode", message: refusal, events: 0 });
      }
      return {
        status,
        headers,
        correlationId: named,
        sentCorrelationId: undefined,
        attempts: 1,
        history: [],
        body,
        byteIdleTimeout: null,
        eventIdleTimeout: null,
        eventLimit: EVENT_LIMIT,
        clock: systemClock,
        signal: undefined,
        fail,
        ended() {},
      };
    },
  };
}

export function sourceOfChunks(chunks: Iterable<Uint8Array>): StreamSource {
  const iterator = chunks[Symbol.iterator]();
  let isCancelled = false;
  return localSource(200, new Headers(), {
    read: async () => {
      const { done, value } = isCancelled ? { done: true, value: undefined } : iterator.next();
      return done ? { done: true } : { done: false, value };
    },
    cancel: async () => {
      isCancelled = true;
      iterator.return?.();
    },
  });
}

export function sourceOfResponse({ status, headers, body }: ResponseLike): StreamSource {
  const type = headers.get("content-type") ?? "no content type";
  const isStream = status >= 200 && status < 300 && /^text\/event-stream\s*(?:;|$)/i.test(type);
  const refusal = isStream ? undefined : `the response is no event stream: its status is ${status}, with ${type}`;
  return localSource(status, headers, body?.getReader() ?? EMPTY, refusal);
}

const EMPTY: BodyReader = { read: async () => ({ done: true }), cancel: async () => {} };
