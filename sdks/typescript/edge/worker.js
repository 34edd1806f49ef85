/** Passes an agent's streamed answer on at `/stream`, and elsewhere holds a conversation and reports what it got. */
import { AgentSpecClient } from "@agentspec/sdk";

export default {
  async fetch(request, { MOCK }) {
    const client = new AgentSpecClient({ baseUrl: MOCK, apiKey: "worker-key", maxRetries: 0 });
    if (new URL(request.url).pathname === "/stream") {
      const stream = client.agents.stream({ name: "assistant", input: "Hello" }, { signal: request.signal });
      return new Response(stream.toReadableStream(), { headers: { "Content-Type": "text/event-stream" } });
    }
    return Response.json({ streamed: await conversation(client), refused: await refused() });
  },
};

async function conversation(client) {
  const chat = client.sessions.open(await client.sessions.create({ agent: "assistant" }));
  await chat.continue({ input: "My name is Alice and I work on robotics." });
  for await (const event of client.agents.stream({ name: "assistant", input: "Tell me a story." })) {
    if (event.type === "token") break;
  }
  return chat.continueStream({ input: "What do I work on?" }).text();
}

/** The error of a server that does not listen. */
async function refused() {
  const nowhere = new AgentSpecClient({ baseUrl: "http://127.0.0.1:1", maxRetries: 0 });
  const { name, message, outcome } = await nowhere.agents.list().catch((error) => error);
  return { name, message, outcome };
}
