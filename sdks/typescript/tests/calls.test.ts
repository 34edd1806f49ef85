import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, errorOf } from "./support/client.js";
import { KEY, Mock } from "./support/mock.js";
import { answer, INVOKED, Scripted } from "./support/server.js";

const mock = await Mock.start("--api-key", KEY);
const client = clientOf(mock.url, { apiKey: KEY });

test("each operation is called, and its response read", async () => {
  const agents = await client.agents.list();
  assert.deepEqual(
    agents.map(({ name, status }) => [name, status]),
    [
      ["assistant", "ready"],
      ["reviewer", "ready"],
    ],
  );
  const invoked = await client.agents.invoke({
    name: "assistant",
    input: "What is the capital of France?",
    options: { temperature: 0.2, maxTokens: 100, seed: 7 },
  });
  assert.equal(invoked.output, "The capital of France is Paris.");
  assert.deepEqual(invoked.usage, { inputTokens: 6, outputTokens: 6, totalTokens: 12 });
  assert.equal(
    await client.agents.stream({ name: "assistant", input: "What is 2 + 3 * 4?" }).text(),
    "2 + 3 * 4 = 14.",
  );
  const session = await client.sessions.create({ agent: "assistant", metadata: { userId: "user-42" } });
  assert.deepEqual(session.metadata, { userId: "user-42" });
  const turn = await client.sessions.continue({ ...session, input: "My name is Alice and I work on robotics." });
  assert.equal(turn.turn, 1);
  const stream = client.sessions.continueStream({ ...session, input: "What do I work on?" });
  assert.equal(await stream.text(), "You work on robotics.");
  const listed = await client.sessions.list({ agent: "assistant", limit: 10 });
  assert.deepEqual([listed.length, listed.total, listed[0]?.turns], [1, 1, 2]);
  assert.equal(await client.sessions.delete({ agent: "assistant", sessionId: session.sessionId }), undefined);
  const run = await client.pipelines.run({ name: "research-and-summarize", input: "Batteries" });
  assert.equal(run.status, "completed");
  assert.equal((await client.pipelines.status({ name: "research-and-summarize", runId: run.runId })).runId, run.runId);
  assert.equal((await client.health()).status, "ok");
  assert.match(await client.metrics(), /^# HELP/);
});

test("a call brings its response with the value", async () => {
  const call = client.agents.list({ correlationId: "my-id" });
  const response = await call.withResponse();
  assert.equal(response.value, await call);
  assert.deepEqual(
    [response.status, response.correlationId, response.sentCorrelationId, response.attempts, response.history],
    [200, "my-id", "my-id", 1, []],
  );
  assert.equal(response.headers.get("content-type"), "application/json");
});

test("all sessions are listed page after page", async () => {
  for (let count = 0; count < 5; count++) await client.sessions.create({ agent: "reviewer" });
  const ids: string[] = [];
  for await (const { sessionId } of client.sessions.listAll({ agent: "reviewer", limit: 2 })) ids.push(sessionId);
  assert.equal(new Set(ids).size, 5);
  const some: string[] = [];
  for await (const { sessionId } of client.sessions.listAll({ agent: "reviewer", limit: 2, offset: 3 }))
    some.push(sessionId);
  assert.deepEqual(some, ids.slice(3));
});

test("a watch yields each change and then the end", async () => {
  await client.pipelines.run({ name: "research-and-summarize", input: "Batteries" });
  const changes: unknown[] = [];
  for await (const { step, ended } of client.pipelines.watch({ name: "research-and-summarize" })) {
    changes.push(step ? [step.name, step.status] : ended?.status);
  }
  assert.deepEqual(changes, [["researcher", "completed"], ["summarizer", "completed"], "completed"]);
  assert.equal((await client.pipelines.wait({ name: "research-and-summarize" })).status, "completed");
});

// Bun takes seconds to find that a value is too deep.
test("a value that JSON cannot say is refused by its field, and nothing is sent", { timeout: 60_000 }, async () => {
  const server = await Scripted.start(answer(200, INVOKED));
  const client = clientOf(server.url);
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  const failing = {
    toJSON() {
      throw new Error("No.");
    },
  };
  for (const value of [cycle, deep, failing]) {
    for (const [field, call] of [
      ["options", () => client.agents.invoke({ name: "a", input: "b", options: { value } })],
      ["metadata", () => client.sessions.create({ agent: "a", metadata: { value } })],
    ] as const) {
      const error = await errorOf(call);
      assert.deepEqual([error.name, error.outcome, error.isLocal], ["InvalidRequestError", "not_sent", true]);
      assert.ok(error.message.startsWith(`${field} cannot be written as JSON: `), error.message);
      assert.ok(error.cause instanceof Error);
    }
  }
  assert.equal(server.received.length, 0);
});
