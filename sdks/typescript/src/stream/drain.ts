import type { Clock } from "../clock.js";
import type { BodyReader } from "./source.js";

/** How long the end of the body is waited for, once the stream has ended, in milliseconds. */
const TIMEOUT = 100;
/** How much is read on the way there, in bytes. */
const LIMIT = 65_536;

/** Reads a little of what comes after the last event, which is nearly always the end of the body alone: then the connection is used again. */
export async function drain(body: BodyReader, clock: Clock): Promise<void> {
  const timer = clock.timer(TIMEOUT, () => cancel(body));
  try {
    for (let left = LIMIT; left > 0; ) {
      const { done, value } = await body.read();
      if (done) return;
      left -= value?.length ?? 0;
    }
    await cancel(body);
  } catch {
    // The stream has ended: what its connection does then is of no interest.
  } finally {
    timer.cancel();
  }
}

/** Closes the connection. */
export async function cancel(body: BodyReader): Promise<void> {
  try {
    await body.cancel();
  } catch {
    // It is closed already.
  }
}
