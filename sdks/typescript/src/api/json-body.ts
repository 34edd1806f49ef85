import { AgentSpecError } from "../error/error.js";
import { invalidRequest } from "../error/failure.js";

export const NOT_UNICODE = "is not valid Unicode: it contains half of a surrogate pair";

export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Why JSON cannot say this value, or would lose it. */
function problemOf(value: unknown): string | undefined {
  const type = typeof value;
  if (type === "bigint") return "is a bigint: give a number, or its digits as a string";
  if (type === "function" || type === "symbol") return `is a ${type}: JSON has no such value`;
  if (type === "string" || value instanceof String) return isUnicode(String(value)) ? undefined : NOT_UNICODE;
  if (type === "number" || value instanceof Number) {
    return Number.isFinite(Number(value)) ? undefined : `is ${value}: JSON has no such number`;
  }
  const isLost = type === "object" && value !== null && Symbol.iterator in (value as object) && !Array.isArray(value);
  return isLost ? `is a ${(value as object).constructor.name}: give a plain object, or a list` : undefined;
}

/** Writes a body. Throws for what JSON cannot say, by the name of the field. */
export function jsonOf(body: unknown): string {
  let field = "";
  /** The names of lists, as their items have none. */
  const lists = new Map<unknown, string>();
  try {
    return JSON.stringify(body, function (this: unknown, key, member) {
      if (this === body) field = key;
      const list = lists.get(this);
      const name = list === undefined ? key : `${list}[${key}]`;
      if (Array.isArray(member)) lists.set(member, name);
      const problem = isUnicode(key) ? problemOf(member) : NOT_UNICODE;
      if (problem) throw invalidRequest(`${isUnicode(name) ? name : JSON.stringify(name)} ${problem}`).toError();
      return member;
    });
  } catch (cause) {
    if (cause instanceof AgentSpecError) throw cause;
    const failure = invalidRequest(
      `${field} cannot be written as JSON: a value contains itself, is nested too deeply, or has a toJSON that throws`,
    );
    failure.cause = cause;
    throw failure.toError();
  }
}
