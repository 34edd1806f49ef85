import { Pieces } from "./pieces.js";
import { Utf8, utf8Length } from "./utf8.js";

/** A dispatched event, as the format knows it. */
export interface Frame {
  /** Its name; `message` if it has none. */
  event: string;
  /** Its data lines, joined by line feeds. */
  data: string;
  /** The last event id: this event's, or that of the last one before it that had one. */
  id: string;
}

/** The limit of an event's size by default: 16 MiB. */
export const EVENT_LIMIT = 16 * 1024 * 1024;

/** An event, or what its values take of memory, is larger than the limit. */
export class TooLarge extends Error {
  /** In bytes. */
  readonly limit: number;
  readonly isOfValues: boolean;

  constructor(message: string, limit: number, isOfValues = false) {
    super(message);
    this.limit = limit;
    this.isOfValues = isOfValues;
  }
}

/** A line of a field, up to its value; empty for a comment and an unknown field. */
const FIELD = /^(?:(data|event|id|retry)(?:: ?|$))?/;

/** The longest line that stays as it is until its end is received, in characters: a short one in two chunks is then as quick as in one. */
const HELD = 256;

/**
 * Turns the bytes of a stream, in any pieces, into frames (WHATWG HTML, section 9.2). Does no I/O.
 *
 * Call `push` with each piece, then `next` until it returns undefined; at the end of the bytes call `finish`. The time is linear in the bytes,
 * however they are cut, and comments and unknown fields of any length take no memory.
 */
export class SseDecoder {
  /** What is received and not decoded is the text from `at` on. For a caller that reads a whole event ahead, and sets `at` behind it. */
  text = "";
  at = 0;
  /** Whether `at` is the start of an event. */
  isAtStart = true;
  /** The last event id, as of the last blank line. */
  lastEventId = "";
  /** The last valid `retry`, in milliseconds. */
  retry: number | undefined;

  readonly #limit: number;
  readonly #utf8 = new Utf8();
  #isBegun = false;
  #isFinished = false;
  /** A line feed here belongs to the end of the line before. */
  #isAfterCr = false;
  /** The next line ends at or behind `at`, once they are looked for. */
  #lf = -1;
  #cr = -1;
  /** Whether each character of the text was a byte. */
  #isAscii = true;
  #failure: TooLarge | undefined;

  /** Whether the start of the line was taken, and which field it is; none if it is ignored. */
  #isInLine = false;
  #field: string | undefined;
  /** The value of a line that is neither data nor ignored. */
  readonly #value = new Pieces();

  /** The event that is on its way: the bytes of its values, and one for the end of each of their lines. */
  #size = 0;
  #hasData = false;
  readonly #data = new Pieces();
  #event = "";
  #id = "";

  constructor(limit: number = EVENT_LIMIT) {
    this.#limit = limit;
  }

  /** Takes the next piece. What is not decoded of earlier pieces stays before it. */
  push(chunk: Uint8Array): void {
    const isWhole = this.#utf8.start.length === 0 && (this.#isAscii || this.at === this.text.length);
    const text = this.#utf8.decode(chunk, this.#isFinished);
    this.#isAscii = isWhole && text.length === chunk.length;
    this.text = this.at < this.text.length ? this.text.slice(this.at) + text : text;
    this.at = 0;
    this.#lf = -1;
    this.#cr = -1;
    if (!this.#isBegun && this.text) {
      this.#isBegun = true;
      if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    }
  }

  /**
   * Returns the next event, or undefined if the pieces so far have no further whole one.
   *
   * Throws TooLarge if an event is larger than the limit. The stream cannot be decoded further: later calls throw the same.
   */
  next(): Frame | undefined {
    if (this.#failure) throw this.#failure;
    const { text } = this;
    while (this.at < text.length) {
      const { at } = this;
      if (this.#isAfterCr) {
        this.#isAfterCr = false;
        if (text.charCodeAt(at) === 10) {
          this.at++;
          continue;
        }
      }
      if (this.#lf < at) this.#lf = find(text, "\n", at);
      if (this.#cr < at) this.#cr = find(text, "\r", at);
      const end = Math.min(this.#lf, this.#cr);
      const isWhole = end < text.length;
      if (!isWhole && !this.#isInLine && !this.#isFinished && text.length - at <= HELD) return undefined;
      this.at = end + 1;
      if (end === at && !this.#isInLine) {
        this.#isAfterCr = text.charCodeAt(end) === 13;
        this.lastEventId = this.#id;
        const frame = this.#dispatch();
        if (frame) return frame;
      } else {
        this.isAtStart = false;
        this.#take(text.slice(at, end));
        if (isWhole) {
          this.#isAfterCr = text.charCodeAt(end) === 13;
          this.#endLine();
        }
      }
    }
    this.text = "";
    this.at = 0;
    return undefined;
  }

  /**
   * Returns the event that the end of the bytes leaves without its blank line, if it has data. WHATWG has it dropped: it may be cut.
   */
  finish(): Frame | undefined {
    try {
      this.#isFinished = true;
      this.push(new Uint8Array());
      const frame = this.next();
      if (frame) return frame;
      this.#endLine();
      return this.#dispatch();
    } catch {
      return undefined;
    }
  }

  /** Takes a line, its start, or the next piece of one. */
  #take(piece: string): void {
    let value = piece;
    if (!this.#isInLine) {
      const [start, field] = FIELD.exec(piece)!;
      value = piece.slice(start.length);
      this.#isInLine = true;
      this.#field = field;
      if (field === "data") {
        if (this.#hasData) this.#data.add("\n");
        this.#hasData = true;
      }
      if (field) this.#size++;
    }
    if (this.#field) {
      this.#size += this.#isAscii ? value.length : utf8Length(value);
      (this.#field === "data" ? this.#data : this.#value).add(value);
    }
    if (this.#size > this.#limit) {
      this.#data.take();
      this.#value.take();
      this.text = "";
      this.#failure = new TooLarge(`an event is larger than ${this.#limit} bytes`, this.#limit);
      throw this.#failure;
    }
  }

  #endLine(): void {
    const field = this.#field;
    this.#isInLine = false;
    this.#field = undefined;
    if (!field || field === "data") return;
    const value = this.#value.take();
    if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && !this.#isFinished && /^[0-9]+$/.test(value))
      this.retry = Math.min(Number(value), 2 ** 64);
  }

  /** Ends the event that is on its way, and returns it if it has data. */
  #dispatch(): Frame | undefined {
    const event = this.#event || "message";
    this.isAtStart = true;
    this.#event = "";
    this.#size = 0;
    if (!this.#hasData) return undefined;
    this.#hasData = false;
    return { event, data: this.#data.take(), id: this.#id };
  }
}

/** The place of the end, or the end of the text. */
function find(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found;
}
