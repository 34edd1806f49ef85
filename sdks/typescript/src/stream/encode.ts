import { EVENTS, type StreamEvent } from "../generated/events.js";

const encoder = new TextEncoder();

/** The event as a server sends it. */
export function encodeEvent(event: StreamEvent): string {
  const json = event.type === "unknown" ? event.raw : EVENTS[event.type]!.write!(event);
  return `data: ${JSON.stringify(json)}\n\n`;
}

export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}
