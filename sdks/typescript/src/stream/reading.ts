import type { AgentSpecError } from "../error/error.js";
import { EventDecoder, isEnd } from "../event/event-decoder.js";
import type { Undecodable } from "../event/shape.js";
import type { ErrorEvent, StreamEvent } from "../generated/events.js";
import type { TooLarge } from "../sse/decoder.js";
import { cancel, drain } from "./drain.js";
import { broken, busy, closed, consumed, interrupted, type Known, silent, unreadable } from "./failure.js";
import { Idle } from "./idle.js";
import type { OpenedStream, StreamSource } from "./source.js";

/** How many chunks without an event are read before others may run. */
const CHUNKS_AT_ONCE = 128;

/** Closes streams that are dropped before their end: the collector does not close a response that nobody refers to. */
const dropped =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Reading>((reading) => void reading.close());

/** What a reader takes of an event; undefined skips it. */
export type Pick<T> = (event: StreamEvent) => T | undefined;

/** A read that waits. */
interface Waiting {
  readonly pick: Pick<unknown>;
  readonly resolve: (result: IteratorResult<never>) => void;
  readonly reject: (reason: unknown) => void;
  /** The EventStream, which must not be collected, and so closed, while a program awaits a read and refers to nothing else of it. */
  readonly owner: object;
  chunks: number;
}

/** The state of a stream. Refers neither to its EventStream nor to its reader unless a read waits: they may be dropped. */
export class Reading {
  /** How many events were delivered. */
  events = 0;
  /** Undefined until the stream is open. */
  opened: OpenedStream | undefined;
  /** Who reads, until the stream is over. */
  reader: object | undefined;
  /** What a collector has of the text. */
  partialText: (() => string) | undefined;

  readonly #source: StreamSource;
  readonly #closing = new AbortController();
  #opening: Promise<OpenedStream> | undefined;
  #decoder = new EventDecoder();
  #idle: Idle | undefined;
  #waiting: Waiting | undefined;
  /** The last item was delivered: `done`, `error` or a failure. */
  #isOver = false;
  /** What each read throws, of a stream that was closed or aborted before that. */
  #refusal: (() => unknown) | undefined;
  /** Resolves when the connection is closed, or is free for another call. */
  #rest: Promise<void> | undefined;

  readonly #abort = () => this.#stop(() => this.opened?.signal?.reason);
  // A read is a chain of callbacks: async functions take several times as long for an event that is a chunk of its own.
  readonly #resume = () => this.#waiting && this.#pull(this.#waiting);
  readonly #received = ({ done, value }: { done: boolean; value?: Uint8Array | undefined }) => {
    // Otherwise closed, aborted or silent for too long: the reader has been told.
    if (!this.#waiting) return;
    try {
      if (!done) this.#decoder.push(value!);
    } catch (error) {
      // A fetch of the user's, or a program's own response, may have chunks that are no bytes.
      this.#broken(error);
      return;
    }
    this.#advance(this.#waiting, done);
  };
  readonly #broken = (error: unknown) => {
    if (this.#waiting) this.#reject(this.#fail(broken(error, this.events)));
  };

  /** Closes the stream when `owner` is dropped. */
  constructor(source: StreamSource, owner: object) {
    this.#source = source;
    dropped?.register(owner, this, this);
  }

  /** Sends the request, once. */
  open(): Promise<OpenedStream> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Returns the next event of those that have been received. Throws if it cannot be read. */
  take(): StreamEvent | undefined {
    if (this.#isOver || !this.opened) return undefined;
    this.#refuse();
    let event: StreamEvent | undefined;
    try {
      event = this.#decoder.next();
    } catch (problem) {
      throw this.#fail(unreadable(problem as Undecodable | TooLarge, this.events));
    }
    return event && this.#deliver(event);
  }

  /** Waits for the next event that `pick` takes something of, if none of those that have been received is one. */
  read<T>(pick: Pick<T>, owner: object): Promise<IteratorResult<T>> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) {
        resolve(this.#end());
        return;
      }
      this.#refuse();
      if (this.#waiting) throw this.error(busy(this.events));
      this.#waiting = { pick, resolve, reject, owner, chunks: 0 };
      if (this.opened) this.#pull(this.#waiting);
      else this.open().then(this.#resume, (error) => this.#reject(error));
    });
  }

  /** Lets one reader read alone until the stream is over. Throws if it is another one. */
  claim(reader: object): void {
    if (this.#isOver || this.#refusal) return;
    this.reader ??= reader;
    if (this.reader !== reader) throw this.error(busy(this.events));
  }

  /** As `claim`, of a reader that needs the stream from its start. */
  claimWhole(reader: object): void {
    if (!this.#isOver) this.#refuse();
    if (this.#waiting) throw this.error(busy(this.events));
    if (this.#isOver || this.events > 0) throw this.error(consumed(this.events));
    this.claim(reader);
  }

  /** Closes the connection: what has not been delivered is lost. After the last event, waits for the end of the body instead. */
  async close(): Promise<void> {
    if (!this.#isOver) this.#stop(() => this.error(closed(this.events)));
    await this.#rest;
  }

  /** The error of a problem, with what is known of the request. */
  error(problem: Known, events: number = this.events): AgentSpecError {
    return (this.opened ?? this.#source).fail({ ...problem, events, partialText: this.partialText?.() });
  }

  /** The error that the `error` event of this stream is to those who read the text alone. */
  errorOf(event: ErrorEvent): AgentSpecError {
    return this.error({ kind: "error_event", message: event.message, event }, Math.max(0, this.events - 1));
  }

  #refuse(): void {
    if (this.#refusal) throw this.#refusal();
  }

  async #open(): Promise<OpenedStream> {
    this.#refuse();
    let opened: OpenedStream;
    try {
      opened = await this.#source.open(this.#closing.signal);
    } catch (error) {
      this.#refuse();
      throw error;
    }
    this.opened = opened;
    if (this.#refusal) this.#stopped("closed");
    this.#refuse();
    const { signal, clock, byteIdleTimeout, eventIdleTimeout, eventLimit } = opened;
    this.#decoder = new EventDecoder(eventLimit);
    this.#idle = new Idle(clock, byteIdleTimeout, eventIdleTimeout, (what, limit) => {
      this.#reject(this.#fail(silent(what, limit, this.events)));
    });
    signal?.addEventListener("abort", this.#abort);
    if (signal?.aborted) this.#abort();
    this.#refuse();
    return opened;
  }

  #pull(waiting: Waiting): void {
    this.#idle?.wait(this.events);
    if (++waiting.chunks % CHUNKS_AT_ONCE === 0) this.opened!.clock.timer(0, this.#resume);
    else this.opened!.body.read().then(this.#received, this.#broken);
  }

  /** Gives the reader its event of those that have been received, or waits for more. */
  #advance(waiting: Waiting, isAtEnd: boolean): void {
    try {
      let event = this.take();
      if (isAtEnd && !event && !this.#isOver) event = this.#last();
      while (event) {
        const value = waiting.pick(event);
        if (value !== undefined) {
          this.#resolve({ value, done: false } as IteratorResult<never>);
          return;
        }
        event = this.take();
      }
    } catch (error) {
      this.#reject(error);
      return;
    }
    if (this.#isOver) this.#end().then((end) => this.#resolve(end));
    else this.#pull(waiting);
  }

  #resolve(result: IteratorResult<never>): void {
    this.#settled()?.resolve(result);
  }

  #reject(reason: unknown): void {
    this.#settled()?.reject(reason);
  }

  #settled(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#idle?.stop();
    return waiting;
  }

  async #end(): Promise<IteratorResult<never>> {
    await this.#rest;
    return { value: undefined, done: true };
  }

  /** What the end of the bytes leaves without its blank line is taken only if it ends the stream: anything else may be cut. */
  #last(): StreamEvent {
    const last = this.#decoder.finish();
    if (last && isEnd(last)) return this.#deliver(last);
    throw this.#fail(interrupted("ended", this.events));
  }

  #deliver(event: StreamEvent): StreamEvent {
    this.events++;
    if (event.type === "token" || !isEnd(event)) return event;
    this.#isOver = true;
    const opened = this.opened!;
    this.#stopped(event.type as "done" | "error");
    return event.type === "error" && opened.redact ? opened.redact(event) : event;
  }

  #fail(problem: Known): AgentSpecError {
    const error = this.error(problem);
    this.#isOver = true;
    this.#stopped("failed");
    return error;
  }

  /** Ends the stream before its end. */
  #stop(refusal: () => unknown): void {
    if (this.#refusal) return;
    this.#refusal = refusal;
    this.#closing.abort();
    if (this.opened) {
      this.#stopped("closed");
      this.#reject(refusal());
    } else if (this.#opening) {
      // What is known of a request that is being stopped is known when it has stopped.
      this.#rest = this.#opening.then(noop, noop);
    }
  }

  /** Nothing more is delivered. Called once. */
  #stopped(last: "done" | "error" | "failed" | "closed"): void {
    const opened = this.opened!;
    opened.signal?.removeEventListener("abort", this.#abort);
    dropped?.unregister(this);
    opened.ended(last);
    this.#rest = last === "done" || last === "error" ? drain(opened.body, opened.clock) : cancel(opened.body);
  }
}

function noop(): void {}
