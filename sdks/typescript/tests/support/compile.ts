import ts from "typescript";

const DOM = ["lib.dom.d.ts", "lib.dom.asynciterable.d.ts"];

/**
 * Type-checks modules against the declarations of the built package, with `libraries` beside ES2022, and compiles them where they are. Returns
 * the problems, by the path of the module; those of no module are under the empty path.
 */
function compile(folder: string, paths: readonly string[], libraries: readonly string[]): Map<string, string[]> {
  const program = ts.createProgram({
    rootNames: [...paths],
    options: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      lib: ["lib.es2022.d.ts", ...libraries],
      types: ["node"],
      typeRoots: [new URL("../../../node_modules/@types", import.meta.url).pathname],
      strict: true,
      skipLibCheck: false,
      rootDir: folder,
    },
  });
  const problems = new Map<string, string[]>();
  for (const { file, messageText, start } of ts.getPreEmitDiagnostics(program)) {
    const isOurs = file !== undefined && paths.includes(file.fileName);
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    const line = isOurs ? `line ${file.getLineAndCharacterOfPosition(start ?? 0).line}` : (file?.fileName ?? "");
    const path = isOurs ? file.fileName : "";
    problems.set(path, [...(problems.get(path) ?? []), `${line}: ${message}`]);
  }
  program.emit();
  return problems;
}

/** As a program of Node.js, then as one that has the types of a browser too. */
export function compileBoth(folder: string, paths: readonly string[]): [Map<string, string[]>, Map<string, string[]>] {
  return [compile(folder, paths, []), compile(folder, paths, DOM)];
}
