import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError, type Kind, StreamInterruptedError } from "../src/generated/errors.js";
import { type Frame, SseDecoder } from "../src/sse/decoder.js";
import { EventStream } from "../src/stream/event-stream.js";
import { errorOf } from "./support/client.js";
import { CLASS_NAMES, CUTS, cut, rows } from "./support/vectors.js";
import { wire, wireResponse } from "./support/wire.js";

interface SseRow {
  name: string;
  input_b64: string;
  events: Frame[];
  retry: number | string | null;
  last_event_id: string;
  chunks?: number[];
}

test("every row of sse.jsonl is decoded alike in any pieces", () => {
  for (const row of rows<SseRow>("sse.jsonl")) {
    const input = Buffer.from(row.input_b64, "base64");
    for (const lengths of row.chunks ? [...CUTS, row.chunks] : CUTS) {
      const decoder = new SseDecoder();
      const events: Frame[] = [];
      for (const piece of cut(input, lengths)) {
        decoder.push(piece);
        for (let frame = decoder.next(); frame; frame = decoder.next()) events.push(frame);
      }
      decoder.finish();
      const { lastEventId, retry } = decoder;
      const expected = {
        events: row.events,
        retry: row.retry === null ? undefined : Number(row.retry),
        lastEventId: row.last_event_id,
      };
      assert.deepEqual({ events, retry, lastEventId }, expected, `${row.name}, in pieces of ${lengths}`);
    }
  }
});

interface EventRow {
  name: string;
  data: string;
  event_name?: string;
  event?: Record<string, unknown>;
  error?: true;
  passed_over?: true;
  count_bits?: number;
}

/** How many bits an exact integer has here. */
const COUNT_BITS = 53;

test("every row of events.jsonl is read alike in any pieces", async () => {
  for (const row of rows<EventRow>("events.jsonl")) {
    const name = row.event_name === undefined ? "" : `event: ${row.event_name}\n`;
    const data = row.data.split("\n").map((line) => `data: ${line}\n`);
    const isExact = (row.count_bits ?? 0) <= COUNT_BITS;
    const event = isExact ? row.event : undefined;
    const isEnd = event?.type === "done" || event?.type === "error";
    for (const lengths of CUTS) {
      const where = `${row.name}, in pieces of ${lengths}`;
      const received: unknown[] = [];
      const stream = EventStream.fromBytes(cut(Buffer.from(`${name}${data.join("")}\n`), lengths));
      const read = async () => {
        for await (const event of stream) received.push(wire(event));
      };
      if (isEnd) await read();
      else await assert.rejects(read, row.error || !isExact ? DecodeError : StreamInterruptedError, where);
      assert.equal(JSON.stringify(received), JSON.stringify(event ? [event] : []), where);
    }
  }
});

interface TextRow {
  name: string;
  stream?: string;
  stream_b64?: string;
  response?: { output: string };
  error?: { kind: Kind; code: string; message: string; outcome: string; events: number; partial_text: string };
}

test("every row of text.jsonl is collected", async () => {
  for (const { name, stream = "", stream_b64, response, error } of rows<TextRow>("text.jsonl")) {
    const bytes = stream_b64 === undefined ? Buffer.from(stream) : Buffer.from(stream_b64, "base64");
    for (const lengths of CUTS) {
      const of = () => EventStream.fromBytes(cut(bytes, lengths));
      if (response) {
        assert.equal(JSON.stringify(wireResponse(await of().finalResponse())), JSON.stringify(response), name);
        assert.equal(await of().text(), response.output, name);
        continue;
      }
      const { kind, ...told } = error!;
      const thrown = await errorOf(of().text());
      assert.equal(thrown.name, CLASS_NAMES[kind], name);
      const { code, message, outcome, events, partialText } = thrown;
      assert.deepEqual({ code, message, outcome, events, partial_text: partialText }, told, name);
    }
  }
});
