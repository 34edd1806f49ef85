import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionHandle } from "../src/generated/calls.js";
import { InvalidRequestError, NotFoundError, TimeoutError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { type Answer, answer, DONE, events, refusal, Scripted, SILENCE, token, USAGE } from "./support/server.js";

const turn = (number: number) => answer(200, { output: "Hi.", usage: USAGE, turn: number });
const BROKEN: Answer = { data: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"out' };
const SESSION = { agent: "a", sessionId: "s" };

async function opened(answers: readonly Answer[], options: Parameters<typeof clientOf>[1] = {}) {
  const server = await Scripted.start(...answers);
  return { server, chat: clientOf(server.url, options).sessions.open(SESSION) };
}

/** Read anew each time, as the compiler takes it for a value that does not change. */
const pending = (chat: SessionHandle) => chat.unresolvedTurn;

/** The next turn is refused, in both forms, and nothing is sent. */
async function refuses(chat: SessionHandle, server: Scripted, input: string): Promise<void> {
  const count = server.received.length;
  for (const call of [
    () => chat.continue({ input: "Hello" }),
    () => chat.continueStream({ input: "Hello" }).opened(),
  ]) {
    const error = await errorOf(call);
    assert.ok(error instanceof InvalidRequestError && error.isLocal && error.message.includes("goOn()"));
    assert.deepEqual([error.code, error.outcome, error.attempts], ["turn_unresolved", "not_sent", 0]);
  }
  assert.deepEqual([server.received.length, pending(chat)?.input], [count, input]);
}

test("an unresolved turn is resent with its options and its key", async () => {
  const { server, chat } = await opened([turn(1), BROKEN, turn(2), turn(3)]);
  await chat.continue({ input: "one" });
  const error = await errorOf(chat.continue({ input: "two", options: { maxTokens: 100 } }));
  assert.equal(error.outcome, "unknown");
  const unresolved = pending(chat);
  assert.deepEqual(unresolved, { input: "two", idempotencyKey: error.idempotencyKey, isStreamed: false });
  await refuses(chat, server, "two");
  assert.equal((await chat.sendAgain()).turn, 2);
  assert.equal(pending(chat), undefined);
  const [, first, again] = server.received;
  assert.deepEqual([again?.body, again?.headers["idempotency-key"]], [first?.body, first?.headers["idempotency-key"]]);
  assert.equal(first?.body, '{"input":"two","options":{"max_tokens":100}}');
  assert.notEqual(again?.headers["x-correlation-id"], first?.headers["x-correlation-id"]);
  assert.equal((await chat.continue({ input: "three" })).turn, 3);
});

test("goOn leaves the unresolved turn as it is", async () => {
  const { server, chat } = await opened([BROKEN, turn(1), BROKEN]);
  await errorOf(chat.continue({ input: "one" }));
  chat.goOn();
  assert.equal(pending(chat), undefined);
  assert.match((await errorOf(chat.sendAgain())).message, /^there is no turn to resend/);
  assert.equal((await chat.continue({ input: "two" })).turn, 1);
  await errorOf(chat.continue({ input: "three" }));
  assert.equal(server.received.length, 3);
});

test("a turn that was rejected or never sent is resolved", async () => {
  const { chat } = await opened([refusal(503, "busy")], { maxRetries: 0 });
  assert.equal((await errorOf(chat.continue({ input: "one" }))).outcome, "rejected");
  await errorOf(chat.continue({ input: "\ud800" }));
  await errorOf(chat.continue({ input: "two" }, { deadline: 0 }));
  await assert.rejects(async () => await chat.continue({ input: "three" }, { signal: AbortSignal.abort("enough") }));
  assert.equal(pending(chat), undefined);
});

test("a rejected attempt does not resolve one that may have run", async () => {
  const { chat } = await opened([refusal(502, "gone"), refusal(401, "unauthorized")], { clock: new TestClock() });
  const error = await errorOf(chat.continue({ input: "one" }));
  assert.deepEqual([error.code, error.outcome], ["unauthorized", "unknown"]);
  assert.equal(pending(chat)?.input, "one");
});

test("a resent turn may have run, whatever became of it this time", async () => {
  const { chat } = await opened([BROKEN, refusal(401, "unauthorized")]);
  await errorOf(chat.continue({ input: "one" }));
  assert.equal((await errorOf(chat.sendAgain())).outcome, "unknown");
  assert.equal(pending(chat)?.input, "one");
});

test("a stream is unresolved until its done event", async () => {
  const whole = events([token("Hel"), token("lo."), DONE]);
  const { server, chat } = await opened([
    whole,
    events([token("Hel")]),
    whole,
    events([token("x"), { type: "error", code: "e", message: "No." }]),
  ]);
  const stream = await chat.continueStream({ input: "one" }).opened();
  assert.equal(pending(chat), undefined, "the stream is open");
  assert.equal(await stream.text(), "Hello.");
  assert.equal(pending(chat), undefined);
  await errorOf(chat.continueStream({ input: "two" }).text());
  assert.deepEqual([pending(chat)?.input, pending(chat)?.isStreamed], ["two", true]);
  await refuses(chat, server, "two");
  assert.match(
    (await errorOf(chat.sendAgain())).message,
    /^the unresolved turn was streamed: sendAgainStream\(\) resends it/,
  );
  assert.equal(await chat.sendAgainStream().text(), "Hello.");
  assert.equal(pending(chat), undefined);
  for await (const _ of chat.continueStream({ input: "three" }));
  assert.equal(pending(chat)?.input, "three", "an error event leaves it open");
});

test("a stream that is closed half-way is unresolved, and lets the next turn decide", async () => {
  const { server, chat } = await opened([events([token("Hel")], true)]);
  for await (const _ of chat.continueStream({ input: "one" })) break;
  assert.equal(pending(chat)?.input, "one");
  await server.until(() => server.closed === 1);
});

test("a call that was aborted after it was sent is unresolved", async () => {
  const { server, chat } = await opened([SILENCE]);
  const controller = new AbortController();
  const call = assert.rejects(async () => await chat.continue({ input: "one" }, { signal: controller.signal }));
  await server.receives();
  assert.equal(pending(chat), undefined, "it is under way");
  controller.abort();
  await call;
  assert.equal(pending(chat)?.input, "one");
});

test("another handle has its own turns, and a deletion is no turn", async () => {
  const server = await Scripted.start(BROKEN, turn(1), answer(200, ""), refusal(404, "not_found"));
  const client = clientOf(server.url);
  const chat = client.sessions.open(SESSION);
  await errorOf(chat.continue({ input: "one" }));
  await client.sessions.open(SESSION).continue({ input: "two" });
  await chat.delete();
  assert.equal(pending(chat), undefined);
  assert.ok((await errorOf(chat.continue({ input: "three" }))) instanceof NotFoundError);
});

test("turns are taken one after the other, in their order", async () => {
  const { server, chat } = await opened([turn(1), turn(2), answer(200, ""), turn(3)]);
  const done: string[] = [];
  await Promise.all([
    chat.continue({ input: "one" }).then(() => done.push("one")),
    chat.continue({ input: "two" }).then(() => done.push("two")),
    chat.delete().then(() => done.push("deleted")),
    chat.continue({ input: "three" }).then(() => done.push("three")),
  ]);
  assert.deepEqual(done, ["one", "two", "deleted", "three"]);
  assert.deepEqual(
    server.received.map(({ method, body }) => body || method),
    ['{"input":"one"}', '{"input":"two"}', "DELETE", '{"input":"three"}'],
  );
});

test("a half-read stream holds up the next turn no longer than its timeout, with a warning", async () => {
  const warnings: unknown[] = [];
  const logger = { warn: (message: string, fields: object) => warnings.push([message, fields]) };
  const clock = new TestClock();
  const { server, chat } = await opened([events([token("Hel")], true)], { clock, logger, timeout: 5000 });
  const stream = await chat.continueStream({ input: "one" }, { correlationId: "the-stream" }).opened();
  const failed = errorOf(chat.continue({ input: "two" }, { correlationId: "the-turn" }));
  await Promise.resolve();
  clock.advance(999);
  assert.equal(warnings.length, 0);
  clock.advance(1);
  assert.deepEqual(warnings, [
    [
      "a turn waits: the stream the-stream of its handle is neither read to its end nor closed",
      { operation: "continue_session", correlationId: "the-turn", heldUpBy: "the-stream" },
    ],
  ]);
  clock.advance(4000);
  const error = await failed;
  assert.ok(error instanceof TimeoutError && !error.isConnection);
  assert.equal(
    error.message,
    "the turn waited for `timeout`, 5000 ms: the stream the-stream of its handle is neither read to its end nor closed. Nothing was sent. Read that stream to its end, or close it, before the next turn",
  );
  assert.deepEqual([error.outcome, error.attempts, error.sentCorrelationId], ["not_sent", 0, "the-turn"]);
  assert.equal(server.received.length, 1);
  await stream.close();
  assert.equal(pending(chat)?.input, "one");
  assert.equal(clock.timers, 0);
});

test("the deadline of a turn names what holds it up, and an abort ends its wait", async () => {
  const clock = new TestClock();
  const { server, chat } = await opened([events([token("Hel")], true)], { clock });
  const stream = await chat.continueStream({ input: "one" }, { correlationId: "the-stream" }).opened();
  const failed = errorOf(chat.continue({ input: "two" }, { deadline: 500 }));
  const controller = new AbortController();
  const aborted = assert.rejects(
    async () => await chat.continue({ input: "three" }, { signal: controller.signal }),
    RangeError,
  );
  await Promise.resolve();
  clock.advance(500);
  assert.equal(
    (await failed).message,
    "the call's deadline of 500 ms has passed: the stream the-stream of its handle has not ended: read it to its end or close it first",
  );
  controller.abort(new RangeError());
  await aborted;
  await stream.close();
  chat.goOn();
  const last = chat.continueStream({ input: "four" });
  await last.opened();
  assert.equal(server.received.length, 2, "a turn that gave up holds up no other");
  await last.close();
});

test("a turn behind a call that takes long waits for its end", async () => {
  const clock = new TestClock();
  const { server, chat } = await opened([SILENCE], { clock, timeout: null });
  const controller = new AbortController();
  const first = assert.rejects(async () => await chat.continue({ input: "one" }, { signal: controller.signal }));
  const second = errorOf(chat.continue({ input: "two" }, { timeout: 5000 }));
  await server.receives();
  clock.advance(3_600_000);
  controller.abort();
  await first;
  assert.equal((await second).code, "turn_unresolved");
});
