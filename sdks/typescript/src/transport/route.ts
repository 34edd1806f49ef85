/** How a request is sent by the platform's own fetch. */
export interface Route {
  /** Options for fetch. */
  readonly options: object;
  /** The longest time that fetch waits for the headers of a response, in milliseconds. */
  readonly cut?: number;
  /** Whether each response comes from the server or a proxy, never from a store of the platform's. */
  readonly isUncached?: boolean;
  /** Calls `sent` when the request with this correlation id is written to a connection. Returns what ends that. */
  track?(correlationId: string, sent: () => void): () => void;
  /** Uses the connections no more; what is under way on them goes on. */
  discard?(): void;
}
