/** Control characters but line breaks and tabs, and characters that are invisible or change the direction of writing. */
const UNSAFE =
  /\r(?!\n)|[^\P{Cc}\r\n\t]|[\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** Returns the text without what would act on a terminal or deceive a reader: such characters are written as `\u{1b}`. */
export function escaped(text: string): string {
  return text.replace(UNSAFE, (letter) => `\\u{${letter.codePointAt(0)!.toString(16)}}`);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns the start of the text that takes at most `limit` bytes, the ending included. */
export function truncated(text: string, limit = 1024, ending = "…"): string {
  const bytes = encoder.encode(text);
  if (bytes.length <= limit) return text;
  let end = limit - encoder.encode(ending).length;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return decoder.decode(bytes.subarray(0, end)) + ending;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
