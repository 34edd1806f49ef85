import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { Answer, type MockOptions, MockServer } from "../src/testing.js";
import { clientOf, errorOf } from "./support/client.js";

const ASK = { name: "assistant", input: "What is the capital of France?" };
const PIPELINE = "research-and-summarize";

async function start(options?: MockOptions): Promise<MockServer> {
  const server = await MockServer.start(options);
  after(() => server.stop());
  return server;
}

/** Runs it in an empty folder, without a program that the environment names. */
async function elsewhere(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "agentspec-"));
  const before = process.cwd();
  const { AGENTSPEC_MOCK: program, PATH: path } = process.env;
  try {
    process.chdir(folder);
    delete process.env.AGENTSPEC_MOCK;
    process.env.PATH = folder;
    await run(folder);
  } finally {
    process.chdir(before);
    Object.assign(process.env, { AGENTSPEC_MOCK: program, PATH: path });
    rmSync(folder, { recursive: true });
  }
}

/** Resolves when the server has received so many requests. */
async function receives(server: MockServer, count: number): Promise<void> {
  while ((await server.received()).length < count);
}

test("a scripted refusal is answered once, and then the server answers", async () => {
  const server = await start();
  await server.answerNext(Answer.error(429, "rate_limited", "Slow down.", { headers: { "Retry-After": "0" } }));
  assert.equal((await clientOf(server.url).agents.invoke(ASK)).output, "The capital of France is Paris.");
  const received = await server.received();
  assert.equal(received.length, 2);
  const { operation, method, path, query, headers, body, json } = received[1]!;
  assert.deepEqual([operation, method, path, query], ["invoke_agent", "POST", "/v1/agents/assistant/invoke", ""]);
  assert.equal(headers.get("idempotency-key"), received[0]!.headers.get("Idempotency-Key"));
  assert.deepEqual([JSON.parse(body), json()], [{ input: ASK.input }, { input: ASK.input }]);
  await server.verify();
});

test("each kind of answer is sent", async () => {
  const server = await start();
  const client = clientOf(server.url, { maxRetries: 0 });
  await server.answerNext(Answer.error(503, "internal_error", "Starting up.", { headers: { "Retry-After": "7" } }));
  const refused = await errorOf(client.agents.list());
  assert.deepEqual(
    [refused.status, refused.code, refused.message, refused.retryAfter],
    [503, "internal_error", "Starting up.", 7000],
  );
  await server.answerNext(Answer.status(200, { json: { agents: [] } }));
  assert.equal((await client.agents.list()).length, 0);
  await server.answerNext(Answer.status(502, { body: "<h1>Bad", headers: { "Content-Type": "text/html" } }));
  const page = await errorOf(client.agents.list());
  assert.deepEqual([page.status, page.body, page.headers.get("content-type")], [502, "<h1>Bad", "text/html"]);
  const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
  await server.answerNextTo(
    "stream_agent",
    Answer.events([
      { type: "token", content: "Paris." },
      { type: "done", usage },
    ]),
  );
  assert.equal((await client.agents.invoke(ASK)).output, "The capital of France is Paris.");
  assert.deepEqual(await client.agents.stream(ASK).finalResponse(), { output: "Paris.", usage });
  await server.answerNext(Answer.events('data: {"ty'));
  assert.equal((await errorOf(client.agents.stream(ASK).text())).name, "StreamInterruptedError");
});

test("the clock passes delays and expires sessions, without waiting", async () => {
  const server = await start({ config: { sessions: { expire_after_s: 60 } } });
  const client = clientOf(server.url, { maxRetries: 0 });
  const session = await client.sessions.create({ agent: "assistant" });
  await server.advance(61_000);
  assert.equal((await errorOf(client.sessions.continue({ ...session, input: "Hello" }))).name, "NotFoundError");
  await server.answerNext(Answer.error(503, "busy", "No.", { delay: 3_600_000 }));
  const delayed = errorOf(client.agents.list());
  await receives(server, 3);
  await server.advance(3_600_000);
  assert.equal((await delayed).code, "busy");
});

test("steps are slow, or fail", async () => {
  const server = await start();
  const client = clientOf(server.url, { maxRetries: 0 });
  await server.failStep(PIPELINE, "summarizer", "overloaded", "The model is overloaded.");
  const failed = await errorOf(client.pipelines.run({ name: PIPELINE, input: "Batteries" }));
  assert.deepEqual(
    failed.steps.map(({ error }) => error?.code),
    [undefined, "overloaded"],
  );
  await server.slowStep(PIPELINE, "researcher", 3_600_000);
  const slow = client.pipelines.run({ name: PIPELINE, input: "Batteries" }).then(({ status }) => status);
  await receives(server, 2);
  await server.advance(3_600_000);
  assert.equal(await slow, "completed");
});

test("a setting of the server is a path, or its contents", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agentspec-"));
  after(() => rmSync(folder, { recursive: true }));
  const scenarios = join(folder, "scenarios.yaml");
  writeFileSync(scenarios, "gone:\n  - reset\n");
  const config = { agents: [{ name: "forecaster", replies: [{ text: "Sunny." }] }] };
  const server = await start({ config, apiKey: "the-key", token: "the-token" });
  assert.equal((await errorOf(clientOf(server.url).agents.list())).name, "AuthenticationError");
  for (const credential of [{ apiKey: "the-key" }, { token: "the-token" }]) {
    const client = clientOf(server.url, credential);
    assert.equal((await client.agents.invoke({ name: "forecaster", input: "And tomorrow?" })).output, "Sunny.");
  }
  assert.equal((await server.received())[1]!.headers.get("x-api-key"), "[redacted]");
  for (const given of [scenarios, { gone: ["reset"] }]) {
    const { url } = await start({ scenarios: given });
    const gone = clientOf(`${url}/_scenario/gone/1`, { maxRetries: 0 });
    assert.equal((await errorOf(gone.agents.list())).name, "ConnectionError");
  }
  const runtime = await start({ dialect: "runtime" });
  assert.equal((await errorOf(clientOf(runtime.url).health())).name, "DecodeError");
});

test("what is scripted and not used is told", async () => {
  const server = await start();
  await server.answerNextTo("invoke_agent", Answer.error(429, "rate_limited", "Slow down."));
  await server.failStep(PIPELINE, "summarizer", "overloaded", "No.");
  await assert.rejects(server.verify(), (error: Error) => {
    assert.equal(error.name, "AssertionError");
    for (const part of [/^scripted and not used: /, /429/, /invoke_agent/, /summarizer/])
      assert.match(error.message, part);
    return true;
  });
});

test("what the server refuses is an error that names the field", async () => {
  const server = await start();
  for (const [field, use] of [
    ["status", () => server.answerNext(Answer.status(99))],
    ["operation", () => server.answerNextTo("nothing", Answer.status(200))],
    ["headers[0]", () => server.answerNext(Answer.status(200, { headers: { "a b": "c" } }))],
    ["body", () => server.answerNext(Answer.status(200, { json: {}, body: "" }))],
    ["delay_ms", () => server.answerNext(Answer.status(200, { delay: -1 }))],
    ["step", () => server.failStep("nothing", "a", "b", "c")],
    ["ms", () => server.advance(0.5)],
  ] as const) {
    await assert.rejects(use, (error: Error) => error.message.startsWith(`${field}: `), field);
  }
});

test("a server that cannot start says why", async () => {
  await assert.rejects(
    MockServer.start({ config: { agent: [] } }),
    /^Error: the mock server did not start: .*unknown key 'agent'/s,
  );
  const nowhere = MockServer.start({ program: "/nowhere/agentspec-mock" });
  await assert.rejects(nowhere, /^Error: the mock server did not start: .*ENOENT/);
  await elsewhere(async () => {
    await assert.rejects(
      MockServer.start(),
      /^Error: the program agentspec-mock was not found: .*AGENTSPEC_MOCK.*`program`$/,
    );
  });
});

test("the program of the project's npm package is found, a module of either kind", async () => {
  const path = JSON.stringify(process.env.AGENTSPEC_MOCK);
  for (const [type, text] of [
    ["commonjs", `exports.program = () => ${path};`],
    ["module", `export const program = () => ${path};`],
  ] as const) {
    await elsewhere(async (folder) => {
      const installed = join(folder, "node_modules/agentspec-mock");
      mkdirSync(installed, { recursive: true });
      writeFileSync(join(installed, "package.json"), JSON.stringify({ type, exports: { default: "./index.js" } }));
      writeFileSync(join(installed, "index.js"), text);
      assert.match((await start()).url, /^http:/);
    });
  }
});

test("a command that starts the program may stand in its place", { skip: process.platform === "win32" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "agentspec-"));
  after(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "command");
  const path = JSON.stringify(process.env.AGENTSPEC_MOCK);
  writeFileSync(program, `#!/bin/sh\n${path} "$@" <&0 &\nwait\n`, { mode: 0o755 });
  const server = await MockServer.start({ program });
  await server.stop();
  assert.equal((await errorOf(clientOf(server.url, { maxRetries: 0 }).health())).name, "ConnectionError");
});

test("a server ends with the process that has started it, even if that one is killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agentspec-"));
  after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, "starts.mjs");
  const testing = new URL("../src/testing.js", import.meta.url).href;
  const wait = "setTimeout(() => {}, 60_000)";
  writeFileSync(
    script,
    `import { MockServer } from ${JSON.stringify(testing)}; console.log((await MockServer.start()).url); ${wait};`,
  );
  const options = "Deno" in globalThis ? ["run", "--allow-all", "--no-config"] : [];
  const child = spawn(process.execPath, [...options, script], { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const client = clientOf(url, { maxRetries: 0 });
  assert.equal((await client.agents.list()).length, 2);
  child.kill("SIGKILL");
  for (let isThere = true; isThere; ) {
    isThere = await client.health().then(
      () => true,
      (error) => error.name !== "ConnectionError",
    );
  }
});

test("a server that is stopped is gone, and is stopped once", async () => {
  const server = await MockServer.start();
  const { asyncDispose } = Symbol as { asyncDispose?: symbol };
  const dispose =
    asyncDispose && (server as unknown as Record<symbol, () => Promise<void>>)[asyncDispose]?.bind(server);
  await (dispose?.() ?? server.stop());
  await server.stop();
  assert.equal((await errorOf(clientOf(server.url, { maxRetries: 0 }).agents.list())).name, "ConnectionError");
  await assert.rejects(server.received());
});
