/** Without `stream: true`, which makes each call several times slower; what a chunk leaves unfinished is kept here instead. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Decodes UTF-8 in any pieces. What is invalid becomes U+FFFD, as the Encoding standard says. */
export class Utf8 {
  /** The start of a character whose other bytes have not been received. */
  start = new Uint8Array();

  /** Returns the characters that are whole; at the end, all that is left. */
  decode(chunk: Uint8Array, isEnd = false): string {
    let bytes = chunk;
    if (this.start.length > 0) {
      bytes = new Uint8Array(this.start.length + chunk.length);
      bytes.set(this.start);
      bytes.set(chunk, this.start.length);
    }
    const end = isEnd ? bytes.length : wholeEnd(bytes);
    if (end === bytes.length && bytes === chunk) return decoder.decode(chunk);
    this.start = bytes.slice(end);
    return decoder.decode(bytes.subarray(0, end));
  }
}

/** Where the start of an unfinished character begins, at most three bytes before the end. */
function wholeEnd(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let at = length - 1; at >= 0 && at >= length - 3; at--) {
    const byte = bytes[at]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return byte > 0xf4 || length - at >= (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? length : at;
  }
  return length;
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
