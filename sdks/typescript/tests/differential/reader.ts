/** The reader of TypeScript, by the protocol of tests/differential/README.md in the workspace. */

import { createInterface } from "node:readline";
import { AgentSpecError } from "../../src/error/error.js";
import { EventDecoder } from "../../src/event/event-decoder.js";
import { Undecodable } from "../../src/event/shape.js";
import { CLASSES } from "../../src/generated/errors.js";
import { type Frame, SseDecoder, TooLarge } from "../../src/sse/decoder.js";
import { EventStream } from "../../src/stream/event-stream.js";
import { cut } from "../support/vectors.js";
import { wire } from "../support/wire.js";

interface Request {
  read: "frames" | "events" | "stream";
  input_b64: string;
  cuts: number[][];
  limit?: number;
}

function frames(pieces: Uint8Array[], limit?: number): unknown {
  const decoder = new SseDecoder(limit);
  const received: Frame[] = [];
  let unfinished: Frame | undefined;
  try {
    for (const piece of pieces) {
      decoder.push(piece);
      for (let frame = decoder.next(); frame; frame = decoder.next()) received.push(frame);
    }
    unfinished = decoder.finish();
    // A short line is not counted before its end. Throws what `finish` keeps to itself.
    decoder.next();
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return { frames: received, too_large: true };
  }
  return {
    frames: received,
    too_large: false,
    unfinished: unfinished ? { event: unfinished.event, data: unfinished.data } : null,
    retry: decoder.retry ?? null,
    last_event_id: decoder.lastEventId,
  };
}

function events(pieces: Uint8Array[]): unknown {
  const decoder = new EventDecoder();
  const received: unknown[] = [];
  for (const piece of pieces) {
    decoder.push(piece);
    for (;;) {
      try {
        const event = decoder.next();
        if (!event) break;
        received.push({ event: wire(event) });
      } catch (error) {
        if (!(error instanceof Undecodable)) throw error;
        received.push({ error: "decode", path: error.path });
      }
    }
  }
  const unfinished = decoder.finish();
  return { events: received, unfinished: unfinished ? wire(unfinished) : null };
}

async function stream(pieces: Uint8Array[]): Promise<unknown> {
  const received: unknown[] = [];
  try {
    for await (const event of EventStream.fromBytes(pieces)) received.push(wire(event));
  } catch (error) {
    if (!(error instanceof AgentSpecError)) throw error;
    const kind = Object.entries(CLASSES).find(([, of]) => of === error.constructor);
    return { events: received, end: kind?.[0] ?? error.name };
  }
  return { events: received, end: null };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { read, input_b64, cuts, limit } = JSON.parse(line) as Request;
  const input = Buffer.from(input_b64, "base64");
  let outcomes = "";
  for (const lengths of cuts) {
    const pieces = cut(input, lengths);
    const outcome =
      read === "frames" ? frames(pieces, limit) : read === "events" ? events(pieces) : await stream(pieces);
    outcomes += `${JSON.stringify(outcome)}\n`;
  }
  process.stdout.write(outcomes);
}
