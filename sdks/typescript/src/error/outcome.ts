/**
 * What is known of a request that failed: the furthest state that is proven over all its attempts.
 *
 * - `not_sent`: the server cannot have received the whole request.
 * - `rejected`: the server answered that it did not run the request.
 * - `unknown`: the request may have run.
 * - `partial`: events of its stream arrived, then the stream broke or sent an `error` event.
 */
export type Outcome = "not_sent" | "rejected" | "unknown" | "partial";

const ORDER: readonly Outcome[] = ["not_sent", "rejected", "unknown", "partial"];

export function furthest(one: Outcome, other: Outcome): Outcome {
  return ORDER.indexOf(one) < ORDER.indexOf(other) ? other : one;
}

export function mayHaveRun(outcome: Outcome): boolean {
  return ORDER.indexOf(outcome) > 1;
}
