import type { Clock, Timer } from "../../src/clock.js";

/** A clock for which no test waits: delays pass at once, and timers fire when the test says so. */
export class TestClock implements Clock {
  /** The delays that were waited for, in milliseconds. */
  readonly delays: number[] = [];
  /** What `random` returns. */
  chance = 0;
  #time = 0;
  readonly #timers = new Map<object, { due: number; fire: () => void }>();

  constructor(readonly epoch = 1_700_000_000_000) {}

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.epoch + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.delays.push(ms);
    signal?.throwIfAborted();
    this.#time += ms;
  }

  timer(ms: number, fire: () => void): Timer {
    const key = {};
    this.#timers.set(key, { due: this.#time + ms, fire });
    return { cancel: () => this.#timers.delete(key) };
  }

  random(): number {
    return this.chance;
  }

  /** Lets so much time pass, and fires the timers that are due meanwhile, in order. */
  advance(ms: number): void {
    const end = this.#time + ms;
    for (;;) {
      const next = [...this.#timers]
        .filter(([, { due }]) => due <= end)
        .sort(([, one], [, other]) => one.due - other.due)[0];
      if (!next) break;
      const [key, { due, fire }] = next;
      this.#timers.delete(key);
      this.#time = Math.max(this.#time, due);
      fire();
    }
    this.#time = end;
  }
}
