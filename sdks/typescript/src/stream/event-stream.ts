import type { AgentSpecError } from "../error/error.js";
import type { FailedAttempt } from "../error/history.js";
import type { DoneEvent, ErrorEvent, StreamEvent } from "../generated/events.js";
import type { InvokeResponse } from "../generated/types.js";
import { bytes, encodeEvent } from "./encode.js";
import { type ResponseLike, sourceOfChunks, sourceOfResponse } from "./local.js";
import { type Pick, Reading } from "./reading.js";
import type { OpenedStream, StreamSource } from "./source.js";

/** `await using` of a stream, where the compiler and the platform have it. */
type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
  ? { [K in S]: () => Promise<void> }
  : object;

export interface EventStream extends AsyncDisposal {}

/**
 * A streamed answer: an async iterable of events, which ends after `done` or `error`.
 *
 * Its request is sent when it is first read, or by `opened()`. A stream that is cut short throws StreamInterruptedError: it is never taken for a
 * whole answer. Breaking out of a loop closes the connection, as does `close()`. One loop reads it at a time, once.
 *
 * The strings of an event may share the memory of the chunk that they were received in. A program that keeps a few of many events for long copies
 * what it keeps.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor defines the method where the platform has its symbol
export class EventStream implements AsyncIterable<StreamEvent> {
  readonly #reading: Reading;

  /** @internal */
  constructor(source: StreamSource) {
    this.#reading = new Reading(source, this);
  }

  static {
    const { asyncDispose } = Symbol as { asyncDispose?: symbol };
    if (asyncDispose) {
      Object.defineProperty(EventStream.prototype, asyncDispose, {
        value(this: EventStream) {
          return this.close();
        },
        configurable: true,
        writable: true,
      });
    }
  }

  /** A stream of these bytes, as a server sends them, whole or in chunks: for tests of code that reads streams. */
  static fromBytes(source: Uint8Array | string | Iterable<Uint8Array>): EventStream {
    const chunks = typeof source === "string" ? [bytes(source)] : source instanceof Uint8Array ? [source] : source;
    return new EventStream(sourceOfChunks(chunks));
  }

  /**
   * A stream of these events: for tests of code that reads streams. It ends as a server's does: without `done` or `error` it is cut short.
   */
  static fromEvents(events: Iterable<StreamEvent>): EventStream {
    return new EventStream(sourceOfChunks([...events].map((event) => bytes(encodeEvent(event)))));
  }

  /** The stream of a response that a program got by itself, such as one that another server made by `toReadableStream`. */
  static fromResponse(response: ResponseLike): EventStream {
    return new EventStream(sourceOfResponse(response));
  }

  /** Sends the request and waits for the headers of its response. What fails before the first event throws here. */
  async opened(): Promise<this> {
    await this.#reading.open();
    return this;
  }

  /** The status of the response. This and the following throw before the stream is open. */
  get status(): number {
    return this.#opened.status;
  }

  get headers(): Headers {
    return this.#opened.headers;
  }

  /** The id of the call in the logs of both sides: the server's, else the one that was sent. */
  get correlationId(): string | undefined {
    return this.#opened.correlationId;
  }

  /** The `X-Correlation-ID` that was sent. */
  get sentCorrelationId(): string | undefined {
    return this.#opened.sentCorrelationId;
  }

  /** How many times the request was tried before the stream began; at least 1. */
  get attempts(): number {
    return this.#opened.attempts;
  }

  /** The attempts that failed before the stream began, in order. */
  get history(): readonly FailedAttempt[] {
    return this.#opened.history;
  }

  get #opened(): OpenedStream {
    const { opened } = this.#reading;
    if (!opened) throw new Error("the stream has not begun: await its `opened()`, or read its first event");
    return opened;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<StreamEvent> {
    return new Reader(this, this.#reading, any);
  }

  /** The pieces of the answer's text alone. An `error` event is thrown as the error of its code. */
  textStream(): AsyncIterableIterator<string> {
    return new Reader(this, this.#reading, (event) => {
      if (event.type === "error") throw this.#reading.errorOf(event);
      return event.type === "token" ? event.content : undefined;
    });
  }

  /** Reads the stream to its end and returns the whole text. Throws as `finalResponse`. */
  async text(): Promise<string> {
    return (await this.finalResponse()).output;
  }

  /**
   * Reads the stream to its end and returns what `invoke` would have. An `error` event is thrown as the error of its code. What was received of
   * the text before a failure is the error's `partialText`.
   */
  async finalResponse(): Promise<InvokeResponse> {
    const reading = this.#reading;
    reading.claimWhole({});
    let output = "";
    let last: DoneEvent | ErrorEvent | undefined;
    reading.partialText = () => output;
    // To the end of the body, beyond the last event: then its connection is used again.
    for (;;) {
      const { value, done } = await reading.read(any, this);
      if (done) break;
      for (let event: StreamEvent | undefined = value; event; event = reading.take()) {
        if (event.type === "token") output += event.content;
        else if (event.type === "done" || event.type === "error") last = event;
      }
    }
    if (last?.type === "error") throw reading.errorOf(last);
    const { usage, extra } = last as DoneEvent;
    // The whole text is what was streamed, whatever a later server repeats at the end.
    const { output: _, ...rest } = extra ?? {};
    return { output, usage, ...(Object.keys(rest).length > 0 && { extra: rest }) };
  }

  /** The error that the `error` event of this stream is to `text`, with what is known of the request. */
  errorFromEvent(event: ErrorEvent): AgentSpecError {
    return this.#reading.errorOf(event);
  }

  /** The stream as Server-Sent Events again, for a response of one's own: `fromResponse` reads them. It fails as this stream does. */
  toReadableStream(): ReadableStream<Uint8Array> {
    const reading = this.#reading;
    const events = this[Symbol.asyncIterator]();
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await events.next();
          if (done) return controller.close();
          let text = encodeEvent(value);
          for (let event = value; !(event.type === "done" || event.type === "error"); ) {
            const next = reading.take();
            if (!next) break;
            event = next;
            text += encodeEvent(event);
          }
          controller.enqueue(bytes(text));
        },
        async cancel() {
          await events.return?.();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** Closes the connection. What has not been read is lost: to read on throws, unless the last event was read. */
  close(): Promise<void> {
    return this.#reading.close();
  }
}

const any = (event: StreamEvent): StreamEvent => event;

/** One loop over a stream. Written by hand, as async generators take several times as long for an event. */
class Reader<T> implements AsyncIterableIterator<T> {
  /** A stream that nobody refers to is closed. */
  readonly #stream: EventStream;
  readonly #reading: Reading;
  readonly #pick: Pick<T>;
  readonly #claim = {};

  constructor(stream: EventStream, reading: Reading, pick: Pick<T>) {
    this.#stream = stream;
    this.#reading = reading;
    this.#pick = pick;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    const reading = this.#reading;
    try {
      if (reading.reader !== this.#claim) reading.claim(this.#claim);
      for (let event = reading.take(); event; event = reading.take()) {
        const value = this.#pick(event);
        if (value !== undefined) return Promise.resolve({ value, done: false });
      }
    } catch (error) {
      return Promise.reject(error);
    }
    return reading.read(this.#pick, this.#stream);
  }

  async return(): Promise<IteratorResult<T>> {
    this.#reading.claim(this.#claim);
    await this.#stream.close();
    return { value: undefined, done: true };
  }
}
