// Drives the operations of a mock server with a client whose types openapi-typescript made from openapi.yaml.
// The compiler checks what is sent and read against those types; what the server really answers is asserted here.
// Then every operation of openapi.yaml is called once more from its examples, those that have no entry here too.

import assert from "node:assert/strict";
import createClient, { type Middleware } from "openapi-fetch";
import type { components, operations, paths } from "./contract.js";
import * as generic from "./generic.js";

type Schemas = components["schemas"];

const [baseUrl, key, token] = process.argv.slice(2);
assert.ok(baseUrl && key && token, "usage: drive.js <url> <key> <token>");

let calls = 0;
const counting: Middleware = {
  onRequest: ({ request }) => request.headers.set("X-Correlation-ID", `drive-${++calls}`),
  onResponse: ({ request, response }) => {
    assert.equal(response.headers.get("X-Correlation-ID"), request.headers.get("X-Correlation-ID"));
  },
};
const connect = (headers: Record<string, string>) => {
  const client = createClient<paths>({ baseUrl, headers });
  client.use(counting);
  return client;
};
const client = connect({ "X-API-Key": key });

const assistant = { name: "assistant" };
const pipeline = { name: "research-and-summarize" };
const question = { input: "What is 2 + 3 * 4?", options: { temperature: 0, max_tokens: 100 } };
const idempotent = () => ({ "Idempotency-Key": `drive-key-${calls + 1}` });

// In the order of this table: an operation may use what an earlier one has left. The compiler refuses an entry for an operation that openapi.yaml
// lacks. An operation needs an entry only if its values matter.
const drive: Partial<Record<keyof operations, () => Promise<void>>> = {
  async health() {
    const health = value(await client.GET("/healthz"));
    assert.equal(health.status, "ok");
    assert.match(health.version, /^\d+\.\d+\.\d+/);
  },

  async list_agents() {
    const { agents } = value(await client.GET("/v1/agents"));
    const names = agents.map((agent) => agent.name);
    assert.ok(names.includes(assistant.name), `${names}`);
    agents.forEach(({ model, status, skills }) => assert.ok(model && status && Array.isArray(skills)));

    const bearer = connect({ Authorization: `Bearer ${token}` });
    assert.deepEqual(value(await bearer.GET("/v1/agents")).agents, agents);
    refused(await connect({}).GET("/v1/agents"), 401, "unauthorized");
    refused(await connect({ "X-API-Key": "another" }).GET("/v1/agents"), 401, "unauthorized");
  },

  async invoke_agent() {
    const params = { path: assistant, header: idempotent() };
    const answer = value(await client.POST("/v1/agents/{name}/invoke", { params, body: question }));
    assert.match(answer.output, /14/);
    spent(answer.usage);
    const nobody = { path: { name: "nobody" } };
    refused(await client.POST("/v1/agents/{name}/invoke", { params: nobody, body: question }), 404, "not_found");
  },

  async stream_agent() {
    const params = { path: assistant, header: idempotent() };
    const text = value(await client.POST("/v1/agents/{name}/stream", { params, body: question, parseAs: "text" }));
    const invoked = value(await client.POST("/v1/agents/{name}/invoke", { params: { path: assistant }, body: question }));
    assert.deepEqual(collect(text), { output: invoked.output, usage: invoked.usage });
  },

  async create_session() {
    const metadata = { user_id: "user-42", nested: { list: [1, null, "x"] } };
    const params = { path: assistant, header: idempotent() };
    const session = value(await client.POST("/v1/agents/{name}/sessions", { params, body: { metadata } }));
    assert.equal(session.agent, assistant.name);
    assert.deepEqual(session.metadata, metadata);
    assert.ok(Date.parse(session.created_at), session.created_at);
    sessionId = session.session_id;
  },

  async continue_session() {
    const path = { ...assistant, id: sessionId };
    for (const turn of [1, 2]) {
      const params = { path, header: idempotent() };
      const answer = value(await client.POST("/v1/agents/{name}/sessions/{id}/continue", { params, body: question }));
      assert.equal(answer.turn, turn);
      assert.match(answer.output, /14/);
      spent(answer.usage);
    }
  },

  async stream_session() {
    const params = { path: { ...assistant, id: sessionId }, header: idempotent() };
    const answer = await client.POST("/v1/agents/{name}/sessions/{id}/stream", { params, body: question, parseAs: "text" });
    const { output, usage } = collect(value(answer));
    assert.match(output, /14/);
    spent(usage);
  },

  async list_sessions() {
    const params = { path: assistant, query: { limit: 1, offset: 0 } };
    const { sessions, total } = value(await client.GET("/v1/agents/{name}/sessions", { params }));
    assert.equal(total, 1);
    assert.deepEqual(sessions.map(({ session_id, turns }) => [session_id, turns]), [[sessionId, 3]]);
    const tooMany = { path: assistant, query: { limit: 101 } };
    refused(await client.GET("/v1/agents/{name}/sessions", { params: tooMany }), [400, 422], "invalid_request");
  },

  async delete_session() {
    const params = { path: { ...assistant, id: sessionId } };
    const { response } = await client.DELETE("/v1/agents/{name}/sessions/{id}", { params });
    assert.equal(response.status, 204);
    refused(await client.DELETE("/v1/agents/{name}/sessions/{id}", { params }), 404, "not_found");
  },

  async run_pipeline() {
    const params = { path: pipeline, header: idempotent() };
    const run = value(await client.POST("/v1/pipelines/{name}/run", { params, body: { input: "Batteries." } }));
    assert.equal(run.status, "completed");
    assert.equal(run.pipeline, pipeline.name);
    assert.deepEqual(run.steps.map(({ name, status }) => [name, status]), [["researcher", "completed"], ["summarizer", "completed"]]);
    assert.equal(run.output, run.steps.at(-1)?.output);
    assert.ok(run.run_id);
    runId = run.run_id;
  },

  async pipeline_status() {
    const newest = value(await client.GET("/v1/pipelines/{name}/status", { params: { path: pipeline } }));
    const params = { path: pipeline, query: { run_id: runId } };
    const named = value(await client.GET("/v1/pipelines/{name}/status", { params }));
    for (const run of [newest, named]) {
      assert.equal(run.run_id, runId);
      assert.equal(run.status, "completed");
      assert.ok(Number.isInteger(run.elapsed_ms) && Date.parse(run.started_at));
    }
  },

  async metrics() {
    const text = value(await client.GET("/v1/metrics", { parseAs: "text" }));
    assert.match(text, /^agentspec_requests_total\{.*operation="run_pipeline".*\} 1$/m);
  },
};

let sessionId = "";
let runId = "";

/** What a call returned, or a failure that tells what came instead. */
function value<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  assert.ok(answer.response.ok && answer.data !== undefined, `${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function refused(answer: { error?: Schemas["ErrorResponse"]; response: Response }, status: number | number[], code: string) {
  assert.ok([status].flat().includes(answer.response.status), `${answer.response.status}`);
  assert.equal(answer.error?.error.code, code);
  assert.ok(answer.error.error.message);
}

function spent(usage: Schemas["Usage"]) {
  const { input_tokens, output_tokens, total_tokens } = usage;
  assert.ok(input_tokens > 0 && output_tokens > 0);
  assert.equal(total_tokens, input_tokens + output_tokens);
}

/** What a whole stream says: its text, and the usage of the `done` that must be its last event. */
function collect(stream: string): Schemas["InvokeResponse"] {
  const data = stream.split("\n").filter((line) => line.startsWith("data:"));
  const events = data.map((line): Schemas["StreamEvent"] => JSON.parse(line.slice("data:".length)));
  const last = events.pop();
  assert.ok(last?.type === "done", JSON.stringify(last));
  let output = "";
  for (const event of events) {
    assert.ok(event.type !== "done" && event.type !== "error", JSON.stringify(event));
    if (event.type === "token") output += event.content;
  }
  return { output, usage: last.usage };
}

async function named(operation: string, call: () => Promise<void>) {
  await call().catch((problem: unknown) => {
    throw new Error(`${operation} failed`, { cause: problem });
  });
}

for (const [operation, call] of Object.entries(drive)) await named(operation, call);

for (const each of generic.operations) {
  await named(each.operation.operationId, async () => {
    const session = value(await client.POST("/v1/agents/{name}/sessions", { params: { path: assistant }, body: {} }));
    const headers = { "X-API-Key": key, "X-Correlation-ID": `drive-${++calls}`, ...idempotent() };
    await generic.call(each, baseUrl, headers, { SessionId: session.session_id });
  });
}
console.log(`${generic.operations.length} operations, ${calls} calls`);
