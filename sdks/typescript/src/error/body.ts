/** The code and the message that an error's body has. */
export interface ErrorBody {
  code?: string;
  message?: string;
}

/**
 * Reads `{"error": {"code", "message"}}` or the flat `{"error": "<code>", "message"}`; undefined for anything else. A code or a message alone is
 * enough, and an empty one is none. A text in the place of the flat code is a message.
 */
export function errorBodyOf(body: Readonly<Record<string, unknown>>): ErrorBody | undefined {
  const { error } = body;
  let code: string | undefined;
  let message: string | undefined;
  if (typeof error === "string") {
    message = textOf(body.message);
    if (isCode(error)) code = error;
    else message ??= error.trim() || undefined;
  } else if (typeof error === "object" && error !== null) {
    const fields = error as Record<string, unknown>;
    code = textOf(fields.code);
    message = textOf(fields.message);
  }
  return code || message ? { ...(code && { code }), ...(message && { message }) } : undefined;
}

/** Whether a text is for machines. */
export function isCode(text: string): boolean {
  return text !== "" && !/\s/.test(text);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() ? value : undefined;
}
