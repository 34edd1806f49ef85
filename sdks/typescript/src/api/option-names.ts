import { invalidRequest } from "../error/failure.js";
import { isObject } from "../event/shape.js";
import { HANDLERS, type StreamHandlers } from "../stream/callbacks.js";
import type { CallDefaults } from "../transport/settings.js";
import type { StreamOptions } from "./call.js";
import type { Refuse } from "./options.js";

/** The names of options, each with the type of a value that nothing else checks. */
export type Names<T> = Readonly<Record<keyof T, "" | "boolean" | "function" | "object">>;

export const OF_ALL: Names<CallDefaults> = {
  timeout: "",
  deadline: "",
  maxRetries: "",
  retryPolicy: "",
  headers: "object",
  byteIdleTimeout: "",
  eventIdleTimeout: "",
};
export const OF_CALL: Names<StreamOptions> = { ...OF_ALL, signal: "", correlationId: "", idempotencyKey: "" };
export const OF_STREAM: Names<StreamOptions & StreamHandlers> = { ...OF_CALL, ...HANDLERS };

/** Throws for a name that is no option, which would be ignored, and for a value of another type. `of` is what takes the options. */
export function checkNames(options: unknown, names: Names<object>, of: string, refuse: Refuse = invalidRequest): void {
  if (!isObject(options)) throw refuse(`the options of ${of} are not an object: give each by its name`).toError();
  const types: Readonly<Record<string, string>> = names;
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    const problem = !Object.hasOwn(types, name)
      ? `is not an option of ${of}: expected one of ${Object.keys(types).join(", ")}`
      : types[name] && typeof value !== types[name] && `is of type ${typeof value}: expected ${types[name]}`;
    if (problem) throw refuse(`${name} ${problem}`).toError();
  }
}
