import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { after, test } from "node:test";
import { createGzip } from "node:zlib";
import { mock } from "./support/scenarios.js";

const MIB = 1 << 20;
/** The limits by default of a response and of an event, in MiB. */
const ANSWER = 64;
const EVENT = 16;
/** What buffers outside of the heap and garbage may take beyond the heap, in MiB. */
const SLACK = 64;

/** Makes a call, and prints its code and by how many MiB the memory of the process grew at most. */
const CALL = `
const { AgentSpecClient } = await import(process.argv[1]);
const [, , first, url, call] = process.argv;
const client = (baseUrl) => new AgentSpecClient({ baseUrl, environment: false });
const ask = { name: "a", input: "b" };
const calls = {
  list: ({ agents }) => agents.list(),
  invoke: ({ agents }) => agents.invoke(ask),
  stream: ({ agents }) => agents.stream(ask).text(),
};
await client(first).agents.list();
const before = process.resourceUsage().maxRSS;
const code = await calls[call](client(url)).then(() => "read", (error) => error.code);
console.log(JSON.stringify([code, Math.round((process.resourceUsage().maxRSS - before) / 1024)]));`;

/** The code of the call, made by a process whose heap is limited to four times `limit` MiB. Its memory must not grow by more. */
async function codeOf(call: string, url: string, limit: number): Promise<unknown> {
  const source = new URL("../src/client.js", import.meta.url).href;
  const heap = [`--max-old-space-size=${4 * limit}`, "--max-semi-space-size=4"];
  const child = spawn(process.execPath, [...heap, "--input-type=module", "-e", CALL, source, mock.url, url, call]);
  const [printed, problem] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert.ok(printed, `${call} ${url}: the process failed\n${problem}`);
  const [code, grown] = JSON.parse(printed) as [string, number];
  assert.ok(grown <= 4 * limit + SLACK, `${call} ${url}: ${grown} MiB for a limit of ${limit} MiB`);
  return code;
}

test("fault 53: what is small on the wire takes bounded memory", async () => {
  for (const [scenario, call, limit, code] of [
    ["53-answer", "list", ANSWER, "too_large"],
    ["53-text", "list", ANSWER, "too_large"],
    ["53-error-body", "invoke", ANSWER, "internal_error"],
    ["53-event", "stream", EVENT, "too_large"],
  ] as const) {
    assert.equal(
      await codeOf(call, `${mock.url}/_scenario/${scenario}/memory-${process.pid}-${scenario}`, limit),
      code,
    );
  }
});

/** JSON that makes a careless reader build much: what surrounds it, what fills it, and how it is refused, if at all. */
const FORMS = {
  "numbers that JavaScript cannot hold": ["[0", ",1e400", "]", "too_large"],
  "halves of surrogate pairs": ['"', "\\ud83d", '"', undefined],
  "escapes after half of a surrogate pair": ['"\\ud83d', "\\n", '"', undefined],
  "values in a text of wide characters": ['["日"', ",0", "]", "too_large"],
  "keys of nothing": ['{"":0', ',"":0', "}", "too_large"],
} as const;

/** Serves `/FORM/list` and `/FORM/stream`: a compressed response or event of nearly the limit. A form is its number. */
async function serve(): Promise<string> {
  const server = createServer(async (request, response) => {
    const [, form, call] = request.url!.split("/");
    const [head, fill, tail] = Object.values(FORMS)[Number(form)]!;
    const isStream = call === "stream";
    const [before, behind] = isStream
      ? ['data: {"type": "tool_result", "name": "f", "output": ', "}\n\n"]
      : ['{"agents": [], "x": ', "}"];
    const block = Buffer.from(fill.repeat(10_000));
    const blocks = Math.floor(((isStream ? EVENT : ANSWER) * MIB - 1000) / block.length);
    const pieces = [before + head, ...Array<Buffer>(blocks).fill(block), tail + behind];
    const type = isStream ? "text/event-stream" : "application/json";
    response.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
    // A client that refuses the body closes the connection.
    await pipeline(Readable.from(pieces), createGzip({ level: 1 }), response).catch(() => {});
  });
  server.listen(0, "127.0.0.1");
  after(() => server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("fault 53: no form of JSON takes more memory than that", async () => {
  const url = await serve();
  for (const [form, [name, [, , , refusal]]] of Object.entries(FORMS).entries()) {
    assert.equal(await codeOf("list", `${url}/${form}/list`, ANSWER), refusal ?? "read", name);
    assert.equal(await codeOf("stream", `${url}/${form}/stream`, EVENT), refusal ?? "stream_interrupted", name);
  }
});
