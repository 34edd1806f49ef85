/** Serves the page, once with the package's modules and once with a bundle of them; opens it in headless Chromium, and checks what it reports: `node browser/run.mjs CHROMIUM`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build } from "esbuild";

const [chromium] = process.argv.slice(2);
const root = new URL("..", import.meta.url).pathname;
const PATIENCE = 60_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript" };
const ending = [];

/** The modules that the page imports, and the bundle that an application would make of them. */
const MODULES = { errors: "/dist/esm/errors.js", index: "/dist/esm/index.js" };
const BUNDLE = { errors: "/build/browser/sdk.js", index: "/build/browser/sdk.js" };

async function bundle() {
  const contents = 'export * from "./dist/esm/index.js"; export * from "./dist/esm/errors.js";';
  const stdin = { contents, resolveDir: root };
  await build({
    stdin,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    outfile: join(root, BUNDLE.index),
  });
}

/** A mock server that pages may call. */
async function mock(...options) {
  const child = spawn(process.env.AGENTSPEC_MOCK, [
    "--port",
    "0",
    "--pace-ms",
    "1",
    "--api-key",
    "page-key",
    ...options,
  ]);
  ending.push(() => child.kill());
  for await (const line of child.stdout) {
    const url = /http:\/\/[\d.]+:\d+/.exec(String(line));
    if (url) return url[0];
  }
  throw new Error("the mock server ended before it listened");
}

/** The page's own server, and what the page reports to it. */
async function pageServer() {
  let report;
  const reported = new Promise((resolve) => {
    report = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      let body = "";
      for await (const piece of request) body += piece;
      response.end();
      report(JSON.parse(body));
      return;
    }
    const path = normalize(new URL(request.url, "http://page").pathname);
    const file = join(root, /^\/(dist|build)\//.test(path) ? path : join("browser", path));
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending.push(() => server.close());
  return { origin: `http://127.0.0.1:${server.address().port}`, reported };
}

async function run(imported) {
  const folder = await mkdtemp(join(tmpdir(), "agentspec-page-"));
  try {
    await converse(folder, imported);
  } finally {
    for (const end of ending.splice(0).reverse()) end();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function converse(folder, imported) {
  const { origin, reported } = await pageServer();
  const [wide, narrow] = await Promise.all([mock("--cors", origin), mock("--cors", origin, "--narrow-cors")]);
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${folder}`,
  ];
  const browser = spawn(chromium, [
    ...flags,
    `${origin}/page.html?${new URLSearchParams({ wide, narrow, ...imported })}`,
  ]);
  ending.push(() => browser.kill("SIGKILL"));
  let log = "";
  browser.stderr.on("data", (piece) => {
    log += piece;
  });
  const late = new Promise((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the page did not report within ${PATIENCE} ms\n${log}`)),
      PATIENCE,
    );
    ending.push(() => clearTimeout(timer));
  });
  const { error, conversation, refused } = await Promise.race([reported, late]);
  assert.equal(error, undefined);
  assert.equal(conversation.streamed, "You work on robotics.");
  assert.ok(conversation.usage > 0 && conversation.hasCorrelationId && conversation.attempts === 1);
  assert.ok(refused.isConnectionError && !refused.isKeyShown, JSON.stringify(refused));
  assert.match(refused.message, /CORS.*sendIds/);
  assert.equal(refused.outcome, "unknown");
  assert.equal(refused.withoutIds, "The capital of France is Paris.");
}

await bundle();
for (const imported of [MODULES, BUNDLE]) await run(imported);
console.log("a streamed conversation, and a refused preflight that names CORS, with the modules and with a bundle");
