import { type Claim, type SentTurn, Turns, type UnresolvedTurn } from "../transport/turns.js";
import type { Caller } from "./operation.js";

/** A handle on one session, and the order of its turns. Its calls are generated. */
export abstract class BaseHandle {
  /** The agent's name. */
  readonly agent: string;
  /** The session's id. */
  readonly sessionId: string;
  readonly #caller: Caller;
  readonly #turns = new Turns();

  constructor(caller: Caller, session: { readonly agent: string; readonly sessionId: string }) {
    this.#caller = caller;
    this.agent = session.agent;
    this.sessionId = session.sessionId;
  }

  /**
   * The turn that the server may have recorded, though its complete response was not received: a stream broke or was closed, a call
   * ran out of time or was aborted. Undefined if the last turn was answered or refused, and while a turn is under way.
   *
   * While there is one, the next turn throws an InvalidRequestError with the code `turn_unresolved`, since it is not known what the
   * agent remembers. Decide by `sendAgain`, `sendAgainStream` or `goOn`.
   */
  get unresolvedTurn(): UnresolvedTurn | undefined {
    const turn = this.#turns.unresolved;
    return turn && { input: turn.input, idempotencyKey: turn.idempotencyKey, isStreamed: turn.isStreamed };
  }

  /** Continues without the unresolved turn, recorded or not: the next one may be taken. Sends nothing. */
  goOn(): void {
    this.#turns.goOn();
  }

  protected turn(claim: Claim | undefined, sent?: SentTurn): Caller {
    return claim === undefined ? this.#caller : this.#caller.onTurn(this.#turns, claim, sent);
  }

  /** Returns what makes the call that sends the unresolved turn again. */
  protected again(): Caller {
    const turn = this.#turns.unresolved;
    return this.turn(turn?.number ?? 0, turn);
  }

  protected whole<R>(request: R): R & { agent: string; sessionId: string } {
    return { ...request, agent: this.agent, sessionId: this.sessionId };
  }

  /** The request of the unresolved turn. Its body is sent as it was. */
  protected unresolvedRequest(): { input: string } {
    return { input: this.#turns.unresolved?.input ?? "" };
  }
}
