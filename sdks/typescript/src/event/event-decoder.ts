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

/** What a string of JSON has between its quotes, without an escape. */
const PLAIN = "[ !#-[\\]-\\uffff]*";
/** An escape, but for half of a surrogate pair. */
const ESCAPE =
  '\\\\(?:["\\\\/bfnrt]|u(?:[\\da-ce-fA-CE-F]HHH|[dD][0-7]HH|[dD][89abAB]HH\\\\u[dD][c-fC-F]HH))'.replaceAll(
    "H",
    "[\\da-fA-F]",
  );
const END = '"}\n\n';

/** A token as nearly every one is written, and one with escapes. A regular expression takes less time than to compare the start. */
const form = (start: string) => {
  const pattern = (content: string) => new RegExp(`${start.replace("{", "\\{")}${content}"\\}\\n\\n`, "y");
  return { length: start.length, plain: pattern(PLAIN), escaped: pattern(`${PLAIN}(?:${ESCAPE}${PLAIN})*`) };
};
/** By `json.dumps` of Python, and without spaces. */
const SPACED = form('data: {"type": "token", "content": "');
const DENSE = form('data: {"type":"token","content":"');

/** The longest event that is read with escapes: to match alternatives takes memory for each. */
const LONGEST = 1024;

/** Turns the bytes of a streamed answer, in any pieces, into events. Does no I/O, and does not know where a stream may end. */
export class EventDecoder {
  readonly #frames: SseDecoder;
  readonly #limit: number;
  /** The form of the last token, and the other one. */
  #form = SPACED;
  #other = DENSE;

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
    const { text, at, isAtStart } = this.#frames;
    if (!isAtStart || at === text.length) return undefined;
    const { plain, length } = this.#form;
    plain.lastIndex = at;
    if (!plain.test(text)) return this.#rareToken(text, at);
    const end = plain.lastIndex;
    return this.#pass(at, end) ? { type: "token", content: text.slice(at + length, end - END.length) } : undefined;
  }

  /** Reads a token of the other form, or with escapes. */
  #rareToken(text: string, at: number): StreamEvent | undefined {
    const line = text.indexOf("\n", at);
    if (line < 0) return undefined;
    const isShort = line - at < LONGEST;
    for (const form of [this.#form, this.#other]) {
      const { plain, escaped, length } = form;
      const pattern = isShort ? escaped : plain;
      pattern.lastIndex = at;
      if (pattern.test(text)) {
        const end = pattern.lastIndex;
        if (!this.#pass(at, end)) return undefined;
        if (form === this.#other) [this.#form, this.#other] = [form, this.#form];
        return { type: "token", content: JSON.parse(text.slice(at + length - 1, end - END.length + 1)) as string };
      }
    }
    return undefined;
  }

  /** Takes the event up to there, unless its bytes have to be counted: a character has three at most. */
  #pass(at: number, end: number): boolean {
    const isSmall = (end - at) * 3 <= this.#limit;
    if (isSmall) this.#frames.at = end;
    return isSmall;
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
  return data.charCodeAt(0) !== 0x7b && /^[ \t\n\f\r]*(?:\[DONE\][ \t\n\f\r]*)?$/.test(data);
}
