import type { Ids } from "../ids.js";

const CAPACITY = 1024;

/** The ids of the calls that a client made last: a response that bears the id of another call is another call's. */
export class RecentCalls {
  readonly #calls: Ids[] = [];

  record(ids: Ids): void {
    if (this.#calls.push(ids) > CAPACITY) this.#calls.shift();
  }

  /** Whether the id is of another call. One that was sent under the same key is the same: a server may repeat its response. */
  isOfAnother(correlationId: string, ids: Ids): boolean {
    if (correlationId === ids.correlationId) return false;
    const same = this.#calls.filter((call) => call.correlationId === correlationId);
    const { idempotencyKey } = ids;
    return (
      same.length > 0 && same.every((call) => idempotencyKey === undefined || call.idempotencyKey !== idempotencyKey)
    );
  }
}
