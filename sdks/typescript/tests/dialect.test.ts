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

const UNREADABLE = "the response does not match the contract (application/json)";

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
const CONTROLLED = { activity: [], duration_ms: 1, output: "5.", session_id: "" };
const CREATED = { agent: "assistant", created_at: "2026-03-01T10:00:00+02:00", session_id: "sess_1" };
const HEALTHY = { agents: 2, status: "healthy", uptime: "1m2.3s", version: "0.3.0" };
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
  assert.deepEqual([error.name, error.code, Math.trunc(error.status! / 100)], ["DecodeError", "decode_error", 2]);
  assert.ok(message.test(error.message) && error.message.endsWith(RECOGNIZED), error.message);
}

test("a runtime is recognized by each call that it answers in its dialect", async () => {
  const mock = await Mock.start("--dialect", "runtime");
  const client = clientOf(mock.url);
  await assertRecognized(() => client.agents.invoke(ASK));
  await assertRecognized(() => client.sessions.create({ agent: "assistant" }));
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

/** The calls that have marks, by the operation, with the bodies that bear one. */
const CALLS: Readonly<Record<string, (client: AgentSpecClient) => Promise<unknown>>> = {
  invoke_agent: (client) => client.agents.invoke(ASK),
  continue_session: (client) => client.sessions.continue(TURN),
  create_session: (client) => client.sessions.create({ agent: "assistant" }),
  run_pipeline: (client) => client.pipelines.run(RUN),
  pipeline_status: (client) => client.pipelines.status({ name: "p" }),
  health: (client) => client.health(),
};

test("each mark is recognized in the answer that it is of, and in no other", async () => {
  const marks: [body: object, operations: string[]][] = [
    [INVOKED_BY_RUNTIME, ["invoke_agent", "continue_session"]],
    [CONTROLLED, ["invoke_agent", "continue_session"]],
    [CREATED, ["create_session"]],
    [STEPS, ["run_pipeline"]],
    [HEALTHY, ["health"]],
    [{ status: "healthy", uptime: "1s" }, ["health"]],
    [{ status: "healthy", version: "1", agents: 0 }, ["health"]],
  ];
  for (const [body, operations] of marks) {
    const client = clientOf((await Scripted.start(answer(200, body))).url);
    for (const [operation, call] of Object.entries(CALLS)) {
      if (operations.includes(operation)) await assertRecognized(() => call(client));
      else
        assert.equal((await errorOf(() => call(client))).message, UNREADABLE, `${operation} ${JSON.stringify(body)}`);
    }
  }
});

test("the marks of events are recognized in a stream, and those of bodies are not", async () => {
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
  const announced = 'event: error\ndata: {"type":"error"}\n\n';
  const ofAnnounced = await errorOf(() => EventStream.fromBytes(announced).text());
  assert.ok(ofAnnounced.message.endsWith(RECOGNIZED), ofAnnounced.message);
  for (const event of [
    { type: "error", message: 1 },
    { type: "tool_call", name: 1, ...HEALTHY, steps: {} },
    { type: "done", ...CONTROLLED },
  ]) {
    const client = clientOf((await Scripted.start(events([event]))).url);
    const error = await errorOf(() => client.agents.stream(ASK).text());
    assert.equal(error.message, "event 1 of the stream cannot be read");
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

test("a documented server may call itself healthy", async () => {
  for (const [status, further] of [
    [200, {}],
    [200, { agents: "2", uptime: 1 }],
    [200, { agents: -1 }],
    [200, { agents: 1.5 }],
    [200, { uptime_seconds: 5, agents: 2, uptime: "5s" }],
    [200, { checks: { db: "ok" }, agents: 2, uptime: "5s" }],
    [503, { agents: 2, uptime: "5s" }],
  ] as const) {
    const client = clientOf(
      (await Scripted.start(answer(status, { status: "healthy", version: "1", ...further }))).url,
    );
    assert.equal((await client.health()).status, "healthy", JSON.stringify(further));
  }
});

test("a response of the documented API that cannot be read is not taken for the runtime's", async () => {
  for (const body of [
    { output: 5, usage: USAGE, turns: 2 },
    { output: 5, usage: USAGE, tokens: 3 },
    { output: 5, usage: USAGE, activity: [] },
    { output: 5, usage: USAGE, steps: {} },
    { pipeline: "p", status: "completed", steps: "none", output: null },
    { type: "done" },
    ["tokens", "turns"],
  ]) {
    const client = clientOf((await Scripted.start(answer(200, body))).url);
    const error = await errorOf(() => client.agents.invoke(ASK));
    assert.equal(error.message, UNREADABLE);
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

test("the option of other SDKs may ask for the documented API alone, if a program without types gives it", () => {
  const given = (dialect: unknown) => ({ baseUrl: "http://localhost:1", dialect });
  process.env.AGENTSPEC_DIALECT = "";
  assert.ok(new AgentSpecClient(given(undefined)));
  for (const dialect of ["runtime", "auto", "", null, true]) {
    assert.throws(() => new AgentSpecClient(given(dialect)), {
      name: "ConfigurationError",
      message: `dialect must be \`documented\` or unset: ${ADVICE}`,
    });
  }
  process.env.AGENTSPEC_DIALECT = "runtime";
  assert.ok(new AgentSpecClient(given("documented")));
});
