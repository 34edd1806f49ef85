import { type Clock, LONGEST, type Timer } from "../clock.js";

/** What a stream has been without. */
export type Silence = "byte" | "event";

/**
 * How long a stream may be silent: without a byte, and without an event. Time counts from when the stream first has to wait, and a timer runs
 * only while it does.
 */
export class Idle {
  readonly #clock: Clock;
  readonly #silent: (what: Silence, limit: number) => void;
  readonly #limits: Readonly<Record<Silence, number>>;
  readonly #hasLimit: boolean;
  /** Since when each is waited for, in the current wait and those before it that brought none. */
  readonly #since = { byte: 0, event: 0 };
  /** How many events had been delivered when the last wait began. */
  #events = -1;
  #timer: Timer | undefined;
  /** What was over when the timer fired. What has been received meanwhile is given a turn of the loop to arrive. */
  #overdue: Silence | undefined;

  constructor(clock: Clock, byte: number | null, event: number | null, silent: (what: Silence, limit: number) => void) {
    this.#clock = clock;
    this.#silent = silent;
    this.#limits = { byte: limitOf(byte), event: limitOf(event) };
    this.#hasLimit = Math.min(this.#limits.byte, this.#limits.event) < Infinity;
  }

  /** The stream waits for bytes, until `stop`; so many events have been delivered. */
  wait(events: number): void {
    if (!this.#hasLimit) return;
    const now = this.#clock.monotonic();
    this.#since.byte = now;
    if (this.#overdue === "byte") this.#overdue = undefined;
    if (events !== this.#events) {
      this.#events = events;
      this.#since.event = now;
      this.#overdue = undefined;
    }
    if (!this.#timer) this.#set(now);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #set(now: number): void {
    const left = this.#overdue ? 0 : Math.max(0, this.#next()[1] - now);
    this.#timer = this.#clock.timer(left, () => this.#fired());
  }

  #fired(): void {
    this.#timer = undefined;
    const [what, due] = this.#next();
    const now = this.#clock.monotonic();
    if (now >= due && this.#overdue === what) {
      this.#silent(what, this.#limits[what]);
    } else {
      this.#overdue = now < due ? undefined : what;
      this.#set(now);
    }
  }

  /** Which of the two is over first, and when. */
  #next(): [what: Silence, due: number] {
    const byte = this.#since.byte + this.#limits.byte;
    const event = this.#since.event + this.#limits.event;
    return byte <= event ? ["byte", byte] : ["event", event];
  }
}

function limitOf(timeout: number | null): number {
  return timeout === null || timeout > LONGEST ? Infinity : timeout;
}
