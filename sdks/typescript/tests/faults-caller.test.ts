import assert from "node:assert/strict";
import { createServer as createPlainServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { createServer } from "node:tls";
import { inspect } from "node:util";
import { AgentSpecClient } from "../src/client.js";
import { ConfigurationError, InvalidRequestError } from "../src/generated/errors.js";
import { type Certificate, certificate } from "./support/certificates.js";
import { clientOf, errorOf } from "./support/client.js";
import { EVERY_CALL, type Expected, failed, invoke, listAgents, make } from "./support/scenarios.js";
import { answer, refusal, Scripted } from "./support/server.js";

const KEY = "canary-key-1234567890";
const REFUSED: Expected = { name: "ConnectionError", code: "connection_error", outcome: "not_sent" };
const LISTED = answer(200, { agents: [] });

/** A TLS server without agents; `requests` are the decrypted bytes that it receives, and `plain` whether one did not begin with a handshake. */
async function tlsServer(own: Certificate) {
  const seen = { requests: "", connections: 0 };
  const server = createServer({ key: own.key, cert: own.cert }, (socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      seen.requests += data;
      socket.end(LISTED.data);
    });
  });
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => {
    seen.connections++;
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  return { seen, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A dispatcher of Node's own HTTP client that trusts this certificate, as a user makes one with undici. */
function trusting(ca: string): object {
  new Headers();
  const platform = globalThis as unknown as Record<symbol, object>;
  const [global] = [2, 1].map((version) => platform[Symbol.for(`undici.globalDispatcher.${version}`)]).filter(Boolean);
  const Agent = global!.constructor as new (options: object) => object;
  return new Agent({ connect: { ca } });
}

const authority = certificate("an authority", { isAuthority: true });
const { issuer } = authority;

test("fault 04: a certificate that is not trusted, out of date or of another host is refused, and plain text is never tried", async () => {
  for (const [own, trusted, message] of [
    [certificate("good", { issuer }), undefined, "is signed by an authority that is not trusted"],
    [certificate("self-signed"), undefined, "is signed by an authority that is not trusted"],
    [certificate("self-signed"), authority.cert, "is signed by an authority that is not trusted"],
    [certificate("expired", { issuer, days: -1 }), authority.cert, "has expired"],
    [certificate("of another host", { issuer, address: [127, 0, 0, 2] }), authority.cert, "is for another host"],
  ] as const) {
    const server = await tlsServer(own);
    for (const ask of EVERY_CALL) {
      const fetchOptions = trusted ? { dispatcher: trusting(trusted) } : undefined;
      const error = failed(await make(clientOf(server.url, { apiKey: KEY, fetchOptions }), ask), REFUSED, 1, message);
      assert.ok(error.message.includes(`its certificate ${message}`), error.message);
    }
    assert.deepEqual([server.seen.requests, server.seen.connections], ["", EVERY_CALL.length]);
  }
  const plain = createPlainServer((_, response) => response.end("{}"));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  after(() => plain.close());
  const { port } = plain.address() as AddressInfo;
  const error = await errorOf(clientOf(`https://127.0.0.1:${port}`, { apiKey: KEY }).agents.list());
  assert.match(error.message, /does not speak TLS, but probably plain HTTP: use http:\/\/ in the base URL/);
  assert.deepEqual([error.outcome, error.attempts], ["not_sent", 1]);
});

test("fault 36: a proxy is the platform's: a dispatcher of the user's, or NODE_USE_ENV_PROXY", async () => {
  const proxy = await Scripted.start(answer(407, "", { "Proxy-Authenticate": "Basic" }));
  // Over plain http the proxy receives the whole request: its 407 is a response to it. Here fetch itself is pointed to it.
  const { port } = new URL(proxy.url);
  const through: typeof fetch = (url, init) => fetch(String(url).replace("agents.invalid", `127.0.0.1:${port}`), init);
  for (const ask of EVERY_CALL) {
    const result = await make(clientOf("http://agents.invalid", { fetch: through }), ask);
    failed(result, { name: "AgentSpecError", code: "http_407", outcome: "rejected" }, 1, "407");
  }
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 24) return;
  const script = `
    const { AgentSpecClient } = await import(process.argv[1]);
    const ask = (baseUrl) => new AgentSpecClient({ baseUrl, environment: false, apiKey: "${KEY}", maxRetries: 0 }).agents.list();
    await ask("https://agents.invalid").catch((error) => console.log(error.code, error.outcome));`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: proxy.url, NO_PROXY: "" };
  const source = new URL("../src/client.js", import.meta.url).href;
  const before = proxy.received.length;
  const child = await new Promise<string>((resolve) => {
    import("node:child_process").then(({ execFile }) =>
      execFile(process.execPath, ["--input-type=module", "-e", script, source], { env }, (_, stdout) =>
        resolve(stdout),
      ),
    );
  });
  assert.match(child, /not_sent|unknown/);
  const connect = proxy.received.slice(before).find(({ method }) => method === "CONNECT");
  assert.ok(connect && !JSON.stringify(connect).includes("canary"));
});

test("fault 37: a name of any characters arrives as one segment", async () => {
  const server = await Scripted.start(refusal(404, "not_found"));
  const client = clientOf(`${server.url}/team`);
  for (const name of [
    ...[
      "a/b",
      "/",
      "../../v1/agents",
      "a?b=c",
      "a#b",
      "50%",
      "%2e%2e",
      "%2F",
      "%",
      "two words",
      " ",
      "a+b",
      "a;b=c,d",
      "a:b@c",
    ],
    ...["[a]|{b}", "\"'<>`^", "агент", "助手", "مساعد", "😀", "e\u0301", "...", ".hidden", "~a-b_c.d"],
  ]) {
    for (const [call, path] of [
      [() => client.agents.invoke({ name, input: "b" }), ["v1", "agents", name, "invoke"]],
      [() => client.sessions.delete({ agent: name, sessionId: name }), ["v1", "agents", name, "sessions", name]],
      [() => client.pipelines.run({ name, input: "b" }), ["v1", "pipelines", name, "run"]],
      [() => client.pipelines.status({ name }), ["v1", "pipelines", name, "status"]],
    ] as const) {
      await errorOf(call);
      const arrived = server.received[server.received.length - 1]!.path;
      assert.deepEqual(arrived.split("/").slice(1).map(decodeURIComponent), ["team", ...path]);
      assert.ok(!/[?#]/.test(arrived));
    }
  }
});

test("fault 38: a name that no segment can hold is refused before anything is sent", async () => {
  const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)];
  const server = await Scripted.start(LISTED);
  const client = clientOf(server.url);
  for (const name of [
    "",
    ".",
    "..",
    "\\",
    "a\\b",
    "..\\..",
    ...controls.map((code) => `a${String.fromCharCode(code)}b`),
  ]) {
    for (const call of [
      () => client.agents.invoke({ name, input: "b" }),
      () => client.agents.stream({ name, input: "b" }).text(),
      () => client.sessions.create({ agent: name }),
      () => client.sessions.delete({ agent: "a", sessionId: name }),
      () => client.sessions.open({ agent: "a", sessionId: name }).continueStream({ input: "b" }).text(),
      () => client.pipelines.run({ name, input: "b" }),
      () => client.pipelines.status({ name }),
    ]) {
      const error = await errorOf(call);
      assert.ok(error instanceof InvalidRequestError && error.isLocal);
      assert.deepEqual([error.code, error.outcome, error.attempts], ["invalid_request", "not_sent", 0]);
    }
  }
  assert.equal(server.received.length, 0);
});

test("fault 39: a value that no header can hold is refused and not shown", async () => {
  const server = await Scripted.start(LISTED);
  for (const letter of ["\r", "\n", "\0"]) {
    for (const wrong of [`canary${letter}`, `${letter}canary`, `can${letter}ary`]) {
      for (const name of ["apiKey", "token"]) {
        assert.throws(
          () => new AgentSpecClient({ [name]: wrong }),
          (error) =>
            error instanceof ConfigurationError && error.message.startsWith(name) && !inspect(error).includes("ary"),
        );
      }
      for (const options of [{ headers: { "x-secret": wrong } }]) {
        const error = await errorOf(clientOf(server.url).agents.list(options));
        assert.ok(error instanceof InvalidRequestError && error.message.startsWith("header x-secret: invalid value"));
        assert.ok(!inspect(error).includes("ary") && error.outcome === "not_sent");
      }
    }
  }
  assert.equal(server.received.length, 0);
});

test("fault 40: a secret over plain http to another machine causes one warning without its value", (context) => {
  const warn = context.mock.method(console, "warn", () => {});
  const warnings = () => warn.mock.calls.map(({ arguments: [message] }) => String(message));
  for (const [given, title] of [
    [{ apiKey: KEY }, "the API key"],
    [{ token: KEY }, "the token"],
    [{ token: () => KEY }, "the credential of token"],
  ] as const) {
    for (const baseUrl of ["http://agents.invalid", "http://192.0.2.1:8080/team"]) {
      warn.mock.resetCalls();
      clientOf(baseUrl, given).withOptions({ timeout: 1 });
      assert.deepEqual(warnings(), [
        `agentspec: ${title} is sent over plain http, where anyone on the network can read it: use an https base URL`,
      ]);
    }
  }
  warn.mock.resetCalls();
  clientOf("http://agents.invalid").withOptions({ apiKey: KEY });
  assert.equal(warnings().length, 1);
  const logged: unknown[] = [];
  warn.mock.resetCalls();
  clientOf("http://agents.invalid", { apiKey: KEY, logger: { warn: (...given) => logged.push(given) } });
  const local = [
    "http://localhost:8080",
    "http://agents.localhost",
    "http://127.0.0.1:1",
    "http://127.1",
    "http://[::1]:8080",
    "http://[::ffff:127.0.0.1]",
  ];
  for (const baseUrl of [...local, "https://agents.invalid"]) clientOf(baseUrl, { apiKey: KEY });
  clientOf("http://agents.invalid");
  assert.deepEqual([warnings().length, logged.length], [0, 1]);
  assert.ok(!inspect(logged).includes("canary"));
});

test("fault 47: a self-signed certificate that the user trusts by name is accepted if host and dates are right", async () => {
  const good = certificate("self-signed");
  const server = await tlsServer(good);
  const fetchOptions = { dispatcher: trusting(good.cert) };
  const result = await make(clientOf(server.url, { apiKey: KEY, fetchOptions }), listAgents);
  assert.equal(result.error, undefined);
  assert.match(server.seen.requests, /x-api-key: canary-key/i);
  for (const bad of [
    certificate("expired", { days: -1 }),
    certificate("of another host", { address: [127, 0, 0, 2] }),
  ]) {
    const other = await tlsServer(bad);
    const failing = clientOf(other.url, { apiKey: KEY, fetchOptions: { dispatcher: trusting(bad.cert) } });
    failed(await make(failing, invoke), REFUSED, 1, "47");
    assert.equal(other.seen.requests, "");
  }
  // Without code: the certificate in the file of NODE_EXTRA_CA_CERTS.
  const { mkdtempSync, writeFileSync, rmSync } = await import("node:fs");
  const folder = mkdtempSync(`${process.env.TMPDIR ?? "/tmp"}/agentspec-`);
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/ca.pem`, good.cert);
  const script = `
    const { AgentSpecClient } = await import(process.argv[1]);
    console.log((await new AgentSpecClient({ baseUrl: process.argv[2], environment: false }).agents.list()).length);`;
  const { execFile } = await import("node:child_process");
  const printed = await new Promise<string>((resolve) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` };
    const source = new URL("../src/client.js", import.meta.url).href;
    execFile(process.execPath, ["--input-type=module", "-e", script, source, server.url], { env }, (error, stdout) =>
      resolve(error ? error.message : stdout),
    );
  });
  assert.equal(printed.trim(), "0");
});
