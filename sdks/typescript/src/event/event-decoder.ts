import { ENDS, EVENTS, type StreamEvent } from "../generated/events.js";
import { EVENT_LIMIT, type Frame, SseDecoder, TooLarge } from "../sse/decoder.js";
import { eventOfErrorBody } from "./error-body.js";
import { type Parsed, parse, settle } from "./json.js";
import { isObject, text, Undecodable, within } from "./shape.js";

/** Why the next event of a stream cannot be read. */
export class EventProblem extends Error {
  readonly kind: "decode" | "too_large" | "too_many_values";
  /** The data of an event that cannot be decoded. */
  readonly data: string | undefined;
  /** The limit that the event, or its values, exceed, in bytes. */
  readonly limit: number | undefined;

  constructor(kind: EventProblem["kind"], cause: Error, data?: string) {
    super(kind === "decode" ? "an event cannot be read" : cause.message, { cause });
    this.kind = kind;
    this.data = data;
    this.limit = cause instanceof TooLarge ? cause.limit : undefined;
  }
}

/** The start of a token as servers write it: `json.dumps` of Python, and those that write no spaces. */
const SPACED = 'data: {"type": "token", "content": "';
const DENSE = 'data: {"type":"token","content":"';
/** The end of one. */
const END = '"}\n\n'.length;
const REST = '[^"\\\\\\x00-\\x1f]*"\\}\\n\\n';

/** The start and the whole of a token that is written without an escape. */
const usual = (start: string): [number, RegExp] => [start.length, new RegExp(start.replace("{", "\\{") + REST, "y")];

/** Turns the bytes of a streamed answer, in any pieces, into events. Does no I/O, and does not know where a stream may end. */
export class EventDecoder {
  readonly #frames: SseDecoder;
  readonly #limit: number;
  /** The form of the last token, and the other one. */
  #form = usual(SPACED);
  #other = usual(DENSE);

  constructor(limit: number = EVENT_LIMIT) {
    this.#frames = new SseDecoder(limit);
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
  }

  /**
   * Returns the next event, or undefined if the pieces so far have no further whole one. Skips heartbeats: events whose data is blank, and
   * `[DONE]`. Throws EventProblem.
   */
  next(): StreamEvent | undefined {
    return this.#token() ?? this.#event();
  }

  /** Returns the event that the end of the bytes leaves without its blank line, if its data can be read. */
  finish(): StreamEvent | undefined {
    const frame = this.#frames.finish();
    try {
      return frame && this.#read(frame);
    } catch {
      return undefined;
    }
  }

  #token(): StreamEvent | undefined {
    const frames = this.#frames;
    if (!frames.isAtStart) return undefined;
    const { text, at } = frames;
    let [start, whole] = this.#form;
    whole.lastIndex = at;
    if (!whole.test(text)) {
      [start, whole] = this.#other;
      whole.lastIndex = at;
      if (!whole.test(text)) return undefined;
      [this.#form, this.#other] = [this.#other, this.#form];
    }
    const end = whole.lastIndex;
    // A character has three bytes at most: beside the limit they are counted.
    if ((end - at) * 3 > this.#limit) return undefined;
    frames.at = end;
    return { type: "token", content: text.slice(at + start, end - END) };
  }

  #event(): StreamEvent | undefined {
    for (;;) {
      let frame: Frame | undefined;
      try {
        frame = this.#frames.next();
      } catch (problem) {
        throw new EventProblem("too_large", problem as TooLarge);
      }
      if (!frame || !isHeartbeat(frame.data)) return frame && this.#read(frame);
    }
  }

  #read({ data, event }: Frame): StreamEvent {
    let parsed: Parsed | undefined;
    try {
      parsed = parse(data, this.#limit);
      return settled(parsed, read(parsed.json));
    } catch (problem) {
      if (problem instanceof TooLarge) throw new EventProblem("too_many_values", problem);
      if (!(problem instanceof Undecodable)) throw problem;
      const error = parsed && isObject(parsed.json) && eventOfErrorBody(parsed.json, event === "error");
      if (error) return settled(parsed!, error);
      throw new EventProblem("decode", problem, data);
    }
  }
}

export function isEnd(event: StreamEvent): boolean {
  return ENDS.includes(event.type);
}

/** Reads an event by its `type`. */
function read(json: unknown): StreamEvent {
  if (!isObject(json)) throw new Undecodable("", "an event is a JSON object");
  if (json.type === undefined) throw new Undecodable("", "the event has no `type`");
  let type: string;
  try {
    type = text(json.type);
  } catch (problem) {
    throw within("type", problem);
  }
  return Object.hasOwn(EVENTS, type) ? EVENTS[type]!(json) : { type: "unknown", raw: json };
}

function settled<T>({ isMarked }: Parsed, value: T): T {
  return isMarked ? (settle(value) as T) : value;
}

/** Whether the data of an event says nothing: it is blank, or the end mark of other APIs, which ends nothing here. */
function isHeartbeat(data: string): boolean {
  return /^[ \t\n\f\r]*(?:\[DONE\][ \t\n\f\r]*)?$/.test(data);
}
