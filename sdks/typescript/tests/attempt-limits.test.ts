import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { ConnectionError, ServerError, TimeoutError } from "../src/generated/errors.js";
import { bytes } from "../src/stream/encode.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, INVOKED, refusal, Scripted, SILENCE } from "./support/server.js";

const BUSY = refusal(503, "busy", "Later.", { "Retry-After": "2" });
const OK = answer(200, INVOKED);
const ask = { name: "a", input: "b" };

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
  for (const [status, message, kind] of [
    [200, "the server did not finish its answer within 5000 ms", TimeoutError],
    [500, "the server answered 500 Oh with a body that contains no readable error (no content type)", ServerError],
  ] as const) {
    const clock = new TestClock();
    const start = (controller: ReadableStreamDefaultController) => controller.enqueue(bytes('{"error": {"co'));
    // Asked for more, once what there is has been read.
    const pull = () => clock.advance(5000);
    const fetch = async () =>
      new Response(new ReadableStream({ start, pull }, { highWaterMark: 0 }), { status, statusText: "Oh" });
    const call = clientOf("http://a.invalid", { clock, fetch, timeout: 5000, maxRetries: 0 }).agents.invoke(ask);
    const error = await errorOf(call);
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
