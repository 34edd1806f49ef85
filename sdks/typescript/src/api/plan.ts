import { invalidRequest } from "../error/failure.js";
import { isObject } from "../event/shape.js";
import { uuid } from "../ids.js";
import { Secrets } from "../secret.js";
import type { Operation } from "../transport/operation.js";
import type { Plan } from "../transport/plan.js";
import type { Settings } from "../transport/settings.js";
import type { Claim, SentTurn, Turns } from "../transport/turns.js";
import type { StreamOptions } from "./call.js";
import { isUnicode, jsonOf, NOT_UNICODE } from "./json-body.js";
import { checkNames, OF_CALL, OF_STREAM } from "./option-names.js";
import { idOf, mergeDefaults, planOptions } from "./options.js";

function refuse(message: string): never {
  throw invalidRequest(message).toError();
}

/** Checks the message of a body that has one. */
function checkInput(body: unknown): void {
  if (!isObject(body) || !("input" in body) || typeof body.input === "string") return;
  refuse(`input is ${body.input === undefined ? "missing" : "not a string"}: give the message as a string`);
}

/** Returns the name as one segment of a path. Throws if it would not reach the server as this segment. */
function segmentOf(field: string, name: unknown): string {
  const why =
    typeof name !== "string"
      ? `is ${name === undefined ? "missing" : "not a string"}`
      : !name
        ? "is empty"
        : /^\.\.?$/.test(name)
          ? "is a step in a path"
          : name.includes("\\")
            ? "contains a backslash"
            : /\p{Cc}/u.test(name)
              ? "contains a control character"
              : !isUnicode(name) && NOT_UNICODE;
  const expected = field.endsWith("Id") ? "the id that the server returned" : "the name as the server lists it";
  return why ? refuse(`${field} ${why}: give ${expected}`) : encodeURIComponent(name as string);
}

/** Which turn of a session a call is. */
export interface TurnOf {
  readonly turns: Turns;
  readonly claim: Claim;
  /** The turn to send again. */
  readonly sent: SentTurn | undefined;
}

/** Describes a call: what it sends is fixed from here on. Throws an AgentSpecError if it cannot be sent. */
export function planOf<R>(
  settings: Settings,
  operation: Operation<R>,
  request: R,
  options: StreamOptions = {},
  session?: TurnOf,
): Plan {
  if (operation.answer === "stream") checkNames(options, OF_STREAM, "a stream");
  else checkNames(options, OF_CALL, "a call");
  const { signal } = options;
  if (signal && typeof signal.throwIfAborted !== "function")
    refuse("signal is not an AbortSignal: give the `signal` of an AbortController");
  const given = (request ?? {}) as Readonly<Record<string, unknown>>;
  const path = operation.path.replace(/{(\w+)}/g, (_, name) => segmentOf(name, given[name]));
  const url = new URL(settings.baseUrl + path);
  for (const [name, wire] of Object.entries(operation.query ?? {})) {
    const value = given[name];
    if (value === "") refuse(`${name} is empty: give a value, or leave ${name} out`);
    if (typeof value === "number" && !Number.isFinite(value)) refuse(`${name} is ${value}: give a number`);
    if (value !== undefined && value !== null) url.searchParams.set(wire, String(value));
  }
  const body = operation.body?.(request);
  checkInput(body);
  const sent = session?.sent;
  const key = sent?.idempotencyKey ?? options.idempotencyKey;
  return {
    settings,
    operation,
    url,
    body: sent?.body ?? (body === undefined ? undefined : jsonOf(body)),
    input: String(given.input ?? ""),
    ids: {
      correlationId: idOf("correlationId", options.correlationId, uuid),
      idempotencyKey: operation.method === "POST" ? idOf("idempotencyKey", key, uuid) : undefined,
    },
    options: planOptions(mergeDefaults(settings.defaults, options)),
    credential: settings.credential,
    secrets: new Secrets(...settings.credentials.flatMap((credential) => credential.fixed)),
    signal: signal ?? undefined,
    session,
  };
}
