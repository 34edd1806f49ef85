import { type Clock, LONGEST, type Timer } from "./clock.js";

/** Calls `stop` when the signal aborts, at once if it has. Returns what takes the listener off. */
export function follow(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  return () => signal?.removeEventListener("abort", stop);
}

/** Waits for `work` until the signal aborts, then rejects with its reason. What becomes of `work` after that is ignored. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const unfollow = follow(signal, () => reject(signal.reason));
    work.then(resolve, reject).finally(unfollow);
  });
}

/** Calls `fire` after `ms` milliseconds; never where that is no limit. */
export function limit(clock: Clock, ms: number, fire: () => void): Timer {
  return ms > LONGEST ? { cancel() {} } : clock.timer(Math.max(ms, 0), fire);
}
