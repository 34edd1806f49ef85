/** How many pieces are kept before they are joined: a piece takes more memory than its text. */
const MOST = 1024;

/** A text that is received in pieces. A growing string would be copied, or be a tree of as many nodes. */
export class Pieces {
  #text = "";
  #blocks: string[] = [];
  #pieces: string[] = [];

  add(piece: string): void {
    if (this.#text === "") this.#text = piece;
    else if (this.#pieces.push(piece) === MOST) {
      this.#blocks.push(this.#pieces.join(""));
      this.#pieces = [];
    }
  }

  /** Returns the whole text, and is empty then. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    if (this.#pieces.length === 0 && this.#blocks.length === 0) return text;
    const whole = [text, ...this.#blocks, ...this.#pieces].join("");
    this.#blocks = [];
    this.#pieces = [];
    return whole;
  }
}
