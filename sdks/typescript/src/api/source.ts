import type { AgentSpecError } from "../error/error.js";
import { streamError } from "../error/stream-error.js";
import type { ErrorEvent } from "../generated/events.js";
import { follow } from "../signal.js";
import type { OpenedStream, StreamProblem, StreamSource } from "../stream/source.js";
import { makeCall, type Progress } from "../transport/attempts.js";
import type { Plan } from "../transport/plan.js";

/** Sends the request of a stream, and knows its call. */
export class CallSource implements StreamSource {
  readonly #plan: () => Plan;
  #planned: Plan | undefined;
  readonly #progress: Progress = { history: [] };

  /** `plan` throws if the call cannot be sent. */
  constructor(plan: () => Plan) {
    this.#plan = plan;
  }

  async open(closed: AbortSignal): Promise<OpenedStream> {
    const plan = this.#plan();
    this.#planned = plan;
    const { settings, options, secrets, signal, ids } = plan;
    const controller = new AbortController();
    const unfollow = [signal, closed].map((signal) => follow(signal, () => controller.abort(signal?.reason)));
    const response = await makeCall<OpenedStream["body"]>(
      { ...plan, signal: controller.signal },
      undefined,
      this.#progress,
    ).finally(() => {
      for (const stop of unfollow) stop();
    });
    const { status, headers, correlationId, attempts, history } = response;
    const { turn } = this.#progress;
    return {
      status,
      headers,
      correlationId,
      sentCorrelationId: ids.correlationId,
      attempts,
      history,
      body: response.value,
      byteIdleTimeout: options.byteIdleTimeout,
      eventIdleTimeout: options.eventIdleTimeout,
      eventLimit: settings.eventLimit,
      clock: settings.clock,
      signal,
      fail: (problem) => streamError(problem, { ids, history, secrets, status, headers }),
      redact: (event: ErrorEvent) => secrets.redactValue(event),
      ended(last) {
        if (last === "done") turn?.resolve();
        turn?.release();
      },
    };
  }

  fail(problem: StreamProblem): AgentSpecError {
    const { history, attempt } = this.#progress;
    const outcome = attempt && attempt.wasSent !== false ? "unknown" : "not_sent";
    const plan = this.#planned;
    return streamError(problem, {
      outcome,
      history,
      isAttempted: attempt !== undefined,
      ...(plan && { ids: plan.ids, secrets: plan.secrets }),
    });
  }
}
