import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../src/error/failure.js";
import type { StopReason } from "../src/error/history.js";
import { failureOfResponse } from "../src/error/response.js";
import { type Backoff, delayAfter } from "../src/retry/backoff.js";
import { Budget } from "../src/retry/budget.js";
import { type Limits, Retries } from "../src/retry/limits.js";
import type { RetryPolicy } from "../src/retry/policy.js";
import { Secrets } from "../src/secret.js";

const GET = true;
const POST = false;

function limitsOf(policy: RetryPolicy, more: Partial<Limits> = {}): Limits {
  return { policy, maxRetries: 3, backoff: { first: 1000, cap: 60_000 }, deadline: Number.POSITIVE_INFINITY, ...more };
}

/** What is decided after the failed attempt with this number, if all have failed with this. */
function after(
  limits: Limits,
  attempt: number,
  failure: Failure,
  isIdempotent: boolean,
  random = 0,
): number | StopReason {
  const retries = new Retries(limits, new Budget(null), "", isIdempotent);
  for (let count = 1; count < attempt; count++) retries.after(failure, 0, 0, random);
  return retries.after(failure, 0, 0, random);
}

function status(status: number, headers: Record<string, string> = {}, body = ""): Failure {
  const response = { status, statusText: "", headers: new Headers(headers), body };
  return failureOfResponse(response, 0, new Secrets());
}

const isRetried = (failure: Failure, isIdempotent: boolean, policy: RetryPolicy = "standard") =>
  typeof after(limitsOf(policy), 1, failure, isIdempotent) === "number";

test("four statuses are retried whatever the method", () => {
  for (let code = 300; code < 600; code++) {
    const expected = [429, 502, 503, 504].includes(code);
    assert.equal(isRetried(status(code), POST), expected, `POST ${code}`);
    assert.equal(isRetried(status(code), GET), expected, `GET ${code}`);
  }
});

test("a used up budget is never retried", () => {
  const body = JSON.stringify({ error: { code: "budget_exceeded", message: "none left" } });
  assert.equal(isRetried(status(429, { "retry-after": "1" }, body), GET), false);
});

test("a failure before sending is retried, and a later one only if that is safe", () => {
  for (const kind of ["connect", "timeout"] as const) assert.ok(isRetried(new Failure(kind, "not_sent", ""), POST));
  for (const kind of ["transport", "timeout"] as const) {
    const failure = new Failure(kind, "unknown", "");
    assert.ok(isRetried(failure, GET) && !isRetried(failure, POST));
  }
});

test("a permanent failure is not retried", () => {
  for (const kind of ["decode", "too_large", "interrupted", "configuration", "invalid_request"] as const) {
    assert.ok(!isRetried(new Failure(kind, "unknown", ""), GET), kind);
  }
  assert.ok(!isRetried(new Failure("connect", "not_sent", "", { isFinal: true }), GET));
});

test("the strict policy sends no POST again that may have run", () => {
  for (let code = 300; code < 600; code++) {
    assert.equal(isRetried(status(code), POST, "strict"), code === 429 || code === 503, `POST ${code}`);
    assert.equal(isRetried(status(code), GET, "strict"), [429, 502, 503, 504].includes(code), `GET ${code}`);
  }
  assert.ok(isRetried(new Failure("connect", "not_sent", ""), POST, "strict"));
  assert.ok(!isRetried(new Failure("transport", "unknown", ""), POST, "strict"));
});

test("the policy never makes no retry", () => {
  for (const failure of [status(503), new Failure("connect", "not_sent", "")]) {
    assert.equal(after(limitsOf("never"), 1, failure, GET), "policy");
  }
});

test("a function decides, within the limits", () => {
  const seen: unknown[] = [];
  const policy: RetryPolicy = ({ error, ...failed }) => {
    seen.push([error.name, error.attempts, failed]);
    return 5;
  };
  assert.equal(after(limitsOf(policy), 1, status(500), POST), 5);
  const known = {
    operation: "",
    attempt: 1,
    elapsed: 0,
    isIdempotent: false,
    isTransient: false,
    delay: 1000,
    standard: null,
  };
  assert.deepEqual(seen, [["ServerError", 1, known]]);
  assert.equal(
    after(
      limitsOf(() => null),
      1,
      status(503),
      POST,
    ),
    "policy",
  );
  assert.equal(
    after(
      limitsOf(() => 60_001),
      1,
      status(503),
      POST,
    ),
    "maxRetryDelay",
  );
  assert.equal(
    after(
      limitsOf(() => 0),
      4,
      status(503),
      POST,
    ),
    "maxRetries",
  );
  for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
    assert.throws(
      () =>
        after(
          limitsOf(() => bad as number),
          1,
          status(503),
          POST,
        ),
      /expected retryPolicy to return a number/,
    );
  }
});

test("the delay doubles and jitter is positive", () => {
  const delay = (attempt: number, random: number) => after(limitsOf("standard"), attempt, status(503), POST, random);
  assert.deepEqual([delay(1, 0), delay(2, 0), delay(3, 0), delay(4, 0)], [1000, 2000, 4000, "maxRetries"]);
  assert.equal(delay(1, 1), 1250);
});

test("doubling leaves room for jitter below the longest delay", () => {
  const delay = (first: number, cap: number, attempt: number, random: number) =>
    delayAfter({ first, cap } as Backoff, attempt, random);
  for (const attempt of [1, 2, 31, 32, 33, 64, 2 ** 32]) {
    assert.ok(delay(1000, 60_000, attempt, 1) <= 60_000);
    assert.equal(delay(7_200_000, 60_000, attempt, 1), 7_200_000, "the first delay is the user's");
    assert.equal(delay(Number.POSITIVE_INFINITY, 0, attempt, 1), Number.POSITIVE_INFINITY);
    assert.equal(delay(0, 60_000, attempt, 1), 0);
  }
  assert.equal(delay(1000, 60_000, 20, 0), 48_000);
  assert.equal(delay(1000, 60_000, 20, 1), 60_000);
  assert.equal(delay(1000, 60_000, 20, Number.NaN), 48_000);
});

test("Retry-After is waited for with a tenth of jitter up to the longest delay", () => {
  const decide = (seconds: string, random = 0.9) =>
    after(limitsOf("standard"), 1, status(503, { "retry-after": seconds }), POST, random);
  assert.deepEqual([decide("30", 0), decide("30", 0.5), decide("30", 1)], [30_000, 31_500, 33_000]);
  assert.equal(decide("0"), 0);
  assert.equal(decide("59"), 60_000, "what is added stays below the longest delay");
  assert.equal(decide("60"), 60_000);
  assert.equal(decide("61"), "maxRetryDelay");
  assert.equal(decide("9".repeat(400)), "maxRetryDelay");
  assert.equal(decide("soon"), 1225);
});

test("jitter on Retry-After does not exceed the deadline", () => {
  const decide = (seconds: string) =>
    new Retries(limitsOf("standard", { deadline: 31_000 }), new Budget(null), "", GET).after(
      status(503, { "retry-after": seconds }),
      1000,
      1000,
      1,
    );
  assert.equal(decide("20"), 22_000);
  const close = decide("29") as number;
  assert.ok(close < 30_000 && close > 29_999.99, `${close}`);
  assert.equal(decide("30"), "deadline");
});

test("a delay that does not fit the deadline is not waited for", () => {
  const decide = (elapsed: number) =>
    new Retries(limitsOf("standard", { deadline: 10_000 }), new Budget(null), "", GET).after(
      status(503),
      elapsed,
      elapsed,
      0,
    );
  assert.deepEqual([decide(8999), decide(9000), decide(60_000)], [1000, "deadline", "deadline"]);
});

/** Whether a retry of a call is allowed at this second. */
const allows = (retries: Retries, second: number) =>
  typeof retries.after(status(503), 0, second * 1000, 0) === "number";

test("a caller that waits for each call never runs short", () => {
  const budget = new Budget(2);
  for (let count = 0; count < 1000; count++) {
    const retries = new Retries(limitsOf("standard", { maxRetries: 5 }), budget, "", POST);
    for (let retry = 0; retry < 5; retry++) assert.ok(allows(retries, 0));
    assert.ok(!allows(retries, 0));
    retries.end();
  }
});

test("calls side by side share a bucket that time and success fill", () => {
  const budget = new Budget(2);
  const call = () => new Retries(limitsOf("standard"), budget, "", POST);
  const free = call();
  assert.ok(allows(free, 0));
  assert.ok(allows(call(), 0) && allows(call(), 0));
  assert.ok(!allows(call(), 0), "two tokens are two retries");
  assert.ok(allows(free, 0), "the first goes on without");
  assert.ok(allows(call(), 1) && !allows(call(), 1), "a second brings one");
  for (let count = 0; count < 9; count++) budget.succeeded();
  assert.ok(!allows(call(), 1));
  budget.succeeded();
  budget.succeeded();
  assert.ok(allows(call(), 1) && !allows(call(), 1), "ten successes bring one");
  free.end();
  assert.ok(allows(call(), 1), "the next one takes its place");
  assert.deepEqual(
    [call(), call(), call()].map((each) => allows(each, 3600)),
    [true, true, false],
    "an hour fills no more than the bucket",
  );
});

test("a clock that goes back fills nothing", () => {
  const budget = new Budget(1);
  const call = () => new Retries(limitsOf("standard"), budget, "", POST);
  assert.ok(allows(call(), 100) && allows(call(), 100));
  assert.ok(!allows(call(), 50) && !allows(call(), 100));
});
