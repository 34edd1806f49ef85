import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { AgentSpecError } from "../src/error/error.js";
import * as errors from "../src/errors.js";
import { ConnectionError, NotFoundError, RateLimitError, TimeoutError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { answer, events, refusal, Scripted, token } from "./support/server.js";

const ask = { name: "a", input: "b" };
const KEY = "canary-7f3a91";

test("an error of a program's own has the defaults of its class", () => {
  const error = new RateLimitError("Slow down.", { status: 429, retryAfter: 1000 });
  assert.ok(error instanceof RateLimitError && error instanceof AgentSpecError && error instanceof Error);
  assert.ok(!(error instanceof NotFoundError));
  assert.deepEqual(
    [error.name, error.code, error.message, String(error), error.outcome, error.attempts, error.mayHaveRun],
    ["RateLimitError", "rate_limited", "Slow down.", "rate_limited: Slow down. (status 429)", "not_sent", 0, false],
  );
  const late = new TimeoutError("late", { attempts: 1, cause: "why" });
  assert.ok(late instanceof ConnectionError && late.isConnection && late.mayHaveRun);
  assert.deepEqual([late.cause, late.code, new AgentSpecError("x").code], ["why", "timeout", "http_error"]);
});

test("instanceof holds across copies of the package, and for classes of a program's own", async () => {
  const copy = (await import(`../src/errors.js?copy=${1}`)) as typeof errors;
  const other = (await import(`../src/generated/errors.js?copy=${1}`)) as typeof errors;
  assert.equal(copy.AgentSpecError, errors.AgentSpecError, "only the module that is asked for is loaded again");
  const error = new other.NotFoundError("gone");
  assert.notEqual(other.NotFoundError, NotFoundError);
  assert.ok(error instanceof NotFoundError && error instanceof AgentSpecError && !(error instanceof RateLimitError));
  class Mine extends NotFoundError {}
  assert.ok(new Mine("x") instanceof Mine && new Mine("x") instanceof NotFoundError);
  assert.ok(!(new NotFoundError("x") instanceof Mine));
  for (const value of [null, undefined, 5, "x", {}, new Error("x")])
    assert.ok(!((value as unknown) instanceof AgentSpecError));
});

test("a message longer than 1 KiB is cut between characters", async () => {
  const server = await Scripted.start(refusal(400, "c".repeat(2000), "é".repeat(2000)));
  const error = await errorOf(clientOf(server.url).agents.list());
  assert.equal(error.message, `${"é".repeat(510)}…`);
  assert.equal(Buffer.byteLength(error.code), 1024);
  assert.ok(
    Buffer.byteLength(error.body!) > 2045 && Buffer.byteLength(error.body!) <= 2048 && error.body!.endsWith("é"),
  );
});

test("a credential that a server echoes is in no part of an error", async () => {
  const bodies = [
    answer(
      400,
      { error: { code: `x-${KEY}`, message: `no: ${KEY}`, [KEY]: KEY } },
      { "X-Echo": KEY, "X-Correlation-ID": KEY },
    ),
    answer(400, `${KEY} is bad`, { "Content-Type": "text/plain" }),
    answer(500, {
      error: { code: "pipeline_error", message: "x" },
      steps: [{ name: KEY, status: "failed", duration_ms: 5 }],
    }),
    answer(200, `<html><title>${KEY}</title>`, { "Content-Type": "text/html" }),
    answer(200, { output: 5, usage: KEY }),
    answer(302, "", { Location: `https://${KEY}.example/${KEY}` }),
    answer(404, JSON.stringify(KEY).replace("c", "\\u0063"), { "Content-Type": "application/json" }),
    events([token("x"), { type: "error", code: KEY, message: KEY, [KEY]: KEY }]),
    events([token(KEY), { type: "done", usage: KEY }]),
  ];
  for (const [index, given] of bodies.entries()) {
    for (const make of [
      (client: ReturnType<typeof clientOf>) => client.pipelines.run(ask),
      (client: ReturnType<typeof clientOf>) => client.agents.stream(ask).text(),
    ]) {
      const server = await Scripted.start(given);
      const error = await errorOf(make(clientOf(server.url, { apiKey: KEY, maxRetries: 0 })));
      const shown = [
        inspect(error, { depth: 9, showHidden: true }),
        String(error),
        error.stack,
        error.message,
        error.code,
        error.body,
        error.partialText,
        error.correlationId,
        JSON.stringify([...error.headers]),
        JSON.stringify(error),
        inspect(error.cause, { depth: 9 }),
      ].join("\n");
      assert.ok(!shown.includes("canary"), `${index}: ${shown}`);
      assert.ok(!shown.includes(btoa(KEY).slice(0, 8)));
    }
  }
});

test("the start of a credential at the end of a text that was read in part is redacted", async () => {
  const server = await Scripted.start(events([token(`xx${KEY.slice(0, 6)}`)]));
  const error = await errorOf(clientOf(server.url, { apiKey: KEY }).agents.stream(ask).text());
  assert.equal(error.partialText, "xx[redacted]");
});

test("a credential across a cut is redacted whole", async () => {
  for (let before = 1000; before < 1030; before++) {
    const server = await Scripted.start(refusal(400, "x", `${"x".repeat(before)}${KEY}${"y".repeat(2000)}`));
    const error = await errorOf(clientOf(server.url, { apiKey: KEY }).agents.list());
    for (let end = 4; end <= KEY.length; end++) assert.ok(!error.message.includes(KEY.slice(0, end)), error.message);
  }
  for (let before = 2030; before < 2060; before++) {
    const server = await Scripted.start(answer(400, `${"x".repeat(before)}${KEY}${"y".repeat(9000)}`));
    const error = await errorOf(clientOf(server.url, { apiKey: KEY }).agents.list());
    for (let end = 4; end <= KEY.length; end++) assert.ok(!error.body!.includes(KEY.slice(0, end)), error.body);
  }
});

test("a credential in the error of a fetch of the user's is redacted", async () => {
  const fetch = async () => {
    throw Object.assign(new TypeError("no"), { config: { headers: { "X-API-Key": KEY } } });
  };
  const error = await errorOf(clientOf("https://agents.example", { fetch, apiKey: KEY, maxRetries: 0 }).agents.list());
  assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes("canary"));
  assert.equal((error.cause as Error).message, "no");
});

/** ESC, BEL, a turn of the direction and a character without a width. */
const UNSAFE = new RegExp(`[${String.fromCharCode(27, 7, 0x202e, 0x200b)}]`);

test("what would act on a terminal is escaped where an error is shown, and not in its parts", async () => {
  const evil = "\x1b[2Jred\u202egnp\u200b\x07\r\nline\ttab";
  const server = await Scripted.start(refusal(400, evil, evil));
  const error = await errorOf(clientOf(server.url).agents.list());
  assert.deepEqual([error.message, error.code], [evil, evil]);
  for (const shown of [String(error), error.stack!, inspect(error), inspect(error, { colors: false, depth: 9 })]) {
    assert.ok(!UNSAFE.test(shown), JSON.stringify(shown));
  }
  assert.ok(String(error).includes("\\u{1b}[2Jred\\u{202e}gnp\\u{200b}\\u{7}\r\nline\ttab"));
  const streamed = await Scripted.start(events([{ type: "error", code: "x", message: evil }]));
  const failed = await errorOf(clientOf(streamed.url).agents.stream(ask).text());
  assert.equal(failed.message, evil);
  assert.ok(!UNSAFE.test(inspect(failed) + failed.stack));
});

test("the steps of a failed run are on its error", async () => {
  const steps = [{ name: "one", status: "failed", duration_ms: 5, error: { code: "c", message: "m" } }];
  const server = await Scripted.start(answer(500, { error: { code: "pipeline_error", message: "one failed" }, steps }));
  const error = await errorOf(clientOf(server.url).pipelines.run(ask));
  assert.deepEqual(error.steps, [{ name: "one", status: "failed", durationMs: 5, error: { code: "c", message: "m" } }]);
});

test("the correlation id of the server stands beside the one that was sent", async () => {
  const server = await Scripted.start(refusal(400, "x", "x", { "X-Correlation-ID": "theirs" }));
  const error = await errorOf(clientOf(server.url).agents.list({ correlationId: "mine" }));
  assert.deepEqual([error.correlationId, error.sentCorrelationId], ["theirs", "mine"]);
});

test("a response with the correlation id of another call is refused, unless it is the same request", async () => {
  const stolen = answer(200, { agents: [] }, { "X-Correlation-ID": "first" });
  const server = await Scripted.start(stolen);
  const client = clientOf(server.url, { maxRetries: 0 });
  await client.agents.list({ correlationId: "first" });
  const error = await errorOf(client.agents.list({ correlationId: "second" }));
  assert.match(error.message, /^the response carries the correlation id of another call of this client/);
  assert.deepEqual([error.code, error.outcome, error.status], ["decode_error", "unknown", 200]);
  await clientOf(server.url).agents.list({ correlationId: "second" });
  const same = await Scripted.start(
    answer(
      200,
      { output: "x", usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } },
      { "X-Correlation-ID": "first" },
    ),
  );
  const repeating = clientOf(same.url);
  await repeating.agents.invoke(ask, { correlationId: "first", idempotencyKey: "key" });
  await repeating.agents.invoke(ask, { correlationId: "second", idempotencyKey: "key" });
  assert.ok(await errorOf(repeating.agents.invoke(ask, { correlationId: "third" })));
});
