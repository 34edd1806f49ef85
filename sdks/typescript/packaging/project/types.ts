// The declarations as users' compilers see them, under each way of finding modules.
import type { AgentSpecClient, EventStream } from "@agentspec/sdk";
import { AgentSpecError, NotFoundError } from "@agentspec/sdk/errors";
import { Answer, type MockServer, type ReceivedRequest } from "@agentspec/sdk/testing";
import type { InvokeResponse, StreamEvent, TokenEvent, Usage } from "@agentspec/sdk/types";

export async function ask(client: AgentSpecClient): Promise<number> {
  const answer: InvokeResponse = await client.agents.invoke({ name: "assistant", input: "Hi" }, { timeout: 1000 });
  const usage: Usage = answer.usage;
  return usage.totalTokens;
}

export function text(events: StreamEvent[]): string {
  const tokens = events.filter((event): event is TokenEvent => event.type === "token");
  return tokens.map((token) => token.content).join("");
}

export async function read(stream: EventStream): Promise<string | undefined> {
  for await (const event of stream) {
    if (event.type === "error") return event.code;
    if (event.type === "done") return String(event.usage.outputTokens);
  }
  return undefined;
}

export async function refuse(server: MockServer): Promise<ReceivedRequest[]> {
  await server.answerNext(Answer.error(429, "rate_limited", "Slow down.", { headers: { "Retry-After": "1" } }));
  return server.received();
}

export function isMissing(error: unknown): boolean {
  return error instanceof NotFoundError || (error instanceof AgentSpecError && error.isUnsupported);
}
