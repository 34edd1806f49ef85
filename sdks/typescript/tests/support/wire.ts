import type { StreamEvent } from "../../src/generated/events.js";
import type { InvokeResponse, Usage } from "../../src/generated/types.js";

/** An event as the JSON that it was, written by hand for the fields of the contract. */
export function wire(event: StreamEvent): Record<string, unknown> {
  if (event.type === "unknown") return event.raw;
  const { extra, ...fields } = event;
  return { ...fields, ...(event.type === "done" && { usage: usage(event.usage) }), ...extra };
}

function usage({ inputTokens, outputTokens, totalTokens, extra }: Usage): Record<string, unknown> {
  return { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: totalTokens, ...extra };
}

export function wireResponse({ output, usage: used, extra }: InvokeResponse): Record<string, unknown> {
  return { output, usage: usage(used), ...extra };
}
