/** A request as a `MockServer` received it. The values of credentials are `[redacted]`. */
export interface ReceivedRequest {
  /** The operation's `operationId`, such as `invoke_agent`; null if no operation has that method and path. */
  readonly operation: string | null;
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  /** Still percent-encoded, without the question mark. */
  readonly query: string;
  readonly headers: Headers;
  /** The body; a byte that is not UTF-8 is U+FFFD. */
  readonly body: string;
  /** The body as JSON. Throws a SyntaxError if it is none. */
  json(): unknown;
}

/** A request as the route `/_control/received` has it. */
export interface ReceivedWire extends Omit<ReceivedRequest, "headers" | "body" | "json"> {
  readonly headers: [string, string][];
  readonly body_base64: string;
}

export function receivedOf({ operation, method, path, query, headers, body_base64 }: ReceivedWire): ReceivedRequest {
  const body = Buffer.from(body_base64, "base64").toString();
  return { operation, method, path, query, headers: new Headers(headers), body, json: () => JSON.parse(body) };
}
