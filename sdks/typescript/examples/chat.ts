/**
 * A streamed conversation with an agent: `npm run chat`.
 *
 * Talks to the server at `AGENTSPEC_BASE_URL` if that is set, otherwise to a mock server that it starts by cargo. Arguments replace the
 * three messages. On a terminal, without arguments, you can continue after them; an empty line or Ctrl-C ends it.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { AgentSpecClient, escaped, type SessionHandle } from "@agentspec/sdk";

const MESSAGES = [
  "Hi, I'm building a web scraper in Python.",
  "What library should I use for parsing HTML?",
  "Can you show me a quick example?",
];

const mock = process.env.AGENTSPEC_BASE_URL ? undefined : await startMock();
try {
  await talk(new AgentSpecClient({ baseUrl: mock?.url }));
} catch (error) {
  console.error(`\nError: ${error}`);
  process.exitCode = 1;
} finally {
  mock?.stop();
}

async function talk(client: AgentSpecClient): Promise<void> {
  const agents = await client.agents.list();
  console.log("Available agents:");
  for (const { name, model } of agents) console.log(`  - ${escaped(name)} (${escaped(model)})`);
  const [agent] = agents;
  if (!agent) throw new Error("no agents are deployed on this server");

  const session = await client.sessions.create({ agent: agent.name });
  console.log(`\nSession created: ${escaped(session.sessionId)}`);
  const chat = client.sessions.open(session);

  const given = process.argv.slice(2);
  for (const message of given.length ? given : MESSAGES) {
    console.log(`\nYou: ${message}`);
    await turn(chat, message);
  }
  if (given.length || !process.stdin.isTTY) return;

  console.log("\nGo on; an empty line ends the conversation.");
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "\nYou: " });
  lines.prompt();
  for await (const line of lines) {
    if (!line.trim()) break;
    await turn(chat, line);
    lines.prompt();
  }
  lines.close();
}

/** Takes the next turn, and prints its events as they arrive, with the agent's text escaped for the terminal. */
async function turn(chat: SessionHandle, input: string): Promise<void> {
  process.stdout.write("Agent: ");
  for await (const event of chat.continueStream({ input })) {
    if (event.type === "token") process.stdout.write(escaped(event.content));
    else if (event.type === "tool_call") console.log(`\n  [Calling tool: ${escaped(event.name)}]`);
    else if (event.type === "tool_result") console.log(`  [Tool result: ${escaped(JSON.stringify(event.output))}]`);
    else if (event.type === "done") console.log(`\n  [Tokens: ${event.usage.totalTokens}]`);
    else if (event.type === "error") console.log(`\n  [${escaped(event.code)}: ${escaped(event.message)}]`);
  }
}

/** Starts a mock server on a free port, and returns its URL, which is in the first line of its output. */
async function startMock(): Promise<{ url: string; stop(): void }> {
  console.log("AGENTSPEC_BASE_URL is not set: talking to a mock server of our own.\n");
  const cargo = ["run", "--quiet", "--package", "agentspec-mock", "--", "--port", "0"];
  const server = spawn("cargo", cargo, { stdio: ["ignore", "pipe", "inherit"] });
  const failed = new Promise<never>((_, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error("the mock server did not start")));
  });
  const line = new Promise<string>((resolve) => createInterface({ input: server.stdout }).once("line", resolve));
  const url = / on (http:[^\s,]+)/.exec(await Promise.race([line, failed]))?.[1] ?? "";
  failed.catch(() => {});
  return { url, stop: () => server.kill("SIGKILL") };
}
