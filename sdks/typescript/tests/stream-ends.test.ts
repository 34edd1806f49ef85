import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../src/clock.js";
import type { AgentSpecError } from "../src/error/error.js";
import { DecodeError, RateLimitError, ServerError, StreamInterruptedError, TimeoutError } from "../src/errors.js";
import { EventStream } from "../src/stream/event-stream.js";
import { errorOf } from "./support/client.js";
import { DONE, Double, FAILED, read, settle, TOKEN } from "./support/stream.js";

test("a stream ends after done or error, and ignores what follows", async () => {
  for (const last of [DONE, FAILED]) {
    const stream = EventStream.fromBytes(TOKEN + last + TOKEN + last);
    const [types, error] = await read(stream);
    assert.deepEqual([types.length, error], [2, undefined]);
    assert.deepEqual(await read(stream), [[], undefined], "the stream is fused");
  }
});

test("a stream without done or error was cut short", async () => {
  for (const [body, events, outcome, message] of [
    ["", 0, "unknown", "the stream ended after 0 events, without `done` or `error`"],
    [": ping\n\n", 0, "unknown", "the stream ended after 0 events, without `done` or `error`"],
    [TOKEN, 1, "partial", "the stream ended after 1 event, without `done` or `error`"],
    [TOKEN + TOKEN + TOKEN.trimEnd(), 2, "partial", "the stream ended after 2 events, without `done` or `error`"],
    [TOKEN + DONE.slice(0, 40), 1, "partial", "the stream ended after 1 event, without `done` or `error`"],
  ] as const) {
    const stream = EventStream.fromBytes(body);
    const [types, error] = (await read(stream)) as [string[], AgentSpecError];
    assert.ok(error instanceof StreamInterruptedError, body);
    assert.deepEqual([types.length, error.events, error.outcome, error.message], [events, events, outcome, message]);
    assert.deepEqual(await read(stream), [[], undefined], "the stream is fused");
  }
});

test("a last block without its blank line is taken if it is the end", async () => {
  for (const last of [DONE, FAILED]) {
    for (const end of ["", "\n", "\r"]) {
      assert.deepEqual((await read(EventStream.fromBytes(TOKEN + last.trimEnd() + end)))[1], undefined);
    }
  }
});

test("an event that cannot be read ends the stream after those before it", async () => {
  for (const [event, reason] of [
    ["DONE", "JSON"],
    ['{"content": "a"}', "the event has no `type`"],
    ['{"type": 5}', "type: expected a string, got 5"],
    ['{"type": "token"}', "missing field `content`"],
    ['{"type": "token", "content": 18446744073709551616}', "content: expected a string, got 18446744073709551616"],
    ['{"type": "tool_call", "name": "f", "arguments": NaN}', "arguments: expected an object, got NaN"],
    [
      '{"type": "done", "usage": {"input_tokens": "1"}}',
      'usage.input_tokens: expected an integer from 0 to 9007199254740991, got "1"',
    ],
    [
      '{"type": "done", "usage": {"input_tokens": 9007199254740993, "output_tokens": 1, "total_tokens": 1}}',
      "usage.input_tokens: expected an integer from 0 to 9007199254740991, got 9007199254740993",
    ],
    [`{"type": "x", "y": ${"[".repeat(200)}${"]".repeat(200)}}`, "recursion limit exceeded"],
  ] as const) {
    const double = new Double();
    double.body.send(`${TOKEN}data: ${event}\n\n${DONE}`);
    const [types, error] = (await read(double.stream)) as [string[], AgentSpecError];
    assert.ok(error instanceof DecodeError, event);
    assert.deepEqual(types, ["token"]);
    assert.equal(error.message, "event 2 of the stream cannot be read");
    assert.ok((error.cause as Error).message.includes(reason), `${(error.cause as Error).message} lacks ${reason}`);
    assert.equal(error.body, event);
    assert.deepEqual([double.body.cancels, double.lasts], [1, ["failed"]], "the connection is closed");
  }
});

test("an event above the limit is too large, in any pieces", async () => {
  for (const size of [1, 7, 1000]) {
    const double = new Double({ eventLimit: 100, clock: systemClock });
    const body = Buffer.from(TOKEN + TOKEN.replace('"a"', `"${"a".repeat(100)}"`) + DONE);
    for (let at = 0; at < body.length; at += size) double.body.send(body.subarray(at, at + size));
    const [types, error] = (await read(double.stream)) as [string[], AgentSpecError];
    assert.deepEqual(
      [types, error.code, error.message],
      [["token"], "too_large", "event 2 of the stream is larger than 100 bytes"],
    );
  }
  const double = new Double({ eventLimit: 1000 });
  double.body.send(`data: {"type": "x", "y": [${"{},".repeat(300)}0]}\n\n`);
  const error = await errorOf(double.stream.text());
  assert.equal(error.code, "too_large");
  assert.equal(
    error.message,
    "the values of event 1 of the stream take more than 2000 bytes of memory, twice `eventLimit`",
  );
});

test("a connection that breaks is no end", async () => {
  const terminated = Object.assign(new TypeError("terminated"), {
    cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }),
  });
  const silent = Object.assign(new TypeError("terminated"), { cause: { code: "UND_ERR_BODY_TIMEOUT" } });
  const corrupt = Object.assign(new TypeError("terminated"), { cause: { code: "Z_DATA_ERROR" } });
  for (const [cause, kind, message] of [
    [terminated, StreamInterruptedError, "the stream broke after 1 event, without `done` or `error`"],
    ["anything", StreamInterruptedError, "the stream broke after 1 event, without `done` or `error`"],
    [silent, TimeoutError, "the stream was silent for too long, after 1 event"],
    [corrupt, DecodeError, "event 2 of the stream cannot be decompressed"],
  ] as const) {
    const double = new Double();
    double.body.send(TOKEN).break(cause);
    const [types, error] = (await read(double.stream)) as [string[], AgentSpecError];
    assert.deepEqual(types, ["token"]);
    assert.ok(error instanceof kind);
    assert.deepEqual([error.message, error.events, double.lasts], [message, 1, ["failed"]]);
    assert.ok(error.cause !== undefined);
  }
});

test("the helpers collect the text or the whole response", async () => {
  const body = TOKEN + TOKEN + DONE.replace('"usage"', '"model": "m", "usage"');
  const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
  assert.equal(await EventStream.fromBytes(body).text(), "aa");
  assert.deepEqual(await EventStream.fromBytes(body).finalResponse(), { output: "aa", usage, extra: { model: "m" } });
  const pieces: string[] = [];
  for await (const piece of EventStream.fromBytes(body).textStream()) pieces.push(piece);
  assert.deepEqual(pieces, ["a", "a"]);
});

test("the helpers throw an error event as the error of its code", async () => {
  for (const collect of [
    (stream: EventStream) => stream.text(),
    (stream: EventStream) => stream.finalResponse(),
    (stream: EventStream) => read(stream.textStream() as never).then(([, error]) => Promise.reject(error)),
  ]) {
    const error = await errorOf(collect(EventStream.fromBytes(TOKEN + FAILED)));
    assert.ok(error instanceof RateLimitError);
    assert.deepEqual(
      [error.code, error.message, error.events, error.outcome],
      ["rate_limited", "Slow down.", 1, "partial"],
    );
  }
  const melted = FAILED.replace('"rate_limited"', '"melted", "celsius": 1200');
  const error = await errorOf(EventStream.fromBytes(TOKEN + melted).text());
  assert.ok(error instanceof ServerError);
  assert.deepEqual([error.code, error.partialText, JSON.parse(error.body ?? "").celsius], ["melted", "a", 1200]);
});

test("what was collected before a failure is its partial text", async () => {
  const error = await errorOf(EventStream.fromBytes(TOKEN + TOKEN).text());
  assert.ok(error instanceof StreamInterruptedError);
  assert.deepEqual([error.events, error.partialText], [2, "aa"]);
  const double = new Double();
  double.body.send(TOKEN);
  const text = double.stream.text();
  await settle();
  await double.stream.close();
  assert.equal((await errorOf(text)).partialText, "a");
});

test("after the last event the rest of the body is read, so that the connection is used again", async () => {
  const double = new Double();
  double.body
    .send(TOKEN + DONE)
    .send(": bye\n\n")
    .end();
  assert.deepEqual((await read(double.stream))[0], ["token", "done"]);
  assert.deepEqual([double.body.reads, double.body.cancels, double.clock.timers, double.lasts], [3, 0, 0, ["done"]]);
});

test("the turn of a stream is over before the rest of its body is read", async () => {
  const double = new Double();
  double.body.send(DONE);
  await double.stream[Symbol.asyncIterator]().next();
  assert.deepEqual(double.lasts, ["done"]);
});

test("the rest of a body is waited for 100 ms, or read for 64 KiB", async () => {
  const slow = new Double();
  slow.body.send(DONE);
  const reading = read(slow.stream);
  await settle();
  slow.clock.advance(99);
  await settle();
  assert.equal(slow.body.cancels, 0);
  slow.clock.advance(1);
  assert.deepEqual(await reading, [["done"], undefined]);
  assert.deepEqual([slow.body.cancels, slow.clock.timers], [1, 0]);

  const long = new Double();
  long.body.send(DONE);
  for (let index = 0; index < 100; index++) long.body.send("x".repeat(1024));
  assert.deepEqual(await read(long.stream), [["done"], undefined]);
  assert.deepEqual([long.body.cancels, long.body.reads, long.clock.timers], [1, 65, 0]);

  const broken = new Double();
  broken.body.send(DONE).break(new Error("reset"));
  assert.deepEqual(await read(broken.stream), [["done"], undefined]);
});

test("breaking out of a loop at the last event leaves the connection for the next call", async () => {
  const double = new Double();
  double.body.send(DONE).end();
  for await (const event of double.stream) if (event.type === "done") break;
  assert.deepEqual([double.body.cancels, double.lasts], [0, ["done"]]);
});
