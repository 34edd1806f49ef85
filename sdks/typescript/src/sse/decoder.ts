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

/** An event is larger than the limit. */
export class TooLarge extends Error {
  /** In bytes. */
  readonly limit: number;

  constructor(message: string, limit: number) {
    super(message);
    this.limit = limit;
  }
}

/** Where in a line the decoder is: at its start, in a name that may still become a field, in a comment or an unknown field, or in a value. */
type Place = "start" | "name" | "ignored" | Field;
type Field = "data" | "event" | "id" | "retry";

const FIELDS: readonly Field[] = ["data", "event", "id", "retry"];
const LONGEST_NAME = 5;

/** The longest start of an event that stays as it is until more is received: an event in two chunks is then as quick as one in one. */
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
  readonly #held: number;
  #isFinished = false;
  readonly #utf8 = new Utf8();
  #isBegun = false;
  /** A line feed here belongs to the end of the line before. */
  #isAfterCr = false;
  /** The next line ends at or behind `at`, once they are looked for; infinity if there is none. */
  #lf = -1;
  #cr = -1;
  /** Whether each character of the last piece was a byte. */
  #isAscii = true;
  #failure: TooLarge | undefined;

  #place: Place = "start";
  /** The name so far, of a line in pieces. */
  #name = "";
  /** Nothing of the value has been received yet. */
  #isNewValue = false;
  /** The pieces of the value of a line that is neither data nor ignored. */
  readonly #value = new Pieces();

  /** The event that is on its way: the bytes of its values, and one for the end of each of their lines. */
  #size = 0;
  #hasData = false;
  readonly #data = new Pieces();
  #event = "";
  #id = "";

  constructor(limit: number = EVENT_LIMIT) {
    this.#limit = limit;
    this.#held = Math.min(limit, HELD);
  }

  /** Takes the next piece. What is not decoded of earlier pieces stays before it. */
  push(chunk: Uint8Array): void {
    const isWhole = this.#utf8.isWhole;
    const text = this.#utf8.decode(chunk);
    this.#isAscii = isWhole && text.length === chunk.length && (this.#isAscii || this.at === this.text.length);
    this.#push(text);
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
      if (this.#isAfterCr) {
        this.#isAfterCr = false;
        if (text.charCodeAt(this.at) === 10) {
          this.at++;
          continue;
        }
      }
      const end = this.#lineEnd();
      if (end === undefined) {
        if (this.isAtStart && text.length - this.at <= this.#held && !this.#isFinished) return undefined;
        this.#take(text.slice(this.at));
        this.at = text.length;
      } else {
        const isBlank = this.#place === "start" && end === this.at;
        if (!isBlank) this.#line(end);
        this.#isAfterCr = text.charCodeAt(end) === 13;
        this.at = end + 1;
        if (isBlank) {
          const frame = this.#dispatch();
          if (frame) return frame;
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
      this.#isAscii = false;
      this.#push(this.#utf8.flush());
      const frame = this.next();
      if (frame) return frame;
      this.#endLine();
      return this.#dispatch();
    } catch {
      return undefined;
    }
  }

  #push(text: string): void {
    this.text = this.at < this.text.length ? this.text.slice(this.at) + text : text;
    this.at = 0;
    this.#lf = -1;
    this.#cr = -1;
    if (!this.#isBegun && this.text) {
      this.#isBegun = true;
      if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    }
  }

  #lineEnd(): number | undefined {
    const { text, at } = this;
    if (this.#lf < at) this.#lf = find(text, "\n", at);
    if (this.#cr < at) this.#cr = find(text, "\r", at);
    const end = Math.min(this.#lf, this.#cr);
    return end === Infinity ? undefined : end;
  }

  /** Takes the line from `at` to `end`, or the rest of one. */
  #line(end: number): void {
    const { text, at } = this;
    // Nearly every line. The others go the way of lines in pieces.
    if (this.#place === "start" && text.startsWith("data:", at)) {
      this.#begin("data");
      this.#append(text.slice(at + (text.charCodeAt(at + 5) === 32 ? 6 : 5), end));
      this.#place = "start";
    } else {
      this.#take(text.slice(at, end));
      this.#endLine();
    }
  }

  /** Takes the next piece of a line. */
  #take(piece: string): void {
    this.isAtStart = false;
    let value = piece;
    if (this.#place === "start" || this.#place === "name") {
      const line = this.#name + piece;
      const field = FIELDS.find((name) => line.startsWith(name) && line.charCodeAt(name.length) === 58);
      if (field) {
        this.#name = "";
        this.#begin(field);
        this.#isNewValue = true;
        value = line.slice(field.length + 1);
      } else if (line.length <= LONGEST_NAME && FIELDS.some((name) => name.startsWith(line))) {
        this.#name = line;
        this.#place = "name";
        return;
      } else {
        this.#name = "";
        this.#place = "ignored";
      }
    }
    if (this.#place !== "ignored" && value) {
      if (this.#isNewValue && value.charCodeAt(0) === 32) value = value.slice(1);
      this.#isNewValue = false;
      this.#append(value);
    }
  }

  #begin(field: Field): void {
    this.isAtStart = false;
    this.#place = field;
    this.#grow(1);
    if (field === "data") {
      if (this.#hasData) this.#data.add("\n");
      this.#hasData = true;
    }
  }

  #append(piece: string): void {
    this.#grow(this.#isAscii ? piece.length : utf8Length(piece));
    (this.#place === "data" ? this.#data : this.#value).add(piece);
  }

  #endLine(): void {
    if (this.#place === "name") {
      const field = FIELDS.find((name) => name === this.#name);
      this.#name = "";
      if (field) this.#begin(field);
    }
    const value = this.#value.take();
    if (this.#place === "event") this.#event = value;
    else if (this.#place === "id" && !value.includes("\0")) this.#id = value;
    else if (this.#place === "retry" && /^[0-9]+$/.test(value)) this.retry = Math.min(Number(value), 2 ** 64);
    this.#place = "start";
  }

  /** Ends the event that is on its way, and returns it if it has data. */
  #dispatch(): Frame | undefined {
    this.isAtStart = true;
    this.lastEventId = this.#id;
    const event = this.#event;
    this.#event = "";
    this.#size = 0;
    if (!this.#hasData) return undefined;
    this.#hasData = false;
    return { event: event || "message", data: this.#data.take(), id: this.#id };
  }

  #grow(by: number): void {
    this.#size += by;
    if (this.#size <= this.#limit) return;
    this.#data.take();
    this.#value.take();
    this.text = "";
    this.#failure = new TooLarge(
      `an event is larger than ${this.#limit} byte${this.#limit === 1 ? "" : "s"}`,
      this.#limit,
    );
    throw this.#failure;
  }
}

function find(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? Infinity : found;
}
