const encoder = new TextEncoder();

const WORDS = ["the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "and", "then", "rests"];

/** An answer of so many tokens, each about 45 bytes as an event. */
export function tokens(count, word = (index) => ` ${WORDS[index % WORDS.length]}`) {
  return Array.from({ length: count }, (_, index) => `data: ${spaced({ type: "token", content: word(index) })}\n\n`);
}

export function results(count, size) {
  const output = "A line of what a tool says, as they are.\n".repeat(Math.ceil(size / 42)).slice(0, size);
  return Array.from({ length: count }, () => `data: ${spaced({ type: "tool_result", name: "search", output })}\n\n`);
}

export const DONE = 'data: {"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}\n\n';

/** As `json.dumps` of Python writes it. */
function spaced(event) {
  return `{${Object.entries(event)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(", ")}}`;
}

/** The events as chunks of a size, or each as one. */
export function chunks(events, size) {
  if (!size) return events.map((event) => encoder.encode(event));
  const bytes = encoder.encode(events.join(""));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

export function response(pieces) {
  let index = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        if (index < pieces.length) controller.enqueue(pieces[index++]);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
