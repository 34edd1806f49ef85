import { AssertionError } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer } from "./answer.js";
import { Program } from "./program.js";
import { type ReceivedRequest, type ReceivedWire, receivedOf } from "./received.js";

/** `await using` of a server, where the compiler and the platform have it. */
type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
  ? { [K in S]: () => Promise<void> }
  : object;

/** How a server is configured. */
export interface MockOptions {
  /** Agents, replies, pipelines and limits: the path of a YAML file, or its contents as an object. The README of `agentspec-mock` has the keys. */
  readonly config?: string | object | undefined;
  /** Scenarios, which determine each byte of a response: the path of a YAML file, or its contents as an object. */
  readonly scenarios?: string | object | undefined;
  /** The key that clients must send. Without a key and a token, every client is accepted. */
  readonly apiKey?: string | undefined;
  /** The bearer token that clients must send. */
  readonly token?: string | undefined;
  /** `"runtime"` for the API of the public AgentSpec runtime. Default `"documented"`. */
  readonly dialect?: "documented" | "runtime" | undefined;
  /** The path of the program. Default: that of the variable `AGENTSPEC_MOCK`, else of the package `agentspec-mock`, else the one on `PATH`. */
  readonly program?: string | undefined;
}

export interface MockServer extends AsyncDisposal {}

/**
 * An AgentSpec server without a model, on a free port of this machine, scripted by a test. It is a process of its own, the program `agentspec-mock`, which
 * ends by `stop()`, by `await using`, and with this process.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor defines the method where the platform has its symbol
export class MockServer {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  static {
    const { asyncDispose } = Symbol as { asyncDispose?: symbol };
    if (asyncDispose) {
      Object.defineProperty(MockServer.prototype, asyncDispose, {
        value(this: MockServer) {
          return this.stop();
        },
        configurable: true,
        writable: true,
      });
    }
  }

  /** Starts a server. */
  static async start(options: MockOptions = {}): Promise<MockServer> {
    const { config, scenarios, apiKey = "", token = "", dialect = "documented", program } = options;
    const args = ["--dialect", dialect];
    const folder = await mkdtemp(join(tmpdir(), "agentspec-mock-"));
    try {
      for (const [name, setting] of Object.entries({ config, scenarios })) {
        if (setting === undefined) continue;
        const path = typeof setting === "string" ? setting : join(folder, `${name}.json`);
        if (typeof setting !== "string") await writeFile(path, JSON.stringify(setting));
        args.push(`--${name}`, path);
      }
      // An empty variable counts as unset, and keeps the surrounding one out.
      const env = { AGENTSPEC_MOCK_API_KEY: apiKey, AGENTSPEC_MOCK_TOKEN: token };
      return new MockServer(await Program.start(program, args, env));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** The base URL, such as `http://127.0.0.1:41234`. */
  get url(): string {
    return this.#program.url;
  }

  /** Scripts the answer to the next request, of any operation. Scripted answers are used in the order of these calls, one a request; then the server answers again. */
  async answerNext(answer: Answer): Promise<void> {
    await this.#control("POST", "answers", answer.command);
  }

  /** Scripts the answer to the next request for an operation, by its `operationId`, such as `invoke_agent`. */
  async answerNextTo(operation: string, answer: Answer): Promise<void> {
    await this.#control("POST", "answers", { ...answer.command, operation });
  }

  /** Makes a step take so many milliseconds in the pipeline's next run, by the server's clock. */
  async slowStep(pipeline: string, step: string, delay: number): Promise<void> {
    await this.#control("POST", "steps", { pipeline, step, delay_ms: delay });
  }

  /** Makes a step fail in the pipeline's next run. */
  async failStep(pipeline: string, step: string, code: string, message: string): Promise<void> {
    await this.#control("POST", "steps", { pipeline, step, fail: { code, message } });
  }

  /** Moves the server's clock ahead by so many milliseconds: sessions expire, rate limits end, and delays and slow steps pass, without waiting. */
  async advance(by: number): Promise<void> {
    await this.#control("POST", "advance", { ms: by });
  }

  /** The requests that the server has received, in order, also refused ones and those with scripted answers. */
  async received(): Promise<ReceivedRequest[]> {
    const { requests } = (await this.#control("GET", "received")) as { requests: ReceivedWire[] };
    return requests.map(receivedOf);
  }

  /** Throws an AssertionError if a scripted answer, or a slow or failing step, was not used: the code under test has sent fewer requests. */
  async verify(): Promise<void> {
    const { unused } = (await this.#control("GET", "unused")) as { unused: string[] };
    if (unused.length) throw new AssertionError({ message: `scripted and not used: ${unused.join("; ")}` });
  }

  /** Stops the server, and waits until it has stopped. Does not verify. */
  stop(): Promise<void> {
    return this.#program.stop();
  }

  /** Without fetch, which a test may have replaced. Throws if the server refuses, with its message, which names the field. */
  async #control(method: string, route: string, command?: unknown): Promise<unknown> {
    const url = `${this.url}/_control/${route}`;
    const { status, text } = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const sent = request(
        url,
        { method, agent: false, headers: { "Content-Type": "application/json" } },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (piece: string) => {
            text += piece;
          });
          response.on("end", () => resolve({ status: response.statusCode, text })).on("error", reject);
        },
      );
      sent.on("error", reject).end(command === undefined ? undefined : JSON.stringify(command));
    });
    if (status === 204) return undefined;
    const answer = JSON.parse(text) as { error?: { message: string } };
    if (status !== 200) throw new Error(answer.error?.message ?? `the mock server answered ${status}`);
    return answer;
  }
}
