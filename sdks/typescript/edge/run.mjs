/** Runs the worker in workerd, the edge runtime of Cloudflare, and checks what it answers: `node edge/run.mjs WORKERD`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { EventStream } from "../dist/esm/index.js";

const [workerd] = process.argv.slice(2);
const root = new URL("..", import.meta.url).pathname;
const folder = join(root, "build/edge");
/** The rules of the runtime on two days. By those of the first, it has `importScripts`, as the worker of a page does. */
const DAYS = ["2023-01-01", "2026-01-01"];
const PATIENCE = 60_000;
const ending = [];

/** Starts a program, and returns the part of its output that a pattern captures. */
async function start(program, options, output, pattern) {
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit", "pipe"] });
  ending.push(() => child.kill("SIGKILL"));
  for await (const piece of child.stdio[output]) {
    const found = pattern.exec(String(piece));
    if (found) return found[1];
  }
  throw new Error(`${program} ended before it listened`);
}

const config = (mock, day) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "network", network = (allow = ["private", "local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "MOCK", text = "${mock}")],
  compatibilityDate = "${day}",
  globalOutbound = "network",
);
`;

async function converse(mock, day) {
  const path = join(folder, `${day}.capnp`);
  await writeFile(path, config(mock, day));
  const port = await start(workerd, ["serve", path, "--control-fd=3"], 3, /"port":(\d+)/);
  const get = (path) => fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(PATIENCE) });
  const { streamed, refused } = await (await get("/")).json();
  assert.equal(streamed, "You work on robotics.");
  assert.deepEqual([refused.name, refused.outcome], ["ConnectionError", "unknown"]);
  assert.doesNotMatch(refused.message, /browser|CORS/);
  assert.equal(await EventStream.fromResponse(await get("/stream")).text(), "Hello! How can I help you today?");
}

try {
  await mkdir(folder, { recursive: true });
  const entryPoints = [join(root, "edge/worker.js")];
  await build({ entryPoints, bundle: true, format: "esm", target: "es2022", outfile: join(folder, "worker.js") });
  const options = ["--port", "0", "--pace-ms", "1", "--api-key", "worker-key"];
  const mock = await start(process.env.AGENTSPEC_MOCK, options, 1, /(http:\/\/[\d.]+:\d+)/);
  for (const day of DAYS) await converse(mock, day);
  console.log("a streamed conversation, and a stream that is passed on");
} finally {
  for (const end of ending) end();
}
