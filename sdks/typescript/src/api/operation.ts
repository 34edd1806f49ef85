import type { Clock } from "../clock.js";
import type { Reader } from "../event/shape.js";
import type { StreamHandlers } from "../stream/callbacks.js";
import type { Operation } from "../transport/operation.js";
import type { Claim, SentTurn, Turns } from "../transport/turns.js";
import type { Call, CallOptions, StreamOptions } from "./call.js";

export { text } from "../event/shape.js";
export type { Operation };

/** Reads a response whose body is ignored. */
export const nothing: Reader<void> = () => undefined;

/** What makes calls: a client, or a session's handle for one turn. */
export interface Caller {
  readonly clock: Clock;
  call<R, T>(operation: Operation<R>, request: R, options: CallOptions | undefined, read: Reader<T>): Call<T>;
  /** Returns a promise if there is a handler, else a stream. */
  // biome-ignore lint/suspicious/noExplicitAny: each generated method has overloads
  stream<R>(operation: Operation<R>, request: R, options?: StreamOptions & StreamHandlers): any;
  /** Returns what makes calls as this turn of a session; `sent` is the turn to send again. */
  onTurn(turns: Turns, claim: Claim, sent?: SentTurn): Caller;
}
