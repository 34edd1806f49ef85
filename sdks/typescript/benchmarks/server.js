/** Serves streams of tokens, in writes of a size or a write an event, to a benchmark that measures its own process alone. */
import { createServer } from "node:http";
import { chunks, DONE, tokens } from "./bodies.js";

const server = createServer(async (request, response) => {
  const { searchParams } = new URL(request.url, "http://localhost");
  const size = Number(searchParams.get("write"));
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const chunk of chunks([...tokens(Number(searchParams.get("count"))), DONE], size)) {
    const isTaken = response.write(chunk);
    // A turn of the loop, so that each write is a packet of its own.
    await new Promise((resolve) => (isTaken ? setImmediate(resolve) : response.once("drain", resolve)));
  }
  response.end();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(String(server.address().port)));
process.stdin.resume().on("end", () => process.exit());
