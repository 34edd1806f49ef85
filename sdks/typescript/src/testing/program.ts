import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const NAME = "agentspec-mock";
const VARIABLE = "AGENTSPEC_MOCK";
/** How much of what the program says of a failure is kept, in characters. */
const MOST_SAID = 4096;

/** The main module of the npm package. */
interface Package {
  program(): string;
}

/** The program of the npm package, if the project has it. */
async function installed(): Promise<string | undefined> {
  const require = createRequire(join(process.cwd(), "any.js"));
  let found: Package | undefined;
  try {
    found = require(NAME) as Package;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "MODULE_NOT_FOUND") return undefined;
    if (code !== "ERR_REQUIRE_ESM") throw error;
    // Node.js 18 requires no ES module. Where it cannot be imported either, npm's scripts have the package's command on their PATH.
    found = await import(pathToFileURL(require.resolve(NAME)).href).catch(() => undefined);
  }
  return found?.program();
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
    const named = given ?? (process.env[VARIABLE] || undefined) ?? (await installed());
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
    const program = new Program(child, ended, url);
    // A server that is not stopped does not keep the tests from ending.
    for (const part of program.#parts) part.unref?.();
    return program;
  }

  /** The process and its pipes, which a program behind a command may hold longer. */
  get #parts(): { ref?(): void; unref?(): void }[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, stdin, stdout, stderr] as { ref?(): void; unref?(): void }[];
  }

  /** Ends it, with what it is sending, and waits until it has ended. */
  async stop(): Promise<void> {
    for (const part of this.#parts) part.ref?.();
    // Ends the program behind a command that has started it, such as npm's.
    this.#child.stdin?.end();
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
