import type { Clock } from "../clock.js";
import { AgentSpecError } from "../error/error.js";
import type { Reader } from "../event/shape.js";
import { handleStream, hasHandlers, type StreamHandlers } from "../stream/callbacks.js";
import { EventStream } from "../stream/event-stream.js";
import { makeCall } from "../transport/attempts.js";
import type { Plan } from "../transport/plan.js";
import type { Settings } from "../transport/settings.js";
import type { Claim, SentTurn, Turns } from "../transport/turns.js";
import { Call, type CallOptions, type StreamOptions } from "./call.js";
import type { Caller, Operation } from "./operation.js";
import { planOf, type TurnOf } from "./plan.js";
import { CallSource } from "./source.js";

/** Makes the calls of a client, or of one turn of a session. */
export class ClientCaller implements Caller {
  readonly settings: Settings;
  readonly #turn: TurnOf | undefined;

  constructor(settings: Settings, turn?: TurnOf) {
    this.settings = settings;
    this.#turn = turn;
  }

  get clock(): Clock {
    return this.settings.clock;
  }

  call<R, T>(operation: Operation<R>, request: R, options: CallOptions | undefined, read: Reader<T>): Call<T> {
    const plan = this.#plan(operation, request, options);
    const site: { stack?: string } = {};
    (Error as { captureStackTrace?(target: object, above: unknown): void }).captureStackTrace?.(site, this.call);
    return new Call(
      (async () => {
        try {
          return await makeCall(plan(), read);
        } catch (error) {
          // The program's own frames, from where it made the call.
          if (error instanceof AgentSpecError && site.stack) error.stack += site.stack.slice(site.stack.indexOf("\n"));
          throw error;
        }
      })(),
    );
  }

  stream<R>(
    operation: Operation<R>,
    request: R,
    options?: StreamOptions & StreamHandlers,
  ): EventStream | Promise<void> {
    const stream = new EventStream(new CallSource(this.#plan(operation, request, options)));
    return hasHandlers(options) ? handleStream(stream, options) : stream;
  }

  onTurn(turns: Turns, claim: Claim, sent?: SentTurn): Caller {
    return new ClientCaller(this.settings, { turns, claim, sent });
  }

  /** Describes the call now, since its request may change, and throws when it is made. */
  #plan<R>(operation: Operation<R>, request: R, options?: StreamOptions): () => Plan {
    try {
      const plan = planOf(this.settings, operation, request, options, this.#turn);
      return () => plan;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }
}
