// The conversation of the examples, with the packages of the SDK and of the mock server, installed as users install them.
import { AgentSpecClient } from "@agentspec/sdk";
import { MockServer } from "@agentspec/sdk/testing";

const MESSAGES = [
  "Hi, I'm building a web scraper in Python.",
  "What library should I use for parsing HTML?",
  "Can you show me a quick example?",
];

const mock = await MockServer.start();
try {
  const client = new AgentSpecClient({ baseUrl: mock.url });
  const session = await client.sessions.create({ agent: "assistant" });
  console.log(`Session created: ${session.sessionId}`);
  const chat = client.sessions.open(session);
  for (const message of MESSAGES) {
    process.stdout.write(`\nYou: ${message}\nAgent: `);
    for await (const event of chat.continueStream({ input: message })) {
      if (event.type === "token") process.stdout.write(event.content);
      else if (event.type === "done") console.log(`\n  [Tokens: ${event.usage.totalTokens}]`);
    }
  }
} finally {
  await mock.stop();
}
