import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";
import { Call } from "../src/api/call.js";
import * as sdk from "../src/index.js";

interface Row {
  readonly rust: string;
  readonly typescript: string | null;
  readonly why?: { readonly typescript?: string };
}

const SDKS = new URL("../../../", import.meta.url).pathname;
const DECLARATIONS = new URL("../../dist/esm/index.d.ts", import.meta.url).pathname;

/** What the built package declares. */
const program = ts.createProgram([DECLARATIONS], {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ["node"],
  typeRoots: [new URL("../../node_modules/@types", import.meta.url).pathname],
  strict: true,
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(DECLARATIONS);
assert.ok(source, "the package is not built: run `npm run build`");
const exports = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((symbol) => [symbol.name, symbol]),
);

/** An object of each class, and the classes themselves. */
const client = new sdk.AgentSpecClient({ environment: false });
const objects: Readonly<Record<string, readonly object[]>> = {
  client: [client],
  EventStream: [sdk.EventStream, sdk.EventStream.fromEvents([])],
  SessionHandle: [client.sessions.open({ agent: "assistant", sessionId: "one" })],
  Call: [Call.prototype],
  AgentSpecError: [new sdk.AgentSpecError("No.")],
};

/** `client.agents.invoke`, `new AgentSpecClient({ timeout })`, `client.agents.invoke(…, { timeout })`. */
const FORM = /^(new )?([\w.]+?)(?:\((?:(…, )?\{ (\w+) \})?\))?$/;

/** Throws unless the package declares the form and, of what exists at run time, has it. */
function find(form: string): void {
  const [, isNew, path = "", isSecond, argument] = FORM.exec(form) ?? assert.fail(`${form} is not a form`);
  const [first = "", ...names] = path.split(".");
  const exported = exports.get(first === "client" ? "AgentSpecClient" : first) ?? assert.fail(`no export ${first}`);
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  const declared = checker.getDeclaredTypeOfSymbol(symbol);
  let type = isNew || (isClass && !names.length) ? checker.getTypeOfSymbol(symbol) : declared;
  for (const name of names) {
    const member = checker.getPropertyOfType(type, name);
    const shared = isClass && !member ? checker.getPropertyOfType(checker.getTypeOfSymbol(symbol), name) : member;
    type = checker.getTypeOfSymbol(shared ?? assert.fail(`${path}: no member ${name}`));
  }
  if (argument) {
    const signatures = isNew ? type.getConstructSignatures() : type.getCallSignatures();
    const parameters = signatures.map((signature) => signature.parameters[isSecond ? 1 : 0]);
    const found = parameters.some(
      (parameter) => parameter && hasProperty(checker.getTypeOfSymbol(parameter), argument),
    );
    assert.ok(found, `${path} takes no ${argument}`);
  }
  if (isClass && first !== "client")
    assert.ok(first in sdk || first in objects, `${first} is not exported at run time`);
  const [name, ...rest] = names;
  if (name && objects[first]) {
    const value = objects[first].find((object) => name in object) ?? assert.fail(`no ${name} at run time`);
    let at = rest.length ? (value as Record<string, unknown>)[name] : undefined;
    for (const name of rest) at = (at as Record<string, unknown>)[name] ?? assert.fail(`no ${path} at run time`);
  }
}

function hasProperty(type: ts.Type, name: string): boolean {
  return type.isUnion()
    ? type.types.some((one) => hasProperty(one, name))
    : checker.getPropertyOfType(type, name) !== undefined;
}

test("each method of the Rust client has its form in TypeScript, or a reason", () => {
  const read = (name: string) => JSON.parse(readFileSync(`${SDKS}${name}`, "utf8"));
  const rows: Row[] = [...read("surface.json"), ...read("operations.json").rows];
  assert.ok(rows.length > 150);
  for (const { rust, typescript, why } of rows) {
    if (typescript === null) assert.ok(why?.typescript, rust);
    else assert.doesNotThrow(() => find(typescript), rust);
  }
});

test("a missing form is detected", () => {
  for (const form of [
    "client.agents.nothing",
    "client.agents.invoke({ nothing })",
    "client.agents.invoke(…, { nothing })",
    "new AgentSpecClient({ nothing })",
    "NothingError",
    "TokenEvent.nothing",
    "AgentSpecError.nothing",
  ]) {
    assert.throws(() => find(form), form);
  }
});
