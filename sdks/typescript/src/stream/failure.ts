import { plural } from "../error/display.js";
import { Undecodable } from "../event/shape.js";
import type { TooLarge } from "../sse/decoder.js";
import type { Silence } from "./idle.js";
import type { StreamProblem } from "./source.js";

/** A problem, without what the stream adds to each. */
export type Known = Omit<StreamProblem, "events" | "partialText">;

/** Describes why the next event cannot be read, after so many events. */
export function unreadable(cause: Undecodable | TooLarge, events: number): Known {
  const event = `event ${events + 1} of the stream`;
  if (cause instanceof Undecodable)
    return { kind: "decode", message: `${event} cannot be read${cause.advice ?? ""}`, data: cause.data, cause };
  const { limit, isOfValues } = cause;
  const message = isOfValues
    ? `the values of ${event} take more than ${limit} bytes of memory, twice \`eventLimit\``
    : `${event} is larger than ${limit} bytes`;
  return { kind: "too_large", message, cause };
}

/** Describes why the body broke. */
export function broken(cause: unknown, events: number): Known {
  const code = String(codeOf(cause));
  if (code.startsWith("Z_"))
    return { kind: "decode", message: `event ${events + 1} of the stream cannot be decompressed`, cause };
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return { kind: "timeout", message: `the stream was silent for too long, after ${plural(events, "event")}`, cause };
  }
  return { ...interrupted("broke", events), cause };
}

export function interrupted(how: string, events: number): Known {
  return {
    kind: "interrupted",
    message: `the stream ${how} after ${plural(events, "event")}, without \`done\` or \`error\``,
  };
}

export function silent(what: Silence, limit: number, events: number): Known {
  return {
    kind: "timeout",
    message: `no ${what} was received for ${limit} ms, after ${plural(events, "event")} of the stream`,
  };
}

export function closed(events: number): Known {
  return {
    kind: "closed",
    message: `the stream was closed before its end, after ${taken(events)}: the rest of it is lost`,
  };
}

export function consumed(events: number): Known {
  return {
    kind: "consumed",
    message: `the stream has already been read (${taken(events)}): collect a stream once, from its start`,
  };
}

export function busy(events: number): Known {
  return { kind: "busy", message: `another reader is reading this stream (${taken(events)}): read it by one loop` };
}

function taken(events: number): string {
  return `${plural(events, "event")} ${events === 1 ? "was" : "were"} taken`;
}

/** The code of what a failure of `fetch` was caused by. */
function codeOf(error: unknown): unknown {
  const cause = (error as { cause?: unknown } | undefined)?.cause;
  return (cause as { code?: unknown } | undefined)?.code ?? (error as { code?: unknown } | undefined)?.code;
}
