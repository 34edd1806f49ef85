/** The ids of a call, the same on each of its attempts. */
export interface Ids {
  readonly correlationId: string;
  /** Of a POST. */
  readonly idempotencyKey: string | undefined;
}

/** Returns a random UUID, version 4: of the platform, which has none on Node 18 and on pages without https. */
export function uuid(): string {
  return (
    globalThis.crypto?.randomUUID?.() ??
    "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => Math.floor(Math.random() * 16).toString(16))
  );
}

export function isId(id: unknown): id is string {
  return typeof id === "string" && /^[!-~]+$/.test(id);
}
