import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { createServer } from "node:net";
import { test } from "node:test";
import { ConfigurationError, ConnectionError, TimeoutError } from "../src/generated/errors.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import { answer, INVOKED, Scripted } from "./support/server.js";

const ask = { name: "a", input: "b" };
const isWatched = () => channel("undici:client:sendHeaders").hasSubscribers;
/** Node 18 does not tell when a request is written. */
const skip = typeof process.getBuiltinModule === "function" ? false : "this Node.js has no process.getBuiltinModule";

/** The port of a server that is gone. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a refused connection and an unknown host are not sent, and tried again", async () => {
  const port = await closedPort();
  for (const [url, message] of [
    [
      `http://127.0.0.1:${port}`,
      `no connection to 127.0.0.1:${port}: it was refused; is the server running there, and the base URL correct?`,
    ],
    [
      "http://nowhere.invalid",
      "no connection to nowhere.invalid:80: the name of the host, or of a proxy in between, does not resolve; check the base URL and the network",
    ],
  ] as const) {
    for (const make of [
      (client: ReturnType<typeof clientOf>) => client.agents.invoke(ask),
      (client: ReturnType<typeof clientOf>) => client.agents.stream(ask).text(),
    ]) {
      const error = await errorOf(make(clientOf(url, { maxRetries: 1 })));
      assert.ok(error instanceof ConnectionError && error.isConnection && !error.mayHaveRun);
      assert.deepEqual(
        [error.message, error.code, error.outcome, error.attempts, error.stoppedBy],
        [message, "connection_error", "not_sent", 2, "maxRetries"],
      );
    }
  }
});

test("a port that fetch blocks is a configuration error", async () => {
  const error = await errorOf(clientOf("http://127.0.0.1:9").agents.list());
  assert.ok(error instanceof ConfigurationError);
  assert.match(error.message, /fetch blocks this port/);
});

test("a timeout while connecting, or in a handshake, proves that nothing was sent", { skip }, async () => {
  // It accepts connections, and never speaks TLS.
  const server = await Scripted.start();
  const clock = new TestClock();
  for (const end of ["timeout", "abort"] as const) {
    const controller = new AbortController();
    const client = clientOf(server.url.replace("http:", "https:"), { clock, timeout: 5000, maxRetries: 0 });
    const chat = client.sessions.open({ agent: "a", sessionId: "s" });
    const call = chat.continue({ input: "b" }, { signal: controller.signal }).catch((error) => error);
    while (!clock.timers) await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isWatched());
    if (end === "timeout") clock.advance(5000);
    else controller.abort(new RangeError("mine"));
    const error = await call;
    if (end === "timeout") {
      assert.ok(error instanceof TimeoutError);
      const { port } = new URL(server.url);
      assert.deepEqual(
        [error.message, error.outcome],
        [`the server did not answer within 5000 ms: there was no connection to 127.0.0.1:${port} yet`, "not_sent"],
      );
    } else assert.equal((error as Error).message, "mine");
    assert.equal(chat.unresolvedTurn, undefined);
    assert.ok(!isWatched(), "no subscription is left");
  }
});

test("a request that was written may have run, and leaves the turn unresolved", async () => {
  const server = await Scripted.start({ data: "" });
  const client = clientOf(server.url);
  const chat = client.sessions.open({ agent: "a", sessionId: "s" });
  const error = await errorOf(chat.continue({ input: "b" }));
  assert.deepEqual([error.code, error.outcome, error.attempts], ["transport_error", "unknown", 1]);
  assert.equal(server.received.length, 1, "a POST is not sent again");
  assert.equal(chat.unresolvedTurn?.input, "b");
  assert.ok(!isWatched());
});

test("the dispatcher of the SDK does not end a slow response, and that of a user is kept", async () => {
  const server = await Scripted.start(answer(200, INVOKED));
  await clientOf(server.url, { timeout: 900_000 }).agents.invoke(ask);
  const platform = globalThis as unknown as Record<symbol, unknown>;
  const keys = [2, 1].map((version) => Symbol.for(`undici.globalDispatcher.${version}`)).filter((key) => platform[key]);
  const key = keys[0]!;
  const older = keys[1] && platform[keys[1]];
  const before = platform[key] as { dispatch(...given: unknown[]): boolean };
  const seen: unknown[] = [];
  const mine = {
    dispatch(...given: unknown[]) {
      seen.push(given);
      return before.dispatch(...given);
    },
  };
  try {
    platform[key] = mine;
    await clientOf(server.url, { timeout: 900_000 }).agents.invoke(ask);
    assert.equal(seen.length, 1, "the user's dispatcher is used");
    await clientOf(server.url, { fetchOptions: { dispatcher: before } }).agents.invoke(ask);
    assert.equal(seen.length, 1, "and one in fetchOptions before it");
    for (const each of keys) platform[each] = undefined;
    const error = await errorOf(clientOf(server.url, { timeout: 900_000 }).agents.invoke(ask));
    assert.ok(error instanceof ConfigurationError);
    assert.match(
      error.message,
      /^timeout is 900000 ms, but fetch ends a response here after 300000 ms without headers/,
    );
  } finally {
    platform[key] = before;
    if (keys[1]) platform[keys[1]] = older;
  }
});
