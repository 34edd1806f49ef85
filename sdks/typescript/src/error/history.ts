import type { Outcome } from "./outcome.js";

/** A failed attempt of a call. */
export interface FailedAttempt {
  /** The name of the error's class, such as `RateLimitError`. */
  readonly kind: string;
  /** The status of the response, if there was one. */
  readonly status: number | undefined;
  /** What is known of this attempt alone. */
  readonly outcome: Outcome;
  /** The delay after it in milliseconds; null if no attempt followed. */
  readonly delay: number | null;
}

/**
 * Why no further attempt was made: the retry policy, or the option that stopped it.
 */
export type StopReason = "policy" | "maxRetries" | "maxRetryDelay" | "deadline" | "retryBudget";
