/** What stands in the place of a secret that a server echoes. */
export const REDACTED = "[redacted]";

/** The shortest secret that is redacted: a shorter one occurs by chance. */
const SHORTEST = 4;

/** How a text ends: it is whole, it goes on and is cut there, or it may have been broken off. The shortest start of a secret at its end. */
export const WHOLE = Number.POSITIVE_INFINITY;
export const CUT = 1;
export const BROKEN = SHORTEST;

const NAMED: Readonly<Record<string, string>> = { '"': "quot", "'": "apos", "&": "amp", "<": "lt", ">": "gt" };
/** An escape of which the end is missing. */
const HALF_ESCAPE = /^(?:\\{1,8}(?:[ux][{\da-f]{0,7})?|%[\da-f]{0,18}|&[#\w]{0,17})?$/i;
const LONGEST_ESCAPE = 18;

const spellings = new Map<string, RegExp>();

/** Matches one character as it is, or as an escape of JSON, of a URL or of a page. */
function spellingOf(char: string): RegExp {
  let spelling = spellings.get(char);
  if (!spelling) {
    const code = char.charCodeAt(0);
    const hex = code
      .toString(16)
      .padStart(2, "0")
      .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    const self = `\\x${code.toString(16).padStart(2, "0")}`;
    const all = [
      `\\\\{1,8}(?:u00${hex}|u\\{0*${hex}\\}|x${hex}${/[!-/:-@[\]-`{-~]/.test(char) ? `|${self}` : ""})`,
      `%(?:25)*?${hex}`,
      `&(?:#[xX]0*${hex}|#0*${code}${NAMED[char] ? `|${NAMED[char]}` : ""});`,
      char === " " ? "\\+" : "",
      char === "\\" ? "\\\\{2}" : "",
      self,
    ];
    spelling = new RegExp(all.filter(Boolean).join("|"), "y");
    spellings.set(char, spelling);
  }
  return spelling;
}

/** Its base64, as far as it does not depend on what stands before and after it. */
function base64Forms(secret: string): string[] {
  const forms = ["", "\0", "\0\0"].flatMap((before, index) => {
    const form = btoa(before + secret).slice([0, 2, 3][index], Math.floor(((before.length + secret.length) * 8) / 6));
    return [form, form.replace(/\+/g, "-").replace(/\//g, "_")];
  });
  return [...new Set(forms)];
}

/** Finds one secret in texts, in each of its spellings. */
class Pattern {
  readonly #secret: string;
  /** As it is, and in base64. */
  readonly #forms: readonly string[];

  constructor(secret: string) {
    this.#secret = secret;
    this.#forms = secret.length < 8 ? [secret] : [secret, ...base64Forms(secret)];
  }

  isOf(secret: string): boolean {
    return this.#secret === secret;
  }

  isInName(name: string): boolean {
    return name.includes(this.#secret.toLowerCase());
  }

  /** Where it is, in any order. */
  find(text: string, shortest: number): [start: number, end: number][] {
    const found: [number, number][] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) found.push([at, at + form.length]);
      for (let length = form.length - 1; shortest < WHOLE && length >= SHORTEST; length--) {
        if (text.endsWith(form.slice(0, length))) found.push([text.length - length, text.length]);
      }
    }
    const first = this.#secret[0]!;
    for (let start = 0; start < text.length; start++) {
      const char = text[start]!;
      if (char === first || char === "\\" || char === "%" || char === "&" || char === "+") {
        const end = this.#end(text, start, shortest);
        if (end) found.push([start, end]);
      }
    }
    return found;
  }

  /** The end of the secret that starts here; 0 if none does. */
  #end(text: string, start: number, shortest: number): number {
    let at = start;
    for (let index = 0; index < this.#secret.length; index++) {
      const spelling = spellingOf(this.#secret[index]!);
      spelling.lastIndex = at;
      if (!spelling.test(text)) {
        const isCut = index >= shortest && text.length - at <= LONGEST_ESCAPE && HALF_ESCAPE.test(text.slice(at));
        return isCut ? text.length : 0;
      }
      at = spelling.lastIndex;
    }
    return at;
  }
}

/** The credentials that a call has sent, and its client's. */
export class Secrets {
  readonly #patterns: Pattern[] = [];

  constructor(...secrets: string[]) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret.length >= SHORTEST && !this.#patterns.some((known) => known.isOf(secret)))
      this.#patterns.push(new Pattern(secret));
  }

  redact(text: string, shortest = WHOLE): string {
    const found = this.#patterns.flatMap((pattern) => pattern.find(text, shortest));
    if (!found.length) return text;
    found.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    let redacted = "";
    let at = 0;
    for (const [start, end] of found) {
      if (start >= at) redacted += text.slice(at, start) + REDACTED;
      at = Math.max(at, end);
    }
    return redacted + text.slice(at);
  }

  /** The value without the secrets in its texts, and in the names of its members. */
  redactValue<T>(value: T): T;
  redactValue(value: unknown): unknown {
    if (!this.#patterns.length) return value;
    if (typeof value === "string") return this.redact(value);
    if (Array.isArray(value)) return value.map((item) => this.redactValue(item));
    if (typeof value !== "object" || value === null) return value;
    // Made of entries: a name such as `__proto__` is a name like any other.
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.redact(name), this.redactValue(item)]));
  }

  /**
   * A copy without the secrets: a value that holds one is redacted whole, and a name that holds one is missing. A name of a
   * careless server that ends in a blank, which a platform may leave there, is without it.
   */
  redactHeaders(headers: Headers): Headers {
    const copy = new Headers();
    headers.forEach((value, name) => {
      if (!this.#patterns.some((pattern) => pattern.isInName(name)))
        copy.append(name.trim(), this.redact(value) === value ? value : REDACTED);
    });
    return copy;
  }
}
