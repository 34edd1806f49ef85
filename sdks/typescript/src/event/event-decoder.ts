import { isEvent, recognized } from "../dialect.js";
import { ENDS, EVENTS, type StreamEvent } from "../generated/events.js";
import { EVENT_LIMIT, type Frame, SseDecoder } from "../sse/decoder.js";
import { eventOfErrorBody } from "./error-body.js";
import { readJson } from "./json.js";
import { isObject, text, Undecodable, within } from "./shape.js";

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
   * `[DONE]`. Throws Undecodable, and TooLarge.
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
      const frame = this.#frames.next();
      if (!frame || !isHeartbeat(frame.data)) return frame && this.#read(frame);
    }
  }

  #read({ data, event }: Frame): StreamEvent {
    try {
      return readJson(data, (json) => read(json, event), this.#limit);
    } catch (problem) {
      if (problem instanceof Undecodable) problem.data = data;
      throw problem;
    }
  }
}

export function isEnd(event: StreamEvent): boolean {
  return ENDS.includes(event.type);
}

/** Reads an event by its `type`, or an error body. */
function read(json: unknown, name: string): StreamEvent {
  if (!isObject(json)) throw new Undecodable("", "an event is a JSON object");
  try {
    if (json.type === undefined) throw new Undecodable("", "the event has no `type`");
    const type = readType(json);
    return Object.hasOwn(EVENTS, type) ? EVENTS[type]!(json) : { type: "unknown", raw: json };
  } catch (problem) {
    const error = eventOfErrorBody(json, name === "error");
    if (error) return error;
    throw recognized(problem, isEvent(json));
  }
}

function readType({ type }: Record<string, unknown>): string {
  try {
    return text(type);
  } catch (problem) {
    throw within("type", problem);
  }
}

/** Whether the data of an event says nothing: it is blank, or the end mark of other APIs, which ends nothing here. */
function isHeartbeat(data: string): boolean {
  return data.charCodeAt(0) !== 0x7b && /^[ \t\n\f\r]*(?:\[DONE\][ \t\n\f\r]*)?$/.test(data);
}
