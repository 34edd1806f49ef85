import assert from "node:assert/strict";
import { test } from "node:test";
import { EventDecoder } from "../src/event/event-decoder.js";
import { readJson } from "../src/event/json.js";
import { any, Undecodable } from "../src/event/shape.js";
import { EVENT_LIMIT, type Frame, SseDecoder, TooLarge } from "../src/sse/decoder.js";
import { Utf8, utf8Length } from "../src/sse/utf8.js";
import { Random } from "./support/random.js";
import { decodeSlowly } from "./support/slow-sse.js";
import { DONE, FAILED, TOKEN } from "./support/stream.js";

const RUNS = 4000;

function each(check: (random: Random, seed: number) => void): void {
  for (let seed = 0; seed < RUNS; seed++) check(new Random(seed), seed);
}

test("UTF-8 in any pieces is what the platform makes of it", () => {
  const bytes = [
    0x41, 0x7f, 0x80, 0xa0, 0xbf, 0xc0, 0xc2, 0xc3, 0xdf, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 0x82, 0x9f,
    0x90,
  ];
  each((random, seed) => {
    const input = Uint8Array.from(random.some(bytes, 12));
    const utf8 = new Utf8();
    const text = random.cut(input).map((piece) => utf8.decode(piece));
    const expected = new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
    assert.equal(text.join("") + utf8.decode(new Uint8Array(), true), expected, `seed ${seed}: ${input}`);
    assert.equal(utf8Length(expected), Buffer.byteLength(expected));
  });
});

const LINES = [
  "data",
  "data:",
  "data: a",
  "data:b",
  "data:  c ",
  "dat",
  "datax: no",
  "data : no",
  ": comment",
  ":",
  "event: e",
  "event",
  "event:",
  "id: 1",
  "id: \0",
  "id",
  "retry: 10",
  "retry: x",
  "unknown: field",
  "caf\u00e9: no",
  "data: caf\u00e9 \u{1f980}",
  `data: ${"long ".repeat(100)}`,
  "\ufeff",
  "",
  "",
  "",
];
const ENDS = ["\n", "\n", "\r\n", "\r", "\n\r"];

test("a stream of frames in any pieces is what the standard says", () => {
  each((random, seed) => {
    const text = random.some(LINES, 14).map((line) => line + random.pick(ENDS));
    const input = Buffer.from(random.pick(["", "", "\ufeff"]) + text.join("") + random.pick(["", ...LINES]));
    const decoder = new SseDecoder();
    const frames: Frame[] = [];
    for (const piece of random.cut(input)) {
      decoder.push(piece);
      for (let frame = decoder.next(); frame; frame = decoder.next()) frames.push(frame);
    }
    const unfinished = decoder.finish();
    const expected = decodeSlowly(input);
    assert.deepEqual(frames, expected.frames, `seed ${seed}`);
    assert.equal(unfinished?.data, expected.unfinished?.data, `seed ${seed}`);
    assert.equal(unfinished?.event, expected.unfinished?.event, `seed ${seed}`);
  });
});

const CONTENTS = [
  "a",
  "",
  "caf\u00e9",
  "\u{1f980}",
  "\\n",
  '\\"',
  "\\\\",
  "\\u0041",
  "\\ud83e\\udd80",
  "\\ud83e",
  "\\udd80",
  "\\x",
  "\t",
  '"',
  "x".repeat(300),
];
const OTHERS = [
  DONE,
  FAILED,
  TOKEN,
  ": ping\n\n",
  "data: [DONE]\n\n",
  "data:\n\n",
  "event: token\n",
  'data: {"type": "tool_call", "name": "f", "arguments": {"a": [1, 1e400, 9007199254740993, NaN, -0, 1.5e3]}}\n\n',
  'data: {"type": "token", "content": "a", "n": 1}\r\n\r\n',
  'data: {"type": "token",\ndata: "content": "b"}\n\n',
  'data: {"error": {"code": "c", "message": "m"}}\n\n',
  "event: error\ndata: out of cheese\n\n",
];

/** The events of a stream, and where one cannot be read. */
function decode(pieces: readonly Uint8Array[], limit: number): unknown[] {
  const decoder = new EventDecoder(limit);
  const events: unknown[] = [];
  for (const piece of pieces) {
    decoder.push(piece);
    for (;;) {
      try {
        const event = decoder.next();
        if (!event) break;
        events.push(event);
      } catch (problem) {
        assert.ok(problem instanceof Undecodable || problem instanceof TooLarge);
        events.push(problem.message);
        if (problem instanceof TooLarge && !problem.isOfValues) return events;
      }
    }
  }
  events.push(["unfinished", decoder.finish()]);
  return events;
}

test("the events of a stream are the same in any pieces", () => {
  each((random, seed) => {
    const events = Array.from({ length: random.below(8) }, () => {
      const content = random.some(CONTENTS, 4).join("");
      const token = random
        .pick(['{"type": "token", "content": "C"}', '{"type":"token","content":"C"}'])
        .replace("C", () => content);
      return random.below(3) ? `data: ${token}\n\n` : random.pick(OTHERS);
    });
    const input = Buffer.from(events.join(""));
    const end = input.length - random.below(2) * random.below(input.length + 1);
    const limit = random.pick([50, 200, EVENT_LIMIT, EVENT_LIMIT, EVENT_LIMIT]);
    const whole = decode([input.subarray(0, end)], limit);
    assert.deepEqual(decode(random.cut(input.subarray(0, end)), limit), whole, `seed ${seed}`);
  });
});

test("JSON is read as the platform reads it, but for what it loses", () => {
  const values = [
    "1",
    "-0",
    "0.5",
    "1e5",
    "true",
    "null",
    '"a"',
    '"\\u00e9\\n"',
    '"{[,:NaN 1e999"',
    "9007199254740991",
    "-9007199254740991",
    "1.7976931348623157e308",
  ];
  const value = (random: Random, depth: number): string => {
    const kind = depth ? random.below(4) : 0;
    const space = random.pick(["", " ", "\n\t"]);
    const items = Array.from({ length: kind && random.below(4) }, () => value(random, depth - 1));
    if (kind === 1) return `[${space}${items.join(`,${space}`)}]`;
    if (kind === 2)
      return `{${space}${items.map((item, index) => `"${random.pick(["a", "b", "__proto__", "é"])}${index}":${space}${item}`).join(",")}}`;
    return random.pick(values);
  };
  each((random, seed) => {
    const json = value(random, 4);
    assert.deepEqual(readJson(json, any), JSON.parse(json), `seed ${seed}: ${json}`);
    const broken = json.slice(0, random.below(json.length)) + random.pick(["", "}", "]", ",", '"', "x"]);
    let isValid = true;
    try {
      JSON.parse(broken);
    } catch {
      isValid = false;
    }
    if (isValid) assert.deepEqual(readJson(broken, any), JSON.parse(broken));
    else assert.throws(() => readJson(broken, any), `seed ${seed}: ${broken}`);
  });
});

test("numbers that JavaScript lacks are what was written, wherever they stand", () => {
  const numbers = [
    "9007199254740992",
    "-9007199254740993",
    "18446744073709551616",
    "1e400",
    "-1.5E+999",
    "NaN",
    "Infinity",
    "-Infinity",
    `1${"0".repeat(400)}`,
  ];
  for (const written of numbers) {
    for (const [before, after] of [
      ["", ""],
      ["[", "]"],
      ['{"a":', "}"],
      ['{"a": [{"b" : ', ' } , 1 ] , "c":"1e400 NaN"}'],
      ['["1e400",', ',"NaN"]'],
    ]) {
      const expected = JSON.parse(`${before}"${written}"${after}`);
      assert.deepEqual(readJson(before + written + after, any), expected, before + written + after);
    }
    for (const [before, after] of [
      ["{", ":1}"],
      ["{", " \n : 1}"],
      ["[1 ", "]"],
      ["tru", ""],
      ["+", ""],
      ["", "x"],
    ]) {
      assert.throws(() => readJson(before! + written + after, any), before! + written + after);
    }
  }
});
