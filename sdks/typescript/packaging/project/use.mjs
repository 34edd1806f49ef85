// The package by import, and beside it by require: errors of either copy are instances of both.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { AgentSpecClient } from "@agentspec/sdk";
import { AgentSpecError, ConnectionError } from "@agentspec/sdk/errors";
import { MockServer } from "@agentspec/sdk/testing";
import * as types from "@agentspec/sdk/types";

const commonjs = createRequire(import.meta.url)("@agentspec/sdk/errors");
assert.notEqual(commonjs.ConnectionError, ConnectionError);
assert.deepEqual(Object.keys(types), []);
await assert.rejects(MockServer.start({ program: "./none" }), /did not start/);

const client = new AgentSpecClient({ baseUrl: "http://127.0.0.1:4", maxRetries: 0, environment: false });
const error = await client.health().catch((error) => error);
assert.ok(error instanceof ConnectionError && error instanceof AgentSpecError, String(error));
assert.ok(error instanceof commonjs.ConnectionError && !(error instanceof commonjs.NotFoundError));
