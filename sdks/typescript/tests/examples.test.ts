import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compileBoth } from "./support/compile.js";
import { Mock } from "./support/mock.js";

const SDK = new URL("../../", import.meta.url).pathname;
const FOLDER = join(SDK, "build/examples-as-modules");

test("the example chat is typed, and prints what that of Rust prints", async () => {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, "chat.ts");
  copyFileSync(join(SDK, "examples/chat.ts"), path);
  for (const problems of compileBoth(FOLDER, [path])) assert.deepEqual([...problems], []);

  const mock = await Mock.start();
  const { PATH } = process.env;
  const env = { PATH, NODE_NO_WARNINGS: "1", AGENTSPEC_BASE_URL: mock.url };
  const { stdout } = await promisify(execFile)(process.execPath, [join(FOLDER, "chat.js")], { env });
  const printed = readFileSync(join(SDK, "../../agentspec-ext/examples/chat.txt"), "utf8");
  const [first = ""] = printed.split("\n", 1);
  assert.equal(stdout, printed.slice(`${first}\n\n`.length));
});
