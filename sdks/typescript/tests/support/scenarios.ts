import assert from "node:assert/strict";
import type { AgentSpecClient } from "../../src/client.js";
import { AgentSpecError } from "../../src/error/error.js";
import type { Outcome } from "../../src/error/outcome.js";
import { clientOf } from "./client.js";
import { TestClock } from "./clock.js";
import { Mock } from "./mock.js";

const SCENARIOS = new URL("../../../../../tests/scenarios.yaml", import.meta.url).pathname;

/** The mock server of this file, which plays `tests/scenarios.yaml`. */
export const mock = await Mock.start(
  "--scenarios",
  process.env.AGENTSPEC_ROOT ? `${process.env.AGENTSPEC_ROOT}/tests/scenarios.yaml` : SCENARIOS,
);

export const NEURAL = { type: "token", content: "Neural" };
export const NETWORKS = { type: "token", content: " networks" };
const USAGE = { inputTokens: 8, outputTokens: 2, totalTokens: 10 };
export const DONE = { type: "done", usage: USAGE };
export const WHOLE = [NEURAL, NETWORKS, DONE];
export const INVOKED = { output: "Neural networks", usage: USAGE };
/** A result that is also valid for a list of agents. */
export const SUCCESS = { ...INVOKED, extra: { agents: [] } };

interface Seen {
  readonly requests: readonly {
    readonly connection: number;
    readonly method: string;
    readonly headers: readonly [string, string][];
  }[];
  readonly connections: readonly { readonly closed_ms: number | null }[];
}

let runs = 0;

/** A run of a scenario, isolated from any other. */
export class Run {
  readonly #name = `run-${process.pid}-${++runs}`;
  readonly url: string;

  constructor(scenario: string) {
    this.url = `${mock.url}/_scenario/${scenario}/${this.#name}`;
  }

  /** What the server has received. */
  async seen(): Promise<Seen> {
    return (await fetch(`${mock.url}/_scenario/${this.#name}/seen`)).json() as Promise<Seen>;
  }

  /** The connection of each request. */
  async connections(): Promise<number[]> {
    return (await this.seen()).requests.map(({ connection }) => connection);
  }

  /** Resolves when the client has closed its connection. */
  async closed(): Promise<void> {
    await (await fetch(`${mock.url}/_scenario/${this.#name}/closed`)).text();
  }

  /** Resolves when so many requests have arrived. */
  async receives(count: number): Promise<void> {
    while ((await this.connections()).length < count);
  }
}

/** A call of a client. */
export type Ask = (client: AgentSpecClient) => PromiseLike<unknown> | AsyncIterable<unknown>;

const ask = { name: "a", input: "b" };
export const invoke = (client: AgentSpecClient) => client.agents.invoke(ask);
export const listAgents = (client: AgentSpecClient) => client.agents.list();
export const remove = (client: AgentSpecClient) => client.sessions.delete({ agent: "a", sessionId: "s" });
export const stream = (client: AgentSpecClient) => client.agents.stream(ask);
export const text = (client: AgentSpecClient) => client.agents.stream(ask).text();
export const textStream = (client: AgentSpecClient) => client.agents.stream(ask).textStream();
export const finalResponse = (client: AgentSpecClient) => client.agents.stream(ask).finalResponse();

/** A GET, a DELETE, a POST, and a POST whose response is a stream. */
export const WHOLE_RESPONSES: readonly Ask[] = [listAgents, remove, invoke];
export const EVERY_CALL: readonly Ask[] = [...WHOLE_RESPONSES, stream];

/** The calls that are made again. */
export const NEVER: readonly Ask[] = [];
export const GET_AND_DELETE: readonly Ask[] = [listAgents, remove];

/** The items of a call, and its error. */
export interface Result {
  readonly items: unknown[];
  error: AgentSpecError | undefined;
}

export type Options = NonNullable<Parameters<typeof clientOf>[1]>;

/** Makes a call. Its items are in the result as soon as they are received. */
export async function make(
  client: AgentSpecClient,
  ask: Ask,
  result: Result = { items: [], error: undefined },
): Promise<Result> {
  try {
    const asked = ask(client);
    if (Symbol.asyncIterator in asked) for await (const item of asked) result.items.push(item);
    else result.items.push(await asked);
  } catch (error) {
    if (!(error instanceof AgentSpecError)) throw error;
    result.error = error;
  }
  return result;
}

/** What one client gets that makes these calls, one after the other, of a run of its own. */
export async function each(
  scenario: string,
  asked: readonly Ask[],
  options: Options = {},
): Promise<{ results: Result[]; run: Run }> {
  const run = new Run(scenario);
  const client = clientOf(run.url, options);
  const results: Result[] = [];
  for (const ask of asked) results.push(await make(client, ask));
  return { results, run };
}

/** A call brings these items, and no error, by one request. */
export async function gives(
  scenario: string,
  items: readonly unknown[],
  ask: Ask = stream,
  options: Options = {},
): Promise<void> {
  const { results, run } = await each(scenario, [ask], options);
  assert.deepEqual([results[0]?.error, plain(results[0]?.items)], [undefined, plain(items)], scenario);
  assert.equal((await run.connections()).length, 1, scenario);
}

/** Arrays without the properties that lists have. */
function plain(items: readonly unknown[] | undefined): unknown {
  return items?.map((item) => (Array.isArray(item) ? [...item] : item));
}

export interface Expected {
  readonly name: string;
  readonly code: string;
  readonly outcome: Outcome;
  readonly items?: readonly unknown[];
  readonly requests?: number;
}

/** Checks the error of a call whose attempts have all failed in the same way. */
export function failed(
  result: Result | undefined,
  { name, code, outcome, items = [] }: Expected,
  attempts: number,
  where: string,
): AgentSpecError {
  const error = result?.error;
  assert.ok(error, where);
  assert.deepEqual(
    [error.name, error.code, error.outcome, error.attempts],
    [name, code, outcome, attempts],
    `${where}: ${error}`,
  );
  assert.deepEqual(result?.items, items, where);
  assert.deepEqual(
    error.history.map(({ kind, outcome }) => [kind, outcome]),
    Array(attempts).fill([name, outcome]),
    where,
  );
  return error;
}

/** A call brings these items and then this error, by so many requests. */
export async function fails(
  scenario: string,
  expected: Expected,
  ask: Ask = stream,
  options: Options = {},
): Promise<AgentSpecError> {
  const { results, run } = await each(scenario, [ask], options);
  const { requests = 1, items = [] } = expected;
  const error = failed(results[0], expected, requests, scenario);
  if (ask === stream && items.length) assert.deepEqual([error.events, error.status], [items.length, 200], scenario);
  assert.equal((await run.connections()).length, requests, scenario);
  return error;
}

/** A row of the contract's table: what each call fails with, and whether it is made again. */
export async function row(
  scenario: string,
  expected: Expected,
  again: readonly Ask[],
  asked: readonly Ask[] = EVERY_CALL,
  options: Options = {},
): Promise<AgentSpecError[]> {
  const { maxRetries = 2 } = options;
  const errors: AgentSpecError[] = [];
  for (const ask of asked) {
    const requests = again.includes(ask) ? 1 + maxRetries : 1;
    errors.push(await fails(scenario, { ...expected, requests }, ask, { ...options, maxRetries }));
  }
  return errors;
}

/** What a client gets of a response that stops after so many items: time passes once they are there and the client waits. */
export async function stalls(
  scenario: string,
  ask: Ask,
  count: number,
  passing: number,
  options: Options = {},
): Promise<{ result: Result; run: Run }> {
  const clock = new TestClock();
  const run = new Run(scenario);
  const result: Result = { items: [], error: undefined };
  let isOver = false;
  const made = make(clientOf(run.url, { ...options, clock }), ask, result).finally(() => {
    isOver = true;
  });
  await run.receives(1);
  while (!isOver) {
    // What has been sent is received meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (result.items.length >= count && clock.timers) clock.advance(passing);
  }
  await made;
  return { result, run };
}
