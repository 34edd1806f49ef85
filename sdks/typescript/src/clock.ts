/** The time, and everything that waits for it. Tests hand in their own. */
export interface Clock {
  /** The time of day, in milliseconds since 1970. */
  now(): number;
  /** A time in milliseconds that never goes back. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fire` once after `ms` milliseconds, unless it is cancelled before. */
  timer(ms: number, fire: () => void): Timer;
  /** A number from 0 up to 1, exclusive. */
  random(): number;
}

export interface Timer {
  cancel(): void;
}

/** The longest time that `setTimeout` takes: it fires at once for any longer one. */
export const LONGEST = 2 ** 31 - 1;

/** The clock of the platform. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = systemClock.timer(ms, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    });
  },
  timer(ms, fire) {
    const handle = setTimeout(fire, Math.min(ms, LONGEST));
    return { cancel: () => clearTimeout(handle) };
  },
  random: () => Math.random(),
};
