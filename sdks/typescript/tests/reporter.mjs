/** Reports tests as cargo does, one line each: `test module::name ... ok`, by which the fault report finds them. */
import { basename } from "node:path";

export default async function* report(source) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if ((type !== "test:pass" && type !== "test:fail") || data.details?.type === "suite") continue;
    // A file that fails may have run no test at all.
    if (type === "test:pass" && isFile(data)) continue;
    const module = basename(data.file ?? "tests").replace(/\.test\.[jt]s$/, "");
    const isLeftOut = data.skip !== undefined || data.todo !== undefined;
    const end = type === "test:fail" ? "FAILED" : isLeftOut ? `ignored, ${data.skip || data.todo}` : "ok";
    count[type === "test:fail" ? "failed" : isLeftOut ? "skipped" : "passed"] += 1;
    yield `test ${module}::${data.name.replaceAll(/[^\p{L}\p{N}]+/gu, "_")} ... ${end}\n`;
    if (type === "test:fail") yield `${data.details?.error?.cause?.stack ?? data.details?.error}\n`;
  }
  yield `\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}

/** Node.js 18 reports each file as a test of its own. */
function isFile({ name, file }) {
  return name.endsWith(".js") && (file === undefined || name.endsWith(basename(file)));
}
