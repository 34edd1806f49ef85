import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { AgentSpecClient } from "../src/client.js";
import type { ClientOptions } from "../src/config.js";
import { clientOf } from "./support/client.js";
import { type Answer, answer, DONE, events, INVOKED, refusal, Scripted, token } from "./support/server.js";

/** No quotes or blanks: a JSON text that echoes it has it verbatim. */
const SECRET = "canary-7f/3a91+c0ffee";
const HEADER = "canary-header-of-the-caller";

/** In clear, escaped, or in base64 as far as that is the same wherever it stands. */
const SPELLINGS = [
  "canary-7f",
  "3a91+c0ffee",
  encodeURIComponent(SECRET),
  JSON.stringify(SECRET).slice(1, -1).replaceAll("/", "\\/"),
  Buffer.from(SECRET).toString("base64").slice(0, 24),
  "canary-header",
];

/** Every text that a program could print of a value: its own, and those of all that can be reached from it. */
function textsOf(value: unknown): string[] {
  const texts = [inspect(value, { depth: 20, showHidden: true, getters: true, maxStringLength: null }), inspect(value)];
  const seen = new Set<unknown>();
  const visit = (at: unknown): void => {
    if (typeof at === "string") texts.push(at);
    if ((typeof at !== "object" && typeof at !== "function") || at === null || seen.has(at)) return;
    seen.add(at);
    if (at instanceof Headers) texts.push(JSON.stringify([...at]));
    for (const name of Reflect.ownKeys(at)) {
      texts.push(String(name));
      const { value, get } = Object.getOwnPropertyDescriptor(at, name)!;
      visit(get ? tried(() => Reflect.get(at, name)) : value);
    }
    for (const name of ["message", "stack", "name"]) visit(tried(() => Reflect.get(at, name)));
  };
  visit(value);
  texts.push(String(tried(() => String(value))), String(tried(() => JSON.stringify(value))));
  return texts;
}

function tried(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

function assertHidden(value: unknown, where: string): void {
  for (const text of textsOf(value)) {
    for (const spelling of SPELLINGS) assert.ok(!text.includes(spelling), `${where} shows ${spelling} in ${text}`);
  }
}

/** Everything of a response that can hold what a server echoes. */
const ECHOES: Readonly<Record<string, Answer>> = {
  "an error body": refusal(401, `bad_${SECRET}`, `The key ${SECRET} has expired.`),
  "an error body with escapes": answer(403, `{"error": {"code": "no", "message": "${SECRET.replaceAll("/", "\\/")}"}}`),
  "an error body in base64": refusal(403, "no", `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`),
  "a foreign error body": answer(500, { detail: { [SECRET]: [SECRET] } }),
  "a text": answer(500, `No: ${encodeURIComponent(SECRET)}`, { "Content-Type": "text/plain" }),
  "a page": answer(502, `<html><title>${SECRET}</title>`, { "Content-Type": "text/html" }),
  "a header": refusal(503, "busy", "No.", { "X-Echo": SECRET, "X-Correlation-ID": SECRET, "Retry-After": "0" }),
  "a redirect": answer(302, "", { Location: `http://a.invalid/${SECRET}?key=${SECRET}` }),
  "a success that cannot be read": answer(200, { output: 7, [SECRET]: SECRET }),
  "a success that is no JSON": answer(200, `<${SECRET}`),
  "a body that is cut": { data: `HTTP/1.1 500 Any\r\nContent-Length: 999\r\n\r\n{"error": "${SECRET.slice(0, 12)}` },
  "a phrase": { data: `HTTP/1.1 500 ${SECRET}\r\nContent-Length: 0\r\n\r\n` },
  "no response": { data: "" },
};

const STREAMS: Readonly<Record<string, Answer>> = {
  "an error event": events([token("a"), { type: "error", code: SECRET, message: `No ${SECRET}.`, [SECRET]: SECRET }]),
  "an event that cannot be read": events([token("a"), { type: "token", content: { [SECRET]: SECRET } }]),
  "an event that is no JSON": {
    data: `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {"${SECRET}\n\n`,
  },
  "an error body in place of an event": events([{ error: { code: "no", message: SECRET } }]),
  "a cut stream": events([token("a")]),
};

interface Records {
  readonly logged: unknown[];
  readonly client: AgentSpecClient;
}

/** A client with the secret as its credential, and what it logs. */
function clientWith(url: string, kind: "apiKey" | "token" | "source", options: ClientOptions = {}): Records {
  const logged: unknown[] = [];
  const record = (...parts: unknown[]) => logged.push(parts);
  const credential = kind === "source" ? { token: async () => SECRET } : { [kind]: SECRET };
  const logger = { debug: record, info: record, warn: record };
  return { logged, client: clientOf(url, { ...credential, logger, maxRetries: 1, ...options }) };
}

/** What an operation returns or throws. */
async function resultOf(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

for (const kind of ["apiKey", "token", "source"] as const) {
  test(`no failed call shows a credential that the server echoes (${kind})`, async () => {
    for (const [name, echo] of Object.entries(ECHOES)) {
      const server = await Scripted.start(echo);
      const { client, logged } = clientWith(server.url, kind);
      const headers = { "X-Header": HEADER };
      const error = await resultOf(() => client.agents.invoke({ name: "a", input: "b" }, { headers }));
      assert.ok(error instanceof Error, name);
      assertHidden(error, name);
      assertHidden(logged, `the log of ${name}`);
      assert.ok(logged.length, name);
      const sent = server.received[0]!.headers;
      assert.ok((sent["x-api-key"] ?? sent.authorization)!.endsWith(SECRET), name);
      assert.equal(sent["x-header"], HEADER);
    }
  });

  test(`no failed stream shows a credential that the server echoes (${kind})`, async () => {
    for (const [name, echo] of Object.entries(STREAMS)) {
      const server = await Scripted.start(echo);
      const { client, logged } = clientWith(server.url, kind);
      const stream = client.agents.stream({ name: "a", input: "b" });
      assertHidden(stream, `the unread stream of ${name}`);
      const received: unknown[] = [];
      const end = await resultOf(async () => {
        for await (const event of stream) received.push(event);
      });
      for (const part of [received, end, stream, logged]) assertHidden(part, name);
      const error = await resultOf(() => client.agents.stream({ name: "a", input: "b" }).text());
      assert.ok(error instanceof Error, name);
      assertHidden(error, name);
      assertHidden(
        tried(() => client.agents.stream({ name: "a", input: "b" }).errorFromEvent(received.at(-1) as never)),
        name,
      );
    }
  });
}

test("no client, handle, stream or turn shows the credential or a header of the caller", async () => {
  const server = await Scripted.start(events([token("a")]), answer(200, INVOKED), events([token("a"), DONE]));
  const { client, logged } = clientWith(server.url, "apiKey", { headers: { "X-Header": HEADER } });
  const other = client.withOptions({ token: `${SECRET}-2`, headers: { "X-Other": HEADER } });
  const chat = other.sessions.open({ agent: "a", sessionId: "s" });
  assert.ok((await resultOf(() => chat.continueStream({ input: "b" }).text())) instanceof Error);
  assert.equal(chat.unresolvedTurn?.input, "b");
  const refused = await resultOf(() => chat.continue({ input: "c" }));
  assert.ok(refused instanceof Error);
  chat.goOn();
  const response = await client.agents.invoke({ name: "a", input: "b" }).withResponse();
  const stream = await other.agents.stream({ name: "a", input: "b" }).opened();
  const parts = {
    client,
    agents: client.agents,
    other,
    chat,
    turn: chat.unresolvedTurn,
    refused,
    response,
    stream,
    logged,
  };
  for (const [name, part] of Object.entries(parts)) assertHidden(part, name);
});

test("what a fetch of the caller's, or a retry policy, throws with the credential in it is shown without", async () => {
  const failing: typeof fetch = async (_, init) => {
    const request = { headers: Object.fromEntries(new Headers(init?.headers)) };
    throw Object.assign(new TypeError(`fetch failed with ${SECRET}`), {
      request,
      cause: new Error(JSON.stringify(request)),
    });
  };
  const { client, logged } = clientWith("http://a.invalid", "apiKey", { fetch: failing });
  for (const end of [
    resultOf(() => client.agents.list()),
    resultOf(() => client.agents.stream({ name: "a", input: "b" }).text()),
  ]) {
    const error = await end;
    assert.ok(error instanceof Error);
    assertHidden(error, "the error of a fetch");
  }
  assertHidden(logged, "the log");
  const seen: unknown[] = [];
  const server = await Scripted.start(ECHOES["an error body"]!);
  const watched = clientWith(server.url, "token", {
    retryPolicy: (failed) => {
      seen.push(failed);
      return failed.standard;
    },
  });
  assertHidden(await resultOf(() => watched.client.agents.list()), "the error after a policy");
  assert.equal(seen.length, 1);
  assertHidden(seen, "what a policy sees");
});

test("what is refused before anything is sent does not show it", async () => {
  const refusals = {
    "a credential with a line break": { apiKey: `${SECRET}\n` },
    "two credentials": { apiKey: SECRET, token: SECRET },
    "a credential in the base URL": { baseUrl: `http://me:${SECRET}@a.invalid` },
    "a credential in a bad base URL": { baseUrl: `me:${SECRET}@a.invalid` },
    "a header with a line break": { headers: { "X-Header": `${HEADER}\n` } },
  };
  for (const [name, options] of Object.entries(refusals)) {
    const error = tried(() => clientOf("http://a.invalid", options));
    assert.ok(error instanceof Error, name);
    assertHidden(error, name);
  }
  const { client } = clientWith("http://a.invalid", "apiKey");
  const error = await resultOf(() => client.agents.list({ headers: { "X-Header": `${HEADER}\n` } }));
  assert.ok(error instanceof Error);
  assertHidden(error, "a header of a call with a line break");
});
