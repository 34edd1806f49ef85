import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { print } from "./rounds.js";

/** All that a package exports, as a bundler makes it for a browser, in bytes. */
async function size(...entries) {
  const { outputFiles } = await build({
    stdin: {
      contents: entries.map((entry) => `export * from ${JSON.stringify(entry)};`).join(""),
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

const shown = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** Prints the size of the SDK against its target, beside those of others. */
export async function reportSize() {
  const ours = await size("../dist/esm/index.js", "../dist/esm/errors.js");
  const peers = ["openai", "@anthropic-ai/sdk"];
  const theirs = await Promise.all(peers.map((peer) => size(peer)));
  print({
    what: "Size, minified and compressed",
    with: peers.join(", "),
    ours: shown(ours),
    theirs: theirs.map(shown).join(", "),
    measured: ours / 1000,
    most: 15,
    why: "the client decides what those leave to the program: what a failed call may have done, deadlines and a retry budget, unresolved turns of a session, idle timeouts, redaction of credentials, and JSON without loss.",
  });
}
