import { documented } from "../dialect.js";
import { plural } from "../error/display.js";
import { configuration, Failure, shownBody } from "../error/failure.js";
import { redactCause } from "../error/redact.js";
import { failureOfResponse } from "../error/response.js";
import { readJson } from "../event/json.js";
import { type Reader, Undecodable } from "../event/shape.js";
import { correlationIds, mediaType } from "../headers.js";
import { abortable, limit } from "../signal.js";
import { TooLarge } from "../sse/decoder.js";
import { VERSION } from "../version.js";
import { type Body, readBody } from "./body.js";
import { failureOfFetch, route } from "./node.js";
import { deadlineFailure, type Plan } from "./plan.js";
import { isBrowser } from "./platform.js";
import type { Route } from "./route.js";
import { serverOf } from "./server.js";

/** How much of a body that is no success is read, in bytes: enough for any error of the contract. */
const ERROR_LIMIT = 1 << 20;
/** How much of a body is read that should be a stream and is none, in bytes. */
const NO_STREAM_LIMIT = 1 << 16;

/** What a successful attempt brought. */
export interface Delivered<T> {
  readonly value: T;
  readonly status: number;
  /** Without secrets. */
  readonly headers: Headers;
}

/** One attempt of a call. */
export class Attempt {
  readonly #plan: Plan;
  readonly #controller = new AbortController();
  /** Whether the request was written to a connection; undefined if it cannot be told. */
  wasSent: boolean | undefined = false;
  #awaitsCredential = false;
  #route: Route = { options: {} };
  #response: Response | undefined;
  readonly #body: Body = { text: "" };

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Gives it up: its request does not leave any more. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Makes the attempt, within its timeout and what is `left` of the call's time. Throws a Failure, or the reason of an abort. */
  async make<T>(
    read: Reader<T> | undefined,
    left: number,
  ): Promise<Delivered<T | ReadableStreamDefaultReader<Uint8Array>>> {
    const { settings, options, ids } = this.#plan;
    const { signal } = this.#controller;
    const isLeft = left < options.timeout;
    const timer = limit(settings.clock, Math.min(left, options.timeout), () => this.abort(this.#late(isLeft)));
    let untrack: (() => void) | undefined;
    const sending = async () => {
      const init = await this.#request();
      signal.throwIfAborted();
      this.wasSent = undefined;
      if (settings.sendIds && this.#route.track) {
        this.wasSent = false;
        untrack = this.#route.track(ids.correlationId, () => {
          this.wasSent = true;
        });
      }
      return this.#exchange(init, read);
    };
    try {
      return await abortable(sending(), signal);
    } catch (error) {
      throw error instanceof Failure ? this.#completed(error) : error;
    } finally {
      timer.cancel();
      untrack?.();
    }
  }

  /** What fetch is given. */
  async #request(): Promise<RequestInit> {
    const { settings, operation, ids, options, credential, secrets, body } = this.#plan;
    const isStream = operation.answer === "stream";
    const headers = new Headers(options.headers);
    headers.set(
      "Accept",
      isStream ? "text/event-stream" : operation.answer === "text" ? "text/plain" : "application/json",
    );
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (settings.sendIds) {
      headers.set("X-Correlation-ID", ids.correlationId);
      if (ids.idempotencyKey) headers.set("Idempotency-Key", ids.idempotencyKey);
    }
    if (!isBrowser) {
      if (!headers.has("User-Agent")) headers.set("User-Agent", `agentspec-typescript/${VERSION}`);
      // What compresses a stream on the way may hold its events back.
      if (isStream) headers.set("Accept-Encoding", "identity");
    }
    if (credential) {
      this.#awaitsCredential = true;
      try {
        const secret = await credential.secret();
        secrets.add(secret);
        headers.set(...credential.header(secret));
      } catch (cause) {
        throw configuration(
          `${credential.name} returned no credential, and nothing was sent: see the cause of this error`,
          {
            cause,
            code: "credential_unavailable",
          },
        );
      }
      this.#awaitsCredential = false;
    }
    if (!settings.fetch && !settings.fetchOptions?.dispatcher) this.#route = route();
    const { options: more, cut = Number.POSITIVE_INFINITY } = this.#route;
    if (options.timeout > cut) {
      throw configuration(
        `timeout is ${options.timeout} ms, but fetch ends a response here after ${cut} ms without headers: give at most ${cut}, or a dispatcher of your own in fetchOptions`,
      );
    }
    return {
      ...settings.fetchOptions,
      ...more,
      method: operation.method,
      headers,
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal: this.#controller.signal,
    } as RequestInit;
  }

  async #exchange<T>(init: RequestInit, read: Reader<T> | undefined) {
    const { settings, operation, ids, secrets, url } = this.#plan;
    const send = settings.fetch ?? globalThis.fetch;
    let response: Response;
    try {
      response = await send(url.href, init);
    } catch (error) {
      throw failureOfFetch(error, url, this.wasSent);
    }
    if (typeof response?.headers?.forEach !== "function") {
      throw new Failure(
        "configuration",
        "unknown",
        "fetch returned no Response: return one, such as Response.json({})",
      );
    }
    this.wasSent = true;
    this.#response = response;
    const { status } = response;
    const headers = secrets.redactHeaders(response.headers);
    if (!this.#isStored(headers) && correlationIds(headers).some((id) => settings.recent.isOfAnother(id, ids))) {
      response.body?.cancel().catch(() => {});
      this.#route.discard?.();
      throw this.#failed(
        new Failure(
          "decode",
          "unknown",
          "the response carries the correlation id of another call of this client: the server, or a proxy in between, mixes up its responses",
          {
            isFinal: true,
          },
        ),
      );
    }
    if (response.type === "opaqueredirect") {
      throw new Failure(
        "status",
        "unknown",
        "the server answered with a redirect: redirects are not followed; set the base URL to the server's own address",
      );
    }
    const delivered = { status, headers };
    const isSuccess = status >= 200 && status < 300;
    const { answer, statuses = [200] } = operation;
    const isValue = answer === "none" ? isSuccess : statuses.includes(status);
    let problem: Undecodable | undefined;
    if (answer === "stream" && isValue) {
      const encoding = headers.get("content-encoding");
      if (encoding && !/^((x-)?gzip|deflate|br|zstd|identity|[, ])+$/i.test(encoding)) {
        problem = new Undecodable("", `a stream that is encoded as ${encoding} is not decoded here`);
      } else if (mediaType(headers) === "text/event-stream") {
        return { ...delivered, value: (response.body ?? new Response("").body!).getReader() };
      }
      problem ??= new Undecodable("", "expected the content type text/event-stream");
    }
    const most = !isSuccess && !isValue ? ERROR_LIMIT : answer === "stream" ? NO_STREAM_LIMIT : settings.answerLimit;
    const { text, isTooLarge, broken } = await readBody(response, most, this.#body);
    if ((isSuccess || isValue) && answer !== "stream") {
      if (isTooLarge)
        throw this.#failed(new Failure("too_large", "unknown", "the response is larger than `answerLimit`"));
      if (broken) throw this.#failed(failureOfFetch(broken, url, true));
    }
    if (isValue && !problem) {
      try {
        if (answer === "none") return { ...delivered, value: undefined as T };
        if (answer !== "text")
          return { ...delivered, value: readJson(text, documented(read!, operation.id, status), settings.answerLimit) };
        if (mediaType(headers) === "text/plain") return { ...delivered, value: text as T };
        problem = new Undecodable("", "expected the content type text/plain");
      } catch (error) {
        if (error instanceof TooLarge) {
          const message = `the values of the response take more than ${plural(settings.answerLimit * 2, "byte")} of memory, twice \`answerLimit\``;
          throw this.#failed(new Failure("too_large", "unknown", message, { cause: error }));
        }
        if (!(error instanceof Undecodable)) throw error;
        problem = error;
      }
    }
    throw this.#ofResponse(problem, broken !== undefined);
  }

  /** The failure that the response is. */
  #ofResponse(problem: Undecodable | undefined, isBroken: boolean): Failure {
    const { status, statusText, headers } = this.#response!;
    const response = { status, statusText, headers, body: this.#body.text, problem, ...(isBroken && { isBroken }) };
    return failureOfResponse(response, this.#plan.settings.clock.now(), this.#plan.secrets);
  }

  /** The failure, with what arrived of the response. */
  #failed(failure: Failure): Failure {
    failure.status = this.#response!.status;
    failure.headers = this.#plan.secrets.redactHeaders(this.#response!.headers);
    failure.body = shownBody(this.#body.text, this.#plan.secrets, true);
    return failure;
  }

  /** The failure of an attempt that ran out of time: that of the response whose body is late, if its status is one. */
  #late(isLeft: boolean): Failure {
    const { options, credential } = this.#plan;
    const late = (what: string) =>
      isLeft
        ? deadlineFailure(this.#plan, "unknown", `the server did not ${what} in time`)
        : new Failure("timeout", "unknown", `the server did not ${what} within ${options.timeout} ms`);
    if (this.#awaitsCredential) {
      const none = `${credential!.name} returned no credential `;
      if (isLeft) return deadlineFailure(this.#plan, "not_sent", `${none}in time, and nothing was sent`);
      return new Failure("timeout", "not_sent", `${none}within ${options.timeout} ms, and nothing was sent`, {
        isConnection: false,
      });
    }
    if (!this.#response) return late("answer");
    return this.#response.ok ? this.#failed(late("finish its answer")) : this.#ofResponse(undefined, true);
  }

  /** Whether the response may be a stored one, with the headers of the call that it was stored for: by a proxy (RFC 9111, section 5.1), a browser or a fetch of the caller's. */
  #isStored(headers: Headers): boolean {
    return this.#plan.operation.method === "GET" && (!this.#route.isUncached || headers.has("age"));
  }

  /** The failure, with what is proven of the attempt, and without secrets. */
  #completed(failure: Failure): Failure {
    const { url, operation, secrets } = this.#plan;
    if (failure.outcome === "unknown" && failure.status === undefined && this.wasSent === false) {
      failure.outcome = "not_sent";
      if (failure.kind === "timeout") failure.message += `: there was no connection to ${serverOf(url)} yet`;
    }
    const isTwice = /\/v1\/(v1\/|healthz$)/.test(url.pathname);
    if (failure.isUnsupported || (isTwice && (failure.status === 404 || failure.status === 405))) {
      const asked = failure.kind === "decode" ? url.origin : `${operation.method} ${url.origin}${url.pathname}`;
      const advice = isTwice ? "the base URL ends in /v1, which the routes already begin with: remove it there; " : "";
      failure.message = `${asked}: ${advice}${failure.message}`;
    }
    failure.cause = redactCause(failure.cause, secrets);
    return failure;
  }
}
