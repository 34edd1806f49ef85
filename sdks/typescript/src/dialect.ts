import { isObject, type Reader, Undecodable } from "./event/shape.js";

/** What to do about it. */
export const ALONE =
  "this SDK speaks the documented API alone; those for Rust and Python speak the runtime's dialect, too, by their option `dialect`";
const RECOGNIZED = `: the server speaks the dialect of the public AgentSpec runtime; ${ALONE}`;

type Members = Readonly<Record<string, unknown>>;

const hasTokensAndTurns = (json: Members) => "tokens" in json && "turns" in json;

/** Whether a body that is none of the contract is the runtime's answer to this operation. */
function isBody(operation: string, json: Members): boolean {
  switch (operation) {
    case "invoke_agent":
    case "continue_session":
      return hasTokensAndTurns(json) || ("activity" in json && "duration_ms" in json);
    case "create_session":
      return String(json.session_id).startsWith("sess_") && !("metadata" in json);
    case "run_pipeline":
      return isObject(json.steps);
    default:
      return false;
  }
}

/** Whether an event that is none of the contract is the runtime's: the end of a model's turn, that of the stream, or an error that is only announced. */
export function isEvent(json: Members): boolean {
  const { type } = json;
  return (
    hasTokensAndTurns(json) ||
    (type === "done" && "response" in json) ||
    (type === "error" && Object.keys(json).length === 1)
  );
}

/** Whether a health is the runtime's. The documented API calls a healthy server `ok`, and may have other words. */
function isHealth(json: Members): boolean {
  const hasItsFields =
    (Number.isSafeInteger(json.agents) && Number(json.agents) >= 0) || typeof json.uptime === "string";
  return json.status === "healthy" && hasItsFields && !("uptime_seconds" in json) && !("checks" in json);
}

/** Returns the problem, which says so if the JSON is that of the public runtime. */
export function recognized(problem: unknown, isOfRuntime: boolean): unknown {
  if (problem instanceof Undecodable && isOfRuntime) problem.advice = RECOGNIZED;
  return problem;
}

/** Reads a body as `read` does. The runtime's health is refused, although it can be read: nothing else of that server can. */
export function documented<T>(read: Reader<T>, operation: string, status: number): Reader<T> {
  return (json) => {
    const isRuntimeHealth = operation === "health" && status === 200 && isObject(json) && isHealth(json);
    try {
      const value = read(json);
      if (isRuntimeHealth) throw new Undecodable("status", 'expected a documented status, got "healthy"');
      return value;
    } catch (problem) {
      throw recognized(problem, isRuntimeHealth || (isObject(json) && isBody(operation, json)));
    }
  };
}
