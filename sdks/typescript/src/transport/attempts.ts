import { escaped } from "../error/display.js";
import type { AgentSpecError } from "../error/error.js";
import { Failure } from "../error/failure.js";
import type { FailedAttempt, StopReason } from "../error/history.js";
import type { Reader } from "../event/shape.js";
import { correlationIds } from "../headers.js";
import { Retries } from "../retry/limits.js";
import { follow } from "../signal.js";
import { Attempt, type Delivered } from "./attempt.js";
import { deadlineFailure, type Plan } from "./plan.js";
import type { LogFields, Logger } from "./settings.js";
import type { Turn } from "./turns.js";

/** A value, and what HTTP says of the response that brought it. */
export interface CallResponse<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Headers;
  /** The id of the call in the logs of both sides: the server's, else the one that was sent. */
  readonly correlationId: string;
  readonly sentCorrelationId: string;
  /** How many times the request was tried; at least 1. */
  readonly attempts: number;
  /** The attempts that failed before, in order. */
  readonly history: readonly FailedAttempt[];
}

/** Makes the call: attempt after attempt, until one succeeds or no more may follow. Throws an AgentSpecError, or what the user's signal or policy says. */
export async function makeCall<T>(
  plan: Plan,
  read?: Reader<T>,
  progress: Progress = { history: [] },
): Promise<CallResponse<T>> {
  const { settings, operation, options, ids, signal, session } = plan;
  const { clock, budget, recent, backoff } = settings;
  const isStream = operation.answer === "stream";
  const began = clock.monotonic();
  const limits = { policy: options.retryPolicy, maxRetries: options.maxRetries, backoff, deadline: options.deadline };
  const retries = new Retries(limits, budget, operation.id, operation.method !== "POST");
  const { history } = progress;
  let turn: Turn | undefined;
  let isHeld = false;
  const unfollow = follow(signal, () => progress.attempt?.abort(signal!.reason));
  try {
    settings.warnOfPlainHttp();
    recent.record(ids);
    turn = await session?.turns.begin(session.claim, plan);
    for (let [last, delay]: [Failure | undefined, number] = [undefined, 0]; ; ) {
      signal?.throwIfAborted();
      const left = options.deadline - (clock.monotonic() - began);
      if (left <= 0)
        throw finalError(plan, history, last ?? deadlineFailure(plan, "not_sent", "nothing was sent"), "deadline");
      if (last) history.splice(-1, 1, last.attempt(delay));
      const attempt = new Attempt(plan);
      progress.attempt = attempt;
      log(plan, history.length + 1, "debug", "an attempt begins");
      turn?.begin(() => attempt.wasSent !== false);
      try {
        const delivered = (await attempt.make(read, left)) as Delivered<T>;
        budget.succeeded();
        const correlationId = correlationIds(delivered.headers)[0] ?? ids.correlationId;
        if (isStream) turn?.setStream(correlationId);
        else turn?.resolve();
        isHeld = isStream;
        progress.turn = turn;
        log(plan, history.length + 1, "debug", "an attempt succeeded", { status: delivered.status });
        return {
          ...delivered,
          correlationId,
          sentCorrelationId: ids.correlationId,
          attempts: history.length + 1,
          history,
        };
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof Failure)) throw error;
        turn?.failed(error.outcome);
        const now = clock.monotonic();
        const next = retries.after(error, now - began, now, clock.random());
        const isAgain = typeof next === "number";
        // Without a delay until the next attempt begins.
        history.push(error.attempt(null));
        progress.attempt = undefined;
        if (!isAgain) throw finalError(plan, history, error, next);
        logFailure(plan, history, error, "warn", "an attempt failed, and is made again", {
          retryDelay: Math.round(next),
        });
        await clock.sleep(next, signal);
        [last, delay] = [error, next];
      }
    }
  } catch (error) {
    throw error instanceof Failure ? error.toError(ids, history) : error;
  } finally {
    unfollow();
    retries.end();
    if (!isHeld) turn?.release();
  }
}

/** What is known of a call under way. */
export interface Progress {
  readonly history: FailedAttempt[];
  /** The attempt that is not in the history. */
  attempt?: Attempt | undefined;
  /** Of a stream, to be released when it has ended. */
  turn?: Turn | undefined;
}

function finalError(
  plan: Plan,
  history: readonly FailedAttempt[],
  failure: Failure,
  stoppedBy: StopReason,
): AgentSpecError {
  logFailure(plan, history, failure, "info", "an attempt failed, and is not made again", { stoppedBy });
  const isResend = typeof plan.session?.claim === "number";
  // It may have run as it was sent before, whatever became of it this time.
  if (isResend && (failure.outcome === "not_sent" || failure.outcome === "rejected")) failure.outcome = "unknown";
  return failure.toError(plan.ids, history, { stoppedBy });
}

function log(plan: Plan, attempt: number, level: keyof Logger, message: string, more?: LogFields): void {
  const { settings, operation, ids } = plan;
  settings.log(level, message, { operation: operation.id, correlationId: ids.correlationId, attempt, ...more });
}

function logFailure(
  plan: Plan,
  history: readonly FailedAttempt[],
  failure: Failure,
  level: "info" | "warn",
  message: string,
  more: LogFields,
): void {
  log(plan, history.length, level, message, {
    outcome: failure.outcome,
    status: failure.status,
    error: escaped(failure.message),
    ...more,
  });
}
