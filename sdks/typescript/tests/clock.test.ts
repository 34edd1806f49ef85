import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { systemClock } from "../src/clock.js";

test("a sleep that is aborted rejects with the reason and leaves no listener", async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(60_000, controller.signal);
  controller.abort("enough");
  await assert.rejects(sleep, (reason) => reason === "enough");
  await assert.rejects(systemClock.sleep(60_000, controller.signal), (reason) => reason === "enough");
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
});

test("a sleep that is over leaves no listener", async () => {
  const { signal } = new AbortController();
  await systemClock.sleep(0, signal);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a timer beyond the longest time does not fire at once", async () => {
  let fired = false;
  const timer = systemClock.timer(2 ** 31, () => {
    fired = true;
  });
  await systemClock.sleep(2);
  timer.cancel();
  assert.equal(fired, false);
});
