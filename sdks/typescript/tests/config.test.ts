import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { inspect } from "node:util";
import { AgentSpecClient } from "../src/client.js";
import type { ClientOptions } from "../src/config.js";
import { AgentSpecError } from "../src/error/error.js";
import { ConfigurationError } from "../src/generated/errors.js";

const NAMES = ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT"];
const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
const clear = () => {
  for (const name of NAMES) delete process.env[name];
};
beforeEach(clear);
afterEach(() => {
  clear();
  for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value;
});

function refusal(options: ClientOptions): string {
  try {
    new AgentSpecClient(options);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError && error instanceof AgentSpecError && error.isLocal);
    assert.deepEqual([error.code, error.outcome, error.attempts], ["configuration_error", "not_sent", 0]);
    assert.ok(!inspect(error, { showHidden: true }).includes("canary"), inspect(error));
    return error.message;
  }
  throw new Error("it was accepted");
}

/** The headers that a client sends. */
async function sent(options: ClientOptions): Promise<Headers> {
  let headers = new Headers();
  const fetch = async (_: unknown, init?: RequestInit) => {
    headers = new Headers(init?.headers);
    return new Response('{"agents": []}');
  };
  await new AgentSpecClient({ ...options, fetch }).agents.list();
  return headers;
}

test("an argument overrides a variable, and a variable the default", () => {
  assert.equal(new AgentSpecClient().baseUrl, "http://localhost:8080");
  process.env.AGENTSPEC_BASE_URL = "http://variable:1";
  assert.equal(new AgentSpecClient().baseUrl, "http://variable:1");
  assert.equal(new AgentSpecClient({ baseUrl: "http://argument:2" }).baseUrl, "http://argument:2");
  assert.equal(new AgentSpecClient({ environment: false }).baseUrl, "http://localhost:8080");
});

test("an empty variable counts as unset", async () => {
  process.env.AGENTSPEC_BASE_URL = "";
  process.env.AGENTSPEC_API_KEY = "";
  assert.equal(new AgentSpecClient().baseUrl, "http://localhost:8080");
  assert.equal((await sent({})).get("x-api-key"), null);
});

test("credentials are one unit", async () => {
  process.env.AGENTSPEC_API_KEY = "the-key";
  process.env.AGENTSPEC_TOKEN = "the-token";
  const both = async (options: ClientOptions = {}) => {
    const headers = await sent(options);
    return [headers.get("x-api-key"), headers.get("authorization")];
  };
  assert.deepEqual(await both(), ["the-key", null]);
  assert.deepEqual(await both({ token: "mine" }), [null, "Bearer mine"]);
  assert.deepEqual(await both({ environment: false }), [null, null]);
  delete process.env.AGENTSPEC_API_KEY;
  assert.deepEqual(await both(), [null, "Bearer the-token"]);
  assert.equal(
    refusal({ apiKey: "mine", token: "mine" }),
    "apiKey and token are both set: a client uses one; leave the other out",
  );
});

test("a base URL keeps its path and loses its trailing slash", () => {
  assert.equal(new AgentSpecClient({ baseUrl: "https://host/team/a/" }).baseUrl, "https://host/team/a");
  assert.equal(new AgentSpecClient({ baseUrl: " http://host " }).baseUrl, "http://host");
});

test("a base URL that cannot be used says what to change", () => {
  for (const [baseUrl, expected] of [
    ["", "is not a URL"],
    ["localhost", "is not a URL"],
    ["localhost:8080", "must start with http:// or https://"],
    ["ftp://host", "must start with http:// or https://"],
    ["http://", "is not a URL"],
    ["http:host", "must start with http:// or https://"],
    ["http:///host", "has no host"],
    ["http://host/a\nb", "a control character"],
    ["http://host\\path", "a backslash"],
    ["http://host?a=b", "query or a fragment"],
    ["http://host#top", "query or a fragment"],
    ["http://user:canary@host", "user name or password"],
  ] as const) {
    const message = refusal({ baseUrl });
    assert.ok(message.startsWith("baseUrl ") && message.includes(expected), `${baseUrl}: ${message}`);
  }
  process.env.AGENTSPEC_BASE_URL = "nowhere";
  assert.match(refusal({}), /^AGENTSPEC_BASE_URL is not a URL: .*, as in http:\/\/localhost:8080$/);
});

test("a credential that no header can hold is refused without showing it", () => {
  for (const [secret, expected] of [
    ["", "is empty"],
    ["  ", "is empty"],
    ["canary\n", "ends with white space"],
    [" canary", "starts or ends with white space"],
    ["canary\nmore", "a line break"],
    ["canary\0more", "a NUL"],
    ["canary\x1b", "a control character"],
    ["canaryä", "a character outside ASCII"],
  ] as const) {
    for (const name of ["apiKey", "token"] as const) {
      const message = refusal({ [name]: secret });
      assert.ok(message.startsWith(`${name} `) && message.includes(expected), message);
    }
  }
  process.env.AGENTSPEC_API_KEY = "canary\r\n";
  assert.match(refusal({}), /^AGENTSPEC_API_KEY starts or ends with white space/);
  clear();
  for (const headers of [{ "x-a": "canary\r\nx-b: c" }, { "x-a": "canary\0" }]) {
    assert.equal(
      refusal({ headers }),
      "header x-a: invalid value: expected text without line breaks or other control characters",
    );
  }
});

test("an option of another kind is refused by its name", () => {
  for (const [options, expected] of [
    [{ timeout: -1 }, "timeout is -1: expected a number of milliseconds, 0 or more"],
    [{ timeout: "5" }, "timeout is of type string: expected a number of milliseconds, 0 or more"],
    [{ deadline: Number.NaN }, "deadline is NaN: expected a number of milliseconds, 0 or more"],
    [{ maxRetries: 1.5 }, "maxRetries is 1.5: expected a number of attempts, 0 or more"],
    [{ maxRetries: null }, "maxRetries is null: expected a number of attempts, 0 or more"],
    [{ retryPolicy: "none" }, 'retryPolicy must be "standard", "strict", "never" or a function'],
    [{ eventLimit: 0 }, "eventLimit is 0 bytes, and no event is that small: give a number of bytes, such as 16777216"],
    [
      { answerLimit: 0 },
      "answerLimit is 0 bytes, and no answer is that small: give a number of bytes, such as 67108864",
    ],
    [
      { headers: { "x-api-key": "canary" } },
      "header x-api-key cannot be set on a client: set the credential of the client",
    ],
    [{ headers: { "x a": "b" } }, 'header "x a": invalid name: expected letters, digits and hyphens, as in "x-team"'],
  ] as const) {
    assert.equal(refusal(options as unknown as ClientOptions), expected);
  }
});

test("nothing that a client is made of shows its credential", () => {
  for (const options of [{ apiKey: "canary-key" }, { token: "canary-token" }, { token: () => "canary" }]) {
    const client = new AgentSpecClient(options);
    const copy = client.withOptions({ timeout: 5, apiKey: "canary-2" });
    for (const each of [client, copy, client.agents, client.sessions.open({ agent: "a", sessionId: "s" })]) {
      assert.ok(!inspect(each, { depth: 20, showHidden: true, getters: true }).includes("canary"));
      assert.ok(!JSON.stringify(each).includes("canary"));
    }
  }
});

test("a copy has other defaults, and the credential that it is given", async () => {
  const seen: Headers[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    seen.push(new Headers(init?.headers));
    return new Response('{"agents": []}');
  };
  const client = new AgentSpecClient({ apiKey: "the-key", headers: { "x-a": "1", "x-b": "1" }, fetch });
  await client.withOptions({ headers: { "X-A": "2" }, token: "the-token" }).agents.list({ headers: { "x-c": "3" } });
  await client.withOptions({ headers: null, apiKey: null }).agents.list();
  await client.agents.list({ headers: null });
  assert.deepEqual(
    seen.map((headers) => ["x-a", "x-b", "x-c", "x-api-key", "authorization"].map((name) => headers.get(name))),
    [
      ["2", "1", "3", null, "Bearer the-token"],
      [null, null, null, null, null],
      [null, null, null, "the-key", null],
    ],
  );
});
