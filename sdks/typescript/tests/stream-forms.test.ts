import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DecodeError, RateLimitError, StreamInterruptedError } from "../src/errors.js";
import type { StreamEvent } from "../src/generated/events.js";
import { handleStream, hasHandlers, type StreamHandlers } from "../src/stream/callbacks.js";
import { EventStream } from "../src/stream/event-stream.js";
import { errorOf } from "./support/client.js";
import { DONE, Double, FAILED, read, settle, TOKEN } from "./support/stream.js";

const EVENTS: StreamEvent[] = [
  { type: "token", content: 'caf\u00e9 "\u{1f980}"\n', extra: { logprob: -0.5 } },
  { type: "tool_call", name: "search", arguments: { q: "Paris", deep: { user_id: [1, null] } } },
  { type: "tool_result", name: "search", output: null },
  { type: "unknown", raw: { type: "thought", content: "hm", usage: { total_tokens: 1 } } },
  {
    type: "done",
    usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3, extra: { cached: 4 } },
    extra: { model: "m" },
  },
];

async function collected(stream: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

test("a stream of events is as a server sends them", async () => {
  assert.deepEqual(await collected(EventStream.fromEvents(EVENTS)), EVENTS);
  assert.ok((await read(EventStream.fromEvents(EVENTS.slice(0, 2))))[1] instanceof StreamInterruptedError);
});

test("a field that is named as the prototype is kept, and is none", async () => {
  const body = TOKEN.replace('"a"', '"a", "__proto__": {"isAdmin": true}');
  const [event] = await collected(EventStream.fromBytes(body + DONE));
  assert.ok(event?.type === "token");
  assert.deepEqual(Object.entries(event.extra ?? {}), [["__proto__", { isAdmin: true }]]);
  assert.equal(event.extra?.isAdmin, undefined);
  for (const type of ["__proto__", "constructor", "toString"]) {
    const [unknown] = await collected(EventStream.fromBytes(`data: {"type": "${type}"}\n\n${DONE}`));
    assert.deepEqual(unknown, { type: "unknown", raw: { type } });
  }
});

test("a stream becomes Server-Sent Events again, which another program reads", async () => {
  const response = (stream: EventStream) =>
    new Response(stream.toReadableStream(), { headers: { "content-type": "text/event-stream; charset=utf-8" } });
  assert.deepEqual(await collected(EventStream.fromResponse(response(EventStream.fromEvents(EVENTS)))), EVENTS);
  const [types, error] = await read(EventStream.fromResponse(response(EventStream.fromBytes(TOKEN))));
  assert.deepEqual([types, error instanceof StreamInterruptedError], [["token"], true], "a failure is passed on");
  const [failed] = await read(EventStream.fromResponse(response(EventStream.fromBytes(FAILED))));
  assert.deepEqual(failed, ["error"]);
});

test("a readable stream is sent when it is read, and cancelling it closes the connection", async () => {
  const double = new Double();
  double.body.send(TOKEN);
  const reader = double.stream.toReadableStream().getReader();
  await settle();
  assert.equal(double.opens, 0);
  assert.match(Buffer.from((await reader.read()).value!).toString(), /^data: {"type":"token","content":"a"}\n\n$/);
  await reader.cancel();
  assert.deepEqual([double.body.cancels, double.lasts], [1, ["closed"]]);
});

test("a response that is no event stream is refused", async () => {
  for (const response of [
    new Response("<html>", { headers: { "content-type": "text/html" } }),
    new Response(TOKEN + DONE, { status: 500, headers: { "content-type": "text/event-stream" } }),
    new Response(null, { status: 204 }),
  ]) {
    const error = await errorOf(EventStream.fromResponse(response).text());
    assert.ok(error instanceof DecodeError);
    assert.match(error.message, /the response is no event stream: its status is \d+/);
  }
});

test("a stream that is dropped closes its connection", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const bodies: Double["body"][] = [];
  const start = async (): Promise<void> => {
    // The double refers to a stream of its own.
    const double = new Double();
    double.body.send(TOKEN);
    bodies.push(double.body);
    const stream = new EventStream({ open: (closed) => double.open(closed), fail: double.fail });
    await stream[Symbol.asyncIterator]().next();
  };
  for (let index = 0; index < 10; index++) await start();
  for (let round = 0; round < 100 && bodies.some((body) => !body.cancels); round++) {
    gc();
    await settle();
  }
  assert.deepEqual(
    bodies.map((body) => body.cancels),
    Array(10).fill(1),
  );
});

test("a stream that a loop reads is not closed, though nothing else refers to it", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const body = new Double().body;
  const reading = (async () => {
    const double = new Double({ body });
    return read(double.stream);
  })();
  for (let round = 0; round < 20; round++) {
    gc();
    await settle();
    body.send(TOKEN);
  }
  body.send(DONE).end();
  const [types, error] = await reading;
  assert.deepEqual([types.length, error], [21, undefined]);
});

test("a stream whose next event is awaited is not closed, though nothing else refers to it", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const body = new Double().body;
  const start = (collect: (stream: EventStream) => Promise<unknown>): Promise<unknown> => {
    // The double refers to a stream of its own.
    const double = new Double({ body });
    return collect(new EventStream({ open: (closed) => double.open(closed), fail: double.fail }));
  };
  const waiting = start((stream) => stream[Symbol.asyncIterator]().next());
  for (let round = 0; round < 20; round++) {
    gc();
    await settle();
  }
  body.send(TOKEN);
  assert.deepEqual(((await waiting) as IteratorResult<unknown>).done, false);
});

test("handlers are called with the events in their order", async () => {
  const calls: unknown[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      calls.push([name, ...args]);
  const handlers: StreamHandlers = {
    onToken: note("token"),
    onToolCall: note("call"),
    onToolResult: note("result"),
    onDone: note("done"),
    onError: note("error"),
  };
  await handleStream(EventStream.fromEvents(EVENTS), handlers);
  assert.deepEqual(calls, [
    ["token", 'caf\u00e9 "\u{1f980}"\n'],
    ["call", "search", { q: "Paris", deep: { user_id: [1, null] } }],
    ["result", "search", null],
    ["done", { inputTokens: 1, outputTokens: 2, totalTokens: 3, extra: { cached: 4 } }],
  ]);
});

test("an error event goes to its handler, and is thrown without one", async () => {
  const errors: unknown[] = [];
  await handleStream(EventStream.fromBytes(TOKEN + FAILED), { onError: (error) => errors.push(error) });
  assert.ok(errors[0] instanceof RateLimitError && errors[0].message === "Slow down." && errors.length === 1);
  assert.ok((await errorOf(handleStream(EventStream.fromBytes(FAILED), { onToken() {} }))) instanceof RateLimitError);
  const cut = handleStream(EventStream.fromBytes(TOKEN), { onError: () => assert.fail("a cut stream is no event") });
  assert.ok((await errorOf(cut)) instanceof StreamInterruptedError);
});

test("a handler may wait, and what it throws closes the stream", async () => {
  const seen: string[] = [];
  const events = EventStream.fromBytes(TOKEN + TOKEN + DONE);
  await handleStream(events, {
    async onToken(content) {
      await settle();
      seen.push(content);
    },
    onDone: () => seen.push("done"),
  });
  assert.deepEqual(seen, ["a", "a", "done"]);
  for (const onToken of [() => assert.fail("no"), async () => assert.fail("no")]) {
    const double = new Double();
    double.body.send(TOKEN + TOKEN);
    await assert.rejects(handleStream(double.stream, { onToken }), /no/);
    assert.deepEqual([double.body.cancels, double.lasts], [1, ["closed"]]);
  }
});

test("options are handlers if one of them is given", () => {
  assert.equal(hasHandlers(undefined), false);
  assert.equal(hasHandlers({ timeout: 5 }), false);
  assert.equal(hasHandlers({ onToken: undefined }), false);
  assert.equal(hasHandlers({ timeout: 5, onDone() {} }), true);
});
