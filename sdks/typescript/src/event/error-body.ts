import { errorBodyOf } from "../error/body.js";
import { trimmed } from "../error/white-space.js";
import type { ErrorEvent } from "../generated/events.js";
import { define, type Extra } from "./shape.js";

/** The code of an error that has none, as of a response's body. */
const NO_CODE = "internal_error";

/**
 * The `error` event that an error body is: `{"error": {…}}`, or flat, in place of the contract's event; undefined if it is none. In a frame named
 * `error`, code and message may stand beside each other, without the `type` of the contract's own.
 */
export function eventOfErrorBody(body: Record<string, unknown>, isNamedError: boolean): ErrorEvent | undefined {
  const { type } = body;
  if (type !== undefined && (type !== "error" || body.code !== undefined)) return undefined;
  const nested = errorBodyOf(body);
  let { code, message } = nested ?? {};
  if (!nested) {
    if (!isNamedError || type !== undefined) return undefined;
    if (typeof body.code === "string") code = body.code;
    if (typeof body.message === "string") message = body.message;
    if (code === undefined && message === undefined) return undefined;
  }
  const { error } = body;
  const isRead = nested && typeof error === "string" && (error === code || trimmed(error) === message);
  const event: ErrorEvent = { type: "error", code: code || NO_CODE, message: message ?? "" };
  let extra: Extra | undefined;
  for (const key of Object.keys(body)) {
    if (key === "type" || key === "code" || key === "message" || (isRead && key === "error")) continue;
    extra ??= {};
    define(extra, key, body[key]);
  }
  if (extra) event.extra = extra;
  return event;
}
