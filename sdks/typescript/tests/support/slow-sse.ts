import type { Frame } from "../../src/sse/decoder.js";

/** What a stream holds, by the letter of WHATWG HTML, section 9.2.6: the whole text, line by line. */
export function decodeSlowly(bytes: Uint8Array): { frames: Frame[]; unfinished: Frame | undefined } {
  const text = new TextDecoder().decode(bytes).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  const frames: Frame[] = [];
  let event = "";
  let data = "";
  let id = "";
  const dispatched = (): Frame[] => (data ? [{ event: event || "message", data: data.slice(0, -1), id }] : []);
  const take = (line: string) => {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") event = value;
    else if (name === "data") data += `${value}\n`;
    else if (name === "id" && !value.includes("\0")) id = value;
  };
  const lines = text.split("\n");
  const cut = lines.pop() ?? "";
  for (const line of lines) {
    if (line) {
      take(line);
    } else {
      frames.push(...dispatched());
      event = data = "";
    }
  }
  const last = id;
  take(cut);
  const [unfinished] = dispatched();
  return { frames, unfinished: unfinished && { ...unfinished, id: last } };
}
