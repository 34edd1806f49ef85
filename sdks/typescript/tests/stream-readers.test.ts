import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { InvalidRequestError, StreamInterruptedError } from "../src/errors.js";
import { EventStream } from "../src/stream/event-stream.js";
import { errorOf } from "./support/client.js";
import { DONE, Double, read, settle, TOKEN } from "./support/stream.js";

test("a stream is sent when it is first read, once", async () => {
  const double = new Double();
  assert.equal(await double.stream, double.stream, "a stream is not thenable");
  await settle();
  assert.equal(double.opens, 0);
  assert.throws(() => double.stream.status, /has not begun/);
  assert.equal(await double.stream.opened(), double.stream);
  assert.deepEqual([double.stream.status, double.stream.correlationId, double.stream.attempts], [200, "call-7", 1]);
  double.body.send(DONE).end();
  assert.equal(await double.stream.text(), "");
  assert.equal(double.opens, 1);
});

test("what fails before the first event is thrown to each who opens or reads", async () => {
  const double = new Double();
  const refused = new Error("refused");
  double.open = async () => {
    throw refused;
  };
  for (const work of [() => double.stream.opened(), () => double.stream.text(), () => double.stream.opened()]) {
    await assert.rejects(work, refused);
  }
});

test("a stream that was read is not collected", async () => {
  for (const count of [1, 3]) {
    const stream = EventStream.fromBytes(TOKEN + TOKEN + DONE);
    const events = stream[Symbol.asyncIterator]();
    for (let index = 0; index < count; index++) await events.next();
    const error = await errorOf(stream.text());
    assert.ok(error instanceof InvalidRequestError);
    assert.deepEqual(
      [error.code, error.events, error.isLocal, error.outcome],
      ["stream_consumed", count, true, "partial"],
    );
    assert.match(error.message, count === 1 ? /1 event was taken/ : /3 events were taken/);
  }
});

test("a second reader is refused, and the first goes on", async () => {
  const double = new Double();
  double.body.send(TOKEN);
  const first = double.stream[Symbol.asyncIterator]();
  const second = double.stream[Symbol.asyncIterator]();
  await first.next();
  const waiting = first.next();
  for (const work of [
    () => second.next(),
    () => first.next(),
    () => read(second).then(([, error]) => Promise.reject(error)),
  ]) {
    const error = await errorOf(work);
    assert.ok(error instanceof InvalidRequestError);
    assert.deepEqual([error.code, error.events, error.isLocal], ["stream_busy", 1, true]);
  }
  double.body.send(DONE).end();
  assert.equal((await waiting).value.type, "done");
  assert.deepEqual(await second.next(), { value: undefined, done: true });
  const collected = new Double();
  const text = collected.stream.text();
  assert.equal((await errorOf(collected.stream.text())).code, "stream_busy");
  collected.body.send(TOKEN + DONE).end();
  assert.equal(await text, "a");
});

test("a stream that is closed before it is read is not sent", async () => {
  const double = new Double();
  await double.stream.close();
  await double.stream.close();
  for (const work of [
    () => double.stream.text(),
    () => double.stream.opened(),
    () => read(double.stream).then(([, error]) => Promise.reject(error)),
  ]) {
    const error = await errorOf(work);
    assert.ok(error instanceof StreamInterruptedError);
    assert.deepEqual([error.code, error.isLocal, error.outcome], ["stream_closed", true, "not_sent"]);
  }
  assert.equal(double.opens, 0);
});

test("a stream that is closed while it is opened stops its request", async () => {
  const double = new Double({ isHeld: true });
  const text = double.stream.text();
  const failed = errorOf(text);
  await settle();
  await double.stream.close();
  assert.deepEqual([(await failed).code, (await failed).outcome, double.lasts], ["stream_closed", "unknown", []]);

  const late = new Double();
  late.open = ((open) => async (closed: AbortSignal) => {
    const opened = await open.call(late, closed);
    await settle();
    return opened;
  })(late.open);
  const reading = errorOf(late.stream.text());
  await late.stream.close();
  assert.equal((await reading).code, "stream_closed");
  assert.deepEqual([late.body.cancels, late.lasts], [1, ["closed"]], "what was opened meanwhile is closed");
});

test("closing a stream rejects the read that waits, and those after it", async () => {
  const double = new Double();
  double.body.send(TOKEN);
  const reading = read(double.stream);
  await settle();
  await double.stream.close();
  const [types, error] = await reading;
  assert.deepEqual(types, ["token"]);
  assert.ok(error instanceof StreamInterruptedError && error.code === "stream_closed" && error.outcome === "partial");
  assert.match(error.message, /after 1 event was taken: the rest of it is lost/);
  assert.equal((await errorOf(double.stream.text())).code, "stream_closed");
  await double.stream.close();
  assert.deepEqual([double.body.cancels, double.lasts], [1, ["closed"]]);
});

test("breaking out of a loop closes the connection", async () => {
  const double = new Double();
  double.body.send(TOKEN + TOKEN);
  for await (const _ of double.stream) break;
  assert.deepEqual([double.body.cancels, double.lasts], [1, ["closed"]]);
  assert.equal(
    (await errorOf(() => read(double.stream).then(([, error]) => Promise.reject(error)))).code,
    "stream_closed",
  );
  const pieces = new Double();
  pieces.body.send(TOKEN);
  for await (const _ of pieces.stream.textStream()) break;
  assert.equal(pieces.body.cancels, 1);
});

test("closing a stream that has ended changes nothing", async () => {
  const double = new Double();
  double.body.send(DONE).end();
  await read(double.stream);
  await double.stream.close();
  assert.deepEqual(await read(double.stream), [[], undefined]);
  assert.deepEqual([double.body.cancels, double.lasts], [0, ["done"]]);
});

test("`await using` closes a stream, where the platform has it", { skip: !Symbol.asyncDispose }, async () => {
  const double = new Double();
  double.body.send(TOKEN);
  await double.stream.opened();
  await double.stream[Symbol.asyncDispose]();
  assert.equal(double.body.cancels, 1);
});

test("an abort throws the reason as it is, and leaves no listener", async () => {
  for (const when of ["before", "while it waits", "between events"]) {
    const controller = new AbortController();
    const { signal } = controller;
    const double = new Double({ signal });
    const reason = { enough: true };
    double.body.send(TOKEN + TOKEN);
    if (when === "before") controller.abort(reason);
    const events = double.stream[Symbol.asyncIterator]();
    if (when !== "before") await events.next();
    if (when === "while it waits") await events.next();
    const waiting = when === "while it waits" ? events.next() : undefined;
    const told = waiting && assert.rejects(waiting, (error) => error === reason, when);
    await settle();
    controller.abort(reason);
    await told;
    await assert.rejects(events.next(), (error) => error === reason, when);
    await assert.rejects(double.stream.text(), (error) => error === reason);
    assert.deepEqual([double.body.cancels, double.lasts], [1, ["closed"]], when);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  }
});

test("an abort after the end changes nothing", async () => {
  const controller = new AbortController();
  const double = new Double({ signal: controller.signal });
  double.body.send(DONE).end();
  await read(double.stream);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  controller.abort();
  assert.deepEqual([await read(double.stream), double.body.cancels], [[[], undefined], 0]);
});

test("an abort that breaks the body first throws the reason too", async () => {
  const controller = new AbortController();
  const double = new Double({ signal: controller.signal });
  controller.signal.addEventListener("abort", () => double.body.break(controller.signal.reason));
  const text = double.stream.text();
  await settle();
  controller.abort("enough");
  await assert.rejects(text, (error) => error === "enough");
});

test("thousands of streams leave no timer, listener, connection or rejection behind", async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on("unhandledRejection", note);
  const controller = new AbortController();
  for (let index = 0; index < 10_000; index++) {
    const double = new Double({ signal: controller.signal, byteIdleTimeout: 1000, eventIdleTimeout: 2000 });
    double.body.send(TOKEN);
    const ways = [
      async () => {
        double.body.send(DONE).end();
        await double.stream.text();
      },
      async () => {
        for await (const _ of double.stream) break;
      },
      async () => {
        double.body.break(new Error("reset"));
        await double.stream.text().catch(() => {});
      },
      async () => {
        const text = double.stream.text().catch(() => {});
        await double.stream.opened();
        await double.stream.close();
        await text;
      },
      async () => {
        double.body.send("data: {\n\n");
        await read(double.stream);
      },
      () => double.stream.close(),
    ];
    await ways[index % ways.length]!();
    assert.equal(double.clock.timers, 0, `${index % ways.length}`);
    if (double.opens > 0) assert.equal(double.lasts.length, 1);
  }
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  await settle();
  process.off("unhandledRejection", note);
  assert.deepEqual(rejections, []);
});
