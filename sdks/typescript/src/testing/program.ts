import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const NAME = "agentspec-mock";
const VARIABLE = "AGENTSPEC_MOCK";
/** How much of what the program says of a failure is kept, in characters. */
const MOST_SAID = 4096;

/** The program of the npm package, if the project has it. */
function installed(): string | undefined {
  try {
    const { program } = createRequire(join(process.cwd(), "any.js"))(NAME) as { program(): string };
    return program();
  } catch (error) {
    if ((error as { code?: unknown }).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The program under way. */
export class Program {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(
    child: ChildProcess,
    ended: Promise<unknown>,
    readonly url: string,
  ) {
    this.#child = child;
    this.#ended = ended;
  }

  /** Starts it, and waits until it says where it listens. It ends with its input, and so with this process, even if that one is killed. */
  static async start(
    given: string | undefined,
    args: readonly string[],
    env: Record<string, string>,
  ): Promise<Program> {
    const named = given ?? (process.env[VARIABLE] || undefined) ?? installed();
    const child = spawn(named ?? NAME, ["--port", "0", "--control", "--until-stdin-ends", ...args], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-MOST_SAID);
    });
    const ended = new Promise<Error | undefined>((resolve) => {
      child.once("error", resolve).once("close", () => resolve(undefined));
    });
    const lines = createInterface(child.stdout);
    const line = await Promise.race([once(lines, "line").then(([line]) => line as string), ended]);
    const url = typeof line === "string" ? / on (http:\/\/[^\s,]+)/.exec(line)?.[1] : undefined;
    if (!url) {
      child.kill("SIGKILL");
      const problem = await ended;
      if (!named && (problem as { code?: unknown } | undefined)?.code === "ENOENT") {
        throw new Error(
          `the program ${NAME} was not found: install the package ${NAME}, or put the program on PATH, or name it by the variable ${VARIABLE} or the option \`program\``,
        );
      }
      throw new Error(`the mock server did not start: ${problem?.message ?? (said.trim() || line)}`);
    }
    // A server that is not stopped does not keep the tests from ending.
    for (const part of [child, child.stdin, child.stdout, child.stderr] as { unref?(): void }[]) part.unref?.();
    return new Program(child, ended, url);
  }

  /** Ends it, with what it is sending, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#child.ref();
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
