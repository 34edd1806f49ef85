import { isObject, type Reader, Undecodable } from "./event/shape.js";

/** What to do about it. */
export const ALONE =
  "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`";
const RECOGNIZED = `: the server speaks the dialect of the public AgentSpec runtime; ${ALONE}`;
/** The status of the runtime's health. */
const HEALTHY = "healthy";

/** Whether JSON that is none of the contract is the runtime's: an answer, a pipeline's steps by name, the end of a model's turn, its health. */
function isOfRuntime(json: Readonly<Record<string, unknown>>): boolean {
  return (
    ("tokens" in json && "turns" in json) ||
    isObject(json.steps) ||
    (json.type === "done" && "response" in json) ||
    json.status === HEALTHY
  );
}

/** Returns the problem, which says so if the JSON is that of the public runtime. */
export function recognized(problem: unknown, json: unknown): unknown {
  if (problem instanceof Undecodable && isObject(json) && isOfRuntime(json)) problem.advice = RECOGNIZED;
  return problem;
}

/** Reads a body as `read` does. The runtime's health is refused, although it can be read: nothing else of that server can. */
export function documented<T>(read: Reader<T>, operation: string): Reader<T> {
  return (json) => {
    try {
      const value = read(json);
      if (operation === "health" && (value as { status?: unknown }).status === HEALTHY) {
        throw new Undecodable("status", 'expected a documented status, got "healthy"');
      }
      return value;
    } catch (problem) {
      throw recognized(problem, json);
    }
  };
}
