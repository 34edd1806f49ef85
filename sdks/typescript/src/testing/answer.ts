import type { StreamEvent } from "../generated/events.js";
import { encodeEvent } from "../stream/encode.js";

/** What every answer may have. */
export interface AnswerOptions {
  /** Further headers; a `Content-Type` replaces that of the body. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long it is held back, in milliseconds, by the server's clock: see `MockServer.advance`. */
  readonly delay?: number | undefined;
}

/** A scripted answer, in place of the server's own. The functions of `Answer` make one. */
export interface Answer {
  /** The body of `POST /_control/answers`. */
  readonly command: Readonly<Record<string, unknown>>;
}

function answer(content: Readonly<Record<string, unknown>>, { headers = {}, delay }: AnswerOptions): Answer {
  return { command: { ...content, headers: Object.entries(headers), ...(delay !== undefined && { delay_ms: delay }) } };
}

export const Answer = {
  /** An error of the API: with this status, and this code and message in the body. */
  error(status: number, code: string, message: string, options: AnswerOptions = {}): Answer {
    return answer({ status, error: { code, message } }, options);
  },

  /** A response with this status, and with a JSON body, a body without a content type, or none. */
  status(status: number, { json, body, ...options }: AnswerOptions & { json?: unknown; body?: string } = {}): Answer {
    return answer({ status, ...(json !== undefined && { json }), ...(body !== undefined && { body }) }, options);
  },

  /** A stream of these events, or of exactly this text, and then its end: without a `done` or an `error` event as the last one, it is cut short. */
  events(events: string | Iterable<StreamEvent>, options: AnswerOptions = {}): Answer {
    const text = typeof events === "string" ? events : Array.from(events, encodeEvent).join("");
    return answer({ events: text }, options);
  },
};
