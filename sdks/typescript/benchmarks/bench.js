import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { EventDecoder } from "../dist/esm/event/event-decoder.js";
import { EventStream } from "../dist/esm/stream/event-stream.js";
import { chunks, DONE, response, results, tokens } from "./bodies.js";
import { byAnthropic, byOpenAI, byParser } from "./peers.js";
import { measure, report } from "./rounds.js";
import { reportSize } from "./size.js";

const COUNT = 2000;
const CUTS = [
  ["a chunk an event", undefined],
  ["chunks of 1,400 bytes", 1400],
  ["chunks of 16 KiB", 16_384],
];

let sum = 0;

function decode(pieces) {
  const decoder = new EventDecoder();
  for (const piece of pieces) {
    decoder.push(piece);
    for (let event = decoder.next(); event; event = decoder.next())
      sum += event.type === "token" ? event.content.length : 1;
  }
}

const take = (event) => {
  sum += event.type === "token" ? event.content.length : 1;
};

async function iterate(events) {
  for await (const event of events) sum += event.type === "token" ? event.content.length : 1;
}

const PARTS = ["decode", "rare", "iterate", "text", "fetch", "size"];
const part = process.argv[2];
const wants = (name) => part === name;

// Each part in a process of its own, where the compiler of Node.js has seen no other.
if (!part) {
  for (const name of PARTS) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], { stdio: "inherit" });
    if (status !== 0) process.exit(1);
  }
} else if (!PARTS.includes(part)) {
  throw new Error(`there is no part ${part}: expected ${PARTS.join(", ")}`);
}

if (wants("decode")) {
  const targets = [4, 6, 6];
  const why =
    "runs differ by a tenth around the target; at a chunk an event, `TextDecoder.decode` alone takes 42 to 45 ns a token, for both.";
  for (const [index, [cut, size]] of CUTS.entries()) {
    const pieces = chunks(tokens(COUNT), size);
    const times = await measure(
      { ours: () => decode(pieces), "eventsource-parser + JSON.parse": () => byParser(pieces, take) },
      COUNT,
    );
    report(`Decoding tokens, ${cut}`, "token", times, {
      "eventsource-parser + JSON.parse": { least: targets[index], why },
    });
  }
}

if (wants("rare")) {
  const parser = "eventsource-parser + JSON.parse";
  const why =
    "nearly all of it is `JSON.parse` of 4 KB in both; ours also looks for what JavaScript would lose, such as long integers.";
  for (const [title, events, size, target] of [
    [
      "Decoding tokens with escapes, chunks of 1,400 bytes",
      tokens(COUNT, (index) => `line ${index}\n"so"`),
      1400,
      { least: 1.5, why: "runs differ by a tenth around the target." },
    ],
    ["Decoding results of 4 KB, chunks of 1,400 bytes", results(100, 4096), 1400, { least: 1.2, why }],
    ["Decoding results of 4 KB, chunks of 16 KiB", results(100, 4096), 16_384, { least: 1.2, why }],
    ["Decoding an event of 4 MB, chunks of 1,400 bytes", results(1, 4 << 20), 1400, { most: 1.5 }],
    ["Decoding an event of 4 MB, chunks of 16 KiB", results(1, 4 << 20), 16_384, { most: 1.5 }],
    ["Decoding an event of 8 MB, chunks of 16 KiB", results(1, 8 << 20), 16_384, { most: 1.5 }],
  ]) {
    const pieces = chunks(events, size);
    const times = await measure({ ours: () => decode(pieces), [parser]: () => byParser(pieces, take) }, events.length);
    report(title, "event", times, { [parser]: target });
  }
}

if (wants("iterate")) {
  const targets = [
    [1.5, 2.5],
    [3.3, 12],
    [3.5, 15],
  ];
  for (const [index, [cut, size]] of CUTS.entries()) {
    const pieces = chunks([...tokens(COUNT), DONE], size);
    const times = await measure(
      {
        ours: () => iterate(EventStream.fromResponse(response(pieces))),
        "Anthropic's decoder + JSON.parse": () => iterate(byAnthropic(response(pieces))),
        "openai's Stream": () => iterate(byOpenAI(response(pieces))),
      },
      COUNT,
    );
    const [anthropic, openai] = targets[index];
    report(`for await over tokens, ${cut}`, "token", times, {
      "Anthropic's decoder + JSON.parse": { least: anthropic },
      "openai's Stream": { least: openai },
    });
  }
}

if (wants("text")) {
  const pieces = chunks([...tokens(COUNT), DONE], 16_384);
  const anthropic = async () => {
    let text = "";
    for await (const event of byAnthropic(response(pieces))) if (event.type === "token") text += event.content;
    sum += text.length;
  };
  const ours = async () => {
    sum += (await EventStream.fromResponse(response(pieces)).text()).length;
  };
  const times = await measure({ ours, "Anthropic's decoder + JSON.parse": anthropic }, COUNT);
  report("text() of tokens, chunks of 16 KiB", "token", times, {
    "Anthropic's decoder + JSON.parse": {
      least: 10,
    },
  });
}
if (wants("fetch")) {
  const server = spawn(process.execPath, [new URL("server.js", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [port] = await once(server.stdout, "data");
  const why =
    "the loop `for await` over single events takes more than reading the bytes: see its row at 16 KiB; `text()` takes less.";
  for (const [title, write, count, target] of [
    ["Tokens by fetch, writes of 16 KiB", 16_384, 20_000, 2.6],
    ["Tokens by fetch, a write an event", 0, 2_000, 1.6],
  ]) {
    const url = `http://127.0.0.1:${port}/?write=${write}&count=${count}`;
    const bare = async () => {
      const reader = (await fetch(url)).body.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) sum += next.value.length;
    };
    const ours = async () => iterate(EventStream.fromResponse(await fetch(url)));
    const times = await measure({ ours, "bare bytes": bare }, count);
    report(title, "token", times, { "bare bytes": { most: target, why } });
  }
  server.kill();
}

if (wants("size")) await reportSize();

if (sum < 0) console.log(sum);
