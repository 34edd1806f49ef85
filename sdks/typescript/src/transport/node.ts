import { isBun, isDeno, isNode, runtime } from "./platform.js";
import type { Route } from "./route.js";

export { failureOfFetch } from "./node-failure.js";

/** A dispatcher of undici, the HTTP client behind Node's fetch. */
interface Dispatcher {
  close(): Promise<void>;
}

/** What Node's fetch waits for the headers of a response, unless another dispatcher is given, in milliseconds. */
const CUT = 300_000;

let ours = new WeakMap<Dispatcher, Dispatcher>();

/** Returns how a request is sent. */
export function route(): Route {
  // Bun ends a response after 300 seconds without bytes.
  if (!isNode) return { options: isBun ? { timeout: false } : {}, isUncached: isBun || isDeno };
  const dispatcher = lastingDispatcher();
  if (!dispatcher) return { options: {}, ...(dispatcher === null && { cut: CUT }) };
  return {
    options: { dispatcher },
    isUncached: true,
    ...(channels && { track }),
    discard() {
      ours = new WeakMap();
      dispatcher.close().catch(() => {});
    },
  };
}

/**
 * Returns a dispatcher for Node's fetch that does not cut a response after 300 seconds without headers or bytes; undefined if
 * the user has set one for all requests. Null if there is none, so that responses are cut.
 */
function lastingDispatcher(): Dispatcher | undefined | null {
  new Headers(); // Loads undici, which sets its dispatcher.
  // The first is that of Node 26, which has another behind it for older copies of undici.
  const global = [2, 1]
    .map((version) => runtime[Symbol.for(`undici.globalDispatcher.${version}`)] as Dispatcher)
    .find(Boolean);
  if (!global) return null;
  if (!ours.has(global) && isDefault(global)) {
    try {
      const Agent = global.constructor as new (options: object) => Dispatcher;
      ours.set(global, new Agent({ headersTimeout: 0, bodyTimeout: 0, allowH2: false }));
    } catch {
      return null;
    }
  }
  return ours.get(global);
}

/** Whether it is one that Node makes: one of the user's has options, or is of another class. */
function isDefault(dispatcher: Dispatcher): boolean {
  const hidden = (object: object, name: string) => {
    const symbol = Object.getOwnPropertySymbols(object).find(({ description }) => description === name);
    return symbol && (object as Record<symbol, object>)[symbol];
  };
  const options = hidden(hidden(dispatcher, "no proxy agent") ?? dispatcher, "options");
  const isEmpty =
    options && Object.values(options).every((value) => value === undefined || value === Number.POSITIVE_INFINITY);
  return /^(EnvHttpProxy)?Agent$/.test(dispatcher.constructor.name) && !!isEmpty;
}

interface Channels {
  subscribe(name: string, listener: (message: unknown) => void): void;
  unsubscribe(name: string, listener: (message: unknown) => void): void;
}

const SENT = "undici:client:sendHeaders";
const channels = isNode
  ? (runtime.process?.getBuiltinModule?.("node:diagnostics_channel") as Channels | undefined)
  : undefined;
const waiting = new Set<{ readonly line: string; readonly sent: () => void }>();

function onSent(message: unknown): void {
  const head = (message as { headers?: unknown }).headers;
  for (const { line, sent } of waiting) {
    if (typeof head === "string" && head.toLowerCase().includes(line)) sent();
  }
}

function track(correlationId: string, sent: () => void): () => void {
  const entry = { line: `\r\nx-correlation-id: ${correlationId}\r\n`.toLowerCase(), sent };
  if (!waiting.size) channels?.subscribe(SENT, onSent);
  waiting.add(entry);
  return () => {
    waiting.delete(entry);
    if (!waiting.size) channels?.unsubscribe(SENT, onSent);
  };
}
