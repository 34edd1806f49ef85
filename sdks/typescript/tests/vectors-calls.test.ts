import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidRequestError } from "../src/generated/errors.js";
import { retryAfter } from "../src/headers.js";
import { clientOf } from "./support/client.js";
import { answer, INVOKED, Scripted } from "./support/server.js";
import { rows } from "./support/vectors.js";

interface RetryAfterRow {
  header: string;
  now: number;
  date?: string;
  expected_delay_s: number | null;
}

test("every row of retry_after.jsonl is read", () => {
  for (const { header, now, date, expected_delay_s } of rows<RetryAfterRow>("retry_after.jsonl")) {
    const headers = new Headers({ "retry-after": header, ...(date && { date }) });
    const expected = expected_delay_s === null ? undefined : expected_delay_s * 1000;
    assert.equal(retryAfter(headers, now * 1000), expected, `${header}, ${date}`);
  }
});

test("a date whose weekday is another is no date", () => {
  assert.equal(retryAfter(new Headers({ "retry-after": "Wed, 14 Nov 2023 22:13:30 GMT" }), 0), undefined);
});

test("every row of path.jsonl is rejected before anything is sent, or is one segment of the path", async () => {
  const server = await Scripted.start(answer(200, INVOKED));
  const client = clientOf(server.url);
  for (const { segment, rejected } of rows<{ segment: string; rejected: boolean }>("path.jsonl")) {
    const before = server.received.length;
    if (rejected) {
      await assert.rejects(client.agents.invoke({ name: segment, input: "b" }), InvalidRequestError);
      await assert.rejects(client.agents.stream({ name: segment, input: "b" }).text(), InvalidRequestError);
      assert.equal(server.received.length, before);
      continue;
    }
    await client.agents.invoke({ name: segment, input: "b" });
    const parts = server.received[before]!.path.split("/");
    assert.deepEqual([parts.length, decodeURIComponent(parts[3]!), parts[4]], [5, segment, "invoke"]);
  }
});
