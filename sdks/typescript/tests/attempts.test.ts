import assert from "node:assert/strict";
import { test } from "node:test";
import { RateLimitError, ServerError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { refusal, Scripted } from "./support/server.js";

const BUSY = refusal(503, "busy", "Later.", { "Retry-After": "2" });
const ask = { name: "a", input: "b" };

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

test("the timeout and the retries of a call replace the client's", async () => {
  const server = await Scripted.start(BUSY);
  const clock = new TestClock();
  const error = await errorOf(
    clientOf(server.url, { clock, maxRetries: 9 }).agents.invoke(ask, { maxRetries: 2, timeout: undefined }),
  );
  assert.equal(error.attempts, 3);
});

test("an attempt after which no other began has no delay, although one was to follow", async () => {
  const server = await Scripted.start(BUSY);
  const slow = new (class extends TestClock {
    override sleep = (ms: number) => super.sleep(ms + 10_000);
  })();
  const late = await errorOf(clientOf(server.url, { clock: slow, deadline: 5000 }).agents.invoke(ask));
  assert.deepEqual([late.stoppedBy, late.attempts, late.history[0]!.delay], ["deadline", 1, null]);

  const closing = new (class extends TestClock {
    override async sleep(_: number, signal?: AbortSignal) {
      void stream.close();
      signal?.throwIfAborted();
    }
  })();
  const stream = clientOf(server.url, { clock: closing }).agents.stream(ask);
  const closed = await errorOf(stream.text());
  assert.deepEqual([closed.code, closed.attempts, closed.history[0]!.delay], ["stream_closed", 1, null]);
  assert.deepEqual([closed.outcome, server.received.length], ["rejected", 2]);
});
