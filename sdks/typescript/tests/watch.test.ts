import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { InvalidRequestError, NotFoundError, TimeoutError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, refusal, Scripted, SILENCE } from "./support/server.js";

const step = (name: string, status: string) => ({ name, status, duration_ms: null });
const run = (status: string, ...steps: object[]) =>
  answer(200, { pipeline: "p", run_id: "run-1", status, steps, started_at: "2026-01-15T09:30:00Z", elapsed_ms: 5 });

test("a watch polls less often while nothing changes, and stays with the run that it has seen first", async () => {
  const running = run("running", step("one", "running"));
  const server = await Scripted.start(
    running,
    running,
    running,
    run("running", step("one", "completed"), step("two", "running")),
    run("completed", step("one", "completed"), step("two", "completed")),
  );
  const clock = new TestClock();
  const changes: unknown[] = [];
  for await (const { step, ended } of clientOf(server.url, { clock }).pipelines.watch({ name: "p" })) {
    changes.push(step ? `${step.name} ${step.status}` : ended?.status);
  }
  assert.deepEqual(changes, ["one running", "one completed", "two running", "two completed", "completed"]);
  assert.deepEqual(clock.delays, [200, 400, 800, 200]);
  assert.deepEqual(
    server.received.map(({ path }) => path),
    ["/v1/pipelines/p/status", ...Array(4).fill("/v1/pipelines/p/status?run_id=run-1")],
  );
  assert.equal(new Set(server.received.map(({ headers }) => headers["x-correlation-id"])).size, 5);
});

test("the delay grows to five seconds, or stays the user's", async () => {
  const answers = [...Array(9).fill(run("running")), run("failed")];
  for (const [pollDelay, expected] of [
    [undefined, [200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]],
    [8000, Array(9).fill(8000)],
    [0, [10, 20, 40, 80, 160, 320, 640, 1280, 2560]],
  ] as const) {
    const server = await Scripted.start(...answers);
    const clock = new TestClock();
    const last = await clientOf(server.url, { clock }).pipelines.wait({ name: "p", pollDelay });
    assert.deepEqual([last.status, clock.delays], ["failed", expected], "a failed run is no error");
  }
});

test("each poll sends the headers, also those of an iterator", async () => {
  const server = await Scripted.start(run("running"), run("running"), run("completed"));
  const headers = new Map([["x-team", "blue"]]).entries();
  await clientOf(server.url, { clock: new TestClock() }).pipelines.wait({ name: "p" }, { headers });
  assert.deepEqual(
    server.received.map((request) => request.headers["x-team"]),
    ["blue", "blue", "blue"],
  );
});

test("a status that is not known is over when no step is under way", async () => {
  const server = await Scripted.start(run("odd", step("one", "pending")), run("odd", step("one", "skipped")));
  const last = await clientOf(server.url, { clock: new TestClock() }).pipelines.wait({ name: "p" });
  assert.equal(last.steps[0]?.status, "skipped");
});

test("a watch ends at its deadline, and the run goes on", async () => {
  const server = await Scripted.start(run("running"), SILENCE);
  const clock = new TestClock();
  const failed = errorOf(
    clientOf(server.url, { clock, timeout: null }).pipelines.wait({ name: "p", deadline: 60_000 }),
  );
  await server.receives(2);
  clock.advance(60_000);
  const error = await failed;
  assert.ok(error instanceof TimeoutError && !error.isConnection);
  assert.deepEqual(
    [error.message, error.outcome],
    ["run-1 of p did not end within 60000 ms; the run continues", "unknown"],
  );
  assert.equal(error.sentCorrelationId, server.received[0]?.headers["x-correlation-id"]);
  await server.until(() => server.closed === 2);
  assert.equal(clock.timers, 0);
});

test("a watch ends with the first error, when it is aborted and when it is left", async () => {
  const server = await Scripted.start(run("running"), refusal(404, "not_found"));
  const clock = new TestClock();
  assert.ok((await errorOf(clientOf(server.url, { clock }).pipelines.wait({ name: "p" }))) instanceof NotFoundError);
  const silent = await Scripted.start(run("running", step("one", "running")), SILENCE);
  const client = clientOf(silent.url, { clock });
  const controller = new AbortController();
  const rejected = assert.rejects(client.pipelines.wait({ name: "p" }, { signal: controller.signal }), RangeError);
  await silent.receives(2);
  controller.abort(new RangeError());
  await rejected;
  await silent.until(() => silent.closed === 2);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  const again = await Scripted.start(run("running", step("one", "running")));
  const { signal } = new AbortController();
  for await (const _ of clientOf(again.url, { clock }).pipelines.watch({ name: "p", deadline: 5000 }, { signal }))
    break;
  assert.deepEqual([clock.timers, getEventListeners(signal, "abort").length], [0, 0]);
});

test("what cannot be watched is refused", async () => {
  const client = clientOf("http://127.0.0.1:1");
  for (const [request, message] of [
    [{ name: "", deadline: null }, "name is empty: give the name as the server lists it"],
    [{ name: "p", pollDelay: -1 }, "pollDelay is -1: expected a number of milliseconds, 0 or more"],
    [{ name: "p", deadline: Number.NaN }, "deadline is NaN: expected a number of milliseconds, 0 or more"],
  ] as const) {
    const error = await errorOf(client.pipelines.wait(request));
    assert.ok(error instanceof InvalidRequestError && error.isLocal);
    assert.equal(error.message, message);
  }
});
