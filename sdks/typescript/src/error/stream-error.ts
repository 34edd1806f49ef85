import { CLASSES, type Kind, kindOfCode } from "../generated/errors.js";
import type { StreamProblem } from "../stream/source.js";
import type { AgentSpecError, ErrorDetails } from "./error.js";

const LOCAL: Partial<Record<StreamProblem["kind"], Kind>> = {
  closed: "interrupted",
  consumed: "invalid_request",
  busy: "invalid_request",
};

/** The error of a stream. Of its call it knows the details alone. */
export function streamError(problem: StreamProblem, details?: ErrorDetails): AgentSpecError {
  const { kind, message, events, partialText, event, cause } = problem;
  const local = LOCAL[kind];
  const kindOfError = event ? kindOfCode(event.code) : (local ?? kind);
  return new CLASSES[kindOfError as Kind](message, {
    ...details,
    code: event?.code ?? (local && `stream_${kind}`),
    body: event ? JSON.stringify(event) : problem.data,
    outcome: events > 0 ? "partial" : "unknown",
    isLocal: local !== undefined,
    events,
    partialText,
    cause,
  });
}
