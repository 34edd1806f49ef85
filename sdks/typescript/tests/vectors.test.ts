import assert from "node:assert/strict";
import { test } from "node:test";
import { type Frame, SseDecoder } from "../src/sse/decoder.js";
import { CUTS, cut, rows } from "./support/vectors.js";

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
