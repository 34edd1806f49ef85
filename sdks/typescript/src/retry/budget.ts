/** Tokens that a second brings. */
const PER_SECOND = 1;
/** Tokens that a successful call brings. */
const PER_SUCCESS = 0.1;

/**
 * What all calls of a client together may add to the load of a server that fails: a bucket of tokens.
 *
 * A retry takes a token, and is not made if none is left. One call at a time retries without: so a caller that waits for each
 * call before the next is never refused, however long the server fails.
 */
export class Budget {
  readonly #capacity: number;
  #tokens: number;
  #filledAt = 0;
  #hasFreeRider = false;

  /** A full bucket; null counts no retries. */
  constructor(capacity: number | null) {
    this.#capacity = this.#tokens = capacity ?? Number.POSITIVE_INFINITY;
  }

  succeeded(): void {
    this.#add(PER_SUCCESS);
  }

  /** Whether a retry of this call may be made. `now` is the clock's, in milliseconds. */
  allows(share: Share, now: number): boolean {
    if (share.isFreeRider) return true;
    if (!this.#hasFreeRider) {
      this.#hasFreeRider = share.isFreeRider = true;
      return true;
    }
    this.#add((Math.max(now - this.#filledAt, 0) / 1000) * PER_SECOND);
    this.#filledAt = Math.max(now, this.#filledAt);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** The call has ended. */
  end(share: Share): void {
    if (share.isFreeRider) this.#hasFreeRider = share.isFreeRider = false;
  }

  #add(tokens: number): void {
    this.#tokens = Math.min(this.#tokens + tokens, this.#capacity);
  }
}

/** What one call has of the budget. */
export interface Share {
  isFreeRider: boolean;
}
