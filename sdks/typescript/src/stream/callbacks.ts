import type { AgentSpecError } from "../error/error.js";
import type { Usage } from "../generated/types.js";
import type { EventStream } from "./event-stream.js";

/** What is called with the events of a stream, in their order. The stream waits for a promise that a handler returns. */
export interface StreamHandlers {
  onToken?: ((content: string) => unknown) | undefined;
  onToolCall?: ((name: string, args: Record<string, unknown>) => unknown) | undefined;
  onToolResult?: ((name: string, output: unknown) => unknown) | undefined;
  onDone?: ((usage: Usage) => unknown) | undefined;
  /** Called with an `error` event, as the error of its code. Without it the event is thrown. Any other failure is always thrown. */
  onError?: ((error: AgentSpecError) => unknown) | undefined;
}

/** The handlers that there are. */
export const HANDLERS = {
  onToken: "function",
  onToolCall: "function",
  onToolResult: "function",
  onDone: "function",
  onError: "function",
} as const;

/** At least one handler. */
export type SomeHandlers = {
  [K in keyof StreamHandlers]-?: { [L in K]-?: NonNullable<StreamHandlers[L]> } & StreamHandlers;
}[keyof StreamHandlers];

export function hasHandlers(options: object | undefined): options is SomeHandlers {
  return Object.keys(HANDLERS).some((name) => options?.[name as keyof object] !== undefined);
}

/** Reads a stream to its end, and calls the handlers with its events. */
export async function handleStream(stream: EventStream, handlers: StreamHandlers): Promise<void> {
  for await (const event of stream) {
    let result: unknown;
    if (event.type === "token") result = handlers.onToken?.(event.content);
    else if (event.type === "tool_call") result = handlers.onToolCall?.(event.name, event.arguments);
    else if (event.type === "tool_result") result = handlers.onToolResult?.(event.name, event.output);
    else if (event.type === "done") result = handlers.onDone?.(event.usage);
    else if (event.type === "error") {
      const error = stream.errorFromEvent(event);
      if (!handlers.onError) throw error;
      result = handlers.onError(error);
    }
    // An await takes as long as a token.
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === "function") await result;
  }
}
