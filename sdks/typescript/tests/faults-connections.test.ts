import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { clientOf } from "./support/client.js";
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
  NETWORKS,
  NEURAL,
  NEVER,
  Run,
  row,
  SUCCESS,
  stalls,
  stream,
  text,
  WHOLE,
  WHOLE_RESPONSES,
} from "./support/scenarios.js";
import { Scripted } from "./support/server.js";

const TRANSPORT: Expected = { name: "ConnectionError", code: "transport_error", outcome: "unknown" };
const NO_CONNECTION: Expected = { name: "ConnectionError", code: "connection_error", outcome: "not_sent" };
const INTERRUPTED: Expected = { name: "StreamInterruptedError", code: "stream_interrupted", outcome: "partial" };
const TIMEOUT: Expected = { name: "TimeoutError", code: "timeout", outcome: "unknown" };
const DECODE: Expected = { name: "DecodeError", code: "decode_error", outcome: "unknown" };

/** A GET succeeds the second time, and a POST is not made again. */
async function onlyAGetRecovers(scenario: string): Promise<void> {
  const { results, run } = await each(scenario, [listAgents]);
  assert.equal(results[0]?.error, undefined, scenario);
  assert.equal((await run.connections()).length, 2);
  await fails(scenario, TRANSPORT, invoke);
}

test("fault 01: a refused connection is retried", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  for (const ask of EVERY_CALL) {
    failed(await make(clientOf(`http://127.0.0.1:${port}`, { maxRetries: 1 }), ask), NO_CONNECTION, 2, "refused");
  }
});

test("fault 02: a name that does not resolve is retried", async () => {
  for (const ask of EVERY_CALL) {
    failed(await make(clientOf("http://agents.invalid", { maxRetries: 1 }), ask), NO_CONNECTION, 2, "unresolved");
  }
});

test("fault 03: a connection that takes too long is retried", async () => {
  const skip = typeof process.getBuiltinModule !== "function";
  // The system accepts the connection, and the handshake gets no response.
  const server = await Scripted.start();
  for (const ask of EVERY_CALL) {
    const clock = new TestClock();
    const client = clientOf(server.url.replace("http:", "https:"), {
      clock,
      timeout: 5000,
      maxRetries: 1,
      retryPolicy: () => 0,
    });
    let isOver = false;
    const made = make(client, ask).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (clock.timers) clock.advance(5000);
    }
    failed(await made, skip ? TIMEOUT : { ...TIMEOUT, outcome: "not_sent" }, 2, "late");
  }
});

test("fault 05: a POST without a response reaches the server once", async () => {
  for (const scenario of ["05-reset-before-answer", "05-closed-before-answer"]) {
    await row(scenario, TRANSPORT, GET_AND_DELETE);
    await onlyAGetRecovers(`${scenario}-then-well`);
  }
});

test("fault 06: a truncated head is not a response", async () => {
  for (const name of ["closed-in-status-line", "closed-in-headers", "closed-before-empty-line", "reset-in-headers"]) {
    await row(`06-${name}`, TRANSPORT, GET_AND_DELETE);
  }
  await onlyAGetRecovers("06-closed-in-headers-then-well");
});

test("fault 07: a GET does not notice a closed idle connection, and a POST reaches the server once", async () => {
  const scenarios = [
    "idle-connection-closed",
    "idle-connection-closed-under-a-request",
    "idle-connection-reset-under-a-request",
  ];
  for (const name of scenarios) {
    const { results } = await each(`07-${name}`, [listAgents, listAgents]);
    assert.deepEqual(
      results.map(({ error }) => error),
      [undefined, undefined],
      name,
    );
  }
  for (const name of scenarios) {
    const { results, run } = await each(`07-${name}`, [invoke, invoke]);
    const [first, second] = results;
    assert.deepEqual(first, { items: [SUCCESS], error: undefined });
    // If the end of the connection was noticed in time, another one was opened; else it is unknown whether the server ran the request.
    if (second?.error || name !== "idle-connection-closed") failed(second, TRANSPORT, 1, name);
    assert.ok((await run.connections()).length <= 2);
  }
});

test("fault 08: a response that is not HTTP is not retried", async () => {
  const heads = [
    "another-protocol",
    "page-without-a-head",
    "tls",
    "bad-status",
    "header-without-a-colon",
    "bad-length",
    "two-lengths",
  ];
  for (const name of heads) {
    for (const error of await row(`08-${name}`, TRANSPORT, NEVER)) {
      const [message, hint = ""] = error.message.split(": ");
      assert.equal(message, "the response is not valid HTTP", name);
      const isOther = ["another-protocol", "page-without-a-head", "tls"].includes(name);
      assert.equal(hint.startsWith("if 127.0.0.1:"), isOther, name);
    }
  }
  for (const name of ["bad-chunk-size", "chunk-size-too-large", "bad-chunk-end"]) {
    for (const error of await row(`08-${name}`, TRANSPORT, NEVER, WHOLE_RESPONSES)) {
      assert.match(error.message, /^the response is not valid HTTP/);
    }
  }
  await fails("08-stream-bad-chunk-size", { ...INTERRUPTED, items: [NEURAL, NETWORKS] });
});

test("fault 09: a truncated JSON body is never a partial object, and only a GET or DELETE is retried", async () => {
  for (const scenario of ["09-reset-in-json", "09-early-end-in-json"]) {
    await row(scenario, TRANSPORT, GET_AND_DELETE, WHOLE_RESPONSES);
    await onlyAGetRecovers(`${scenario}-then-well`);
  }
});

test("fault 10: a body without its last chunk is truncated, and such a stream is interrupted", async () => {
  await row("10-json-without-last-chunk", TRANSPORT, GET_AND_DELETE, WHOLE_RESPONSES);
  await fails("10-stream-without-last-chunk", { ...INTERRUPTED, items: [NEURAL, NETWORKS] });
  await fails("10-stream-cut-in-a-chunk", { ...INTERRUPTED, items: [NEURAL] });
  for (const collect of [text, finalResponse]) {
    for (const scenario of ["10-stream-without-last-chunk", "10-stream-cut-in-a-chunk"])
      await fails(scenario, INTERRUPTED, collect);
  }
  // A reset may overtake data that the client has not read yet.
  const { results } = await each("10-stream-reset", [stream]);
  const [{ items, error } = { items: [], error: undefined }] = results;
  assert.deepEqual(items, [NEURAL, NETWORKS].slice(0, items.length));
  assert.deepEqual(
    [error?.name, error?.outcome, error?.events],
    ["StreamInterruptedError", items.length ? "partial" : "unknown", items.length],
  );
});

test("fault 11: a body shorter than its length is truncated, and a longer one leaves nothing for the next response", async () => {
  await row("11-length-too-large", TRANSPORT, GET_AND_DELETE, WHOLE_RESPONSES);
  await fails("11-stream-length-too-large", { ...INTERRUPTED, items: [NEURAL, NETWORKS] });
  const { results, run } = await each("11-length-too-small", [invoke, invoke]);
  failed(results[0], DECODE, 1, "11-length-too-small");
  assert.deepEqual(results[1], { items: [INVOKED], error: undefined });
  assert.equal(new Set(await run.connections()).size, 2);
});

test("fault 12: a slow head is a timeout, and only a GET or DELETE is retried", async () => {
  for (const ask of EVERY_CALL) {
    const requests = GET_AND_DELETE.includes(ask) ? 2 : 1;
    const { result, run } = await stalls("12-dripping-headers", ask, 0, 5000, { timeout: 5000, maxRetries: 1 });
    failed(result, TIMEOUT, requests, "12-dripping-headers");
    await run.receives(requests);
  }
});

test("fault 13: a stream that pauses for too long times out after its events, and its connection is closed", async () => {
  for (const [scenario, items] of [
    ["13-stall-after-events", [NEURAL, NETWORKS]],
    ["13-stall-before-events", []],
    ["13-stall-inside-an-event", [NEURAL]],
  ] as const) {
    const { result, run } = await stalls(scenario, stream, items.length, 5000, {
      byteIdleTimeout: 5000,
      eventIdleTimeout: null,
    });
    const error = failed(result, { ...TIMEOUT, outcome: items.length ? "partial" : "unknown", items }, 1, scenario);
    assert.equal(error.events, items.length);
    assert.match(error.message, /^no byte/);
    await run.closed();
  }
  for (const options of [{ byteIdleTimeout: 5000 }, { byteIdleTimeout: null, eventIdleTimeout: null }]) {
    await gives("13-pause-between-events", WHOLE, stream, options);
  }
});

test("fault 14: comments reset only the byte timer", async () => {
  for (const scenario of ["14-comments-alone", "14-unknown-fields-alone"]) {
    // Bytes keep coming, and no event.
    const options = { byteIdleTimeout: 2 ** 30, eventIdleTimeout: 60_000 };
    const { result } = await stalls(scenario, stream, 1, 30_000, options);
    assert.match(failed(result, { ...TIMEOUT, outcome: "partial", items: [NEURAL] }, 1, scenario).message, /^no event/);
  }
});

test("fault 15: no timeout bounds a stream that keeps sending", async () => {
  const items = [...Array.from({ length: 50 }, (_, index) => ({ type: "token", content: `${index + 1} ` })), DONE];
  // Its events take longer than each of these.
  const limits = { timeout: 1000, byteIdleTimeout: 1000, eventIdleTimeout: 1000 };
  const clock = new TestClock();
  const received: unknown[] = [];
  for await (const event of clientOf(new Run("15-long-stream").url, { ...limits, clock }).agents.stream({
    name: "a",
    input: "b",
  })) {
    received.push(event);
    clock.advance(900);
  }
  assert.deepEqual(received, items);
});

test("fault 16: events do not depend on how they are split, and each is delivered when its blank line is complete", async () => {
  for (const name of [
    ...[
      "one-byte-writes",
      "seven-byte-writes",
      "one-event-a-chunk",
      "all-in-one-write",
      "cr",
      "crlf",
      "mixed-line-ends",
    ],
    ...["crlf-split", "bom", "split-bom", "nul", "several-data-lines"],
  ]) {
    await gives(`16-${name}`, WHOLE);
  }
  await gives("16-split-utf8", [{ type: "token", content: "café 😀" }, DONE]);
  for (const scenario of ["16-event-as-soon-as-lf-lf", "16-event-as-soon-as-cr-cr"]) {
    const { result } = await stalls(scenario, stream, 1, 5000, { byteIdleTimeout: 5000 });
    failed(result, { ...TIMEOUT, outcome: "partial", items: [NEURAL] }, 1, scenario);
  }
});

test("fault 17: gzip is decoded as it arrives, and a body that contradicts its headers is refused", async () => {
  await gives("17-gzip", WHOLE);
  const { result } = await stalls("17-gzip-as-it-arrives", stream, 1, 5000, { byteIdleTimeout: 5000 });
  failed(result, { ...TIMEOUT, outcome: "partial", items: [NEURAL] }, 1, "17-gzip-as-it-arrives");
  for (const scenario of ["17-gzip-cut", "17-gzip-without-its-end"]) {
    // The platform's decoder may lose what it has decoded when the body breaks off.
    const { results } = await each(scenario, [stream]);
    const { items, error } = results[0]!;
    assert.deepEqual(items, [NEURAL, NETWORKS].slice(0, items.length));
    assert.deepEqual(
      [error?.name, error?.outcome, error?.events],
      ["StreamInterruptedError", items.length ? "partial" : "unknown", items.length],
      scenario,
    );
  }
  // Node 20 loses the error of its decoder now and then: then the stream is silent until its idle timeout.
  const { results } = await each("17-gzip-that-is-none", [stream], { byteIdleTimeout: 1000 });
  failed(results[0], results[0]?.error?.code === "timeout" ? TIMEOUT : DECODE, 1, "17-gzip-that-is-none");
  await fails("17-unknown-encoding", DECODE);
});
