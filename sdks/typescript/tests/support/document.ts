import { readFileSync } from "node:fs";
import { relative } from "node:path";

const CHECKOUT = new URL("../../../../../", import.meta.url).pathname;

const CLIENT = 'const client = new AgentSpecClient({ baseUrl: "http://localhost:8080", apiKey: "your-api-key" });';
const IMPORT = 'import { AgentSpecClient } from "@agentspec/sdk";';

/** A block of TypeScript in a Markdown file. */
export interface Block {
  /** The file and the line of its fence. */
  readonly place: string;
  readonly text: string;
  /** What a block of shell before it exports. */
  readonly environment: Readonly<Record<string, string>>;
  /** The configuration of its mock server, from a comment before it: `<!-- mock: {"agents": […]} -->`. */
  readonly config: unknown;
}

/** Returns the TypeScript blocks of a document. Blocks of other languages are skipped. */
export function blocksOf(path: string): Block[] {
  const text = readFileSync(path, "utf8");
  const blocks: Block[] = [];
  let environment: Record<string, string> = {};
  let config: unknown;
  for (const { 0: whole, 1: comment, 2: fence, 3: language, 4: code = "", index } of text.matchAll(PARTS)) {
    if (comment !== undefined) config = JSON.parse(comment);
    else if (fence === "```" && /^(?:bash|sh)$/.test(language!)) {
      for (const [, name, value] of code.matchAll(/^export (\w+)="(.*)"$/gm)) environment[name!] = value!;
    } else if (fence === "```" && /^(?:ts|typescript)$/.test(language!)) {
      const line = text.slice(0, index + whole.indexOf("`")).split("\n").length;
      blocks.push({ place: `${relative(CHECKOUT, path)}:${line}`, text: code, environment, config });
      environment = {};
      config = undefined;
    }
  }
  return blocks;
}

/** A comment with a configuration; or a block with its fence, which may hold shorter fences. */
const PARTS = /<!-- mock: ([\s\S]*?) -->|^(`{3,})(\w*)\n([\s\S]*?)^\2$/gm;

/** Returns the block as a module, its lines unchanged: it stands after a client, unless it creates one. */
export function moduleOf({ text }: Block): string {
  const isImported = /^import [^;]*\bAgentSpecClient\b[^;]*;/m.test(text);
  const hasClient = /\b(?:const|using) client\b/.test(text);
  return `${isImported ? "" : IMPORT} ${hasClient ? "" : CLIENT} export {};\n${text}`;
}

/** The output that the block announces: of each comment `// prints …` a line, in which `…` is any text. */
export function announced({ text }: Block): RegExp | undefined {
  const lines = [...text.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line!);
  const escaped = lines.map((line) => line.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replaceAll("…", ".+"));
  return lines.length ? new RegExp(`^${escaped.join("\\n")}\\n?$`) : undefined;
}

/** The texts that comments quote as output, as in `// "Paris"`. */
export function quoted({ text }: Block): string[] {
  return [...text.matchAll(/^\s*\/\/ "(.*)"$/gm)].map(([, said]) => said!);
}

/** Whether the block is a test, which prints a report. */
export function isTest({ text }: Block): boolean {
  return /^import .* from "node:test";$/m.test(text);
}

/** Whether the block tells errors apart by codes that its comments name, as in `// error.code === "not_found"`. */
export function namesCodes({ text }: Block): boolean {
  return /\/\/ error\.code === "/.test(text);
}
