/** What Unicode calls white space, as Rust does. JavaScript takes U+FEFF for it, too, and U+0085 for none. */
const WHITE_SPACE = /\p{White_Space}/u;

export function hasWhiteSpace(text: string): boolean {
  return WHITE_SPACE.test(text);
}

export function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && WHITE_SPACE.test(text[start]!)) start++;
  while (start < end && WHITE_SPACE.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}
