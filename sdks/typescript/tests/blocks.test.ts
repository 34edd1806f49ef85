import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { clientOf } from "./support/client.js";
import { compileBoth } from "./support/compile.js";
import { announced, type Block, blocksOf, isTest, moduleOf, namesCodes, quoted } from "./support/document.js";
import { Mock } from "./support/mock.js";

const SDK = new URL("../../", import.meta.url).pathname;
const FOLDER = join(SDK, "build/blocks");
const REDIRECT = new URL("support/redirect.js", import.meta.url).href;

/** A document of one's own, to be run in place of ours. */
const given = process.env.AGENTSPEC_DOCUMENT;
const documents = given
  ? [given]
  : [
      ...["README.md", "GUIDE.md"].map((name) => join(SDK, name)),
      ...["README.md", "docs/operations.md", "docs/errors.md", "docs/migration.md"].map((name) =>
        join(SDK, "../..", name),
      ),
    ];

/** The status that each code comes with. */
const PLAYED = { unauthorized: 401, not_found: 404, invalid_request: 400, internal_error: 500, forbidden: 403 };

const blocks = documents.flatMap((path) => blocksOf(path));
assert.ok(existsSync(join(SDK, "dist/esm/index.d.ts")), "the package is not built: run `npm run build`");
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const paths = blocks.map((block, index) => {
  const path = join(FOLDER, `block-${index}.ts`);
  writeFileSync(path, moduleOf(block));
  return path;
});

describe("blocks", { concurrency: 4 }, () => {
  const problems = compileBoth(FOLDER, paths);

  test("each document has blocks, and their declarations hold without skipLibCheck", () => {
    for (const path of documents) assert.ok(blocksOf(path).length, path);
    for (const found of problems) assert.deepEqual(found.get(""), undefined);
  });

  for (const [index, block] of blocks.entries()) {
    const path = paths[index]!;
    test(`${block.place} is typed and runs as written`, async (context) => {
      for (const found of problems) assert.deepEqual(found.get(path), undefined);
      const output = await run(path, block, block.config);
      if (given) context.diagnostic(`${block.place} printed: ${JSON.stringify(output)}`);
      const expected = announced(block);
      if (isTest(block)) assert.match(output, /^\S+ fail 0$/m);
      else if (expected) assert.match(output, expected);
      else if (!given) assert.equal(output, "");
      for (const text of quoted(block)) assert.ok(output.includes(text), `${text}: ${output}`);
      for (const [code, status] of namesCodes(block) ? Object.entries(PLAYED) : []) {
        const error = { status, code, message: `Played ${status}.` };
        const told = await run(path, block, { agents: [{ name: "assistant", replies: [{ error }] }] });
        if (given) context.diagnostic(`${block.place}, played ${code}: ${JSON.stringify(told)}`);
        assert.ok(told.includes(error.message), told);
      }
    });
  }
});

/** Runs a block with a mock server of its own, and returns what it prints to both outputs. */
async function run(path: string, block: Block, config: unknown): Promise<string> {
  const mock = config === undefined ? await Mock.start() : await Mock.configured(config);
  try {
    // A given document may list what the text before has made.
    if (given && config === undefined) {
      const client = clientOf(mock.url);
      await client.sessions.create({ agent: "assistant" });
      await client.pipelines.run({ name: "research-and-summarize", input: "Batteries" });
    }
    const printed = path.replace(/ts$/, "txt");
    const output = openSync(printed, "w");
    const { PATH, AGENTSPEC_MOCK } = process.env;
    const child = spawn(process.execPath, ["--import", REDIRECT, path.replace(/ts$/, "js")], {
      env: { PATH, AGENTSPEC_MOCK, NODE_NO_WARNINGS: "1", AGENTSPEC_MOCK_URL: mock.url, ...block.environment },
      stdio: ["ignore", output, output],
      timeout: 60_000,
    });
    const [code] = await once(child, "exit");
    closeSync(output);
    const text = readFileSync(printed, "utf8");
    assert.equal(code, 0, text);
    return text;
  } finally {
    mock.stop();
  }
}
