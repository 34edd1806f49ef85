/** Without `stream: true`, which makes each call several times slower; what a chunk leaves unfinished is kept here instead. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Decodes UTF-8 in any pieces. What is invalid becomes U+FFFD, as the Encoding standard says. */
export class Utf8 {
  /** The start of a character whose other bytes have not been received, and how many those are. */
  #start: number[] = [];
  #missing = 0;

  get isWhole(): boolean {
    return this.#missing === 0;
  }

  /** Returns the characters that are whole. */
  decode(chunk: Uint8Array): string {
    return this.#missing > 0 ? this.#resume(chunk) : this.#whole(chunk);
  }

  /** Returns what the end of the bytes leaves unfinished. */
  flush(): string {
    const start = new Uint8Array(this.#start);
    this.#start = [];
    this.#missing = 0;
    return decoder.decode(start);
  }

  #resume(chunk: Uint8Array): string {
    let at = 0;
    while (at < chunk.length && this.#missing > 0 && isContinuation(chunk[at]!)) {
      this.#start.push(chunk[at++]!);
      this.#missing--;
    }
    return at === chunk.length && this.#missing > 0 ? "" : this.flush() + this.#whole(chunk.subarray(at));
  }

  #whole(chunk: Uint8Array): string {
    const { length } = chunk;
    if (length === 0 || chunk[length - 1]! < 0x80) return decoder.decode(chunk);
    for (let at = length - 1; at >= 0 && at >= length - 3; at--) {
      const byte = chunk[at]!;
      if (isContinuation(byte)) continue;
      const missing = lengthOf(byte) - (length - at);
      if (missing <= 0) break;
      this.#start = [...chunk.subarray(at)];
      this.#missing = missing;
      return decoder.decode(chunk.subarray(0, at));
    }
    return decoder.decode(chunk);
  }
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** How many bytes the character has that begins with this one. */
function lengthOf(first: number): number {
  return first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) length += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
  }
  return length;
}
