import assert from "node:assert/strict";
import { test } from "node:test";
import type { AgentSpecError } from "../src/error/error.js";
import { TimeoutError } from "../src/errors.js";
import { Idle } from "../src/stream/idle.js";
import { TestClock } from "./support/clock.js";
import { DONE, Double, read, settle, TOKEN } from "./support/stream.js";

test("a stream without a byte for too long is a timeout, after each event that arrived", async () => {
  const double = new Double({ byteIdleTimeout: 1000 });
  double.body.send(TOKEN);
  const reading = read(double.stream);
  await settle();
  double.clock.advance(999);
  await settle();
  double.body.send(": ping\n\n");
  await settle();
  double.clock.advance(999);
  await settle();
  assert.deepEqual(double.lasts, []);
  double.clock.advance(1);
  const [types, error] = (await reading) as [string[], AgentSpecError];
  assert.deepEqual(types, ["token"]);
  assert.ok(error instanceof TimeoutError);
  assert.deepEqual(
    [error.message, error.outcome],
    ["no byte was received for 1000 ms, after 1 event of the stream", "partial"],
  );
  assert.deepEqual([double.body.cancels, double.lasts, double.clock.timers], [1, ["failed"], 0]);
  assert.deepEqual(await read(double.stream), [[], undefined]);
});

test("comments keep bytes coming, and no event", async () => {
  const double = new Double({ byteIdleTimeout: 1000, eventIdleTimeout: 2500 });
  const reading = read(double.stream);
  for (let time = 0; time < 2500; time += 500) {
    await settle();
    assert.deepEqual(double.lasts, [], `${time}`);
    double.body.send(": ping\n\n");
    await settle();
    double.clock.advance(500);
  }
  const [, error] = (await reading) as [string[], AgentSpecError];
  assert.equal(error.message, "no event was received for 2500 ms, after 0 events of the stream");
});

test("silence counts only while the stream is waited for", async () => {
  const double = new Double({ byteIdleTimeout: 1000, eventIdleTimeout: 1000 });
  double.body.send(TOKEN, TOKEN);
  const events = double.stream[Symbol.asyncIterator]();
  await events.next();
  assert.equal(double.clock.timers, 0, "no timer runs while an event is worked on");
  double.clock.advance(60_000);
  await events.next();
  double.clock.advance(60_000);
  const next = events.next();
  await settle();
  double.clock.advance(999);
  double.body.send(DONE);
  assert.equal((await next).value.type, "done");
});

test("null and more than a timer can wait are no limit", async () => {
  for (const timeout of [null, 2 ** 31, Number.POSITIVE_INFINITY]) {
    const double = new Double({ byteIdleTimeout: timeout, eventIdleTimeout: timeout });
    const reading = read(double.stream);
    await settle();
    assert.equal(double.clock.timers, 0);
    double.body.send(DONE).end();
    assert.deepEqual(await reading, [["done"], undefined]);
  }
});

/** A clock whose timers fire when a test calls them. */
class Stopped extends TestClock {
  time = 0;
  readonly fires: (() => void)[] = [];

  override monotonic(): number {
    return this.time;
  }

  override timer(_: number, fire: () => void) {
    this.fires.push(fire);
    return { cancel: () => {} };
  }

  fire(): void {
    this.fires.shift()?.();
  }
}

test("a reader that wakes up late gets a moment to receive what has arrived", () => {
  const clock = new Stopped();
  const silences: string[] = [];
  const idle = new Idle(clock, null, 10, (what) => silences.push(what));
  idle.wait(0);
  clock.time = 100;
  clock.fire();
  assert.deepEqual(silences, [], "the first look only finds that the time is over");
  idle.wait(1);
  clock.fire();
  assert.deepEqual(silences, [], "an event had arrived");
  clock.time = 200;
  clock.fire();
  idle.wait(1);
  clock.fire();
  assert.deepEqual(silences, ["event"], "bytes are no event");
});

test("a timer that fires early is set again", () => {
  const clock = new Stopped();
  const silences: string[] = [];
  new Idle(clock, 10, null, (what) => silences.push(what)).wait(0);
  clock.time = 9;
  clock.fire();
  clock.fire();
  assert.deepEqual(silences, []);
  clock.time = 10;
  clock.fire();
  clock.fire();
  assert.deepEqual(silences, ["byte"]);
});

test("chunks without an event let others run", async () => {
  const double = new Double({ eventIdleTimeout: 1000 });
  for (let index = 0; index < 1000; index++) double.body.send(": ping\n\n");
  const reading = read(double.stream);
  await settle();
  assert.equal(double.body.reads, 127);
  double.clock.advance(1000);
  const [, error] = (await reading) as [string[], AgentSpecError];
  assert.ok(error instanceof TimeoutError, "the timer fires although bytes are always there");
});
