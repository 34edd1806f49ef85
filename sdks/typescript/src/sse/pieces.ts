/** How many pieces are concatenated as they are received, which makes a tree that is copied once it is read. */
const FEW = 16;
/** How many further pieces are kept before they are joined: a piece takes more memory than its text. */
const MOST = 1024;

/** A text that is received in pieces. Takes time and memory by its length, however it is cut. */
export class Pieces {
  #text = "";
  #count = 0;
  #pieces: string[] = [];
  #blocks: string[] = [];

  add(piece: string): void {
    if (this.#count < FEW) {
      this.#text += piece;
      this.#count++;
    } else if (this.#pieces.push(piece) === MOST) {
      this.#blocks.push(this.#pieces.join(""));
      this.#pieces = [];
    }
  }

  /** Returns the whole text, and is empty then. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    if (this.#count < FEW) {
      this.#count = 0;
      return text;
    }
    this.#count = 0;
    const whole = [text, ...this.#blocks, ...this.#pieces].join("");
    this.#pieces = [];
    this.#blocks = [];
    return whole;
  }
}
