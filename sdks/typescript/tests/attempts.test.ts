import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import {
  ConfigurationError,
  ConnectionError,
  DecodeError,
  InvalidRequestError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, DONE, events, INVOKED, refusal, Scripted, SILENCE, token } from "./support/server.js";

const BUSY = refusal(503, "busy", "Later.", { "Retry-After": "2" });
const OK = answer(200, INVOKED);
const ask = { name: "a", input: "b" };

test("each attempt sends the same ids and the same body", async () => {
  const server = await Scripted.start(BUSY, refusal(502, "gone"), OK);
  const clock = new TestClock();
  const { value, attempts, history } = await clientOf(server.url, { clock, retryDelay: 500 })
    .agents.invoke({ ...ask, options: { maxTokens: 5, topK: 1 } })
    .withResponse();
  assert.equal(value.output, "Paris.");
  assert.deepEqual(clock.delays, [2000, 1000]);
  assert.deepEqual(
    [attempts, history],
    [
      3,
      [
        { kind: "ServerError", status: 503, outcome: "rejected", delay: 2000 },
        { kind: "ServerError", status: 502, outcome: "unknown", delay: 1000 },
      ],
    ],
  );
  const [first] = server.received;
  assert.deepEqual(
    [first?.method, first?.path, first?.body],
    ["POST", "/v1/agents/a/invoke", '{"input":"b","options":{"max_tokens":5,"topK":1}}'],
  );
  assert.match(first!.headers["user-agent"]!, /^agentspec-typescript\/\d/);
  assert.equal(first!.headers.accept, "application/json");
  for (const name of ["x-correlation-id", "idempotency-key"]) {
    assert.match(first!.headers[name]!, /^[\da-f-]{36}$/);
    assert.deepEqual(new Set(server.received.map(({ headers }) => headers[name])).size, 1);
  }
});

test("a GET and a DELETE send no idempotency key", async () => {
  const server = await Scripted.start(answer(200, { agents: [] }), answer(200, ""));
  const client = clientOf(server.url);
  await client.agents.list();
  await client.sessions.delete({ agent: "a", sessionId: "s" });
  for (const { headers, body } of server.received)
    assert.deepEqual([headers["idempotency-key"], body], [undefined, ""]);
});

test("a call has the ids and the headers that it is given", async () => {
  const server = await Scripted.start(refusal(400, "bad"));
  const options = { correlationId: "my-id", idempotencyKey: "my-key", headers: { "X-Team": "blue" } };
  const error = await errorOf(clientOf(server.url).agents.invoke(ask, options));
  assert.deepEqual([error.correlationId, error.sentCorrelationId, error.idempotencyKey], ["my-id", "my-id", "my-key"]);
  const { headers } = server.received[0]!;
  assert.deepEqual(
    [headers["x-correlation-id"], headers["idempotency-key"], headers["x-team"]],
    ["my-id", "my-key", "blue"],
  );
  for (const bad of [{ correlationId: "a b" }, { idempotencyKey: "" }, { headers: { host: "x" } }, { timeout: -1 }]) {
    const refused = await errorOf(clientOf(server.url).agents.invoke(ask, bad));
    assert.ok(refused instanceof InvalidRequestError && refused.isLocal && refused.outcome === "not_sent");
  }
  assert.equal(server.received.length, 1);
});

test("the ids can be left out", async () => {
  const server = await Scripted.start(OK);
  await clientOf(server.url, { sendIds: false }).agents.invoke(ask);
  const { headers } = server.received[0]!;
  assert.deepEqual([headers["x-correlation-id"], headers["idempotency-key"]], [undefined, undefined]);
});

test("a request is as it was when the call was made", async () => {
  const server = await Scripted.start(BUSY, OK, events([token("x"), DONE]));
  const client = clientOf(server.url, { clock: new TestClock() });
  const request = { name: "a", input: "before" };
  const call = client.agents.invoke(request);
  const stream = client.agents.stream(request);
  request.input = "after";
  await call;
  await stream.text();
  assert.deepEqual(new Set(server.received.map(({ body }) => body)), new Set(['{"input":"before"}']));
});

test("what JSON or Unicode cannot say is refused before anything is sent", async () => {
  const server = await Scripted.start(OK);
  const client = clientOf(server.url);
  for (const [request, message] of [
    [{ name: "a", input: "\ud83d" }, "input is not valid Unicode: it contains half of a surrogate pair"],
    [
      { name: "\udc00", input: "b" },
      "name is not valid Unicode: it contains half of a surrogate pair: give the name as the server lists it",
    ],
    [{ name: "a", input: "b", options: { temperature: Number.NaN } }, "temperature is NaN: JSON has no such number"],
    [
      { name: "a", input: "b", options: { big: 2n ** 64n } },
      "big is a bigint: give a number, or its digits as a string",
    ],
    [{ name: undefined, input: "b" }, "name is not a string: give the name as the server lists it"],
  ] as const) {
    const error = await errorOf(client.agents.invoke(request as typeof ask));
    assert.ok(error instanceof InvalidRequestError && error.isLocal);
    assert.deepEqual([error.message, error.outcome, error.attempts], [message, "not_sent", 0]);
  }
  const empty = await errorOf(client.pipelines.status({ name: "a", runId: "" }));
  assert.equal(empty.message, "runId is empty: give a value, or leave runId out");
  assert.equal(server.received.length, 0);
});

test("an error ends the call with what stopped it", async () => {
  const rows = [
    [BUSY, { maxRetries: 1 }, "maxRetries", 2, ServerError],
    [refusal(429, "slow", "No.", { "Retry-After": "61" }), {}, "maxRetryDelay", 1, RateLimitError],
    [refusal(429, "budget_exceeded"), {}, "policy", 1, RateLimitError],
    [BUSY, { deadline: 1500 }, "deadline", 1, ServerError],
    [BUSY, { retryPolicy: "never" as const }, "policy", 1, ServerError],
  ] as const;
  for (const [given, options, stoppedBy, attempts, kind] of rows) {
    const server = await Scripted.start(given);
    const error = await errorOf(clientOf(server.url, { clock: new TestClock(), ...options }).agents.invoke(ask));
    assert.deepEqual([error.stoppedBy, error.attempts, error instanceof kind], [stoppedBy, attempts, true]);
  }
  const server = await Scripted.start(refusal(429, "slow", "No.", { "Retry-After": "61" }));
  assert.equal((await errorOf(clientOf(server.url).agents.list())).retryAfter, 61_000);
});

test("what a policy throws, the call throws", async () => {
  const server = await Scripted.start(BUSY);
  const failure = new RangeError("mine");
  const retryPolicy = () => {
    throw failure;
  };
  await assert.rejects(clientOf(server.url, { retryPolicy }).agents.list(), (error) => error === failure);
});

test("a deadline of 0 sends nothing", async () => {
  const server = await Scripted.start(OK);
  const error = await errorOf(clientOf(server.url, { deadline: 0 }).agents.invoke(ask));
  assert.ok(error instanceof TimeoutError && !error.isConnection);
  assert.deepEqual(
    [error.message, error.outcome, error.attempts, error.stoppedBy],
    ["the call's deadline of 0 ms has passed: nothing was sent", "not_sent", 0, "deadline"],
  );
  assert.equal(server.received.length, 0);
});

test("a server that does not answer is a timeout, after which nothing is left", async () => {
  const server = await Scripted.start(SILENCE);
  const clock = new TestClock();
  const client = clientOf(server.url, { clock, timeout: 5000, maxRetries: 0 });
  for (const [make, count] of [
    [() => client.agents.invoke(ask), 1],
    [() => client.agents.stream(ask).opened(), 2],
  ] as const) {
    const failed = errorOf(make);
    await server.receives(count);
    clock.advance(5000);
    const error = await failed;
    assert.ok(error instanceof TimeoutError && error.isConnection && error instanceof ConnectionError);
    assert.deepEqual(
      [error.message, error.outcome, error.code],
      ["the server did not answer within 5000 ms", "unknown", "timeout"],
    );
    await server.until(() => server.closed === count);
    assert.equal(clock.timers, 0);
  }
  const call = client.agents.list({ timeout: null, deadline: 3000 });
  await server.receives(3);
  clock.advance(3000);
  assert.equal(
    (await errorOf(call)).message,
    "the call's deadline of 3000 ms has passed: the server did not answer in time",
  );
});

test("a body that is late is a timeout with what arrived; of a refusal it is the refusal", async () => {
  const half = (status: string) => ({
    data: `HTTP/1.1 ${status}\r\nContent-Length: 99\r\n\r\n{"error": {"co`,
    isHeld: true,
  });
  for (const [status, message, kind] of [
    ["200 OK", "the server did not finish its answer within 5000 ms", TimeoutError],
    ["500 Oh", "the server answered 500 Oh with a body that contains no readable error (no content type)", ServerError],
  ] as const) {
    const server = await Scripted.start(half(status));
    const clock = new TestClock();
    const call = clientOf(server.url, { clock, timeout: 5000, maxRetries: 0 }).agents.invoke(ask);
    const failed = errorOf(call);
    await server.receives();
    while (clock.timers) {
      // The head is on its way.
      await new Promise((resolve) => setTimeout(resolve, 20));
      clock.advance(5000);
    }
    const error = await failed;
    assert.ok(error instanceof kind, String(error));
    assert.deepEqual([error.message, error.body, error.outcome], [message, '{"error": {"co', "unknown"]);
  }
});

test("an abort throws the signal's reason, closes the connection and leaves no listener", async () => {
  const server = await Scripted.start(SILENCE);
  const clock = new TestClock();
  const client = clientOf(server.url, { clock });
  const reason = { mine: true };
  for (const [make, count] of [
    [(signal: AbortSignal) => client.agents.invoke(ask, { signal }), 1],
    [(signal: AbortSignal) => client.agents.stream(ask, { signal }).text(), 2],
  ] as const) {
    const controller = new AbortController();
    const call = make(controller.signal);
    const rejected = assert.rejects(call, (error) => error === reason);
    await server.receives(count);
    assert.equal(getEventListeners(controller.signal, "abort").length, 1);
    controller.abort(reason);
    await rejected;
    await server.until(() => server.closed === count);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
    assert.equal(clock.timers, 0);
    await assert.rejects(make(controller.signal), (error) => error === reason);
  }
  assert.equal(server.received.length, 2, "an aborted signal sends nothing");
  const { signal } = new AbortController();
  const done = await Scripted.start(OK);
  await clientOf(done.url).agents.invoke(ask, { signal });
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("an abort before the first attempt begins sends nothing", async () => {
  const server = await Scripted.start(SILENCE);
  const client = clientOf(server.url);
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [client.agents.list({ signal }), client.agents.stream({ name: "a", input: "Hi" }, { signal }).text()];
  controller.abort("enough");
  for (const call of calls)
    await assert.rejects(
      async () => await call,
      (reason) => reason === "enough",
    );
  assert.equal(server.received.length, 0);
});

test("an abort ends the wait for a retry", async () => {
  const server = await Scripted.start(BUSY);
  const controller = new AbortController();
  const call = clientOf(server.url, { retryDelay: 60_000 }).agents.invoke(ask, { signal: controller.signal });
  const rejected = assert.rejects(call, { name: "AbortError" });
  await server.receives();
  controller.abort();
  await rejected;
});

test("redirects are not followed", async () => {
  const other = await Scripted.start(OK);
  for (const [status, outcome] of [
    [302, "unknown"],
    [307, "rejected"],
  ] as const) {
    const server = await Scripted.start(answer(status, "", { Location: `${other.url}/v1/x?key=s3cret` }));
    const error = await errorOf(clientOf(server.url, { apiKey: "canary-key" }).agents.invoke(ask));
    assert.match(
      error.message,
      new RegExp(`^the server answered ${status} .*, a redirect to ${other.url}/v1/x: redirects are not followed`),
    );
    assert.deepEqual(
      [error.code, error.status, error.outcome, error.constructor.name],
      [`http_${status}`, status, outcome, "AgentSpecError"],
    );
  }
  assert.equal(other.received.length, 0);
});

test("a response above answerLimit is an error", async () => {
  const server = await Scripted.start(answer(200, { output: "x".repeat(5000), usage: {} }));
  const error = await errorOf(clientOf(server.url, { answerLimit: 1000 }).agents.invoke(ask));
  assert.ok(error instanceof DecodeError);
  assert.deepEqual(
    [error.code, error.message, error.outcome, error.status],
    ["too_large", "the response is larger than `answerLimit`", "unknown", 200],
  );
});

test("a response that does not match the contract says where", async () => {
  const server = await Scripted.start(
    answer(200, { output: "x", usage: { input_tokens: 1, output_tokens: "2", total_tokens: 3 } }),
  );
  const error = await errorOf(clientOf(server.url).agents.invoke(ask));
  assert.ok(error instanceof DecodeError);
  assert.equal(error.message, "the response does not match the contract (application/json)");
  assert.match(String((error.cause as Error).message), /^usage\.output_tokens: expected an integer/);
  assert.match(error.body!, /^\{"output":"x"/);
});

test("a response with another content type is refused where the type matters", async () => {
  const server = await Scripted.start(OK);
  const client = clientOf(server.url);
  const stream = await errorOf(client.agents.stream(ask).text());
  assert.ok(stream instanceof DecodeError);
  assert.equal((stream.cause as Error).message, "expected the content type text/event-stream");
  assert.deepEqual([stream.events, stream.outcome], [undefined, "unknown"]);
  const metrics = await errorOf(client.metrics());
  assert.equal((metrics.cause as Error).message, "expected the content type text/plain");
});

test("a degraded server's health is a value, and a deletion is any success", async () => {
  const server = await Scripted.start(answer(503, { status: "degraded", version: "1" }), answer(202, "what"));
  const client = clientOf(server.url);
  const { value, status } = await client.health().withResponse();
  assert.deepEqual([value.status, status], ["degraded", 503]);
  assert.equal(await client.sessions.delete({ agent: "a", sessionId: "s" }), undefined);
});

test("a credential is asked for with each attempt, and nothing is sent without one", async () => {
  const server = await Scripted.start(BUSY, OK);
  const tokens = ["first-token", "second-token"];
  const clock = new TestClock();
  await clientOf(server.url, { clock, token: async () => tokens.shift()! }).agents.invoke(ask);
  assert.deepEqual(
    server.received.map(({ headers }) => headers.authorization),
    ["Bearer first-token", "Bearer second-token"],
  );
  const cause = new Error("the vault is closed");
  for (const [source, check] of [
    [() => Promise.reject(cause), (error: unknown) => error === cause],
    [
      () => {
        throw cause;
      },
      (error: unknown) => error === cause,
    ],
    [() => "", (error: unknown) => /^apiKey is empty/.test((error as Error).message)],
    [
      () => undefined as unknown as string,
      (error: unknown) => /^apiKey is not a string/.test((error as Error).message),
    ],
  ] as const) {
    const error = await errorOf(clientOf(server.url, { apiKey: source }).agents.invoke(ask));
    assert.ok(error instanceof ConfigurationError && check(error.cause));
    assert.deepEqual(
      [error.code, error.message, error.outcome, error.attempts],
      [
        "credential_unavailable",
        "apiKey returned no credential, and nothing was sent: see the cause of this error",
        "not_sent",
        1,
      ],
    );
  }
  const late = clientOf(server.url, {
    clock,
    token: () => new Promise<string>(() => {}),
    timeout: 5000,
    maxRetries: 0,
  }).agents.list();
  const failed = errorOf(late);
  await Promise.resolve();
  clock.advance(5000);
  const error = await failed;
  assert.ok(error instanceof TimeoutError && !error.isConnection && error.outcome === "not_sent");
  assert.equal(error.message, "token returned no credential within 5000 ms, and nothing was sent");
  assert.equal(server.received.length, 2);
});

test("the timeout and the retries of a call replace the client's", async () => {
  const server = await Scripted.start(BUSY);
  const clock = new TestClock();
  const error = await errorOf(
    clientOf(server.url, { clock, maxRetries: 9 }).agents.invoke(ask, { maxRetries: 2, timeout: undefined }),
  );
  assert.equal(error.attempts, 3);
});

test("the begin and the success of an attempt are reported too, and a logger that fails loses no answer", async () => {
  const server = await Scripted.start(BUSY, OK);
  const seen: unknown[] = [];
  const debug = (message: string, { attempt, status }: Readonly<Record<string, unknown>>) =>
    seen.push([message, attempt, status]);
  const warn = () => {
    throw new Error("the disk is full");
  };
  await clientOf(server.url, { clock: new TestClock(), logger: { debug, warn } }).agents.invoke(ask);
  assert.deepEqual(seen, [
    ["an attempt begins", 1, undefined],
    ["an attempt begins", 2, undefined],
    ["an attempt succeeded", 2, 200],
  ]);
});

test("retries and their end are reported to the logger, without credentials", async () => {
  const server = await Scripted.start(refusal(503, "busy", "canary-key"));
  const seen: [string, string, Readonly<Record<string, unknown>>][] = [];
  const logger = {
    warn: (message: string, fields: Readonly<Record<string, unknown>>) => seen.push(["warn", message, fields]),
    info: (message: string, fields: Readonly<Record<string, unknown>>) => seen.push(["info", message, fields]),
  };
  await errorOf(
    clientOf(server.url, { clock: new TestClock(), logger, maxRetries: 1, apiKey: "canary-key" }).agents.list(),
  );
  assert.deepEqual(
    seen.map(([level, message, { operation, attempt, outcome, status, error, retryDelay, stoppedBy }]) => [
      level,
      message,
      { operation, attempt, outcome, status, error, retryDelay, stoppedBy },
    ]),
    [
      [
        "warn",
        "an attempt failed, and is made again",
        {
          operation: "list_agents",
          attempt: 1,
          outcome: "rejected",
          status: 503,
          error: "[redacted]",
          retryDelay: 0,
          stoppedBy: undefined,
        },
      ],
      [
        "info",
        "an attempt failed, and is not made again",
        {
          operation: "list_agents",
          attempt: 2,
          outcome: "rejected",
          status: 503,
          error: "[redacted]",
          retryDelay: undefined,
          stoppedBy: "maxRetries",
        },
      ],
    ],
  );
});

test("fetch and its options can be the user's", async () => {
  const seen: unknown[] = [];
  const fetch = async (url: unknown, init?: RequestInit) => {
    const { credentials, redirect, method } = init as RequestInit & { credentials: string };
    seen.push([url, credentials, redirect, method, "dispatcher" in init!]);
    return new Response('{"agents": []}');
  };
  await clientOf("https://agents.example/team", {
    fetch,
    fetchOptions: { credentials: "include", redirect: "follow" },
  }).agents.list();
  assert.deepEqual(seen, [["https://agents.example/team/v1/agents", "include", "manual", "GET", false]]);
  const broken = async () => {
    throw new TypeError("no network");
  };
  const error = await errorOf(clientOf("https://agents.example", { fetch: broken, maxRetries: 0 }).agents.invoke(ask));
  assert.deepEqual(
    [error.code, error.outcome, (error.cause as Error).message],
    ["transport_error", "unknown", "no network"],
  );
});

test("a base URL that ends in /v1 is told", async () => {
  const server = await Scripted.start(refusal(404, "not_found", "There is no such route."));
  const error = await errorOf(clientOf(`${server.url}/v1`).agents.list());
  assert.equal(
    error.message,
    `GET ${server.url}/v1/v1/agents: the base URL ends in /v1, which the routes already begin with: remove it there; There is no such route.`,
  );
  assert.equal(error.isUnsupported, false);
});

test("a call that nobody waits for is one unhandled rejection, and one that is waited for is none", async () => {
  const server = await Scripted.start(refusal(400, "bad"));
  const client = clientOf(server.url);
  const seen: unknown[] = [];
  const listener = (reason: unknown) => seen.push(reason);
  process.on("unhandledRejection", listener);
  try {
    await errorOf(client.agents.list());
    await errorOf(client.agents.list().withResponse());
    const both = client.agents.list();
    await errorOf(both.withResponse());
    await errorOf(both);
    await client.agents.list().catch(() => {});
    await client.agents
      .list()
      .finally(() => {})
      .then(null, () => {});
    client.agents.stream(ask);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(seen.length, 0);
  } finally {
    process.off("unhandledRejection", listener);
  }
});

test("a stored response to a GET has the id of the call that it was stored for, and one to a POST is refused", async () => {
  const headers = { "X-Correlation-ID": "call-1", Age: "5" };
  const server = await Scripted.start(
    answer(200, { agents: [] }, headers),
    answer(200, { agents: [] }, headers),
    answer(200, INVOKED, headers),
  );
  const client = clientOf(server.url);
  await client.agents.list({ correlationId: "call-1" });
  await client.agents.list({ correlationId: "call-2" });
  const error = await errorOf(client.agents.invoke({ name: "a", input: "b" }, { correlationId: "call-3" }));
  assert.match(error.message, /correlation id of another call/);

  const stored = clientOf("http://a.invalid", {
    fetch: async () => Response.json({ agents: [] }, { headers: { "X-Correlation-ID": "call-1" } }),
  });
  for (const correlationId of ["call-1", "call-2"]) await stored.agents.list({ correlationId });
});
