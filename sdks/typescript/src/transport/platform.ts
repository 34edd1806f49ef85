interface Runtime {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly release?: { readonly name?: string };
    readonly versions?: Readonly<Record<string, string | undefined>>;
    getBuiltinModule?(name: string): unknown;
  };
  readonly [name: string | symbol]: unknown;
}

/** What may be there, but for the standard. */
export const runtime = globalThis as unknown as Runtime;

export const isDeno = "Deno" in runtime;
export const isBun = "Bun" in runtime;

/** Node itself: others call themselves so too. */
export const isNode = runtime.process?.release?.name === "node" && !isDeno && !isBun;

/** A page or a worker of one: requests are bound by CORS, and some headers are the browser's. */
export const isBrowser = "document" in runtime || ("importScripts" in runtime && "WorkerLocation" in runtime);

/** A variable of the environment; an empty one counts as unset, and so does one that may not be read. */
export function variable(name: string): string | undefined {
  try {
    return runtime.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}
