import { AgentSpecClient } from "../../src/client.js";
import { type ClientOptions, settingsOf } from "../../src/config.js";
import { AgentSpecError } from "../../src/error/error.js";
import type { TestClock } from "./clock.js";

/** A client of this server that takes nothing from the environment. */
export function clientOf(baseUrl: string, given: ClientOptions & { clock?: TestClock } = {}): AgentSpecClient {
  const { clock, ...options } = given;
  const settings = settingsOf({ baseUrl, environment: false, retryDelay: 0, ...options }, clock);
  return new AgentSpecClient(settings as ClientOptions);
}

/** The error that a call fails with. */
export async function errorOf(work: PromiseLike<unknown> | (() => unknown)): Promise<AgentSpecError> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (error instanceof AgentSpecError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
