import { isNode, runtime } from "./platform.js";

/** A dispatcher of undici, the HTTP client behind Node's fetch. */
interface Dispatcher {
  close(): Promise<void>;
}

let ours = new WeakMap<Dispatcher, Dispatcher>();

/** What Node's fetch waits for the headers of a response, unless another dispatcher is given, in milliseconds. */
export const CUT = 300_000;

/**
 * Returns a dispatcher for Node's fetch that does not cut a response after 300 seconds without headers or bytes; undefined if
 * the user has set one for all requests, and on other platforms. Null if there is none, so that responses are cut.
 */
export function lastingDispatcher(): Dispatcher | undefined | null {
  if (!isNode) return undefined;
  new Headers(); // Loads undici, which sets its dispatcher.
  // The first is that of Node 26, which has another behind it for older copies of undici.
  const [global] = [2, 1]
    .map((version) => runtime[Symbol.for(`undici.globalDispatcher.${version}`)] as Dispatcher)
    .filter(Boolean);
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

/** Uses the connections of this dispatcher no more; what is under way on them goes on. */
export function discard(dispatcher: Dispatcher | null | undefined): void {
  if (!dispatcher) return;
  ours = new WeakMap();
  dispatcher.close().catch(() => {});
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

/** Whether it can be told when a request is written to its connection. */
export const canTrack = channels !== undefined;

/** Calls `sent` when the request with this correlation id is written to a connection. Returns what ends that. */
export function track(correlationId: string, sent: () => void): () => void {
  const entry = { line: `\r\nx-correlation-id: ${correlationId}\r\n`.toLowerCase(), sent };
  if (!waiting.size) channels?.subscribe(SENT, onSent);
  waiting.add(entry);
  return () => {
    waiting.delete(entry);
    if (!waiting.size) channels?.unsubscribe(SENT, onSent);
  };
}
