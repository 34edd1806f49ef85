/** Serves the page, opens it in headless Chromium, and checks what it reports: `node browser/run.mjs CHROMIUM`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

const [chromium] = process.argv.slice(2);
const root = new URL("..", import.meta.url).pathname;
const PATIENCE = 60_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript" };
const ending = [];

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
    const file = join(root, path.startsWith("/dist/") ? path : join("browser", path));
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(content);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending.push(() => server.close());
  return { origin: `http://127.0.0.1:${server.address().port}`, reported };
}

const folder = await mkdtemp(join(tmpdir(), "agentspec-page-"));
try {
  const { origin, reported } = await pageServer();
  const [wide, narrow] = await Promise.all([mock("--cors", origin), mock("--cors", origin, "--narrow-cors")]);
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    `--user-data-dir=${folder}`,
  ];
  const browser = spawn(chromium, [...flags, `${origin}/page.html?${new URLSearchParams({ wide, narrow })}`]);
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
  console.log("a streamed conversation, and a refused preflight that names CORS");
} finally {
  for (const end of ending.reverse()) end();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
