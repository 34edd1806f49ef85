import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import {
  DONE,
  EVERY_CALL,
  type Expected,
  each,
  failed,
  fails,
  finalResponse,
  GET_AND_DELETE,
  gives,
  INVOKED,
  invoke,
  listAgents,
  make,
  mock,
  NETWORKS,
  NEURAL,
  NEVER,
  type Result,
  Run,
  row,
  SUCCESS,
  stalls,
  stream,
  text,
  textStream,
  WHOLE,
} from "./support/scenarios.js";
import { answer, Scripted } from "./support/server.js";

const DECODE: Expected = { name: "DecodeError", code: "decode_error", outcome: "unknown" };
const TOO_LARGE: Expected = { ...DECODE, code: "too_large" };
const INTERRUPTED: Expected = { name: "StreamInterruptedError", code: "stream_interrupted", outcome: "partial" };
const TIMEOUT: Expected = { name: "TimeoutError", code: "timeout", outcome: "unknown" };
const BAD_GATEWAY: Expected = { name: "ServerError", code: "http_502", outcome: "unknown" };
const BUSY: Expected = { name: "ServerError", code: "http_503", outcome: "rejected" };

const status = (code: number, outcome: "rejected" | "unknown"): Expected => ({
  name: "AgentSpecError",
  code: `http_${code}`,
  outcome,
});

test("fault 18: an error outside of the contract is kept and retried by its status", async () => {
  for (const [name, body] of [
    ["html-page", "<html><h1>502 Bad Gateway</h1></html>"],
    ["other-json", '{"detail": "no upstream", "errors": [{"code": 7}]}'],
    ["empty-body", ""],
    ["large-html-page", "<p>Bad Gateway</p>".repeat(200).slice(0, 2048)],
  ] as const) {
    for (const error of await row(`18-${name}`, BAD_GATEWAY, EVERY_CALL))
      assert.deepEqual([error.status, error.body], [502, body]);
  }
  const error = await fails("18-html-page", { ...BAD_GATEWAY, requests: 4 }, invoke);
  assert.equal(error.headers.get("x-proxy"), "nearest");
  await row("18-html-page-of-500", { name: "ServerError", code: "internal_error", outcome: "unknown" }, NEVER);
  const { results, run } = await each("18-html-page-then-well", [invoke]);
  assert.deepEqual(results, [{ items: [SUCCESS], error: undefined }]);
  const keys = (await run.seen()).requests.map(({ headers }) => Object.fromEntries(headers)["idempotency-key"]);
  assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
  await row("18-html-page", BAD_GATEWAY, GET_AND_DELETE, EVERY_CALL, { retryPolicy: "strict" });
  await row("18-html-page", BAD_GATEWAY, NEVER, EVERY_CALL, { retryPolicy: "never" });
});

test("fault 19: an error in a 200 is an error of its code", async () => {
  for (const [scenario, name, code] of [
    ["19-error-in-200", "RateLimitError", "rate_limited"],
    ["19-flat-error-in-200", "NotFoundError", "not_found"],
    ["19-unknown-error-in-200", "ServerError", "out_of_cheese"],
  ] as const) {
    for (const ask of [invoke, listAgents])
      assert.equal((await fails(scenario, { name, code, outcome: "unknown" }, ask)).status, 200);
  }
});

test("fault 20: a response that is not a stream is refused with its body", async () => {
  for (const [scenario, body] of [
    ["20-json-on-stream", '{"output"'],
    ["20-html-on-stream", "<h1>Welcome to the proxy</h1>"],
    ["20-events-as-plain-text", "data: "],
    ["20-no-content-type-on-stream", "data: "],
  ] as const) {
    assert.ok((await fails(scenario, DECODE)).body?.startsWith(body), scenario);
  }
  assert.equal((await fails("20-no-content-on-stream", DECODE)).status, 204);
});

test("fault 21: unexpected JSON is refused with its place, and an unreadable event ends its stream", async () => {
  for (const [name, body, path] of [
    ["empty-body", "", ""],
    ["not-json", "Neural networks", ""],
    ["half-json", '{"output": "Neural', ""],
    ["wrong-type", '{"output": 5', "output"],
    ["field-missing", '{"output": "Neural networks"}', ""],
    ["list", "[]", ""],
  ] as const) {
    const error = await fails(`21-${name}`, DECODE, invoke);
    assert.ok(error.body?.startsWith(body), name);
    assert.equal((error.cause as { path: string }).path, path, name);
  }
  assert.match(((await fails("21-field-missing", DECODE, invoke)).cause as Error).message, /`usage`/);
  for (const scenario of ["21-malformed-event", "21-event-of-a-wrong-type"]) {
    const error = await fails(scenario, { ...DECODE, outcome: "partial", items: [NEURAL] });
    assert.ok(error.body?.startsWith('{"type": "token"'), scenario);
    await fails(scenario, { ...DECODE, outcome: "partial" }, text);
  }
});

test("fault 22: a redirect to another server is an error, and that server never sees a key", async () => {
  for (const [scenario, code] of [
    ["22-redirect-to-another-host", 307],
    ["22-permanent-redirect-to-another-host", 308],
  ] as const) {
    for (const error of await row(scenario, status(code, "rejected"), NEVER)) {
      assert.deepEqual([error.status, error.headers.get("location")], [code, "http://elsewhere.invalid/v1/agents"]);
      assert.match(error.message, /redirects are not followed/);
    }
  }
  const elsewhere = await Scripted.start(answer(200, { agents: [] }));
  for (const code of [301, 302, 303, 307, 308]) {
    const server = await Scripted.start(answer(code, "", { Location: `${elsewhere.url}/v1/agents` }));
    const client = clientOf(server.url, { apiKey: "canary-key-1234567890" });
    for (const ask of EVERY_CALL) assert.equal((await make(client, ask)).error?.code, `http_${code}`);
    assert.equal(server.received.length, EVERY_CALL.length);
  }
  assert.equal(elsewhere.received.length, 0);
});

test("fault 23: a redirect is not followed, in a circle or from a POST to a GET", async () => {
  await row("23-redirect-loop", status(307, "rejected"), NEVER);
  for (const code of [301, 302, 303]) {
    // It is the usual response to a POST that has run.
    await row(`23-${code}-then-well`, status(code, "unknown"), NEVER);
    const { run } = await each(`23-${code}-then-well`, [invoke]);
    assert.deepEqual(
      (await run.seen()).requests.map(({ method }) => method),
      ["POST"],
    );
  }
});

test("fault 24: a head, a line or an event that is too large is refused in bounded memory", async () => {
  // The limit is the platform's: 16 KiB in Node.js.
  for (const scenario of ["24-large-header", "24-many-headers"]) await fails(scenario, TOO_LARGE);
  for (const scenario of ["24-large-line", "24-large-event"])
    await fails(scenario, { ...TOO_LARGE, outcome: "partial", items: [NEURAL] });
  for (const scenario of ["24-large-line", "24-large-event", "24-endless-line"]) {
    const error = await fails(scenario, { ...TOO_LARGE, outcome: "partial", items: [NEURAL] }, stream, {
      eventLimit: 1000,
    });
    assert.match(error.message, /larger than 1000 bytes/);
  }
  const { results } = await each("24-large-line", [stream], { eventLimit: 32 << 20 });
  assert.equal(results[0]?.error, undefined);
  assert.equal((results[0]!.items[1] as { content: string }).content.length, 20_000_000);
  await fails("24-endless-json", TOO_LARGE, invoke);
  for (const scenario of ["24-large-comment", "24-large-unknown-field"])
    await gives(scenario, WHOLE, stream, { eventLimit: 1000 });
});

test("fault 25: invalid UTF-8 becomes a replacement character", async () => {
  await gives("25-invalid-utf8-in-a-text", [{ type: "token", content: "caf\ufffd" }, DONE]);
  await fails("25-invalid-utf8-outside-of-a-text", { ...DECODE, outcome: "partial", items: [NEURAL] });
});

test("fault 26: a stream without its end is interrupted", async () => {
  for (const [name, items] of [
    ["no-end-event", [NEURAL, NETWORKS]],
    ["no-event-at-all", []],
    ["no-end-event-and-closed", [NEURAL, NETWORKS]],
    ["unterminated-token", [NEURAL]],
  ] as const) {
    const expected: Expected = { ...INTERRUPTED, outcome: items.length ? "partial" : "unknown" };
    assert.equal((await fails(`26-${name}`, { ...expected, items })).events, items.length);
    for (const collect of [text, finalResponse])
      assert.equal((await fails(`26-${name}`, expected, collect)).events, items.length);
  }
});

test("fault 27: an end event without its blank line is an end", async () => {
  for (const name of ["unterminated-done", "done-without-its-blank-line", "unterminated-done-of-gzip"]) {
    await gives(`27-${name}`, WHOLE);
    await gives(`27-${name}`, [INVOKED], finalResponse);
  }
  const stopped = { type: "error", code: "internal_error", message: "The model stopped." };
  await gives("27-unterminated-error", [NEURAL, NETWORKS, stopped]);
  await fails("27-half-done", { ...INTERRUPTED, items: [NEURAL, NETWORKS] });
});

test("fault 28: anything after done is ignored", async () => {
  for (const name of [
    "token-after-done",
    "second-done",
    "error-after-done",
    "garbage-after-done",
    "cut-after-done",
    "hang-after-done",
    "endless-after-done",
  ]) {
    await gives(`28-${name}`, WHOLE);
    await gives(`28-${name}`, [INVOKED], finalResponse);
    await gives(`28-${name}`, ["Neural", " networks"], textStream);
  }
  // A reset may overtake data that the client has not read yet.
  const { results } = await each("28-reset-after-done", [stream]);
  const { items, error } = results[0] as Result;
  assert.deepEqual(items, WHOLE.slice(0, items.length));
  assert.equal(error === undefined, items.length === WHOLE.length);
});

test("fault 29: an error event is an event to a reader, and an error to a collector", async () => {
  const stopped = { type: "error", code: "internal_error", message: "The model stopped." };
  await gives("29-error-event", [NEURAL, NETWORKS, { type: "error", code: "rate_limited", message: "Slow down." }]);
  await gives("29-unknown-error-event", [
    NEURAL,
    NETWORKS,
    { type: "error", code: "out_of_cheese", message: "Redo from start." },
  ]);
  await gives("29-error-event-first", [stopped]);
  for (const [scenario, name, code, events] of [
    ["29-error-event", "RateLimitError", "rate_limited", 2],
    ["29-unknown-error-event", "ServerError", "out_of_cheese", 2],
    ["29-error-event-first", "ServerError", "internal_error", 0],
  ] as const) {
    const expected: Expected = { name, code, outcome: events ? "partial" : "unknown" };
    for (const collect of [text, finalResponse])
      assert.equal((await fails(scenario, expected, collect)).events, events);
    await fails(scenario, { ...expected, items: ["Neural", " networks"].slice(0, events) }, textStream);
  }
  const { results } = await each("29-error-event-and-cut", [stream]);
  const { items, error } = results[0] as Result;
  assert.deepEqual(items, [NEURAL, NETWORKS, stopped].slice(0, items.length));
  assert.equal(error === undefined, items.length === 3);
});

test("fault 30: unknown events, fields and values are kept", async () => {
  const thought = { type: "unknown", raw: { type: "thought", content: "Hm.", depth: 2 } };
  await gives("30-unknown-event", [NEURAL, thought, NETWORKS, DONE]);
  const { results } = await each("30-unknown-field-of-an-event", [stream]);
  assert.deepEqual(results[0]?.items[0], { ...NEURAL, extra: { confidence: 0.5, logprobs: [1] } });
  const invoked = (await each("30-unknown-field", [invoke])).results[0]!.items[0] as {
    extra: object;
    usage: { extra: object };
  };
  assert.deepEqual([invoked.extra, invoked.usage.extra], [{ mood: "good" }, { cached: 4 }]);
  const [agents] = (await each("30-unknown-status", [listAgents])).results[0]!.items as {
    status: string;
    skills: string[];
  }[][];
  assert.deepEqual([agents?.[0]?.status, agents?.[0]?.skills], ["hibernating", []]);
});

test("fault 31: integral floats, equal keys and deep nesting", async () => {
  for (const name of ["integral-float", "duplicate-keys"]) {
    await gives(`31-${name}`, [INVOKED], invoke);
    await gives(`31-${name}-in-an-event`, WHOLE);
  }
  await fails("31-fraction", DECODE, invoke);
  await fails("31-fraction-in-an-event", { ...DECODE, outcome: "partial", items: [NEURAL, NETWORKS] });
  const { results } = await each("31-free-numbers-in-an-event", [stream]);
  // An integer that no number of JavaScript is becomes its digits.
  assert.deepEqual((results[0]!.items[0] as { output: unknown }).output, [1, 100, "12345678901234567890"]);
  await fails("31-deep-nesting", DECODE, invoke);
  await fails("31-deep-nesting-in-an-event", { ...DECODE, outcome: "partial", items: [NEURAL] });
});

test("fault 32: Retry-After in each form", async () => {
  const OWN = 200;
  for (const [names, delay] of [
    [["seconds", "seconds-on-429", "date", "date-of-rfc-850", "date-of-asctime"], 1000],
    [["zero", "past"], 0],
    [["garbage", "empty", "negative", "fraction"], OWN],
  ] as const) {
    for (const name of names) {
      const clock = new TestClock(Date.now());
      const { results, run } = await each(`32-${name}`, [invoke], { clock, retryDelay: OWN });
      assert.deepEqual([results, clock.delays], [[{ items: [SUCCESS], error: undefined }], [delay]], name);
      assert.equal((await run.connections()).length, 2);
    }
  }
  for (const [name, seconds] of [
    ["beyond-the-cap", 61],
    ["too-large-for-a-clock", 2 ** 64],
    ["too-large-for-an-integer", 2 ** 64],
  ] as const) {
    for (const error of await row(`32-${name}`, BUSY, NEVER)) {
      assert.ok(
        error.retryAfter! >= seconds * 1000 && error.stoppedBy === "maxRetryDelay",
        `${name} ${error.retryAfter}`,
      );
    }
  }
  for (const error of await row("32-date-beyond-the-cap", BUSY, NEVER))
    assert.ok(error.retryAfter! > 1000 * 3600 * 24 * 365 * 8000 * 0.9);
  await row("32-seconds", BUSY, NEVER, EVERY_CALL, { maxRetryDelay: 500 });
  const [error] = await row("32-beyond-the-cap", BUSY, NEVER, [invoke], { maxRetryDelay: 61_000, deadline: 30_000 });
  assert.deepEqual([error?.stoppedBy, error?.retryAfter], ["deadline", 61_000]);
});

const CLOSING = ["33-silent-stream-to-drop", "33-busy-stream-to-drop"];

test("fault 33: a stream that is dropped half-way closes its connection", async () => {
  const ask = { name: "a", input: "b" };
  for (const scenario of CLOSING) {
    for (const leave of [
      async (client: ReturnType<typeof clientOf>) => {
        for await (const _ of client.agents.stream(ask)) break;
      },
      async (client: ReturnType<typeof clientOf>) => {
        const events = await client.agents.stream(ask).opened();
        await events.close();
      },
      async (client: ReturnType<typeof clientOf>) => {
        for await (const _ of client.agents.stream(ask).textStream()) break;
      },
      async (client: ReturnType<typeof clientOf>) => {
        const controller = new AbortController();
        await assert.rejects(async () => {
          for await (const _ of client.agents.stream(ask, { signal: controller.signal })) controller.abort();
        });
      },
      async (client: ReturnType<typeof clientOf>) => {
        await assert.rejects(
          client.agents.stream(ask, {
            onToken: () => {
              throw new RangeError();
            },
          }),
          RangeError,
        );
      },
    ]) {
      const run = new Run(scenario);
      await leave(clientOf(run.url));
      await run.closed();
    }
  }
});

test("fault 34: a call that is aborted closes its connection", async () => {
  for (const name of ["call-to-drop", "call-to-drop-in-its-headers", "call-to-drop-in-its-body"]) {
    for (const isStream of [false, true]) {
      if (isStream && name === "call-to-drop-in-its-body") continue; // Its response is no stream.
      const run = new Run(`34-${name}`);
      const controller = new AbortController();
      const options = { signal: controller.signal };
      const ask = { name: "a", input: "b" };
      const client = clientOf(run.url);
      const call = isStream ? client.agents.stream(ask, options).text() : client.agents.invoke(ask, options);
      const rejected = assert.rejects(async () => await call, { name: "AbortError" });
      await run.receives(1);
      controller.abort();
      await rejected;
      await run.closed();
    }
  }
});

test("fault 35: calls that fail at once share a budget of retries", async () => {
  const CALLS = 20;
  const requests = async (retryBudget: number | null) => {
    const run = new Run("35-always-503");
    const client = clientOf(run.url, { maxRetries: 1, retryBudget, clock: new TestClock() });
    await Promise.all(Array.from({ length: CALLS }, () => errorOf(client.agents.invoke({ name: "a", input: "b" }))));
    return (await run.connections()).length;
  };
  // One call at a time retries outside of the budget; the clock stands still.
  const bounded = await requests(2);
  assert.ok(bounded >= CALLS + 3 && bounded < 2 * CALLS, `${bounded}`);
  assert.equal(await requests(null), 2 * CALLS);
  assert.equal(await requests(100), 2 * CALLS);
});

test("fault 41: an event without content is ignored, and the end marker of other APIs is no end", async () => {
  await gives("41-heartbeats", WHOLE);
  await gives("41-heartbeats", ["Neural networks"], text);
  for (const name of ["end-mark-in-place-of-done", "unterminated-end-mark"])
    await fails(`41-${name}`, { ...INTERRUPTED, items: [NEURAL, NETWORKS] });
  const { result } = await stalls("41-heartbeats-alone", stream, 1, 30_000, {
    byteIdleTimeout: 2 ** 30,
    eventIdleTimeout: 60_000,
  });
  assert.match(
    failed(result, { ...TIMEOUT, outcome: "partial", items: [NEURAL] }, 1, "41-heartbeats-alone").message,
    /^no event/,
  );
});

test("fault 42: half of a surrogate pair becomes a replacement character", async () => {
  await gives("42-emoji-in-two-tokens", [
    { type: "token", content: "Hi \ufffd" },
    { type: "token", content: "\ufffd!" },
    DONE,
  ]);
  await gives("42-emoji-in-two-tokens", ["Hi \ufffd\ufffd!"], text);
  const invoked = (await each("42-half-of-a-pair-in-an-answer", [invoke])).results[0]!.items[0] as {
    output: string;
    extra: object;
  };
  assert.deepEqual([invoked.output, invoked.extra], ["Hi \ufffd", { "\ufffd": ["\u{1f600}"] }]);
  const expected: Expected = { name: "NotFoundError", code: "not_found", outcome: "rejected" };
  assert.equal((await fails("42-half-of-a-pair-in-an-error", expected, invoke)).message, "No agent \ufffd");
});

test("fault 43: a byte order mark before JSON is ignored", async () => {
  const { results } = await each("43-byte-order-mark", [invoke]);
  assert.equal((results[0]!.items[0] as { output: string }).output, "Neural networks");
  await fails(
    "43-byte-order-mark-before-an-error",
    { name: "NotFoundError", code: "not_found", outcome: "rejected" },
    invoke,
  );
  await fails(
    "43-byte-order-mark-before-an-error-in-200",
    { name: "RateLimitError", code: "rate_limited", outcome: "unknown" },
    invoke,
  );
});

test("fault 44: an error body is an error event and ends the stream", async () => {
  const error = { code: "rate_limited", message: "Slow down." };
  const limited: Expected = { name: "RateLimitError", code: "rate_limited", outcome: "partial" };
  const plain = ["44-flat", "44-flat-and-named", "44-named", "44-unterminated"];
  for (const scenario of plain) await gives(scenario, [NEURAL, { type: "error", ...error }]);
  await gives("44-nested-and-named", [NEURAL, { type: "error", ...error, extra: { error } }]);
  await gives("44-nested", [NEURAL, { type: "error", ...error, extra: { error: { ...error, wait: 3 } } }]);
  for (const scenario of [...plain, "44-nested", "44-nested-and-named"]) {
    for (const collect of [text, finalResponse]) {
      const found = await fails(scenario, limited, collect);
      assert.deepEqual([found.message, found.events], ["Slow down.", 1]);
    }
    await fails(scenario, { ...limited, items: ["Neural"] }, textStream);
  }
  await fails("44-message-alone", { name: "ServerError", code: "internal_error", outcome: "partial" }, text);
});

test("fault 48: free-form JSON keeps its order and its numbers", async () => {
  const call = (await each("48-arguments", [stream])).results[0]!.items[0] as { arguments: Record<string, unknown> };
  const expected = { zeta: "2000000000000000000001", alpha: { c: "-9223372036854775809", b: 1 } };
  assert.equal(JSON.stringify(call.arguments), JSON.stringify(expected));
  const output = ["NaN", "Infinity", "-Infinity", "1e400", "-1E+999", 1e308];
  await gives("48-no-numbers", [{ type: "tool_result", name: "measure", output }, DONE]);
  const { extra } = (await each("48-answer", [invoke])).results[0]!.items[0] as { extra: object };
  assert.equal(
    JSON.stringify(extra),
    JSON.stringify({ zeta: { y: "18446744073709551616", x: "NaN" }, alpha: "1e400" }),
  );
  for (const [name, number] of [
    ["no-number-of-tokens", "NaN"],
    ["integer-beyond-64-bits-of-tokens", "18446744073709551616"],
  ]) {
    const error = await fails(`48-${name}`, DECODE, invoke);
    assert.match((error.cause as Error).message, new RegExp(`^usage\\.input_tokens: .*${number}`));
  }
});

test("fault 49: the error names a web page", async () => {
  for (const [name, form] of [
    ["page", "200 OK, text/html"],
    ["xhtml-page", "200 OK, application/xhtml+xml"],
    ["page-of-another-type", "200 OK, application/json"],
    ["page-without-a-type", "200 OK, no content type"],
    ["page-of-202", "202 Accepted, text/html"],
  ] as const) {
    // A DELETE accepts any 2xx.
    for (const ask of [listAgents, invoke, stream]) {
      const error = await fails(`49-${name}`, DECODE, ask);
      assert.ok(error.isUnsupported);
      assert.equal(
        error.message,
        `${mock.url}: the response is a web page and not a response of the API (${form}, with the title "Welcome"): the base URL probably names another server`,
      );
    }
  }
  for (const scenario of [
    "21-not-json",
    "21-half-json",
    "21-empty-body",
    "20-events-as-plain-text",
    "20-json-on-stream",
  ]) {
    const error = await fails(scenario, DECODE);
    assert.ok(!error.isUnsupported && !error.message.includes("web page"), scenario);
  }
});

test("fault 53: an event that is too large fails after the events before it, and the user can set the limit", async () => {
  const error = await fails("53-event", { ...TOO_LARGE, outcome: "partial", items: [NEURAL] });
  assert.match(error.message, /eventLimit/);
  await fails("43-byte-order-mark", TOO_LARGE, invoke, { answerLimit: 100 });
  assert.equal((await each("43-byte-order-mark", [invoke], { answerLimit: 2000 })).results[0]?.error, undefined);
});

test("fault 54: work without end ends by the timeout, and other calls go on", async () => {
  for (const ask of [listAgents, invoke]) {
    const { result } = await stalls("54-empty-members", ask, 0, 5000, { timeout: 5000, maxRetries: 0 });
    failed(result, TIMEOUT, 1, "54-empty-members");
    // Node.js refuses a 100 that was not asked for.
    await fails(
      "54-informational-answers",
      { name: "ConnectionError", code: "transport_error", outcome: "unknown" },
      ask,
      { maxRetries: 0 },
    );
  }
  const { result } = await stalls("54-empty-members-of-a-stream", text, 0, 5000, { eventIdleTimeout: 5000 });
  failed(result, TIMEOUT, 1, "54-empty-members-of-a-stream");
  const controller = new AbortController();
  const hostile = clientOf(new Run("54-empty-members").url).agents.list({ signal: controller.signal });
  const rejected = assert.rejects(async () => await hostile);
  const healthy = clientOf(mock.url);
  for (let count = 0; count < 20; count++) await healthy.agents.list();
  controller.abort();
  await rejected;
});
