import assert from "node:assert/strict";
import { getEventListeners, once, setMaxListeners } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { EventStream } from "../src/stream/event-stream.js";
import { clientOf } from "./support/client.js";
import { DONE, settle, TOKEN } from "./support/stream.js";

const STREAMS = 500;
const AT_ONCE = 20;

/** How a stream ends, by the name of its agent. */
const WAYS: Readonly<Record<string, (stream: EventStream, abort: () => void) => Promise<unknown>>> = {
  whole: (stream) => stream.text(),
  left: async (stream) => {
    for await (const _ of stream) break;
  },
  closed: async (stream) => (await stream.opened()).close(),
  aborted: async (stream, abort) => {
    for await (const _ of stream) abort();
  },
  broken: (stream) => stream.text(),
};

test("hundreds of streams over sockets leave no connection in use, no timer, no listener and no rejection", {
  timeout: 300_000,
}, async () => {
  let inUse = 0;
  const server = createServer((request, response) => {
    inUse++;
    response.on("close", () => inUse--);
    response.writeHead(200, { "content-type": "text/event-stream" }).write(TOKEN);
    if (request.url!.includes("/whole/")) response.end(DONE);
    if (request.url!.includes("/broken/")) response.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { agents } = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { maxRetries: 0 });
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on("unhandledRejection", note);
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  const before = timers();
  const shared = new AbortController();
  setMaxListeners(0, shared.signal);
  const names = Object.keys(WAYS);

  let begun = 0;
  const work = async () => {
    while (begun < STREAMS) {
      const name = names[begun++ % names.length]!;
      const own = new AbortController();
      const signal = name === "aborted" ? own.signal : shared.signal;
      const stream = agents.stream({ name, input: "Hi" }, { signal });
      await WAYS[name]!(stream, () => own.abort()).catch(() => {});
      assert.equal(getEventListeners(own.signal, "abort").length, 0);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  while (inUse > 0 || (await connections()) > AT_ONCE) await settle();
  assert.equal(getEventListeners(shared.signal, "abort").length, 0);
  assert.equal(timers(), before);
  process.off("unhandledRejection", note);
  assert.deepEqual(rejections, []);
});
