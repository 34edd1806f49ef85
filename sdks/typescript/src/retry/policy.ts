import type { AgentSpecError } from "../error/error.js";
import type { Outcome } from "../error/outcome.js";
import type { Kind } from "../generated/errors.js";

/** A failed attempt, as a retry policy of the user's receives it. */
export interface FailedCall {
  /** The failure of this attempt; its `outcome` is that of this attempt alone. */
  readonly error: AgentSpecError;
  /** The operation's id in the contract, such as `invoke_agent`. */
  readonly operation: string;
  /** The number of the attempt; the first is 1. */
  readonly attempt: number;
  /** The milliseconds since the start of the call. */
  readonly elapsed: number;
  /** Whether running the request twice has the effect of running it once: true for GET and DELETE. */
  readonly isIdempotent: boolean;
  /** Whether another attempt could succeed. */
  readonly isTransient: boolean;
  /** The delay before another attempt by the client's settings, in milliseconds; null if the server asks for more than `maxRetryDelay`. */
  readonly delay: number | null;
  /** The decision of the policy "standard": the delay, or null to give up. */
  readonly standard: number | null;
}

/**
 * Decides whether a failed attempt is made again: "standard", the default; "strict", which never sends a POST again that may
 * have run, as after 502 and 504; "never"; or a function that returns the delay in milliseconds, or null to give up.
 */
export type RetryPolicy = "standard" | "strict" | "never" | ((failed: FailedCall) => number | null);

/** What the policies decide by. */
export interface Facts {
  readonly kind: Kind;
  readonly outcome: Outcome;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly isFinal?: boolean | undefined;
}

/** Whether another attempt could end otherwise. */
export function isTransient({ kind, code, status, isFinal }: Facts): boolean {
  if (isFinal || code === "budget_exceeded") return false;
  if (kind === "rate_limit" || kind === "server") return [429, 502, 503, 504].includes(status!);
  return kind === "connect" || kind === "transport" || kind === "timeout";
}

/** Whether a policy by name retries a transient failure: not if the agent may then run twice. */
export function isRetried(policy: "standard" | "strict" | "never", facts: Facts, isIdempotent: boolean): boolean {
  const { outcome, kind } = facts;
  const mayRunTwice = isIdempotent || (policy === "standard" && (kind === "rate_limit" || kind === "server"));
  const isSafe = outcome === "unknown" ? mayRunTwice : outcome !== "partial";
  return policy !== "never" && isSafe && isTransient(facts);
}
