import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, INVOKED, refusal, Scripted } from "./support/server.js";

const BUSY = refusal(503, "busy", "Later.", { "Retry-After": "2" });
const OK = answer(200, INVOKED);
const ask = { name: "a", input: "b" };

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
