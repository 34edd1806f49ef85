import { TooLarge } from "../sse/decoder.js";
import { Pieces } from "../sse/pieces.js";
import { define, type Reader, Undecodable, WRITTEN, written } from "./shape.js";

/** How deep values may be within one another. */
const DEPTH = 127;

/** How much memory values take, in bytes, by the characters that they are written with: an upper bound. */
const OBJECT = 450;
const LIST = 350;
const ITEM = 190;
const KEY = 110;
/** What is not counted, so that an event of few fields is within any limit that its text is within. */
const FREE = OBJECT + 6 * (ITEM + KEY);
/** How many times the limit of a text its values may take. */
const FACTOR = 2;

const MARK = JSON.stringify(WRITTEN);

/**
 * Reads JSON as the contract asks of clients: half of a surrogate pair is U+FFFD, the last of equal keys wins, and a number that no number of
 * JavaScript is becomes the text that was written, in a free-form value.
 *
 * Throws Undecodable; and TooLarge if the values take more than twice `limit` bytes of memory.
 */
export function readJson<T>(text: string, read: Reader<T>, limit = Number.POSITIVE_INFINITY): T {
  // One character is found many times faster than two, or than by `includes`.
  const whole = text.indexOf("\\") >= 0 && text.includes("\\u") ? mend(text) : text;
  const readable = mark(whole, limit * FACTOR);
  let json: unknown;
  try {
    json = JSON.parse(readable);
  } catch (error) {
    // The platform's message may quote the text, and so a part of a secret that is too short to be found.
    const position = readable === whole && /position \d+/.exec((error as Error).message);
    throw new Undecodable("", `the text is not valid JSON${position ? ` at ${position}` : ""}`);
  }
  const value = read(json);
  return readable === whole ? value : (settle(value) as T);
}

/** Puts what was written in the place of each marked number, in values that nothing else refers to. */
function settle(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    const settled = settle(member);
    if (settled !== member) define(value, key, settled);
  }
  return written(value) ?? value;
}

/** The escapes of a surrogate pair, or of a half of one. */
const SURROGATES = /\\u[dD](?:[89abAB][\da-fA-F]{2}(?:\\u[dD][c-fC-F][\da-fA-F]{2})?|[c-fC-F][\da-fA-F]{2})/y;
const HALF = "\\ud800".length;

/** Escapes U+FFFD in place of each half of a surrogate pair. */
function mend(text: string): string {
  let mended: Edited | undefined;
  // To replace a regular expression takes memory for each escape.
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at)) {
    SURROGATES.lastIndex = at;
    const end = SURROGATES.test(text) ? SURROGATES.lastIndex : at + 2;
    if (end === at + HALF) {
      mended ??= new Edited(text);
      mended.replace(at, end, "\\ufffd");
    }
    at = end;
  }
  return mended?.finish() ?? text;
}

/** A text with some parts replaced, in order. */
class Edited {
  readonly #text: string;
  readonly #pieces = new Pieces();
  #copied = 0;

  constructor(text: string) {
    this.#text = text;
  }

  replace(start: number, end: number, replacement: string): void {
    if (start > this.#copied) this.#pieces.add(this.#text.slice(this.#copied, start));
    this.#pieces.add(replacement);
    this.#copied = end;
  }

  finish(): string {
    this.#pieces.add(this.#text.slice(this.#copied));
    return this.#pieces.take();
  }
}

/** Marks the numbers of a JSON text, and counts how deep it is and how much memory its values take. What is no JSON stays none. */
function mark(json: string, most: number): string {
  const { length } = json;
  let marked: Edited | undefined;
  let depth = 0;
  let memory = length - FREE;
  for (let at = 0; at < length && memory <= most; at++) {
    const unit = json.charCodeAt(at);
    if (unit === 0x22) {
      at = stringEnd(json, at);
    } else if (unit === 0x2c) {
      memory += ITEM;
    } else if (unit === 0x3a) {
      memory += KEY;
    } else if (unit === 0x7b || unit === 0x5b) {
      memory += unit === 0x7b ? OBJECT : LIST;
      if (++depth > DEPTH) throw new Undecodable("", "recursion limit exceeded");
    } else if (unit === 0x7d || unit === 0x5d) {
      depth--;
    } else if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39) || unit === 0x49 || unit === 0x4e) {
      let end = at + 1;
      while (end < length && isWord(json.charCodeAt(end))) end++;
      if (end - at >= 3 && isUnsafe(json, at, end)) {
        marked ??= new Edited(json);
        marked.replace(at, end, `[${MARK},"${json.slice(at, end)}"]`);
      }
      at = end - 1;
    }
  }
  if (memory > most) throw new TooLarge(`the values of the JSON take more than ${most} bytes of memory`, most, true);
  return marked?.finish() ?? json;
}

/** The place of the quote that ends the string which begins at `start`. */
function stringEnd(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end > 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(end - backslashes - 1) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

/** Letters, digits, `+`, `-` and `.`. */
function isWord(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a) ||
    unit === 0x2b ||
    unit === 0x2d ||
    unit === 0x2e
  );
}

const NUMBER = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Whether a number of JavaScript would be another number than the one that is written from `start` to `end`. */
function isUnsafe(json: string, start: number, end: number): boolean {
  const word = json.slice(start, end);
  const value = Number(word);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false;
  const form = NUMBER.exec(word);
  // A fraction or an exponent makes it a float, which is the nearest one.
  return form ? !Number.isFinite(value) || !(form[1] || form[2]) : /^(?:NaN|-?Infinity)$/.test(word);
}
