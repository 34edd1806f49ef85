import { Failure } from "../error/failure.js";
import { isBrowser } from "./platform.js";

/** The host and the port. */
export function serverOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
}

/** A failure of fetch of which nothing more is known. A browser says nothing at all; `isResponse` is whether there was a response. */
export function unknownFailure(cause: unknown, url: URL, isResponse?: boolean): Failure {
  const message =
    isBrowser && !isResponse
      ? `no response from ${serverOf(url)}: the browser does not say why fetch failed: the server may be unreachable, or its CORS configuration may not allow this page; if it does not allow the headers X-Correlation-ID and Idempotency-Key, set sendIds to false`
      : "the connection broke before the response was complete";
  return new Failure("transport", "unknown", message, { cause });
}
