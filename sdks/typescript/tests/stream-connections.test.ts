import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { EventStream } from "../src/stream/event-stream.js";
import { clientOf } from "./support/client.js";
import { DONE, settle, TOKEN } from "./support/stream.js";

/** The responses that a test ends itself, and how many connections there were. */
const responses: ServerResponse[] = [];
let connections = 0;
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(TOKEN);
  responses.push(response);
});
server.on("connection", () => connections++);
await once(server.listen(0, "127.0.0.1"), "listening");
const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
after(() => {
  server.closeAllConnections();
  server.close();
});

const begin = (signal?: AbortSignal): EventStream => client.agents.stream({ name: "a", input: "b" }, { signal });

test("a stream that is left closes its connection", async () => {
  for (const leave of [
    async (stream: EventStream) => {
      for await (const _ of stream) break;
    },
    async (stream: EventStream) => {
      await stream.opened();
      await stream.close();
    },
    async (stream: EventStream) => {
      const reader = stream.toReadableStream().getReader();
      await reader.read();
      await reader.cancel();
    },
  ]) {
    await leave(begin());
    const response = responses.pop()!;
    if (!response.closed) await once(response, "close");
    assert.equal(response.writableEnded, false);
  }
});

test("an abort closes the connection, and throws the reason", async () => {
  const controller = new AbortController();
  const stream = begin(controller.signal);
  const events = stream[Symbol.asyncIterator]();
  await events.next();
  const waiting = assert.rejects(events.next(), (reason) => reason === "enough");
  controller.abort("enough");
  await waiting;
  const response = responses.pop()!;
  if (!response.closed) await once(response, "close");
});

test("a stream that nobody refers to closes its connection", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  await (async () => {
    await begin()[Symbol.asyncIterator]().next();
  })();
  const response = responses.pop()!;
  for (let round = 0; round < 1000 && !response.closed; round++) {
    gc();
    await settle();
  }
  assert.ok(response.closed);
});

test("streams that are read to their end take turns on one connection", async () => {
  const read = [
    (stream: EventStream) => stream.text(),
    async (stream: EventStream) => {
      for await (const event of stream) if (event.type === "done") break;
    },
  ];
  const before = connections;
  for (let index = 0; index < 10; index++) {
    const stream = await begin().opened();
    responses.pop()!.end(DONE);
    await read[index % 2]!(stream);
  }
  // On a busy machine a stream may begin before the rest of the one before it is read: that costs a connection.
  assert.ok(connections - before < 5, `${connections - before} connections`);
});
