import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { AgentSpecClient } from "../src/client.js";
import { EventStream } from "../src/stream/event-stream.js";
import { clientOf, errorOf } from "./support/client.js";
import { Mock } from "./support/mock.js";
import { answer, DONE, events, INVOKED, Scripted, token, USAGE } from "./support/server.js";

const ADVICE =
  "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`";
const RECOGNIZED = `the server speaks the dialect of the public AgentSpec runtime; ${ADVICE}`;

const ASK = { name: "assistant", input: "What is 2 + 3?" };
const TURN = { agent: "assistant", sessionId: "s", input: "Hello" };
const RUN = { name: "research-and-summarize", input: "Batteries" };

const INVOKED_BY_RUNTIME = {
  duration_ms: 0,
  output: "5.",
  session_id: "",
  tokens: { cache_read: 0, input: 5, output: 5, total: 10 },
  tool_calls: [],
  turns: 2,
};
const STEPS = { pipeline: "p", status: "completed", steps: { first: { agent: "a", status: "completed" } } };
const END_OF_TURN = { type: "done", response: { content: "5.", stop_reason: "end_turn", usage: {} } };
const LAST = { duration_ms: 812, tokens: { input: 29, output: 9, total: 38 }, turns: 2 };

const known = process.env.AGENTSPEC_DIALECT;
afterEach(() => {
  if (known === undefined) delete process.env.AGENTSPEC_DIALECT;
  else process.env.AGENTSPEC_DIALECT = known;
});

/** Asserts that the call fails because the server was recognized. */
async function assertRecognized(
  work: () => unknown,
  message = /^the response does not match the contract \(application\/json\): /,
): Promise<void> {
  const error = await errorOf(work);
  assert.deepEqual([error.name, error.code, error.status], ["DecodeError", "decode_error", 200]);
  assert.ok(message.test(error.message) && error.message.endsWith(RECOGNIZED), error.message);
}

test("a runtime is recognized by each call that it answers in its dialect", async () => {
  const mock = await Mock.start("--dialect", "runtime");
  const client = clientOf(mock.url);
  await assertRecognized(() => client.agents.invoke(ASK));
  await assertRecognized(() => client.pipelines.run(RUN));
  await assertRecognized(() => client.health());
  const ofEvent = /^event \d+ of the stream cannot be read: /;
  await assertRecognized(() => client.agents.stream(ASK).text(), ofEvent);
  await assertRecognized(() => client.agents.stream(ASK).finalResponse(), ofEvent);
  await assertRecognized(() => client.agents.stream(ASK, { onToken() {} }), ofEvent);
  const seen = new Set<string>();
  await assertRecognized(async () => {
    for await (const event of client.agents.stream(ASK)) seen.add(event.type);
  }, ofEvent);
  assert.deepEqual([...seen], ["unknown"]);
});

test("the mark of an answer, of steps, of a turn's end and of the health is recognized wherever it stands", async () => {
  for (const body of [INVOKED_BY_RUNTIME, STEPS]) {
    const client = clientOf((await Scripted.start(answer(200, body))).url);
    await assertRecognized(() => client.agents.invoke(ASK));
    await assertRecognized(() => client.sessions.continue(TURN));
    await assertRecognized(() => client.pipelines.run(RUN));
    await assertRecognized(() => client.pipelines.status({ name: "p" }));
  }
  for (const event of [END_OF_TURN, LAST]) {
    const client = clientOf((await Scripted.start(events([token("5."), event]))).url);
    const ofEvent = /^event 2 of the stream cannot be read: /;
    await assertRecognized(() => client.agents.stream(ASK).text(), ofEvent);
    await assertRecognized(() => client.sessions.continueStream(TURN).finalResponse(), ofEvent);
    const error = await errorOf(() => client.agents.stream(ASK).text());
    assert.deepEqual([error.outcome, error.partialText, error.body], ["partial", "5.", JSON.stringify(event)]);
  }
  const local = EventStream.fromBytes(`event: done\ndata: ${JSON.stringify(END_OF_TURN)}\n\n`);
  const error = await errorOf(() => local.text());
  assert.ok(error.message.endsWith(RECOGNIZED), error.message);
  const healthy = { agents: 2, status: "healthy", uptime: "1m2.3s", version: "0.3.0" };
  for (const health of [healthy, { status: "healthy", version: "1", uptime_seconds: 5 }]) {
    const client = clientOf((await Scripted.start(answer(200, health))).url);
    await assertRecognized(() => client.health());
  }
});

test("a response of the documented API is a value, whatever its further fields are called", async () => {
  const further = { tokens: { total: 3 }, turns: 2, response: {}, type: "done" };
  const invoked = clientOf((await Scripted.start(answer(200, { ...INVOKED, ...further, steps: {} }))).url);
  assert.equal((await invoked.agents.invoke(ASK)).output, "Paris.");
  const continued = clientOf((await Scripted.start(answer(200, { ...INVOKED, ...further, turn: 1 }))).url);
  assert.equal((await continued.sessions.continue(TURN)).turn, 1);
  const run = { pipeline: "p", status: "healthy", steps: [], output: null, ...further };
  assert.equal((await clientOf((await Scripted.start(answer(200, run))).url).pipelines.run(RUN)).status, "healthy");
  const stream = clientOf((await Scripted.start(events([token("5."), { ...DONE, ...further, steps: {} }]))).url);
  assert.equal(await stream.agents.stream(ASK).text(), "5.");
  for (const status of ["ok", "degraded", "starting", "Healthy"]) {
    const health = { ...further, status, version: "1", checks: { model: "healthy" } };
    assert.equal((await clientOf((await Scripted.start(answer(200, health))).url).health()).status, status);
  }
});

test("a response of the documented API that cannot be read is not taken for the runtime's", async () => {
  for (const body of [
    { output: 5, usage: USAGE, turns: 2 },
    { output: 5, usage: USAGE, tokens: 3 },
    { pipeline: "p", status: "completed", steps: "none", output: null },
    { type: "done" },
    ["tokens", "turns"],
  ]) {
    const client = clientOf((await Scripted.start(answer(200, body))).url);
    const error = await errorOf(() => client.agents.invoke(ASK));
    assert.equal(error.message, "the response does not match the contract (application/json)");
  }
});

test("AGENTSPEC_DIALECT may ask for the documented API alone", () => {
  for (const dialect of ["", "documented"]) {
    process.env.AGENTSPEC_DIALECT = dialect;
    assert.equal(new AgentSpecClient().baseUrl, "http://localhost:8080");
  }
  for (const dialect of ["runtime", "auto", "Documented", " documented"]) {
    process.env.AGENTSPEC_DIALECT = dialect;
    assert.throws(() => new AgentSpecClient(), {
      name: "ConfigurationError",
      message: `AGENTSPEC_DIALECT must be \`documented\` or unset: ${ADVICE}`,
    });
    assert.ok(new AgentSpecClient({ environment: false }));
  }
});
