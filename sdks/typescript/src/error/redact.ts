import type { Secrets } from "../secret.js";
import { escaped, truncated } from "./display.js";

/** How many values of a cause are looked at. */
const MOST_VALUES = 500;

/** All texts in an error and its causes. */
function textsIn(cause: unknown): string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const queue = [cause];
  for (let at = queue.shift(); at !== undefined && seen.size < MOST_VALUES; at = queue.shift()) {
    if (typeof at === "string") texts.push(at);
    else if (typeof at === "object" && at !== null && !seen.has(at)) {
      seen.add(at);
      for (const name of Reflect.ownKeys(at)) {
        const { value } = Object.getOwnPropertyDescriptor(at, name) ?? {};
        texts.push(String(name));
        queue.push(value ?? null);
      }
    }
  }
  return texts;
}

/** The cause of an error; in its place what of it may be said, if it shows a secret, or what would act on a terminal, or very much. */
export function redactCause(cause: unknown, secrets: Secrets): unknown {
  const messages: string[] = [];
  for (
    let at = cause as { message?: unknown; cause?: unknown } | undefined;
    at && messages.length < 8;
    at = at.cause as typeof at
  ) {
    messages.push(String(at.message ?? at));
  }
  const isPlain =
    messages.every((text) => escaped(truncated(text)) === text) &&
    textsIn(cause).every((text) => secrets.redact(text) === text);
  return isPlain ? cause : new Error(escaped(truncated(secrets.redact(messages.join(": ")))));
}
