import type { Timer } from "../clock.js";
import { Failure, invalidRequest } from "../error/failure.js";
import { mayHaveRun, type Outcome } from "../error/outcome.js";
import { follow, limit } from "../signal.js";
import { deadlineFailure, type Plan } from "./plan.js";

/** How long a stream may hold up a turn before that is warned of. */
const WARN_AFTER = 1000;

/** A turn that the server may have recorded, though its whole response did not arrive. */
export interface UnresolvedTurn {
  /** The message. */
  readonly input: string;
  /** The `Idempotency-Key` that it was sent with. */
  readonly idempotencyKey: string;
  /** Whether its response was to be streamed: then `sendAgainStream` sends it again, else `sendAgain`. */
  readonly isStreamed: boolean;
}

/** What is sent, so that it can be sent again. */
export interface SentTurn extends UnresolvedTurn {
  readonly number: number;
  readonly body: string;
}

/** Which turn a call is: the next one; the unresolved one with this number, 0 if there is none; or none, which waits for the one under way. */
export type Claim = "next" | "wait" | number;

/** A turn under way. */
export interface Turn {
  /** An attempt begins. */
  begin(wasSent: () => boolean): void;
  /** The attempt has failed. */
  failed(outcome: Outcome): void;
  /** The response has begun, as the stream with this correlation id. */
  setStream(id: string): void;
  /** The whole response has come. A deletion too leaves nothing in question. */
  resolve(): void;
  /** The next turn may begin. */
  release(): void;
}

interface Pending {
  readonly turn: SentTurn;
  mayHaveRun: boolean;
  /** Of the attempt under way: false if its request cannot have left. */
  wasSent: () => boolean;
}

/** The turns of a session's handle: one at a time, and none after one of which it is not known whether the server recorded it. */
export class Turns {
  #tail: Promise<void> = Promise.resolve();
  #number = 0;
  #isUnderWay = false;
  #pending: Pending | undefined;
  /** The correlation id of the stream that is the turn under way. */
  #stream: string | undefined;
  readonly #waiters = new Set<() => void>();

  /** The unresolved turn; none while a turn is under way. */
  get unresolved(): SentTurn | undefined {
    return this.#isUnderWay ? undefined : this.#recorded()?.turn;
  }

  /** Forgets the unresolved turn. One under way is not touched. */
  goOn(): void {
    if (!this.#isUnderWay) this.#pending = undefined;
  }

  /** Waits for the turns before, and begins. */
  async begin(claim: Claim, plan: Plan): Promise<Turn> {
    const before = this.#tail;
    let release!: () => void;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#tail = before.then(() => mine);
    try {
      await this.#wait(before, plan);
      if (claim !== "wait") this.#claim(claim, plan);
      this.#isUnderWay = true;
    } catch (error) {
      release();
      throw error;
    }
    const pending = claim === "wait" ? undefined : this.#pending;
    let isReleased = false;
    return {
      begin(wasSent) {
        if (pending) pending.wasSent = wasSent;
      },
      failed(outcome) {
        if (!pending) return;
        pending.wasSent = () => false;
        pending.mayHaveRun ||= mayHaveRun(outcome);
      },
      setStream: (id) => this.#setStream(id),
      resolve: () => {
        this.#pending = undefined;
      },
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#isUnderWay = false;
        this.#setStream(undefined);
        release();
      },
    };
  }

  #recorded(): Pending | undefined {
    const pending = this.#pending;
    return pending && (pending.mayHaveRun || pending.wasSent()) ? pending : undefined;
  }

  #claim(claim: number | "next", plan: Plan): void {
    const recorded = this.#recorded()?.turn;
    const isStreamed = plan.operation.answer === "stream";
    if (claim === "next") {
      if (recorded) {
        throw invalidRequest(
          "the server may have recorded the previous turn, whose complete response was not received: sendAgain() resends it, goOn() continues without it",
          "turn_unresolved",
        );
      }
    } else if (recorded?.number !== claim) {
      throw invalidRequest(
        "there is no turn to resend: none was unresolved when this call was made, or it has been resolved since",
      );
    } else if (recorded.isStreamed !== isStreamed) {
      const [form, method] = recorded.isStreamed ? ["streamed", "sendAgainStream"] : ["not streamed", "sendAgain"];
      throw invalidRequest(`the unresolved turn was ${form}: ${method}() resends it in the same way`);
    }
    const turn = {
      number: ++this.#number,
      input: plan.input,
      body: plan.body ?? "",
      idempotencyKey: plan.ids.idempotencyKey ?? "",
      isStreamed,
    };
    this.#pending = { turn, mayHaveRun: claim !== "next", wasSent: () => false };
  }

  #setStream(id: string | undefined): void {
    this.#stream = id;
    for (const changed of this.#waiters) changed();
  }

  /** Waits no longer than the call's deadline, and for one stream no longer than its timeout. */
  #wait(before: Promise<void>, plan: Plan): Promise<void> {
    const { settings } = plan;
    const { clock } = settings;
    const { timeout, deadline } = plan.options;
    let held: Timer | undefined;
    let end: Timer | undefined;
    let changed!: () => void;
    let unfollow!: () => void;
    return new Promise<void>((resolve, reject) => {
      end = limit(clock, deadline, () => {
        const why = this.#stream
          ? `the stream ${this.#stream} of its handle has not ended: read it to its end or close it first`
          : "the previous turn of its session has not ended";
        reject(deadlineFailure(plan, "not_sent", why));
      });
      changed = () => {
        held?.cancel();
        const stream = this.#stream;
        if (!stream) return;
        const warnAfter = Math.min(timeout, WARN_AFTER);
        const form = `the stream ${stream} of its handle is neither read to its end nor closed`;
        held = clock.timer(warnAfter, () => {
          settings.log("warn", `a turn waits: ${form}`, {
            operation: plan.operation.id,
            correlationId: plan.ids.correlationId,
            heldUpBy: stream,
          });
          held = limit(clock, timeout - warnAfter, () => {
            const message = `the turn waited for \`timeout\`, ${timeout} ms: ${form}. Nothing was sent. Read that stream to its end, or close it, before the next turn`;
            reject(new Failure("timeout", "not_sent", message, { isConnection: false }));
          });
        });
      };
      unfollow = follow(plan.signal, () => reject(plan.signal!.reason));
      this.#waiters.add(changed);
      changed();
      before.then(resolve);
    }).finally(() => {
      this.#waiters.delete(changed);
      held?.cancel();
      end?.cancel();
      unfollow();
    });
  }
}
