import type { Credential } from "../credential.js";
import { Failure } from "../error/failure.js";
import type { Outcome } from "../error/outcome.js";
import type { Ids } from "../ids.js";
import type { RetryPolicy } from "../retry/policy.js";
import type { Secrets } from "../secret.js";
import type { Operation } from "./operation.js";
import type { Settings } from "./settings.js";
import type { Claim, Turns } from "./turns.js";

/** A call that has been described: what each of its attempts sends, and within which limits. */
export interface Plan {
  readonly settings: Settings;
  readonly operation: Operation<never>;
  readonly url: URL;
  readonly body: string | undefined;
  /** The message, if it is a turn of a session. */
  readonly input: string;
  readonly ids: Ids;
  readonly options: PlanOptions;
  readonly credential: Credential | undefined;
  /** All that the call has sent, and its client's. */
  readonly secrets: Secrets;
  readonly signal: AbortSignal | undefined;
  readonly session: { readonly turns: Turns; readonly claim: Claim } | undefined;
}

/** In milliseconds; Infinity is no limit. */
export interface PlanOptions {
  readonly timeout: number;
  readonly deadline: number;
  readonly byteIdleTimeout: number;
  readonly eventIdleTimeout: number;
  readonly maxRetries: number;
  readonly retryPolicy: RetryPolicy;
  readonly headers: Headers;
}

/** The time of the whole call is over. `isConnection` is whether a server was waited for. */
export function deadlineFailure(
  plan: Plan,
  outcome: Outcome,
  why: string,
  isConnection = outcome !== "not_sent",
): Failure {
  return new Failure("timeout", outcome, `the call's deadline of ${plan.options.deadline} ms has passed: ${why}`, {
    isConnection,
  });
}
