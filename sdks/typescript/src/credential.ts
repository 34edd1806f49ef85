/** A key or token, or a function that returns the one to send with each attempt. */
export type CredentialSource = string | (() => string | Promise<string>);

/** How a client, or a call, proves who it is. Shows nothing of the secret. */
export class Credential {
  /** The option that gave it: "apiKey" or "token". */
  readonly name: "apiKey" | "token";
  readonly #source: CredentialSource;

  constructor(name: "apiKey" | "token", source: CredentialSource) {
    this.name = name;
    this.#source = source;
  }

  /** What messages call it. */
  get title(): string {
    const secret = this.name === "apiKey" ? "the API key" : "the token";
    return typeof this.#source === "function" ? `the credential of ${this.name}` : secret;
  }

  /** The secret, if it is always the same. */
  get fixed(): string[] {
    return typeof this.#source === "function" ? [] : [this.#source];
  }

  /** The secret of this attempt. Throws what the function throws, or why no header can hold what it returned. */
  async secret(): Promise<string> {
    const secret = typeof this.#source === "function" ? await this.#source() : this.#source;
    const problem = problemOf(secret);
    if (problem) throw new TypeError(`${this.name} ${problem}`);
    return secret;
  }

  /** The header that holds the secret. */
  header(secret: string): [name: string, value: string] {
    return this.name === "apiKey" ? ["X-API-Key", secret] : ["Authorization", `Bearer ${secret}`];
  }
}

/** Returns why no header can hold the secret, without the secret. */
export function problemOf(secret: unknown): string | undefined {
  if (typeof secret !== "string") return "is not a string: give a value, or leave it out";
  const trimmed = secret.trim();
  if (!trimmed) return "is empty: give a value, or leave it out";
  if (trimmed !== secret) return "starts or ends with white space: remove it (often the last line break of a file)";
  const letter = /[^ -~]/u.exec(secret)?.[0];
  if (!letter) return undefined;
  const what = /[\r\n]/.test(letter)
    ? "a line break"
    : letter === "\0"
      ? "a NUL"
      : /\p{Cc}/u.test(letter)
        ? "a control character"
        : "a character outside ASCII";
  return `contains ${what}, which is not allowed in an HTTP header: check how it was read (often the last line break of a file)`;
}
