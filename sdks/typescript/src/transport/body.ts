/** A response's body, as far as it arrived. */
export interface Body {
  text: string;
  /** It is larger than the limit, and was not read further. */
  isTooLarge?: boolean;
  /** Why it broke off. */
  broken?: unknown;
}

/** Reads a body of at most `limit` bytes into `body`, piece by piece, so that a reader that runs out of time has what arrived. */
export async function readBody(response: Response, limit: number, body: Body): Promise<Body> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      length += value.byteLength;
      if (length > limit) {
        body.isTooLarge = true;
        // Ends the connection; the rest is not waited for.
        reader?.cancel().catch(() => {});
        return body;
      }
      body.text += decoder.decode(value, { stream: true });
    }
    body.text += decoder.decode();
  } catch (error) {
    body.broken = error ?? new Error("the body broke off");
  }
  return body;
}
