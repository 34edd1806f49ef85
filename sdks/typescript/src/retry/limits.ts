import type { Failure } from "../error/failure.js";
import type { StopReason } from "../error/history.js";
import { type Backoff, delayAfter, jitter, longest } from "./backoff.js";
import type { Budget, Share } from "./budget.js";
import { isRetried, isTransient, type RetryPolicy } from "./policy.js";

/** How a client, or one call, tries again. In milliseconds; Infinity is no limit. */
export interface Limits {
  readonly policy: RetryPolicy;
  /** Attempts after the first. */
  readonly maxRetries: number;
  readonly backoff: Backoff;
  /** The time of the whole call. */
  readonly deadline: number;
}

/** The most that jitter adds to a delay that the server asks for, as a part of it. */
const JITTER = 0.1;

/** Decides after each failed attempt of one call. Neither sleeps nor draws a random number. */
export class Retries {
  readonly #limits: Limits;
  readonly #budget: Budget;
  readonly #operation: string;
  readonly #isIdempotent: boolean;
  readonly #share: Share = { isFreeRider: false };
  #attempt = 0;

  constructor(limits: Limits, budget: Budget, operation: string, isIdempotent: boolean) {
    this.#limits = limits;
    this.#budget = budget;
    this.#operation = operation;
    this.#isIdempotent = isIdempotent;
  }

  /** Returns the delay before the next attempt, or why none follows. `elapsed` counts from the start of the call, `now` is the clock's, `random` is at least 0 and below 1. */
  after(failure: Failure, elapsed: number, now: number, random: number): number | StopReason {
    const { policy, maxRetries, backoff, deadline } = this.#limits;
    if (++this.#attempt > maxRetries) return "maxRetries";
    const most = longest(backoff);
    const asked = failure.retryAfter;
    let offered: number | null = null;
    if (asked === undefined) offered = delayAfter(backoff, this.#attempt, random);
    else if (asked <= most) {
      // Callers that were refused together do not come back together; no limit is passed for it.
      const room = Math.min(most, deadline - elapsed - 1e-6) - asked;
      offered = asked + Math.max(0, Math.min(jitter(asked, JITTER, random), room));
    }
    const delay = this.#decide(policy, failure, elapsed, offered);
    if (delay === null) return offered === null && isTransient(failure) ? "maxRetryDelay" : "policy";
    if (delay > most) return "maxRetryDelay";
    if (elapsed + delay >= deadline) return "deadline";
    return this.#budget.allows(this.#share, now) ? delay : "retryBudget";
  }

  end(): void {
    this.#budget.end(this.#share);
  }

  #decide(policy: RetryPolicy, failure: Failure, elapsed: number, delay: number | null): number | null {
    const [attempt, operation, isIdempotent] = [this.#attempt, this.#operation, this.#isIdempotent];
    if (typeof policy === "string") return isRetried(policy, failure, isIdempotent) ? delay : null;
    const standard = isRetried("standard", failure, isIdempotent) ? delay : null;
    const error = failure.toError(undefined, [], { attempts: attempt });
    const decided = policy({
      error,
      operation,
      attempt,
      elapsed,
      isIdempotent,
      isTransient: isTransient(failure),
      delay,
      standard,
    });
    if (decided !== null && !(decided >= 0 && decided < Number.POSITIVE_INFINITY)) {
      throw new TypeError(
        `expected retryPolicy to return a number of milliseconds, 0 or more, or null to give up, got ${decided}`,
      );
    }
    return decided;
  }
}
