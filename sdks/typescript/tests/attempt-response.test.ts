import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { answer, INVOKED, refusal, Scripted } from "./support/server.js";

const OK = answer(200, INVOKED);
const ask = { name: "a", input: "b" };

test("redirects are not followed", async () => {
  const other = await Scripted.start(OK);
  for (const [status, outcome] of [
    [302, "unknown"],
    [307, "rejected"],
  ] as const) {
    const server = await Scripted.start(answer(status, "", { Location: `${other.url}/v1/x?key=s3cret` }));
    const error = await errorOf(clientOf(server.url, { apiKey: "canary-key" }).agents.invoke(ask));
    assert.match(
      error.message,
      new RegExp(`^the server answered ${status} .*, a redirect to ${other.url}/v1/x: redirects are not followed`),
    );
    assert.deepEqual(
      [error.code, error.status, error.outcome, error.constructor.name],
      [`http_${status}`, status, outcome, "AgentSpecError"],
    );
  }
  assert.equal(other.received.length, 0);
});

test("a response above answerLimit is an error", async () => {
  const server = await Scripted.start(answer(200, { output: "x".repeat(5000), usage: {} }));
  const error = await errorOf(clientOf(server.url, { answerLimit: 1000 }).agents.invoke(ask));
  assert.ok(error instanceof DecodeError);
  assert.deepEqual(
    [error.code, error.message, error.outcome, error.status],
    ["too_large", "the response is larger than `answerLimit`", "unknown", 200],
  );
});

test("a response that does not match the contract says where", async () => {
  const server = await Scripted.start(
    answer(200, { output: "x", usage: { input_tokens: 1, output_tokens: "2", total_tokens: 3 } }),
  );
  const error = await errorOf(clientOf(server.url).agents.invoke(ask));
  assert.ok(error instanceof DecodeError);
  assert.equal(error.message, "the response does not match the contract (application/json)");
  assert.match(String((error.cause as Error).message), /^usage\.output_tokens: expected an integer/);
  assert.match(error.body!, /^\{"output":"x"/);
});

test("a response with another content type is refused where the type matters", async () => {
  const server = await Scripted.start(OK);
  const client = clientOf(server.url);
  const stream = await errorOf(client.agents.stream(ask).text());
  assert.ok(stream instanceof DecodeError);
  assert.equal((stream.cause as Error).message, "expected the content type text/event-stream");
  assert.deepEqual([stream.events, stream.outcome], [undefined, "unknown"]);
  const metrics = await errorOf(client.metrics());
  assert.equal((metrics.cause as Error).message, "expected the content type text/plain");
});

test("a degraded server's health is a value, and a deletion is any success", async () => {
  const server = await Scripted.start(answer(503, { status: "degraded", version: "1" }), answer(202, "what"));
  const client = clientOf(server.url);
  const { value, status } = await client.health().withResponse();
  assert.deepEqual([value.status, status], ["degraded", 503]);
  assert.equal(await client.sessions.delete({ agent: "a", sessionId: "s" }), undefined);
});

test("a base URL that ends in /v1 is told", async () => {
  const server = await Scripted.start(refusal(404, "not_found", "There is no such route."));
  const error = await errorOf(clientOf(`${server.url}/v1`).agents.list());
  assert.equal(
    error.message,
    `GET ${server.url}/v1/v1/agents: the base URL ends in /v1, which the routes already begin with: remove it there; There is no such route.`,
  );
  assert.equal(error.isUnsupported, false);
});

test("a stored response to a GET has the id of the call that it was stored for, and one to a POST is refused", async () => {
  const headers = { "X-Correlation-ID": "call-1", Age: "5" };
  const server = await Scripted.start(
    answer(200, { agents: [] }, headers),
    answer(200, { agents: [] }, headers),
    answer(200, INVOKED, headers),
  );
  const client = clientOf(server.url);
  await client.agents.list({ correlationId: "call-1" });
  await client.agents.list({ correlationId: "call-2" });
  const error = await errorOf(client.agents.invoke({ name: "a", input: "b" }, { correlationId: "call-3" }));
  assert.match(error.message, /correlation id of another call/);

  const stored = clientOf("http://a.invalid", {
    fetch: async () => Response.json({ agents: [] }, { headers: { "X-Correlation-ID": "call-1" } }),
  });
  for (const correlationId of ["call-1", "call-2"]) await stored.agents.list({ correlationId });
});
