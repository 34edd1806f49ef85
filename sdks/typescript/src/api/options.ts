import { LONGEST } from "../clock.js";
import { type Failure, invalidRequest } from "../error/failure.js";
import { isId } from "../ids.js";
import type { PlanOptions } from "../transport/plan.js";
import type { CallDefaults } from "../transport/settings.js";
import type { GivenHeaders, StreamOptions } from "./call.js";

export type Refuse = (message: string) => Failure;

/** Throws unless the value is a number of this kind, 0 or more. */
export function numberOf(name: string, value: unknown, what = "milliseconds", refuse: Refuse = invalidRequest): number {
  if (typeof value === "number" && value >= 0 && (what === "milliseconds" || Number.isInteger(value))) return value;
  const given = typeof value === "number" || value === null ? value : `of type ${typeof value}`;
  throw refuse(`${name} is ${given}: expected a number of ${what}, 0 or more`).toError();
}

/** A limit in milliseconds; null, or more than a timer can wait, is none. */
export function limitOf(name: string, value: number | null, refuse?: Refuse): number {
  const limit = value === null ? Number.POSITIVE_INFINITY : numberOf(name, value, "milliseconds", refuse);
  return limit > LONGEST ? Number.POSITIVE_INFINITY : limit;
}

/** The headers that a user cannot set, and the reason or the alternative. */
const RESERVED: Readonly<Record<string, string>> = {
  "x-correlation-id": "use correlationId",
  "idempotency-key": "use idempotencyKey",
  "x-api-key authorization": "set the credential of the client",
  "accept content-type accept-encoding": "the client sets it",
  "content-length transfer-encoding trailer": "it is derived from the body",
  "connection upgrade keep-alive te expect": "it belongs to the connection",
  host: "it is derived from the base URL",
  "proxy-authorization": "set the credential in the URL of the proxy",
};

/** Sets the headers. Throws, without the value, if a name or a value is not valid in a header, or a header is reserved. */
function setHeaders(target: Headers, given: Readonly<Record<string, string>>, of: string, refuse: Refuse): void {
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    const why = Object.entries(RESERVED).find(([names]) => names.split(" ").includes(lower))?.[1];
    const problem = !/^[\w!#$%&'*+.^`|~-]+$/.test(name)
      ? `header ${JSON.stringify(name)}: invalid name: expected letters, digits and hyphens, as in "x-team"`
      : why
        ? `header ${lower} cannot be set on a ${of}: ${why}`
        : typeof value !== "string" || /[^\t -~\x80-\xff]/.test(value)
          ? `header ${lower}: invalid value: expected text without line breaks or other control characters`
          : undefined;
    if (problem) throw refuse(problem).toError();
    target.set(name, value);
  }
}

/** The defaults with what is given in their place. */
export function mergeDefaults(
  defaults: CallDefaults,
  given: StreamOptions,
  refuse: Refuse = invalidRequest,
): CallDefaults {
  const merged: Record<string, unknown> = { ...defaults };
  for (const name of Object.keys(defaults)) {
    const value = (given as Record<string, unknown>)[name];
    if (value !== undefined)
      merged[name] = name === "headers" ? mergeHeaders(defaults.headers, value as GivenHeaders | null, refuse) : value;
  }
  return merged as unknown as CallDefaults;
}

/** The text of a malformed pair may be a secret, so the message does not show it. */
function mergeHeaders(
  defaults: CallDefaults["headers"],
  given: GivenHeaders | null,
  refuse: Refuse,
): CallDefaults["headers"] {
  if (!given) return {};
  const headers: Record<string, string> = { ...defaults };
  const pairs: Iterable<readonly string[] | null> = Symbol.iterator in given ? given : Object.entries(given);
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) throw refuse("headers: expected an object or pairs").toError();
    headers[pair[0]] = pair[1];
  }
  return headers;
}

/** Checks what a client, or a call, is given. */
export function planOptions(options: CallDefaults, of = "call", refuse: Refuse = invalidRequest): PlanOptions {
  const { retryPolicy } = options;
  if (typeof retryPolicy !== "function" && !["standard", "strict", "never"].includes(retryPolicy)) {
    throw refuse('retryPolicy must be "standard", "strict", "never" or a function').toError();
  }
  const headers = new Headers();
  setHeaders(headers, options.headers, of, refuse);
  return {
    timeout: limitOf("timeout", options.timeout, refuse),
    deadline: limitOf("deadline", options.deadline, refuse),
    byteIdleTimeout: limitOf("byteIdleTimeout", options.byteIdleTimeout, refuse),
    eventIdleTimeout: limitOf("eventIdleTimeout", options.eventIdleTimeout, refuse),
    maxRetries: numberOf("maxRetries", options.maxRetries, "attempts", refuse),
    retryPolicy,
    headers,
  };
}

/** The id, or a random one. */
export function idOf(name: string, given: string | undefined, random: () => string): string {
  if (given === undefined) return random();
  if (!isId(given))
    throw invalidRequest(`${name} must be one or more visible ASCII characters, without spaces`).toError();
  return given;
}
