/** Holds a conversation with a mock server of another origin, and reports what it got to the page's own server. */

const { wide, narrow, errors, index } = Object.fromEntries(new URLSearchParams(location.search));
const { ConnectionError } = await import(errors);
const { AgentSpecClient } = await import(index);

async function conversation() {
  const client = new AgentSpecClient({ baseUrl: wide, apiKey: "page-key", maxRetries: 0 });
  const session = await client.sessions.create({ agent: "assistant" });
  const chat = client.sessions.open({ agent: "assistant", sessionId: session.sessionId });
  const first = await chat.continue({ input: "My name is Alice and I work on robotics." }).withResponse();
  let streamed = "";
  let usage = 0;
  for await (const event of chat.continueStream({ input: "What do I work on?" })) {
    if (event.type === "token") streamed += event.content;
    if (event.type === "done") usage = event.usage.totalTokens;
  }
  const unread = client.agents.stream({ name: "assistant", input: "Tell me a story." });
  await unread.opened();
  await unread.close();
  return { streamed, usage, hasCorrelationId: first.correlationId !== undefined, attempts: first.attempts };
}

async function refused() {
  const client = new AgentSpecClient({ baseUrl: narrow, apiKey: "page-key", maxRetries: 0 });
  const error = await client.agents.invoke({ name: "assistant", input: "Hi" }).catch((error) => error);
  const without = new AgentSpecClient({ baseUrl: narrow, apiKey: "page-key", maxRetries: 0, sendIds: false });
  const answer = await without.agents.invoke({ name: "assistant", input: "What is the capital of France?" });
  return {
    isConnectionError: error instanceof ConnectionError,
    message: error.message,
    outcome: error.outcome,
    isKeyShown: JSON.stringify({ ...error, text: String(error) }).includes("page-key"),
    withoutIds: answer.output,
  };
}

const result = await Promise.all([conversation(), refused()]).then(
  ([conversation, refused]) => ({ conversation, refused }),
  (error) => ({ error: `${error?.stack ?? error}` }),
);
await fetch("/result", { method: "POST", body: JSON.stringify(result) });
