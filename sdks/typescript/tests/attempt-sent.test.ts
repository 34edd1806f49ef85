import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationError, InvalidRequestError, TimeoutError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, DONE, events, INVOKED, refusal, Scripted, token } from "./support/server.js";

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

test("headers that are no pairs are refused, and their text is not shown", async () => {
  for (const headers of [["x-team: blue"], [null], [["x-team"]], [["x-team", "blue", "green"]]] as never[]) {
    const refused = await errorOf(clientOf("http://127.0.0.1:1").agents.invoke(ask, { headers }));
    assert.ok(refused instanceof InvalidRequestError, String(refused));
    assert.match(refused.message, /^headers: expected an object or pairs/);
    assert.throws(() => clientOf("http://127.0.0.1:1", { headers }), ConfigurationError);
  }
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
    [
      { name: "a", input: "b", options: { stop: ["a", ["\ud800"]] } },
      "stop[1][0] is not valid Unicode: it contains half of a surrogate pair",
    ],
    [{ name: "a", input: "b", options: { top: new Map([["a", 1]]) } }, "top is a Map: give a plain object, or a list"],
    [
      { name: "a", input: "b", options: { top: new String("\ud800") } },
      "top is not valid Unicode: it contains half of a surrogate pair",
    ],
    [
      { name: "a", input: "b", options: { top: new Float32Array(1) } },
      "top is a Float32Array: give a plain object, or a list",
    ],
    [{ name: "a", input: "b", options: { top: () => 1 } }, "top is a function: JSON has no such value"],
    [
      { name: "a", input: "b", options: { "\ud800": 1 } },
      '"\\ud800" is not valid Unicode: it contains half of a surrogate pair',
    ],
    [{ name: "a" }, "input is missing: give the message as a string"],
    [{ name: "a", input: 5 }, "input is not a string: give the message as a string"],
    [{ name: undefined, input: "b" }, "name is missing: give the name as the server lists it"],
  ] as const) {
    const error = await errorOf(client.agents.invoke(request as unknown as typeof ask));
    assert.ok(error instanceof InvalidRequestError && error.isLocal);
    assert.deepEqual([error.message, error.outcome, error.attempts], [message, "not_sent", 0]);
  }
  const empty = await errorOf(client.pipelines.status({ name: "a", runId: "" }));
  assert.equal(empty.message, "runId is empty: give a value, or leave runId out");
  const none = await errorOf(client.sessions.list({ agent: "a", limit: Number.NaN }));
  assert.equal(none.message, "limit is NaN: give a number");
  assert.equal(server.received.length, 0);
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
