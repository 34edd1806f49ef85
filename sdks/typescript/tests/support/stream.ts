import { streamError } from "../../src/error/stream-error.js";
import type { StreamEvent } from "../../src/generated/events.js";
import { EventStream } from "../../src/stream/event-stream.js";
import type { BodyReader, OpenedStream, StreamProblem, StreamSource } from "../../src/stream/source.js";
import { TestClock } from "./clock.js";

export const TOKEN = 'data: {"type": "token", "content": "a"}\n\n';
export const DONE = 'data: {"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}\n\n';
export const FAILED = 'data: {"type": "error", "code": "rate_limited", "message": "Slow down."}\n\n';

type Chunk = { done: boolean; value?: Uint8Array };

/** A body that a test sends, piece by piece. */
export class Body implements BodyReader {
  /** How often it was read and cancelled. */
  reads = 0;
  cancels = 0;
  readonly #chunks: (() => Promise<Chunk>)[] = [];
  #waiting: ((chunk: Promise<Chunk>) => void) | undefined;

  send(...texts: (string | Uint8Array)[]): this {
    for (const text of texts) this.#put(async () => ({ done: false, value: Buffer.from(text as string) }));
    return this;
  }

  end(): this {
    return this.#put(async () => ({ done: true }));
  }

  break(error: unknown): this {
    return this.#put(() => Promise.reject(error));
  }

  read(): Promise<Chunk> {
    this.reads++;
    const next = this.#chunks.shift();
    return next ? next() : new Promise((resolve) => (this.#waiting = resolve));
  }

  async cancel(): Promise<void> {
    this.cancels++;
    this.#waiting?.(Promise.resolve({ done: true }));
    this.#chunks.length = 0;
    this.end();
  }

  #put(chunk: () => Promise<Chunk>): this {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(chunk());
    else this.#chunks.push(chunk);
    return this;
  }
}

/** A stream whose request a test answers. */
export class Double implements StreamSource {
  readonly body = new Body();
  readonly clock = new TestClock();
  /** How often it was opened, and with what it ended. */
  opens = 0;
  readonly lasts: string[] = [];
  readonly stream: EventStream;
  /** Answers the request; until then the headers have not come. */
  answer: () => void = () => {};

  constructor(readonly options: Partial<OpenedStream> & { isHeld?: boolean } = {}) {
    this.stream = new EventStream(this);
  }

  async open(closed: AbortSignal): Promise<OpenedStream> {
    this.opens++;
    if (this.options.isHeld) {
      await new Promise<void>((resolve, reject) => {
        this.answer = resolve;
        closed.addEventListener("abort", () => reject(new Error("the request was stopped")));
      });
    }
    return {
      status: 200,
      headers: new Headers(),
      correlationId: "call-7",
      sentCorrelationId: "call-7",
      attempts: 1,
      history: [],
      body: this.body,
      byteIdleTimeout: null,
      eventIdleTimeout: null,
      eventLimit: 16 << 20,
      clock: this.clock,
      signal: undefined,
      fail: (problem) => streamError(problem, { status: 200 }),
      ended: (last) => this.lasts.push(last),
      ...this.options,
    };
  }

  fail(problem: StreamProblem) {
    return streamError(problem, { outcome: this.opens ? "unknown" : "not_sent", isAttempted: this.opens > 0 });
  }
}

/** The types of the events, and what is thrown after them. */
export async function read(events: AsyncIterable<StreamEvent>): Promise<[types: string[], error: unknown]> {
  const types: string[] = [];
  try {
    for await (const event of events) types.push(event.type);
  } catch (error) {
    return [types, error];
  }
  return [types, undefined];
}

/** Lets promises and the tasks that are due go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
