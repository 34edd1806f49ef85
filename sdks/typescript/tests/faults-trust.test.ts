import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { AgentSpecClient } from "../src/client.js";
import { AgentSpecError } from "../src/error/error.js";
import { ConfigurationError, StreamInterruptedError, TimeoutError } from "../src/generated/errors.js";
import type { EventStream } from "../src/stream/event-stream.js";
import { clientOf, errorOf } from "./support/client.js";
import { TestClock } from "./support/clock.js";
import {
  EVERY_CALL,
  type Expected,
  each,
  failed,
  fails,
  finalResponse,
  gives,
  INVOKED,
  invoke,
  listAgents,
  make,
  NETWORKS,
  NEURAL,
  NEVER,
  type Options,
  Run,
  row,
  SUCCESS,
  stream,
  text,
  textStream,
  WHOLE,
} from "./support/scenarios.js";
import { answer, events, Scripted, token } from "./support/server.js";

const ask = { name: "a", input: "b" };
const INVALID: Expected = { name: "InvalidRequestError", code: "invalid_request", outcome: "rejected" };
const TRANSPORT: Expected = { name: "ConnectionError", code: "transport_error", outcome: "unknown" };

test("fault 45: the message is read from the server's own format", async () => {
  const LONG = "The input is too long.";
  const EXPIRED = "The key has expired.";
  for (const [name, kind, code, message] of [
    ["detail", "InvalidRequestError", "invalid_request", LONG],
    ["detail-list", "InvalidRequestError", "invalid_request", "body.input: field required; body.tags.0: not a text"],
    ["message", "InvalidRequestError", "invalid_request", LONG],
    ["problem", "PermissionDeniedError", "forbidden", "Out of credit: It costs 50."],
    ["list-of-texts", "InvalidRequestError", "invalid_request", "The input is too long.; The agent is busy."],
    ["list-of-objects", "InvalidRequestError", "invalid_request", "a; b; c; d"],
    ["fields", "InvalidRequestError", "invalid_request", "input: is too long, is not JSON"],
    ["number-as-code", "InvalidRequestError", "invalid_request", LONG],
    ["text-as-error", "InvalidRequestError", "invalid_request", LONG],
    ["detail-within", "InvalidRequestError", "invalid_request", LONG],
    ["fault", "AuthenticationError", "unauthorized", EXPIRED],
    ["capital-message", "AuthenticationError", "unauthorized", EXPIRED],
    ["description", "AuthenticationError", "invalid_token", EXPIRED],
    [
      "text-without-a-type",
      "InvalidRequestError",
      "invalid_request",
      "Client sent an HTTP request to an HTTPS server.",
    ],
    ["after-a-byte-order-mark", "InvalidRequestError", "too_long", LONG],
    [
      "nothing",
      "InvalidRequestError",
      "invalid_request",
      "the server answered 400 Bad Request with an empty body (no content type)",
    ],
    [
      "nothing-readable",
      "InvalidRequestError",
      "invalid_request",
      "the server answered 400 Bad Request with a body that contains no readable error (application/octet-stream)",
    ],
    [
      "title-of-a-page",
      "InvalidRequestError",
      "invalid_request",
      'the server answered 400 Bad Request with a web page (text/html, with the title "400 The plain HTTP request was sent to HTTPS port")',
    ],
    ["long-message", "InvalidRequestError", "too_long", `${"ä".repeat(510)}…`],
    ["long-text", "InvalidRequestError", "invalid_request", `${"x".repeat(1021)}…`],
  ] as const) {
    for (const make of [invoke, stream]) {
      const error = await fails(`45-${name}`, { name: kind, code, outcome: "rejected" }, make);
      assert.deepEqual([error.message, String(error)], [message, `${code}: ${message} (status ${error.status})`]);
    }
  }
  for (const error of await row(
    "45-plain-text",
    { name: "ServerError", code: "http_503", outcome: "rejected" },
    EVERY_CALL,
  )) {
    assert.equal(error.message, "upstream connect error");
  }
  await row("45-detail", INVALID, NEVER);
  await gives("45-long-error-event", [{ type: "error", code: "rate_limited", message: "x".repeat(8_000_000) }]);
  for (const collect of [text, finalResponse]) {
    const error = await fails(
      "45-long-error-event",
      { name: "RateLimitError", code: "rate_limited", outcome: "unknown" },
      collect,
    );
    assert.equal(error.message, `${"x".repeat(1021)}…`);
    assert.ok(inspect(error).length < 5000);
  }
  const { output, usage } = (await each("45-success-with-a-message", [invoke])).results[0]!.items[0] as typeof INVOKED;
  assert.deepEqual({ output, usage }, INVOKED);
});

test("fault 46: what Node.js reads of careless heads is kept, and the rest is refused", async () => {
  const { results } = await each("46-header-twice", [(client) => client.agents.invoke(ask).withResponse()]);
  const { headers } = results[0]!.items[0] as { headers: Headers };
  assert.deepEqual([headers.get("x-note"), headers.getSetCookie()], ["a, b", ["a=1, b", "c=2"]]);
  // Its HTTP client reads neither a blank before the colon nor a control character: the platform decides.
  for (const name of ["blank-before-the-colon", "control-character", "malformed-stream", "malformed-then-malformed"]) {
    const { results } = await each(`46-${name}`, [name === "malformed-stream" ? stream : invoke]);
    if (results[0]?.error) failed(results[0], TRANSPORT, 1, name);
  }
  for (const name of [
    "blank-before-the-colon-of-length",
    "length-that-goes-on",
    "control-character-in-length",
    "control-character-in-the-name-of-length",
    "blank-before-the-colon-of-coding",
    "malformed-length-beside-a-coding",
    "control-character-in-coding",
  ]) {
    await row(`46-framing-${name}`, TRANSPORT, NEVER);
  }
});

const KEY = 'canary/7f"3a91-Zq';
/** Parts of the key in each of its spellings. */
const TRACES = ["canary", "91-Zq", "91-zq", "\\u006", "2f7f%22", "7f&quot;", "N2YiM2E5", "cnkvN2Y"];

/** All that a value shows. */
function shown(part: unknown): string {
  let all = `${inspect(part, { depth: 12, showHidden: true })} ${JSON.stringify(part)}`;
  if (part instanceof AgentSpecError) {
    const { message, code, body, stack, headers, correlationId, cause, steps, partialText } = part;
    all += [String(part), message, code, body, stack, correlationId, partialText, inspect(cause, { depth: 9 })].join(
      " ",
    );
    all += JSON.stringify([...headers]) + JSON.stringify(steps);
  } else if (typeof part === "object" && part && "headers" in part)
    all += JSON.stringify([...(part.headers as Headers)]);
  return all;
}

test("fault 50: a credential that the server echoes is shown nowhere", async () => {
  const response = (client: AgentSpecClient) => client.agents.list().withResponse();
  const names =
    "everywhere escaped plain-text page redirect unreadable error-event error-body-as-an-event unreadable-event broken-off well";
  for (const name of names.split(" ")) {
    for (const given of [{ apiKey: KEY }, { token: KEY }, { token: async () => KEY }]) {
      const logged: unknown[] = [];
      const log = (...fields: unknown[]) => logged.push(fields);
      let all = "";
      for (const make of [listAgents, response, invoke, stream, text, textStream, finalResponse]) {
        const options: Options = { maxRetries: 0, logger: { warn: log, info: log, debug: log }, ...given };
        const { results } = await each(`50-${name}`, [make], options);
        const [{ items, error }] = results as [(typeof results)[0]];
        all += [...items, error].map(shown).join(" ");
        if (error) assert.equal(error.correlationId, error.sentCorrelationId);
      }
      for (const trace of TRACES)
        assert.ok(!`${all} ${inspect(logged, { depth: 9 })}`.includes(trace), `${name}: ${trace}`);
      assert.ok(all.includes("[redacted]"), name);
    }
  }
});

test("fault 50: the headers of a stream and the error of an error event show no credential", async () => {
  const opened = await clientOf(new Run("50-error-event").url, { apiKey: KEY }).agents.stream(ask).opened();
  assert.deepEqual([opened.headers.get("x-echo"), opened.correlationId], ["[redacted]", opened.sentCorrelationId]);
  await opened.close();
  const failedEvent = { type: "error", code: "rate_limited", message: `${KEY} is used up`, more: KEY };
  const server = await Scripted.start(answer(503, {}, { "Retry-After": "0" }), events([token("a"), failedEvent]));
  const error = await errorOf(clientOf(server.url, { apiKey: KEY }).agents.stream(ask).text());
  assert.deepEqual(
    [error.name, error.message, error.outcome, error.attempts, error.events, error.body],
    [
      "RateLimitError",
      "[redacted] is used up",
      "partial",
      2,
      1,
      '{"code":"rate_limited","message":"[redacted] is used up","more":"[redacted]"}',
    ],
  );
  assert.deepEqual(
    error.history.map(({ status }) => status),
    [503, 200],
  );
});

test("fault 50: a body cut within the credential shows no part of it", async () => {
  const forms = [KEY, "\\u0063\\u0061nary\\/7f\\u00223a91-Zq", "canary%2F7f%223a91-Zq"];
  for (const form of forms) {
    for (let before = 2048 - 40; before < 2048 + 3; before++) {
      const body = `${"x".repeat(before)}${form}${"y".repeat(9000)}`;
      const server = await Scripted.start(answer(400, body, { "Content-Type": "application/octet-stream" }));
      const error = await errorOf(clientOf(server.url, { apiKey: KEY }).agents.invoke(ask));
      const rest = error.body!.replace(/^x+/, "").replace(/y+$/, "");
      assert.ok("[redacted]".startsWith(rest), rest);
      assert.ok(Buffer.byteLength(error.body!) <= 2048);
      server.stop();
    }
  }
});

test("fault 50: the SDK's own words are not redacted, and a credential of four characters is", async () => {
  for (const apiKey of ["connection", "http"]) {
    const error = await errorOf(
      clientOf("http://127.0.0.1:1", { apiKey, maxRetries: 0, fetch: refusing }).agents.list(),
    );
    assert.match(error.message, /^no connection to 127\.0\.0\.1:1: it was refused/);
  }
  for (const [apiKey, expected] of [
    ["abcd", "no [redacted]!"],
    ["abc", "no abc!"],
  ] as const) {
    const server = await Scripted.start(answer(400, `no ${apiKey}!`, { "Content-Type": "text/plain" }));
    assert.equal((await errorOf(clientOf(server.url, { apiKey }).agents.list())).message, expected);
  }
});

const refusing: typeof fetch = async () => {
  throw Object.assign(new TypeError("fetch failed"), {
    cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }),
  });
};

/** Each way to read a stream. */
const READS: readonly ((stream: EventStream) => Promise<unknown>)[] = [
  async (stream) => {
    for await (const _ of stream);
  },
  (stream) => stream[Symbol.asyncIterator]().next(),
  async (stream) => {
    for await (const _ of stream.textStream());
  },
  (stream) => stream.text(),
  (stream) => stream.finalResponse(),
];

/** What is known of the request of a stream whose first attempt was refused. */
async function refused(
  run: Run,
  reading: Promise<unknown>,
  code: string,
  expected: number,
  isOpen = true,
): Promise<AgentSpecError> {
  const error = await errorOf(reading);
  const { requests } = await run.seen();
  const sent = Object.fromEntries(requests[1]!.headers);
  assert.deepEqual(
    [
      error.code,
      error.isLocal,
      error.outcome,
      error.attempts,
      error.events,
      error.sentCorrelationId,
      error.idempotencyKey,
    ],
    [code, true, expected ? "partial" : "unknown", 2, expected, sent["x-correlation-id"], sent["idempotency-key"]],
  );
  assert.deepEqual(
    error.history.map(({ status }) => status),
    [503, isOpen ? 200 : undefined],
  );
  return error;
}

test("fault 51: a stream that is closed cannot be read on in any way", async () => {
  for (const taken of [0, 1]) {
    for (const read of READS) {
      const run = new Run("51-open-stream");
      const events = clientOf(run.url).agents.stream(ask);
      await events.opened();
      const loop = events[Symbol.asyncIterator]();
      for (let count = 0; count < taken; count++) await loop.next();
      await events.close();
      await refused(run, read(events), "stream_closed", taken);
    }
  }
});

test("fault 51: a stream that is consumed cannot be collected", async () => {
  const run = new Run("51-whole-stream");
  const events = clientOf(run.url).agents.stream(ask);
  const items: unknown[] = [];
  for await (const event of events) items.push(event);
  assert.deepEqual(items, WHOLE);
  for (const read of READS.slice(3)) await refused(run, read(events), "stream_consumed", 3);
});

test("fault 51: a second reader is refused, and the first reads on", async () => {
  const run = new Run("51-open-stream");
  const events = clientOf(run.url).agents.stream(ask);
  const first = events[Symbol.asyncIterator]();
  assert.deepEqual(
    [await first.next(), await first.next()],
    [NEURAL, NETWORKS].map((value) => ({ value, done: false })),
  );
  const waiting = first.next();
  for (const read of READS) await refused(run, read(events), "stream_busy", 2);
  await events.close();
  await refused(run, waiting, "stream_closed", 2);
});

test("fault 51: a stream that is closed while it is opened may have run, and one that was closed before was not sent", async () => {
  const run = new Run("51-stream-to-be-opened");
  const events = clientOf(run.url).agents.stream(ask);
  const reading = events.opened();
  const failedReading = errorOf(reading);
  await run.receives(2);
  await events.close();
  assert.ok((await failedReading) instanceof StreamInterruptedError);
  for (const read of READS) await refused(run, read(events), "stream_closed", 0, false);
  await run.closed();
  const unsent = new Run("51-stream-to-be-opened");
  const closed = clientOf(unsent.url).agents.stream(ask);
  await closed.close();
  for (const read of READS) {
    const error = await errorOf(read(closed));
    assert.deepEqual(
      [error.code, error.outcome, error.attempts, error.isLocal],
      ["stream_closed", "not_sent", 0, true],
    );
  }
  assert.equal((await unsent.seen().catch(() => ({ requests: [] }))).requests?.length ?? 0, 0);
});

test("fault 52: each attempt sends the credential that the source returned for it, and all of them are redacted", async () => {
  const tokens = () => {
    const left = ["first-7f3a91-Zq", "second-4c8e02-Xw"];
    return async () => left.shift()!;
  };
  for (const make of [invoke, stream, text]) {
    const isStream = make !== invoke;
    const run = new Run(isStream ? "52-busy-then-both-echoed-in-a-stream" : "52-busy-then-both-echoed");
    const client = clientOf(run.url, { token: tokens() });
    const all = await (async () => {
      const result: unknown[] = [];
      try {
        const made = make(client);
        if (Symbol.asyncIterator in made) for await (const event of made) result.push(event);
        else await made;
      } catch (error) {
        result.push(error);
      }
      return result.map(shown).join(" ");
    })();
    assert.ok(!/7f3a91|4c8e02/.test(all) && all.includes("[redacted] has expired"), all);
    assert.equal((await run.connections()).length, 2);
  }
});

test("fault 52: a source that fails or is late sends nothing, and the policy decides whether it is asked again", async () => {
  const run = new Run("52-busy-then-well");
  let asked = 0;
  const cause = new Error("the vault is closed");
  const token = () => {
    asked++;
    throw cause;
  };
  const error = await errorOf(clientOf(run.url, { token }).agents.list());
  assert.ok(error instanceof ConfigurationError && error.cause === cause);
  assert.deepEqual([error.code, error.outcome, error.attempts, asked], ["credential_unavailable", "not_sent", 1, 1]);
  await errorOf(clientOf(run.url, { token, retryPolicy: () => 0 }).agents.list());
  assert.equal(asked, 5);
  const clock = new TestClock();
  let isOver = false;
  const late = errorOf(
    clientOf(run.url, { token: () => new Promise<string>(() => {}), clock, timeout: 5000 }).agents.list(),
  ).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.timers) clock.advance(5000);
  }
  const timeout = await late;
  assert.ok(timeout instanceof TimeoutError && timeout.outcome === "not_sent");
  assert.equal(timeout.attempts, 4, "as after any request that was not sent");
});

test("fault 55: a 407 from a server is a rejection, as other statuses of intermediaries", async () => {
  for (const make of [invoke, stream, listAgents]) {
    const expected: Expected = { name: "AgentSpecError", code: "http_407", outcome: "rejected" };
    assert.match(
      (await fails("55-proxy-authentication-required", expected, make)).message,
      /^the server or a proxy in between requires a proxy credential/,
    );
  }
  for (const [name, kind, code, outcome] of [
    ["request-timeout", "AgentSpecError", "http_408", "rejected"],
    ["too-early", "AgentSpecError", "http_425", "rejected"],
    ["network-authentication-required", "ServerError", "http_511", "unknown"],
  ] as const) {
    await fails(`55-${name}`, { name: kind, code, outcome }, invoke);
  }
});

const named =
  (correlationId: string, make: typeof invoke | typeof listAgents | typeof stream) => (client: AgentSpecClient) => {
    if (make === listAgents) return client.agents.list({ correlationId });
    return make === stream
      ? client.agents.stream(ask, { correlationId })
      : client.agents.invoke(ask, { correlationId });
  };

test("fault 56: a response of another call is refused and its connection is not reused; any other id is kept", async () => {
  for (const [scenario, make] of [
    ["56-answer-of-another-call", invoke],
    ["56-answer-of-another-call", listAgents],
    ["56-failure-of-another-call", invoke],
    ["56-stream-of-another-call", stream],
    ["56-another-id-beside-the-own", invoke],
  ] as const) {
    const { results, run } = await each(scenario, [
      named("call-1", invoke),
      named("call-2", make),
      named("call-3", invoke),
    ]);
    const [first, second, third] = results;
    assert.deepEqual([first?.error, third], [undefined, { items: [SUCCESS], error: undefined }], scenario);
    const error = failed(second, { name: "DecodeError", code: "decode_error", outcome: "unknown" }, 1, scenario);
    assert.equal(error.sentCorrelationId, "call-2");
    assert.match(error.message, /correlation id of another call/);
    const [one, , other] = await run.connections();
    assert.notEqual(one, other, scenario);
  }
  const { results } = await each("56-id-of-a-gateway", [
    (client) => client.agents.list({ correlationId: "call-1" }).withResponse(),
  ]);
  const { correlationId, sentCorrelationId } = results[0]!.items[0] as {
    correlationId: string;
    sentCorrelationId: string;
  };
  assert.deepEqual([correlationId, sentCorrelationId], ["the-gateways-own", "call-1"]);
  const gateway = await each("56-failure-with-the-id-of-a-gateway", [named("call-1", invoke)]);
  assert.deepEqual(
    [gateway.results[0]?.error?.correlationId, gateway.results[0]?.error?.sentCorrelationId],
    ["the-gateways-own", "call-1"],
  );
});

const MESSAGE = "a\x1b]0;x\x07b\x9bc\u202ed\u2066e\u200ff\u061cg\u200bh\u200di\u2060j\ufeffk\rl\x7fm\tn\no";
const CODE = "bad\x1b[2J";
const SHOWN =
  "bad\\u{1b}[2J: a\\u{1b}]0;x\\u{7}b\\u{9b}c\\u{202e}d\\u{2066}e\\u{200f}f\\u{61c}g\\u{200b}h\\u{200d}i\\u{2060}j\\u{feff}k\\u{d}l\\u{7f}m\tn\no";

/** Whether a text holds what would act on a terminal, or is invisible. */
const isUnsafe = (text: string) => /[^\P{Cc}\n\t]|\p{Cf}|[\u2028\u2029]/u.test(text);

test("fault 57: what a server says is escaped where it is shown, and as it came in the accessors", async () => {
  const error = await fails("57-error", { ...INVALID, code: CODE }, invoke);
  assert.deepEqual([error.message, String(error)], [MESSAGE, `${SHOWN} (status 400)`]);
  const plain = await fails(
    "57-plain-text",
    { name: "PermissionDeniedError", code: "forbidden", outcome: "rejected" },
    invoke,
  );
  assert.deepEqual(
    [plain.message, String(plain)],
    ["a\x1b[2J\u202eb\tc\nd", "forbidden: a\\u{1b}[2J\\u{202e}b\tc\nd (status 403)"],
  );
  const event = { type: "error", code: CODE, message: MESSAGE, extra: { error: { code: CODE, message: MESSAGE } } };
  await gives("57-error-event", [event]);
  const errors = [error, plain];
  for (const make of [text, textStream]) {
    const found = await fails("57-error-event", { name: "ServerError", code: CODE, outcome: "unknown" }, make);
    assert.deepEqual([found.message, String(found)], [MESSAGE, SHOWN]);
    errors.push(found);
  }
  for (const make of [listAgents, invoke, (client: AgentSpecClient) => client.health()]) {
    errors.push(await fails("57-source", { name: "DecodeError", code: "decode_error", outcome: "unknown" }, make));
  }
  for (const each of errors) {
    for (const all of [inspect(each, { depth: 9 }), String(each), each.stack!])
      assert.ok(!isUnsafe(all), JSON.stringify(all));
  }
  const logged: unknown[] = [];
  const log = (...fields: unknown[]) => logged.push(fields);
  await make(clientOf(new Run("57-error").url, { logger: { warn: log, info: log } }), invoke);
  assert.ok(logged.length && !logged.flat().some((part) => isUnsafe(Object.values(part as object).join(" "))));
});
