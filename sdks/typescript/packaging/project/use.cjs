// The package by require.
const assert = require("node:assert/strict");
const { AgentSpecClient, EventStream } = require("@agentspec/sdk");
const { AgentSpecError } = require("@agentspec/sdk/errors");
const { MockServer } = require("@agentspec/sdk/testing");

const client = new AgentSpecClient({ baseUrl: "http://127.0.0.1:4", maxRetries: 0, environment: false });
client.health().then(
  () => assert.fail("a server listens on port 4"),
  (error) => assert.ok(error instanceof AgentSpecError, String(error)),
);
assert.rejects(MockServer.start({ program: "./none" }), /did not start/);
const bytes =
  'data: {"type": "token", "content": "Hi"}\n\ndata: {"type": "done", "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}\n\n';
EventStream.fromBytes(new TextEncoder().encode(bytes))
  .text()
  .then((text) => assert.equal(text, "Hi"));
