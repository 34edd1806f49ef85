import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { AgentSpecClient } from "../src/client.js";
import type { AgentSpecError } from "../src/error/error.js";
import { Failure } from "../src/error/failure.js";
import type { Outcome } from "../src/error/outcome.js";
import { ConfigurationError, type Kind } from "../src/generated/errors.js";
import { delayAfter } from "../src/retry/backoff.js";
import { Budget, type Share } from "../src/retry/budget.js";
import { Retries } from "../src/retry/limits.js";
import { BROKEN, CUT, Secrets, WHOLE } from "../src/secret.js";
import { clientOf, errorOf } from "./support/client.js";
import { CLASS_NAMES, rows } from "./support/vectors.js";

/** Delays hold within a microsecond. */
function assertDelay(delay: unknown, expected: number, name: string): void {
  assert.ok(typeof delay === "number" && Math.abs(delay - expected) < 0.001, `${name}: ${delay}, expected ${expected}`);
}

const limit = (ms: number | null | undefined, absent: number) =>
  ms === undefined ? absent : (ms ?? Number.POSITIVE_INFINITY);

interface BackoffRow {
  name: string;
  retry_delay_ms?: number;
  max_retry_delay_ms?: number | null;
  attempt?: number;
  random?: number;
  delay_ms: number;
}

function backoffOf({ retry_delay_ms = 1000, max_retry_delay_ms }: Omit<BackoffRow, "delay_ms">) {
  return { first: retry_delay_ms, cap: limit(max_retry_delay_ms, 60_000) };
}

test("every row of backoff.jsonl is the delay before a retry", () => {
  for (const row of rows<BackoffRow>("backoff.jsonl")) {
    assertDelay(delayAfter(backoffOf(row), row.attempt ?? 1, row.random ?? 0), row.delay_ms, row.name);
  }
});

interface DecisionRow extends Omit<BackoffRow, "delay_ms"> {
  policy: "standard" | "strict" | "never";
  method: string;
  kind: Kind;
  code: string;
  outcome: Outcome;
  status?: number;
  is_final?: boolean;
  retry_after_ms?: number;
  elapsed_ms?: number;
  max_retries?: number;
  deadline_ms?: number | null;
  retry_ms?: number;
  stopped_by?: string;
}

test("every row of decisions.jsonl is decided", () => {
  for (const row of rows<DecisionRow>("decisions.jsonl")) {
    const { name, policy, kind, code, outcome, status, attempt = 1, retry_ms, stopped_by } = row;
    const failure = new Failure(kind, outcome, "", {
      code,
      ...(status !== undefined && { status }),
      isFinal: row.is_final ?? false,
      retryAfter: row.retry_after_ms,
    });
    const maxRetries = row.max_retries ?? 3;
    const deadline = limit(row.deadline_ms, Number.POSITIVE_INFINITY);
    const limits = { policy, maxRetries, backoff: backoffOf(row), deadline };
    const retries = new Retries(limits, new Budget(null), "an_operation", row.method !== "POST");
    const decide = () => retries.after(failure, row.elapsed_ms ?? 0, row.elapsed_ms ?? 0, row.random ?? 0);
    for (let earlier = 1; earlier < attempt; earlier++) decide();
    const decided = decide();
    if (retry_ms !== undefined) assertDelay(decided, retry_ms, name);
    else assert.equal(decided, camelCase(stopped_by!), name);
  }
});

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

interface BudgetRow {
  name: string;
  capacity: number | null;
  steps: { at_ms: number; call: string; event: "retry" | "succeeded" | "ended" }[];
  allowed: boolean[];
}

test("every row of budget.jsonl is allowed or refused", () => {
  for (const { name, capacity, steps, allowed } of rows<BudgetRow>("budget.jsonl")) {
    const budget = new Budget(capacity);
    const shares = new Map<string, Share>();
    const answers: boolean[] = [];
    for (const { at_ms, call, event } of steps) {
      const share = shares.get(call) ?? { isFreeRider: false };
      shares.set(call, share);
      if (event === "retry") answers.push(budget.allows(share, at_ms));
      else {
        if (event === "succeeded") budget.succeeded();
        budget.end(share);
        shares.delete(call);
      }
    }
    assert.deepEqual(answers, allowed, name);
  }
});

interface ErrorBodyRow {
  name: string;
  status: number;
  status_text?: string;
  headers?: Record<string, string>;
  body?: string;
  body_b64?: string;
  kind: Kind;
  code: string;
  message: string;
  outcome: string;
  steps: number;
  is_unsupported: boolean;
}

test("every row of error_body.jsonl is the error of a call", async () => {
  for (const row of rows<ErrorBodyRow>("error_body.jsonl")) {
    const { name, status, status_text, headers, body = "", body_b64, kind, code, message, outcome } = row;
    const bytes = body_b64 === undefined ? Buffer.from(body) : Buffer.from(body_b64, "base64");
    const fetch = async () => {
      const response = new Response(status === 304 ? null : bytes, { status, headers: headers ?? {} });
      // A response that is made here has no phrase beyond Latin-1; one that is received does.
      return Object.defineProperty(response, "statusText", { value: status_text ?? "" });
    };
    const error = await errorOf(
      clientOf("http://a.invalid", { fetch, maxRetries: 0 }).agents.invoke({ name: "a", input: "b" }),
    );
    // What is no API has no routes.
    const prefix = kind === "decode" ? "http://a.invalid: " : "POST http://a.invalid/v1/agents/a/invoke: ";
    const expected = {
      class: CLASS_NAMES[kind],
      code,
      message: row.is_unsupported ? prefix + message : message,
      outcome,
      steps: row.steps,
      isUnsupported: row.is_unsupported,
    };
    const { isUnsupported, steps } = error;
    const received = {
      class: error.name,
      code: error.code,
      message: error.message,
      outcome: error.outcome,
      steps: steps.length,
      isUnsupported,
    };
    assert.deepEqual(received, expected, name);
  }
});

interface ConfigRow {
  name: string;
  options?: { base_url?: string; api_key?: string; token?: string };
  environment?: Record<string, string>;
  base_url?: string;
  header?: { name: string; value: string } | null;
  refusal?: string;
}

const VARIABLES = ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT"];
const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));

function setVariables(values: Record<string, string | undefined>): void {
  for (const name of VARIABLES) delete process.env[name];
  for (const [name, value] of Object.entries(values)) if (value !== undefined) process.env[name] = value;
}

afterEach(() => setVariables(before));

test("every row of config.jsonl configures a client, or is refused", async () => {
  for (const { name, options = {}, environment = {}, base_url, header, refusal } of rows<ConfigRow>("config.jsonl")) {
    setVariables(environment);
    const sent: Headers[] = [];
    const fetch = async (_: unknown, { headers }: RequestInit = {}) => {
      sent.push(new Headers(headers));
      return Response.json({ agents: [] });
    };
    const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
    const make = () => new AgentSpecClient({ ...named, fetch });
    if (refusal !== undefined) {
      const message = refusal.replace(/base_url/g, "baseUrl").replace(/api_key/g, "apiKey");
      const error = await errorOf(make);
      assert.deepEqual([error.constructor, error.message], [ConfigurationError, message], name);
      continue;
    }
    const client = make();
    assert.equal(client.baseUrl, base_url, name);
    await client.agents.list();
    const credentials = ["x-api-key", "authorization"].filter((name) => sent[0]!.has(name));
    const received = credentials.map((name) => ({ name, value: sent[0]!.get(name) }));
    assert.deepEqual(received, header ? [header] : [], name);
  }
});

interface SecretsRow {
  name: string;
  secrets: string[];
  text: string;
  end?: "broken" | "cut";
  shown: string;
}

test("every row of secrets.jsonl is redacted", () => {
  const ends = { broken: BROKEN, cut: CUT };
  for (const { name, secrets, text, end, shown } of rows<SecretsRow>("secrets.jsonl")) {
    assert.equal(new Secrets(...secrets).redact(text, end ? ends[end] : WHOLE), shown, name);
  }
});

interface EscapeRow {
  name: string;
  text: string;
  message?: string;
  shown: string;
}

test("every row of escape.jsonl is shown", () => {
  for (const { name, text, message = text, shown } of rows<EscapeRow>("escape.jsonl")) {
    const error: AgentSpecError = new Failure("server", "unknown", text).toError();
    assert.deepEqual([error.message, String(error)], [message, `${error.code}: ${shown}`], name);
  }
});
