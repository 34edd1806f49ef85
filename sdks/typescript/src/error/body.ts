import { isObject } from "../event/shape.js";
import { isCode, type JsonObject, messageIn } from "./foreign.js";
import { trimmed } from "./white-space.js";

/** What an error body of the contract says, in one of its two forms. */
export interface ErrorBody {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

function textOf(object: JsonObject, field: string): string | undefined {
  const text = Object.hasOwn(object, field) ? object[field] : undefined;
  return typeof text === "string" && trimmed(text) ? text : undefined;
}

/**
 * Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; undefined for anything else. A code or a
 * message alone is enough, and an empty one counts as absent. A text in the place of the flat code is a message.
 */
export function errorBodyOf(body: JsonObject): ErrorBody | undefined {
  const error = Object.hasOwn(body, "error") ? body.error : undefined;
  let code: string | undefined;
  let message: string | undefined;
  if (typeof error === "string") {
    if (isCode(error)) code = error;
    message = textOf(body, "message") ?? (code ? undefined : trimmed(error) || undefined);
  } else if (isObject(error)) {
    code = textOf(error, "code");
    message = textOf(error, "message");
  }
  return code || message ? { code, message } : undefined;
}

/** As `errorBodyOf`, of a whole response: the message may be in members that the contract does not define. */
export function errorBodyOfResponse(body: JsonObject): ErrorBody | undefined {
  const known = errorBodyOf(body);
  if (!known) return undefined;
  const around = isObject(body.error) ? body.error : body;
  return { code: known.code, message: textOf(around, "message") ?? messageIn(around) ?? known.message };
}
