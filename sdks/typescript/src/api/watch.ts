import { Failure } from "../error/failure.js";
import type { PipelineStatus, PipelineStep } from "../generated/types.js";
import { abortable, follow, limit } from "../signal.js";
import type { CallResponse } from "../transport/attempts.js";
import type { Call, CallOptions } from "./call.js";
import type { Caller } from "./operation.js";
import { limitOf, numberOf } from "./options.js";

/** A change of a watched run: of a step, or its end. */
export type Progress =
  | { readonly step: PipelineStep; readonly ended?: undefined }
  | { readonly step?: undefined; readonly ended: PipelineStatus };

/** How a run is watched. Times are in milliseconds. */
export interface WatchOptions {
  /** The delay before the second poll, at least 10. It doubles, up to 5000, while nothing changes. Default 200. */
  readonly pollDelay?: number | undefined;
  /** How long the run is watched. Then a TimeoutError is thrown, and the run goes on. Default null: no limit. */
  readonly deadline?: number | null | undefined;
}

const SHORTEST_DELAY = 10;
const FIRST_DELAY = 200;
const LONGEST_DELAY = 5000;

type Watched = WatchOptions & { readonly name: string; readonly runId?: string | undefined };
type Poll<R> = (request: R, options: CallOptions) => Call<PipelineStatus>;

/** Yields each step that is new or whose status has changed, and at the end the last status. Ends with the first error. */
export async function* watch<R extends Watched>(
  poll: Poll<R>,
  request: R,
  options: CallOptions | undefined,
  caller: Caller,
): AsyncGenerator<Progress, void, undefined> {
  const { clock } = caller;
  const first = Math.max(numberOf("pollDelay", request.pollDelay ?? FIRST_DELAY), SHORTEST_DELAY);
  const deadline = limitOf("deadline", request.deadline ?? null);
  // Each poll sends the headers, and an iterator can be read only once.
  let headers = options?.headers;
  if (headers && Symbol.iterator in headers) headers = [...headers];
  const controller = new AbortController();
  const { signal } = controller;
  const unfollow = follow(options?.signal, () => controller.abort(options?.signal?.reason));
  const known: string[] = [];
  let { runId } = request;
  let last: CallResponse<PipelineStatus> | undefined;
  const timer = limit(clock, deadline, () => {
    const message = `${runId ?? "the run"} of ${request.name} did not end within ${deadline} ms; the run continues`;
    const ids = last && { correlationId: last.sentCorrelationId, idempotencyKey: undefined };
    const failure = new Failure("timeout", "unknown", message, { isConnection: false });
    controller.abort(failure.toError(ids, last ? [...last.history, failure.attempt(null)] : []));
  });
  try {
    for (let delay: number | undefined; ; ) {
      last = await abortable(poll({ ...request, runId }, { ...options, headers, signal }).withResponse(), signal);
      const status = last.value;
      // The most recent run may become another one: stay with the one that was seen first.
      runId ??= status.runId;
      const changed = status.steps.filter((step, place) => known[place] !== step.status);
      known.splice(0, known.length, ...status.steps.map((step) => step.status));
      for (const step of changed) yield { step };
      if (isOver(status)) {
        yield { ended: status };
        return;
      }
      delay = changed.length || !delay ? first : Math.min(delay * 2, Math.max(LONGEST_DELAY, first));
      await clock.sleep(delay, signal);
    }
  } finally {
    timer.cancel();
    unfollow();
    controller.abort();
  }
}

/** Waits until the run ends, and returns its last status. */
export async function wait<R extends Watched>(
  poll: Poll<R>,
  request: R,
  options: CallOptions | undefined,
  caller: Caller,
): Promise<PipelineStatus> {
  for await (const { ended } of watch(poll, request, options, caller)) if (ended) return ended;
  throw new Error("a watch has an end");
}

/** A failed run is over too: its status says so. Under a status that this version does not know, it is over when no step is under way. */
function isOver({ status, steps }: PipelineStatus): boolean {
  if (status === "completed" || status === "failed") return true;
  return status !== "running" && !steps.some((step) => step.status === "running" || step.status === "pending");
}
