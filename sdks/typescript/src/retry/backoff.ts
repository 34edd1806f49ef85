/** The delay before each attempt if the server names none: exponential, with jitter that only adds. In milliseconds. */
export interface Backoff {
  /** The delay before the second attempt. */
  readonly first: number;
  /** The longest delay that the user allows. */
  readonly cap: number;
}

/** The most that jitter adds, as a part of the delay. */
const JITTER = 0.25;

export function longest(backoff: Backoff): number {
  return Math.max(backoff.cap, backoff.first);
}

/** `first`, doubled with each failed attempt after the first, and up to a quarter more; `random` is at least 0 and below 1. */
export function delayAfter(backoff: Backoff, attempt: number, random: number): number {
  const most = longest(backoff);
  // Where doubling stops there is still room for jitter.
  const nominal = Math.min(
    backoff.first * 2 ** Math.min(attempt - 1, 1023) || 0,
    Math.max(most / (1 + JITTER), backoff.first),
  );
  return Math.min(nominal + jitter(nominal, JITTER, random), most);
}

/** What is added to a delay, up to `most` as a part of it. */
export function jitter(delay: number, most: number, random: number): number {
  return Number.isFinite(delay * random) ? delay * most * Math.min(Math.max(random, 0), 1) : 0;
}
