import { _iterSSEMessages } from "@anthropic-ai/sdk/core/streaming";
import { createParser } from "eventsource-parser";
import { Stream } from "openai/core/streaming";

/** Decodes chunks by eventsource-parser, and each event by JSON.parse. */
export function byParser(chunks, take) {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent: ({ data }) => take(JSON.parse(data)) });
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
}

/** Iterates over a response by Anthropic's decoder, and JSON.parse. */
export async function* byAnthropic(response) {
  for await (const { data } of _iterSSEMessages(response, new AbortController())) yield JSON.parse(data);
}

export function byOpenAI(response) {
  return Stream.fromSSEResponse(response, new AbortController());
}
