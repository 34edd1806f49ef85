import { readJson } from "../event/json.js";
import { any, isObject, list, type Undecodable } from "../event/shape.js";
import { kindOfCode, kindOfStatus } from "../generated/errors.js";
import { readPipelineStep } from "../generated/types.js";
import { mediaType, retryAfter } from "../headers.js";
import { BROKEN, REDACTED, type Secrets } from "../secret.js";
import { errorBodyOfResponse } from "./body.js";
import { Failure, shownBody } from "./failure.js";
import { messageIn } from "./foreign.js";
import type { Outcome } from "./outcome.js";
import { trimmed } from "./white-space.js";

/** A response, as far as it arrived. */
export interface RawResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: string;
  /** Why a success cannot be read. */
  readonly problem?: Undecodable | undefined;
  /** The body did not arrive whole. */
  readonly isBroken?: boolean;
}

/** The largest error body that is read, in characters. */
const LARGEST = 1 << 20;

/** A response of 4xx or 503 is a rejection; with any other the request may have run. A redirect may answer a POST that has run, but for 307 and 308. */
function outcomeOf(status: number): Outcome {
  return status === 307 || status === 308 || status === 503 || (status >= 400 && status < 500) ? "rejected" : "unknown";
}

/** Whether it only names its status, as frameworks do for a route that they do not have. */
function isStatusName(message: string): boolean {
  return /^[^a-z]*((page )?not found|method not allowed)[^a-z]*$/i.test(message);
}

/** Whether the body is a web page, by its start or its headers. */
function isPage(media: string, body: string): boolean {
  const start = body.trimStart();
  return (
    /^<(!doctype html|html)/i.test(start) ||
    (/^(text\/html|application\/xhtml\+xml)$/.test(media) && !/^([{[]|data:|event:|id:)/.test(start))
  );
}

function titleOf(body: string): string | undefined {
  const title = /<title[^>]*>([\s\S]*?)<\/title/i.exec(body.slice(0, 1 << 14))?.[1];
  return (title && trimmed(title.replace(/\p{White_Space}+/gu, " "))) || undefined;
}

function parsed(body: string): unknown {
  try {
    return body.length > LARGEST ? undefined : readJson(body, any, LARGEST);
  } catch {
    return undefined;
  }
}

/** Returns where a redirect leads, without user, password, query and fragment. */
function locationOf(headers: Headers): string {
  const target = headers.get("location");
  if (target === null) return "an unknown address";
  if (target === REDACTED) return target;
  const path = target.split(/[?#]/)[0]!;
  try {
    const url = new URL(target, "ws://here.invalid/");
    if (/^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname}`;
    if (/^\s*[a-z][a-z\d+.-]*:/i.test(target)) return `an address with the scheme ${url.protocol.slice(0, -1)}`;
    return url.host === "here.invalid" ? path : `//${url.host}${url.pathname}`;
  } catch {
    return "an invalid address";
  }
}

/** Returns the failure that a response is: by its status, by the error in its body, or because it cannot be read. */
export function failureOfResponse(response: RawResponse, now: number, secrets: Secrets): Failure {
  const { status, body, problem } = response;
  const headers = secrets.redactHeaders(response.headers);
  const media = mediaType(headers);
  const json = secrets.redactValue(parsed(body));
  const isWebPage = json === undefined && isPage(media, body);
  const isSuccess = status >= 200 && status < 300;
  const isMissing = status === 404 || status === 405;
  const answered = `${status} ${secrets.redact(response.statusText)}`.trim();

  const told = isObject(json) ? errorBodyOfResponse(json) : undefined;
  const kind = !isSuccess ? kindOfStatus(status) : told ? kindOfCode(told.code ?? "") : "decode";
  const isUnsupported = isMissing
    ? !told || (!told.code && isStatusName(told.message ?? "not found"))
    : !told && isSuccess && isWebPage;

  const description = () => {
    const title = isWebPage && titleOf(body);
    return `(${media || "no content type"}${title ? `, with the title "${secrets.redact(title)}"` : ""})`;
  };

  /** The body as text, if it looks like one. */
  const plainText = () => {
    const isText =
      media === "text/plain" ||
      (/^(application\/json)?$/.test(media) &&
        body.length <= 1024 &&
        !/^[\t\n\f\r ]*[<{["]|[^\P{Cc}\t\n\f\r\x80-\x9f]|\ufffd/u.test(body));
    return isText && !isWebPage ? secrets.redact(trimmed(body), BROKEN) || undefined : undefined;
  };

  const fallback = () => {
    const said = json === undefined ? plainText() : messageIn(json);
    if (isSuccess && isWebPage) {
      return `the response is a web page and not a response of the API (${answered}, ${description().slice(1)}: the base URL probably names another server`;
    }
    if (isSuccess && problem) return `the response does not match the contract ${description()}${problem.advice ?? ""}`;
    if (status >= 300 && status < 400) {
      return `the server answered ${answered}, a redirect to ${locationOf(headers)}: redirects are not followed; set the base URL to the server's own address`;
    }
    if (isMissing) {
      return said && !isStatusName(said)
        ? said
        : `the server does not know this route (${answered}, ${description().slice(1)}: check the base URL, and whether the server is too old`;
    }
    if (isSuccess) return `the contract does not define the status ${answered} for this operation ${description()}`;
    if (said) return said;
    if (status === 407) {
      return `the server or a proxy in between requires a proxy credential (${answered}): if there is a proxy, set its credential where the proxy is configured`;
    }
    const what = !body.trim() ? "an empty body" : isWebPage ? "a web page" : "a body that contains no readable error";
    return `the server answered ${answered} with ${what} ${description()}`;
  };

  const message =
    told && !isUnsupported
      ? (told.message ?? `the server answered ${answered} with a code and no message`)
      : fallback();
  const isBroken = response.isBroken ?? kind === "decode";
  return new Failure(kind, outcomeOf(status), message, {
    ...(told?.code && { code: told.code }),
    status,
    headers,
    body: shownBody(body, secrets, isBroken),
    retryAfter: retryAfter(headers, now),
    steps: told && isObject(json) ? stepsOf(json.steps) : [],
    isUnsupported,
    ...(kind === "decode" && problem && { cause: problem }),
  });
}

function stepsOf(steps: unknown) {
  try {
    return list(readPipelineStep)(steps);
  } catch {
    return [];
  }
}
