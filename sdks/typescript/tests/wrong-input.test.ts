import assert from "node:assert/strict";
import { test } from "node:test";
import { AgentSpecClient } from "../src/client.js";
import type { ClientOptions } from "../src/config.js";
import { ConfigurationError, InvalidRequestError, StreamInterruptedError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { answer, INVOKED, Scripted } from "./support/server.js";

/** What a program without types may give. */
// biome-ignore lint/suspicious/noExplicitAny: each is of a wrong type
type Wrong = any;

const ask = { name: "a", input: "b" };

test("a client refuses what is no option, or of another type, by its name", () => {
  for (const [options, expected] of [
    [null, /^the options of a client are not an object: give each by its name$/],
    ["http://localhost:8080", /^the options of a client are not an object/],
    [{ baseURL: "http://host" }, /^baseURL is not an option of a client: expected one of .*\bapiKey, token, baseUrl,/],
    [{ api_key: "canary" }, /^api_key is not an option of a client/],
    [{ signal: AbortSignal.abort() }, /^signal is not an option of a client/],
    [{ fetch: {} }, /^fetch is of type object: expected function$/],
    [{ environment: "false" }, /^environment is of type string: expected boolean$/],
    [{ logger: () => {} }, /^logger is of type function: expected object$/],
    [{ headers: "x-team: blue" }, /^headers is of type string: expected object$/],
  ] as Wrong[]) {
    assert.throws(
      () => new AgentSpecClient(options),
      (error) => error instanceof ConfigurationError && expected.test(error.message),
      `${expected}`,
    );
  }
  const copy: Wrong = { baseUrl: "http://other" };
  assert.throws(() => new AgentSpecClient().withOptions(copy), /baseUrl is not an option of withOptions: expected one/);
});

test("a call refuses what is no option, or of another type, and sends nothing", async () => {
  const server = await Scripted.start(answer(200, INVOKED));
  const { agents, pipelines } = clientOf(server.url);
  for (const [options, expected] of [
    [null, /^the options of a call are not an object/],
    [5, /^the options of a call are not an object/],
    [{ timeOut: 5 }, /^timeOut is not an option of a call: expected one of timeout, /],
    [{ onToken: () => {} }, /^onToken is not an option of a call/],
    [{ signal: new AbortController() }, /^signal is not an AbortSignal: give the `signal` of an AbortController$/],
  ] as Wrong[]) {
    const error = await errorOf(agents.invoke(ask, options));
    assert.ok(error instanceof InvalidRequestError && error.isLocal && expected.test(error.message), error.message);
  }
  for (const [options, expected] of [
    [{ onTokens: () => {} }, /^onTokens is not an option of a stream: expected one of .*\bonToken, /],
    [{ onToken: 5 }, /^onToken is of type number: expected function$/],
  ] as Wrong[]) {
    const stream: Wrong = agents.stream(ask, options);
    const error = await errorOf(stream.opened?.() ?? stream);
    assert.ok(error instanceof InvalidRequestError && expected.test(error.message), error.message);
  }
  const nothing: Wrong = undefined;
  assert.match((await errorOf(agents.invoke(nothing))).message, /^name is missing: give the name/);
  assert.match(
    (await errorOf(pipelines.wait({ name: "p", pollDelay: "5" as Wrong }))).message,
    /^pollDelay is of type/,
  );
  assert.equal(server.received.length, 0);
});

test("what is null is left out, and options of an agent that are no object are the server's to refuse", async () => {
  const server = await Scripted.start(answer(200, { agents: [] }));
  const none: Wrong = null;
  const { agents, pipelines } = clientOf(server.url);
  await errorOf(agents.invoke({ ...ask, options: none }, { signal: none, headers: none }));
  await errorOf(pipelines.status({ name: "p", runId: none }));
  assert.deepEqual(
    server.received.map(({ path, body }) => [path, body]),
    [
      ["/v1/agents/a/invoke", '{"input":"b","options":null}'],
      ["/v1/pipelines/p/status", ""],
    ],
  );
});

test("headers may be pairs of name and value too", async () => {
  const server = await Scripted.start(answer(200, { agents: [] }));
  const client = clientOf(server.url, { headers: new Headers({ "X-Team": "blue", "X-Tier": "1" }) });
  await client.agents.list({ headers: new Map([["x-tier", "2"]]) });
  const { headers } = server.received[0]!;
  assert.deepEqual([headers["x-team"], headers["x-tier"]], ["blue", "2"]);
});

test("a fetch that returns no response is named, and chunks that are no bytes end a stream", async () => {
  const withFetch = (fetch: Wrong) => clientOf("http://a.invalid", { fetch, maxRetries: 0 } as ClientOptions).agents;
  for (const response of [undefined, { ok: true, status: 200, json: async () => INVOKED }]) {
    const error = await errorOf(withFetch(async () => response).invoke(ask));
    assert.ok(error instanceof ConfigurationError && error.mayHaveRun);
    assert.equal(error.message, "fetch returned no Response: return one, such as Response.json({})");
  }
  const text = () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue("data: x\n\n") });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
  const error = await errorOf(
    withFetch(async () => text())
      .stream(ask)
      .text(),
  );
  assert.ok(error instanceof StreamInterruptedError && error.cause instanceof TypeError);
});
