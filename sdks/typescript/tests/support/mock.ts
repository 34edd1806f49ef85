import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";

export const KEY = "your-api-key";
export const TOKEN = "your-bearer-token";

/** An agentspec-mock program on a free port, which ends with the tests of its file. */
export class Mock {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(...options: string[]): Promise<Mock> {
    const program = process.env.AGENTSPEC_MOCK;
    if (!program) throw new Error("AGENTSPEC_MOCK must name the agentspec-mock program");
    const started = spawn(program, ["--port", "0", "--pace-ms", "0", ...options], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = (await once(createInterface(started.stdout), "line")) as [string];
    const url = / on (http:\/\/[^\s,]+)/.exec(line)?.[1];
    if (!url) throw new Error(`the mock server did not start: ${line}`);
    const mock = new Mock(url, started);
    after(() => mock.stop());
    return mock;
  }

  /** With a configuration; JSON is YAML too. */
  static async configured(config: unknown): Promise<Mock> {
    const folder = mkdtempSync(join(tmpdir(), "agentspec-"));
    after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "config.yaml");
    writeFileSync(path, JSON.stringify(config));
    return Mock.start("--config", path);
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }
}
